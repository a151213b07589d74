"""Open sign-ins and failed ones.

A token is known to the browser alone: the table keeps its SHA-256, so that a copy of the
database opens nothing.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Database

from tracker.model import SignIn, Visitor
from tracker.store.opening import Store
from tracker.store.schema import SignInFailureRecord, SignInRecord

LONGEST = timedelta(hours=12)
CODE_AWAITED = timedelta(minutes=10)
BROWSER_MAX_LENGTH = 300
TOUCH_AT_MOST_EVERY = timedelta(minutes=1)
FAILURES_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that counts as failed until it is said that it wasn't.

    Attributes
    ----------
    row_ids : tuple of int
        Of what was written down; empty where nothing may be tried.
    closed_for : timedelta or None
        The window within which it failed too often; None where it may be tried.
    """

    row_ids: tuple[int, ...] = ()
    closed_for: timedelta | None = None


def start_sign_in(
    store: Store,
    user_id: str,
    *,
    at: datetime,
    awaits_code: bool = False,
    address: str = "",
    browser: str = "",
) -> str:
    """Begin a sign-in and return its token, which is stored nowhere.

    Parameters
    ----------
    awaits_code : bool
        Whether it opens nothing yet, because the code of the second factor is still to come.
    """
    token = secrets.token_urlsafe(32)
    with store.writing() as db:
        db.execute(delete(SignInRecord).where(SignInRecord.started_at <= at - LONGEST))
        row = SignInRecord(token_digest=token_digest(token), user_id=user_id, awaits_code=awaits_code)
        row.started_at = row.touched_at = row.confirmed_at = at
        row.address, row.browser = address, browser[:BROWSER_MAX_LENGTH]
        db.add(row)
    return token


def complete_sign_in(store: Store, waiting: str, *, at: datetime) -> str | None:
    """Begin the sign-in that waited for its code, in place of the waiting one.

    Returns
    -------
    str or None
        A new token; None where the waiting one has ended meanwhile, as by another password.
    """
    token = secrets.token_urlsafe(32)
    with store.writing() as db:
        row = db.get(SignInRecord, token_digest(waiting))
        if row is None or not row.awaits_code:
            return None
        begun = SignInRecord(token_digest=token_digest(token), user_id=row.user_id, awaits_code=False)
        begun.started_at = begun.touched_at = begun.confirmed_at = at
        begun.address, begun.browser = row.address, row.browser
        db.delete(row)
        db.add(begun)
    return token


def read_sign_in(store: Store, token: str, *, at: datetime, idle_minutes: int, touch: bool) -> Visitor | None:
    """The person behind a token, or None when it has ended or still awaits a code.

    Parameters
    ----------
    idle_minutes : int
        Time without activity after which a sign-in ends; 12 hours after its start it ends anyway.
    touch : bool
        Whether this counts as activity. It is written down at most once a minute.
    """
    with store.reading() as db:
        row = db.get(SignInRecord, token_digest(token))
        if row is None or not is_open(row, at, idle_minutes):
            return None
        visitor = Visitor(row.user.to_model(), row.to_model().as_of(at))
    if not visitor.user.is_active:
        return None
    if touch and at - visitor.sign_in.touched_at >= TOUCH_AT_MOST_EVERY:
        _touch(store, token, at)
    return visitor


def read_awaiting(store: Store, token: str, *, at: datetime) -> Visitor | None:
    """The person whose password was right and whose code is still to come; None after 10 minutes."""
    with store.reading() as db:
        row = db.get(SignInRecord, token_digest(token))
        if row is None or not row.awaits_code or at - row.started_at >= CODE_AWAITED:
            return None
        visitor = Visitor(row.user.to_model(), row.to_model())
    return visitor if visitor.user.is_active else None


def list_sign_ins(store: Store, user_id: str, *, at: datetime, idle_minutes: int) -> list[SignIn]:
    """A person's open sign-ins, the last used first."""
    of_user = select(SignInRecord).where(SignInRecord.user_id == user_id, ~SignInRecord.awaits_code)
    with store.reading() as db:
        rows = db.scalars(of_user.order_by(SignInRecord.touched_at.desc()))
        return [row.to_model() for row in rows if is_open(row, at, idle_minutes)]


def find_listed(store: Store, user_id: str, sign_in_id: str) -> SignIn | None:
    """The person's sign-in with this id, or None when it has ended."""
    with store.reading() as db:
        found = [row.to_model() for row in _of_user(db, user_id) if row.id == sign_in_id]
    return found[0] if found else None


