"""Links by which a phone becomes the camera of one session.

The link's token and the phone's are known to browsers alone; the table keeps their SHA-256. A session has
one link at a time: a new one ends the former, and with it the phone that claimed it.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Database

from tracker.model import AuditEvent, CaptureLink, LinkState, User
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import CaptureLinkRecord, SessionRecord, SignInRecord
from tracker.store.sign_ins import is_open, token_digest


def start_link(
    store: Store, session_id: str, *, sign_in_token: str, by: str, at: datetime, lasts: timedelta
) -> str:
    """Make the link of a session and return its token, which is stored nowhere.

    Raises
    ------
    NotFound
        If there is no such session.
    """
    token = secrets.token_urlsafe(32)
    with store.writing() as db:
        session = fetch(db, SessionRecord, session_id, word="session")
        _end(db, session_id, at)
        db.add(
            CaptureLinkRecord(
                token_digest=token_digest(token),
                session_id=session_id,
                sign_in_digest=token_digest(sign_in_token),
                made_by=by,
                made_at=at,
                expires_at=at + lasts,
            )
        )
        _write_event(db, session, "made phone link", by, at)
    return token


def claim_link(store: Store, token: str, *, at: datetime, idle_minutes: int) -> str | LinkState:
    """Give a link to the phone that asks first.

    Returns
    -------
    str or LinkState
        The token that the phone keeps; else why it gets none: claimed by another one, or ended.
    """
    phone = secrets.token_urlsafe(32)
    with store.writing() as db:
        row = db.get(CaptureLinkRecord, token_digest(token))
        if row is None or not is_open(row.sign_in, at, idle_minutes):
            return LinkState.ENDED
        state = row.to_model().state(at)
        if state is not LinkState.OPEN:
            return LinkState.ENDED if row.claimed_at is None else LinkState.CLAIMED
        # asked and marked in one statement: of two phones at the same moment one is told "claimed"
        claim = update(CaptureLinkRecord).where(
            CaptureLinkRecord.token_digest == row.token_digest, CaptureLinkRecord.claimed_at.is_(None)
        )
        found = db.execute(claim.values(claimed_at=at, phone_digest=token_digest(phone)))
        if found.rowcount != 1:  # type: ignore[attr-defined]
            return LinkState.CLAIMED
        _write_event(db, row.session, "connected phone", row.made_by, at)
    return phone


def read_phone(
    store: Store, phone_token: str, *, at: datetime, idle_minutes: int
) -> tuple[User, CaptureLink] | None:
    """Who made the link that a phone has claimed, as long as link and sign-in last."""
    wanted = select(CaptureLinkRecord).where(CaptureLinkRecord.phone_digest == token_digest(phone_token))
    with store.reading() as db:
        row = db.scalar(wanted)
        if row is None or not is_open(row.sign_in, at, idle_minutes):
            return None
        link, user = row.to_model(), row.sign_in.user.to_model()
    return (user, link) if user.is_active and link.state(at) is LinkState.CLAIMED else None


def read_link(store: Store, session_id: str, *, at: datetime, idle_minutes: int) -> CaptureLink | None:
    """The latest link of a session, or None; one whose sign-in has ended counts as none."""
    newest = (
        select(CaptureLinkRecord)
        .where(CaptureLinkRecord.session_id == session_id)
        .order_by(CaptureLinkRecord.made_at.desc())
        .limit(1)
    )
    with store.reading() as db:
        row = db.scalar(newest)
        return row.to_model() if row and is_open(row.sign_in, at, idle_minutes) else None


def end_link(store: Store, session_id: str, *, by: str, at: datetime) -> None:
    """End the link of a session; one that has ended already is no error.

    Raises
    ------
    NotFound
        If there is no such session.
    """
    with store.writing() as db:
        session = fetch(db, SessionRecord, session_id, word="session")
        if _end(db, session_id, at):
            _write_event(db, session, "ended phone link", by, at)


def _end(db: Database, session_id: str, at: datetime) -> bool:
    """Whether there was one to end."""
    rows = db.scalars(
        select(CaptureLinkRecord)
        .join(SignInRecord)
        .where(
            CaptureLinkRecord.session_id == session_id,
            CaptureLinkRecord.ended_at.is_(None),
            CaptureLinkRecord.expires_at > at,
        )
    ).all()
    for row in rows:
        row.ended_at = at
    return bool(rows)


def _write_event(db: Database, session: SessionRecord, action: str, by: str, at: datetime) -> None:
    patient_id = session.series.patient_id
    write_event(db, AuditEvent(at, by, action, "session", session.id, patient_id, ""))
