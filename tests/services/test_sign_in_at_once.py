"""Many guesses sent at once, and a password that is changed while the old one is being checked."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pyotp
import pytest
from argon2 import PasswordHasher

from tracker.errors import SignInFailed
from tracker.model import Actor, Role, User
from tracker.services import own_account, sign_in
from tracker.store import second_factors, sign_ins, users
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT_ONCE = 12


class ChangedMeanwhile(PasswordHasher):
    """Checks a password so slowly that something else is done before it is through."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self._meanwhile = [meanwhile]

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        is_right = super().verify(hash, password)
        while self._meanwhile:
            self._meanwhile.pop()()
        return is_right


@pytest.fixture
def eva(store: Store) -> User:
    return users.add_user(
        store, name="eva", display_name="Dr Eva", role=Role.OWNER, password=PASSWORD, at=NOW
    )


def guess_at_once(guess: Callable[[], object]) -> Counter[str]:
    """What each of many guesses was told that were made at the same moment."""
    start = Barrier(AT_ONCE)

    def one() -> str:
        start.wait()
        try:
            guess()
        except SignInFailed as error:
            return str(error).partition(":")[0]
        return "let in"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(done.result() for done in [pool.submit(one) for _ in range(AT_ONCE)])


def test_of_passwords_guessed_at_once_five_are_looked_at(store: Store, eva: User) -> None:
    told = guess_at_once(lambda: sign_in.sign_in(store, eva.name, "wrong", address="10.0.0.1", at=NOW))
    assert told == {"Name or password is wrong": 5, "Too many wrong passwords": AT_ONCE - 5}


def test_of_passwords_guessed_at_once_on_an_open_page_five_are_looked_at(store: Store, eva: User) -> None:
    actor = Actor(eva.id, eva.display_name, eva.role)
    told = guess_at_once(lambda: own_account.confirm(store, actor, "wrong", at=NOW))
    assert told == {"This password is wrong": 5, "Too many wrong passwords": AT_ONCE - 5}


def test_of_codes_guessed_at_once_five_are_looked_at(store: Store, eva: User) -> None:
    second_factors.set_up(store, eva.id, SECRET, step=0, recovery_codes=[])
    waiting = sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.1", at=NOW)
    told = guess_at_once(lambda: sign_in.give_code(store, waiting, "000000", at=NOW))
    assert told == {"This code is wrong or was used already": 5, "Too many wrong codes": AT_ONCE - 5}


def test_a_right_password_uses_up_no_try(store: Store, eva: User) -> None:
    for _ in range(7):
        assert sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.1", at=NOW)


def test_who_has_the_old_password_is_out_also_while_it_is_being_checked(
    store: Store, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever signs in again and again with a stolen one is at it at the moment at which it is changed."""
    slow = ChangedMeanwhile(lambda: users.set_password(store, eva.id, "lunes manzana reloj"))
    monkeypatch.setattr(users, "HASHER", slow)
    with pytest.raises(SignInFailed, match="Name or password is wrong"):
        sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.1", at=NOW)
    assert sign_ins.list_sign_ins(store, eva.id, at=NOW, idle_minutes=15) == []


def test_a_sign_in_that_was_ended_while_its_code_was_typed_stays_ended(
    store: Store, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_factors.set_up(store, eva.id, SECRET, step=0, recovery_codes=[])
    waiting = sign_in.sign_in(store, "eva", PASSWORD, address="10.0.0.1", at=NOW)
    accept = second_factors.accept_step

    def accept_while_it_ends(store: Store, user_id: str, step: int) -> bool:
        is_right = accept(store, user_id, step)
        sign_ins.end_all(store, user_id)
        return is_right

    monkeypatch.setattr(second_factors, "accept_step", accept_while_it_ends)
    with pytest.raises(SignInFailed, match="took too long"):
        sign_in.give_code(store, waiting, pyotp.TOTP(SECRET).at(NOW), at=NOW)
    assert sign_ins.list_sign_ins(store, eva.id, at=NOW, idle_minutes=15) == []
