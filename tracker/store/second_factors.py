"""Second factors of sign-ins: the secret that an authenticator shares, and recovery codes."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session as Database

from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import RecoveryCodeRecord, UserRecord


def read_secret(store: Store, user_id: str) -> tuple[str, int]:
    """A person's secret (empty without a second factor) and the last time step that was accepted.

    Raises
    ------
    NotFound
        If there is no such person.
    """
    with store.reading() as db:
        row = fetch(db, UserRecord, user_id, word="user")
        return row.totp_secret, row.totp_last_step


def set_up(store: Store, user_id: str, secret: str, *, step: int, recovery_codes: Iterable[str]) -> None:
    """Ask for a code from now on.

    Parameters
    ----------
    step : int
        The time step of the code that proved that the authenticator works.
    recovery_codes : iterable of str
        Plain ones; their digests replace whatever codes there were.
    """
    with store.writing() as db:
        row = fetch(db, UserRecord, user_id, word="user")
        row.totp_secret, row.totp_last_step = secret, step
        _replace_codes(db, user_id, recovery_codes)


def remove(store: Store, user_id: str) -> None:
    """Ask for the password alone from now on; nothing of the second factor is kept."""
    with store.writing() as db:
        row = fetch(db, UserRecord, user_id, word="user")
        row.totp_secret, row.totp_last_step = "", 0
        _replace_codes(db, user_id, ())


def accept_step(store: Store, user_id: str, step: int) -> bool:
    """Use up the code of a time step; False where it, or a later one, was used meanwhile."""
    later = update(UserRecord).where(UserRecord.id == user_id, UserRecord.totp_last_step < step)
    with store.writing() as db:
        return db.scalar(later.values(totp_last_step=step).returning(UserRecord.id)) is not None


def use_recovery_code(store: Store, user_id: str, code: str) -> bool:
    """Use up a recovery code; False where it is none of the person's, or was used."""
    this = delete(RecoveryCodeRecord).where(
        RecoveryCodeRecord.user_id == user_id, RecoveryCodeRecord.code_digest == _digest(code)
    )
    with store.writing() as db:
        return db.scalar(this.returning(RecoveryCodeRecord.id)) is not None


def count_recovery_codes(store: Store, user_id: str) -> int:
    """How many recovery codes are left."""
    left = select(func.count(RecoveryCodeRecord.id)).where(RecoveryCodeRecord.user_id == user_id)
    with store.reading() as db:
        return db.scalar(left) or 0


def _replace_codes(db: Database, user_id: str, codes: Iterable[str]) -> None:
    db.execute(delete(RecoveryCodeRecord).where(RecoveryCodeRecord.user_id == user_id))
    db.add_all(RecoveryCodeRecord(user_id=user_id, code_digest=_digest(code)) for code in codes)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
