"""Accounts, passwords, sign-ins."""

import hashlib
from datetime import timedelta
from itertools import pairwise

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update

from tests.store.conftest import NOW
from tracker.errors import InvalidInput, NotFound
from tracker.model import Role, User
from tracker.store import sign_ins, users
from tracker.store.opening import Store
from tracker.store.schema import UserRecord

pytestmark = pytest.mark.usefixtures("quick_hasher")


@pytest.fixture
def ann(store: Store, quick_hasher: PasswordHasher) -> User:
    return users.add_user(
        store, name="Ann", display_name="Dr Ann", role=Role.OWNER, password="correct horse", at=NOW
    )


def stored_hash(store: Store, user: User) -> str:
    with store.reading() as db:
        return db.scalars(select(UserRecord.password_hash).where(UserRecord.id == user.id)).one()


def deactivate(store: Store, user: User) -> None:
    with store.writing() as db:
        db.execute(update(UserRecord).where(UserRecord.id == user.id).values(is_active=False))


def signed_in(store: Store, token: str, minutes: float, *, touch: bool = False) -> User | None:
    at = NOW + timedelta(minutes=minutes)
    visitor = sign_ins.read_sign_in(store, token, at=at, idle_minutes=30, touch=touch)
    return visitor.user if visitor else None


def test_the_first_user_ends_the_first_run(store: Store) -> None:
    assert not users.any_user(store)
    users.add_user(store, name="a", display_name="A", role=Role.PROVIDER, password="x", at=NOW)
    assert users.any_user(store)


def test_a_user_is_read_back(store: Store, ann: User) -> None:
    assert users.read_user(store, ann.id) == ann
    assert users.find_user(store, ann.id) == ann
    assert (ann.name, ann.display_name, ann.role, ann.is_active) == ("Ann", "Dr Ann", Role.OWNER, True)
    assert users.find_user(store, "nobody") is None
    assert users.find_user_by_name(store, " ANN ") == ann
    assert users.find_user_by_name(store, "nobody") is None
    with pytest.raises(NotFound):
        users.read_user(store, "nobody")


@pytest.mark.parametrize("name", ["ann", " ANN "])
def test_a_name_is_taken_whatever_its_case(store: Store, ann: User, name: str) -> None:
    with pytest.raises(InvalidInput, match="is taken") as caught:
        users.add_user(store, name=name, display_name="B", role=Role.OWNER, password="y", at=NOW)
    assert caught.value.field == "name"


def test_only_the_right_password_opens(store: Store, ann: User) -> None:
    assert users.check_password(store, " aNN ", "correct horse") == ann
    for name, password in (("Ann", "wrong"), ("Ann", ""), ("Bob", "correct horse"), ("", "")):
        assert users.check_password(store, name, password) is None


def test_an_inactive_user_is_kept_out(store: Store, ann: User) -> None:
    token = sign_ins.start_sign_in(store, ann.id, at=NOW)
    deactivate(store, ann)
    assert users.check_password(store, "Ann", "correct horse") is None
    assert signed_in(store, token, 1) is None


