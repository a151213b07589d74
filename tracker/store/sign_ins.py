"""Open sign-ins and failed ones.

A token is known to the browser alone: the table keeps its SHA-256, so that a copy of the
database opens nothing.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from tracker.model import User
from tracker.store.opening import Store
from tracker.store.schema import SignInFailureRecord, SignInRecord

LONGEST = timedelta(hours=12)
TOUCH_AT_MOST_EVERY = timedelta(minutes=1)
FAILURES_KEPT = timedelta(days=1)


def start_sign_in(store: Store, user_id: str, *, at: datetime) -> str:
    """Begin a sign-in and return its token, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    with store.writing() as db:
        db.execute(delete(SignInRecord).where(SignInRecord.started_at <= at - LONGEST))
        db.add(SignInRecord(token_digest=_digest(token), user_id=user_id, started_at=at, touched_at=at))
    return token


def read_sign_in(store: Store, token: str, *, at: datetime, idle_minutes: int, touch: bool) -> User | None:
    """The person behind a token, or None when it has ended.

    Parameters
    ----------
    idle_minutes : int
        Time without activity after which a sign-in ends; 12 hours after its start it ends anyway.
    touch : bool
        Whether this counts as activity. It is written down at most once a minute.
    """
    with store.reading() as db:
        row = db.get(SignInRecord, _digest(token))
        if row is None or not _is_open(row, at, timedelta(minutes=idle_minutes)):
            return None
        user, touched_at = row.user.to_model(), row.touched_at
    if not user.is_active:
        return None
    if touch and at - touched_at >= TOUCH_AT_MOST_EVERY:
        _touch(store, token, at)
    return user


def end_sign_in(store: Store, token: str) -> None:
    """End a sign-in; one that has ended already is no error."""
    with store.writing() as db:
        db.execute(delete(SignInRecord).where(SignInRecord.token_digest == _digest(token)))


def record_failure(store: Store, key: str, *, at: datetime) -> None:
    """Write down that a sign-in failed; failures of more than a day ago are forgotten.

    Parameters
    ----------
    key : str
        What is counted: a name as typed, or an address.
    """
    with store.writing() as db:
        db.execute(delete(SignInFailureRecord).where(SignInFailureRecord.at < at - FAILURES_KEPT))
        db.add(SignInFailureRecord(key_digest=_digest(key), at=at))


def count_failures(store: Store, key: str, *, since: datetime) -> int:
    """How often sign-in failed for a key from a time on."""
    matching = select(func.count(SignInFailureRecord.id)).where(
        SignInFailureRecord.key_digest == _digest(key), SignInFailureRecord.at >= since
    )
    with store.reading() as db:
        return db.scalar(matching) or 0


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_open(row: SignInRecord, at: datetime, idle: timedelta) -> bool:
    return at - row.started_at < LONGEST and at - row.touched_at < idle


def _touch(store: Store, token: str, at: datetime) -> None:
    with store.writing() as db:
        row = db.get(SignInRecord, _digest(token))
        if row is not None:
            row.touched_at = at
