"""Signing in and out, and how often it may fail."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.errors import SignInFailed
from tracker.model import Role, User
from tracker.services import sign_in
from tracker.services.sign_in import TooManyFailures
from tracker.store import audit, users
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def eva(store: Store) -> User:
    return users.add_user(
        store, name="eva", display_name="Dr Eva", role=Role.OWNER, password=PASSWORD, at=NOW
    )


def person(store: Store, token: str, at: datetime, *, is_activity: bool) -> User | None:
    visitor = sign_in.find_visitor(store, token, at=at, is_activity=is_activity)
    return visitor.user if visitor else None


def fail(
    store: Store, name: str = "eva", *, times: int, address: str = "10.0.0.1", at: datetime = NOW
) -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed, match="Name or password is wrong"):
            sign_in.sign_in(store, name, "wrong", address=address, at=at)


def test_a_token_stands_for_the_person_who_signed_in(store: Store, eva: User):
    token = sign_in.sign_in(store, "Eva ", PASSWORD, address="10.0.0.1", at=NOW)
    assert person(store, token, NOW, is_activity=False) == eva
    assert person(store, token + "x", NOW, is_activity=False) is None


def test_a_sign_in_ends_by_signing_out_or_by_15_minutes_without_activity(store: Store, eva: User):
    token = sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.1", at=NOW)
    assert person(store, token, NOW + 14 * MINUTE, is_activity=False) == eva
    assert person(store, token, NOW + 15 * MINUTE, is_activity=False) is None
    assert person(store, token, NOW + 14 * MINUTE, is_activity=True) == eva
    assert person(store, token, NOW + 28 * MINUTE, is_activity=False) == eva
    for _ in range(2):
        sign_in.sign_out(store, token, at=NOW + 28 * MINUTE)
    assert person(store, token, NOW + 28 * MINUTE, is_activity=False) is None
    actions = [event.action for event in audit.list_events(store, object_id=eva.id)]
    assert actions == ["signed out", "signed in"]


def test_the_sixth_attempt_within_five_minutes_is_not_looked_at(store: Store, eva: User):
    fail(store, times=5)
    with pytest.raises(TooManyFailures, match="wait five minutes"):
        sign_in.sign_in(store, "EVA", PASSWORD, address="10.0.0.1", at=NOW + 4 * MINUTE)
    assert sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.1", at=NOW + 6 * MINUTE)


def test_failures_elsewhere_or_of_another_name_lock_nobody_out(store: Store, eva: User):
    fail(store, times=5, address="10.0.0.2")
    fail(store, "ghost", times=5)
    assert sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.1", at=NOW)


def test_an_endless_password_is_just_wrong(store: Store, eva: User):
    with pytest.raises(SignInFailed):
        sign_in.sign_in(store, "eva", PASSWORD + "x" * 200, address="10.0.0.1", at=NOW)