def test_an_unknown_name_costs_the_same_work(
    store: Store, ann: User, monkeypatch: pytest.MonkeyPatch, quick_hasher: PasswordHasher
) -> None:
    worked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            worked.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    counting = Counting(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(users, "HASHER", counting)
    users.check_password(store, "nobody", "x")
    users.check_password(store, "Ann", "x")
    # one verification each, with the same parameters
    assert len(worked) == 2
    assert worked[0] == worked[1]


def test_passwords_are_hashed_with_argon2id(store: Store, real_passwords: None) -> None:
    user = users.add_user(store, name="b", display_name="B", role=Role.OWNER, password="secret", at=NOW)
    assert stored_hash(store, user).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_password_is_hashed_anew_when_the_parameters_change(
    store: Store, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored_hash(store, ann)
    users.check_password(store, "Ann", "correct horse")
    assert stored_hash(store, ann) == before
    monkeypatch.setattr(users, "HASHER", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert users.check_password(store, "Ann", "wrong") is None
    assert stored_hash(store, ann) == before
    assert users.check_password(store, "Ann", "correct horse") == ann
    assert "t=2" in stored_hash(store, ann)
    assert users.check_password(store, "Ann", "correct horse") == ann


def test_a_new_password_ends_what_was_begun_with_the_old_one(store: Store, ann: User) -> None:
    token = sign_ins.start_sign_in(store, ann.id, at=NOW)
    users.set_password(store, ann.id, "new")
    assert users.check_password(store, "Ann", "correct horse") is None
    assert users.check_password(store, "Ann", "new") == ann
    assert signed_in(store, token, 1) is None
    with pytest.raises(NotFound):
        users.set_password(store, "nobody", "new")


def test_a_sign_in_opens_until_it_is_ended(store: Store, ann: User) -> None:
    token, other = (sign_ins.start_sign_in(store, ann.id, at=NOW) for _ in range(2))
    assert len(token) >= 43
    assert token != other
    assert signed_in(store, token, 1) == ann
    assert signed_in(store, token + "x", 1) is None
    sign_ins.end_sign_in(store, token)
    sign_ins.end_sign_in(store, token)
    assert signed_in(store, token, 1) is None
    assert signed_in(store, other, 1) == ann


def test_a_copy_of_the_database_holds_no_token_or_password(store: Store, ann: User) -> None:
    token = sign_ins.start_sign_in(store, ann.id, at=NOW)
    sign_ins.record_failure(store, "correct horse", at=NOW)
    with store.reading() as db:
        digests = db.execute(text("SELECT token_digest FROM sign_in")).scalars().all()
    assert digests == [hashlib.sha256(token.encode()).hexdigest()]
    content = b"".join(path.read_bytes() for path in store.settings.data_dir.glob("tracker.sqlite3*"))
    assert token.encode() not in content
    assert b"correct horse" not in content


def test_a_sign_in_ends_after_idle_time_unless_touched(store: Store, ann: User) -> None:
    token = sign_ins.start_sign_in(store, ann.id, at=NOW)
    assert signed_in(store, token, 29.9) == ann
    assert signed_in(store, token, 30) is None
    assert signed_in(store, token, 20, touch=True) == ann
    assert signed_in(store, token, 49.9) == ann
    assert signed_in(store, token, 50) is None


def test_a_sign_in_ends_after_twelve_hours_however_busy(store: Store, ann: User) -> None:
    token = sign_ins.start_sign_in(store, ann.id, at=NOW)
    for minutes in range(20, 12 * 60, 20):
        assert signed_in(store, token, minutes, touch=True) == ann
    assert signed_in(store, token, 12 * 60, touch=True) is None
    sign_ins.start_sign_in(store, ann.id, at=NOW + timedelta(hours=12))
    with store.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM sign_in")) == 1


def test_activity_is_written_at_most_once_a_minute(store: Store, ann: User) -> None:
    token = sign_ins.start_sign_in(store, ann.id, at=NOW)
    written = []
    for minutes in (0.5, 0.9, 1.0, 1.5, 1.9, 2.1):
        signed_in(store, token, minutes, touch=True)
        with store.reading() as db:
            written.append(db.scalar(text("SELECT touched_at FROM sign_in")))
    assert [a == b for a, b in pairwise(written)] == [True, False, True, True, False]


def test_failures_are_counted_by_key_and_time(store: Store) -> None:
    for minutes in (0, 5, 10):
        sign_ins.record_failure(store, "ann", at=NOW + timedelta(minutes=minutes))
    sign_ins.record_failure(store, "bob", at=NOW)
    assert sign_ins.count_failures(store, "ann", since=NOW) == 3
    assert sign_ins.count_failures(store, "ann", since=NOW + timedelta(minutes=5)) == 2
    assert sign_ins.count_failures(store, "carl", since=NOW) == 0
    sign_ins.record_failure(store, "ann", at=NOW + timedelta(days=1, minutes=6))
    assert sign_ins.count_failures(store, "ann", since=NOW) == 2


def test_the_language_that_somebody_reads_is_kept(store: Store, ann: User) -> None:
    assert ann.language == ""
    users.set_language(store, ann.id, "es")
    assert users.read_user(store, ann.id).language == "es"
