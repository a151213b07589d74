"""Signing in with a second factor: codes count once, recovery codes too, and guesses are few."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from tracker.errors import SignInFailed
from tracker.identity.one_time_codes import new_recovery_codes, plain_recovery_code
from tracker.model import Role, User
from tracker.services import sign_in
from tracker.services.sign_in import TooManyFailures
from tracker.store import audit, second_factors, users
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def eva(store: Store, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(users, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return users.add_user(
        store, name="eva", display_name="Dr Eva", role=Role.OWNER, password=PASSWORD, at=NOW
    )


@pytest.fixture
def codes(store: Store, eva: User) -> list[str]:
    """Recovery codes of an account that asks for a code from now on."""
    found = new_recovery_codes()
    plain = [plain_recovery_code(code) for code in found]
    second_factors.set_up(store, eva.id, SECRET, step=0, recovery_codes=plain)
    return found


def begin(store: Store, at: datetime = NOW) -> str:
    return sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.1", at=at, browser="Firefox")


def code(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


def is_in(store: Store, token: str, at: datetime = NOW) -> bool:
    return sign_in.find_visitor(store, token, at=at, is_activity=False) is not None


@pytest.mark.usefixtures("codes")
def test_the_password_alone_opens_nothing(store: Store):
    token = begin(store)
    assert sign_in.awaits_code(store, token, at=NOW)
    assert not is_in(store, token)


@pytest.mark.usefixtures("codes")
def test_a_right_code_opens_a_new_session_and_ends_the_one_that_waited(store: Store, eva: User):
    waiting = begin(store)
    token = sign_in.give_code(store, waiting, code(NOW), at=NOW)
    assert is_in(store, token)
    assert token != waiting
    assert not is_in(store, waiting)
    assert not sign_in.awaits_code(store, waiting, at=NOW)
    visitor = sign_in.find_visitor(store, token, at=NOW, is_activity=False)
    assert visitor is not None
    assert (visitor.sign_in.address, visitor.sign_in.browser) == ("10.0.0.1", "Firefox")
    assert [event.action for event in audit.list_events(store, object_id=eva.id)] == ["signed in"]


@pytest.mark.usefixtures("codes")
def test_a_code_that_was_seen_over_the_shoulder_is_of_no_use(store: Store):
    sign_in.give_code(store, begin(store), code(NOW), at=NOW)
    with pytest.raises(SignInFailed, match="wrong or was used already"):
        sign_in.give_code(store, begin(store), code(NOW), at=NOW)
    assert sign_in.give_code(store, begin(store), code(NOW + MINUTE), at=NOW + MINUTE)


def test_each_recovery_code_opens_once_however_it_is_typed(store: Store, eva: User, codes: list[str]):
    assert is_in(store, sign_in.give_code(store, begin(store), f" {codes[0].upper()} ", at=NOW))
    with pytest.raises(SignInFailed):
        sign_in.give_code(store, begin(store), codes[0], at=NOW)
    assert is_in(store, sign_in.give_code(store, begin(store), codes[1].replace("-", ""), at=NOW))
    assert second_factors.count_recovery_codes(store, eva.id) == len(codes) - 2


@pytest.mark.usefixtures("codes")
def test_after_five_wrong_codes_even_the_right_one_has_to_wait(store: Store):
    for _ in range(5):
        with pytest.raises(SignInFailed, match="wrong"):
            sign_in.give_code(store, begin(store), "000000", at=NOW)
    with pytest.raises(TooManyFailures, match="wait five minutes"):
        sign_in.give_code(store, begin(store), code(NOW), at=NOW)
    later = NOW + 6 * MINUTE
    assert is_in(store, sign_in.give_code(store, begin(store, later), code(later), at=later), later)


@pytest.mark.usefixtures("codes")
def test_a_password_that_was_typed_ten_minutes_ago_has_to_be_typed_again(store: Store):
    token, later = begin(store), NOW + 10 * MINUTE
    with pytest.raises(SignInFailed, match="took too long"):
        sign_in.give_code(store, token, code(later), at=later)


def test_without_a_waiting_sign_in_no_code_is_looked_at(store: Store, codes: list[str]):
    for token in ("", "made up"):
        with pytest.raises(SignInFailed, match="took too long"):
            sign_in.give_code(store, token, codes[0], at=NOW)


@pytest.mark.usefixtures("eva")
def test_one_address_can_not_try_many_names_nor_many_addresses_one_name(store: Store):
    for number in range(50):
        with pytest.raises(SignInFailed, match="Name or password"):
            sign_in.sign_in(store, f"name{number}", "wrong", address="10.0.0.9", at=NOW)
    with pytest.raises(TooManyFailures, match="wait an hour"):
        sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.9", at=NOW + 50 * MINUTE)
    for number in range(100):
        with pytest.raises(SignInFailed, match="Name or password"):
            sign_in.sign_in(store, "eva", "wrong", address=f"10.1.0.{number}", at=NOW)
    with pytest.raises(TooManyFailures, match="wait an hour"):
        sign_in.sign_in(store, "eva", PASSWORD, address="10.2.0.1", at=NOW + 50 * MINUTE)
    assert sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.9", at=NOW + 61 * MINUTE)


@pytest.mark.usefixtures("codes")
def test_who_has_the_password_can_not_go_on_guessing_codes_for_months(store: Store):
    for number in range(50):
        at = NOW + 10 * MINUTE * number
        with pytest.raises(SignInFailed, match="This code is wrong"):
            sign_in.give_code(store, begin(store, at), "000000", at=at)
    with pytest.raises(TooManyFailures, match="wait a day"):
        sign_in.give_code(store, begin(store, at), code(at), at=at + 6 * MINUTE)
    later = NOW + timedelta(days=1, minutes=11)
    assert is_in(store, sign_in.give_code(store, begin(store, later), code(later), at=later), later)