def last_used(store: Store) -> dict[str, datetime]:
    """When each person who has a sign-in used it last, by the person's id."""
    wanted = select(SignInRecord.user_id, func.max(SignInRecord.touched_at).label("touched_at")).group_by(
        SignInRecord.user_id
    )
    with store.reading() as db:
        return {row.user_id: row.touched_at for row in db.execute(wanted)}


def end_listed(store: Store, user_id: str, sign_in_id: str) -> None:
    """End one of a person's sign-ins; one that has ended already is no error."""
    with store.writing() as db:
        for row in _of_user(db, user_id):
            if row.id == sign_in_id:
                db.delete(row)


def end_all(store: Store, user_id: str, *, but: str = "") -> None:
    """End a person's sign-ins, but for the one with this id."""
    with store.writing() as db:
        for row in _of_user(db, user_id):
            if row.id != but:
                db.delete(row)


def confirm(store: Store, user_id: str, sign_in_id: str, *, at: datetime) -> None:
    """Write down that the person at this sign-in has just typed the password."""
    with store.writing() as db:
        for row in _of_user(db, user_id):
            if row.id == sign_in_id:
                row.confirmed_at = at


def end_sign_in(store: Store, token: str) -> None:
    """End a sign-in; one that has ended already is no error."""
    with store.writing() as db:
        db.execute(delete(SignInRecord).where(SignInRecord.token_digest == token_digest(token)))


def begin_attempt(store: Store, limits: Mapping[str, tuple[int, timedelta]], *, at: datetime) -> Attempt:
    """Count an attempt before anything is looked at, in the transaction that asks whether it may be made.

    Checking takes time: if it were counted only afterwards, whoever sends many at once would have all of
    them looked at. Failures of more than a day ago are forgotten.

    Parameters
    ----------
    limits : mapping of str to (int, timedelta)
        What is counted, as a name as typed or an address: how many are allowed, and in which time.
    """
    with store.writing() as db:
        db.execute(delete(SignInFailureRecord).where(SignInFailureRecord.at < at - FAILURES_KEPT))
        for key, (allowed, window) in limits.items():
            if _count_failures(db, key, since=at - window) >= allowed:
                return Attempt(closed_for=window)
        rows = [SignInFailureRecord(key_digest=token_digest(key), at=at) for key in limits]
        db.add_all(rows)
        db.flush()
        return Attempt(tuple(row.id for row in rows))


def forgive_attempt(store: Store, attempt: Attempt) -> None:
    """It was right: it doesn't count."""
    with store.writing() as db:
        db.execute(delete(SignInFailureRecord).where(SignInFailureRecord.id.in_(attempt.row_ids)))


def record_failure(store: Store, key: str, *, at: datetime) -> None:
    """Write down that a sign-in failed; failures of more than a day ago are forgotten.

    Parameters
    ----------
    key : str
        What is counted: a name as typed, or an address.
    """
    with store.writing() as db:
        db.execute(delete(SignInFailureRecord).where(SignInFailureRecord.at < at - FAILURES_KEPT))
        db.add(SignInFailureRecord(key_digest=token_digest(key), at=at))


def count_failures(store: Store, key: str, *, since: datetime) -> int:
    """How often sign-in failed for a key from a time on."""
    with store.reading() as db:
        return _count_failures(db, key, since=since)


def token_digest(token: str) -> str:
    """What the tables keep in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _count_failures(db: Database, key: str, *, since: datetime) -> int:
    matching = select(func.count(SignInFailureRecord.id)).where(
        SignInFailureRecord.key_digest == token_digest(key), SignInFailureRecord.at >= since
    )
    return db.scalar(matching) or 0


def _of_user(db: Database, user_id: str) -> list[SignInRecord]:
    return list(db.scalars(select(SignInRecord).where(SignInRecord.user_id == user_id)))


def is_open(row: SignInRecord, at: datetime, idle_minutes: int) -> bool:
    """Whether a sign-in is complete and lasts at a time."""
    is_fresh = at - row.started_at < LONGEST and at - row.touched_at < timedelta(minutes=idle_minutes)
    return is_fresh and not row.awaits_code


def _touch(store: Store, token: str, at: datetime) -> None:
    with store.writing() as db:
        row = db.get(SignInRecord, token_digest(token))
        if row is not None:
            row.touched_at = at
