"""Opening a patient's link: something that only they know, few tries, and what their browser keeps.

Whether a link exists, has ended or is locked is told to nobody who doesn't know the answer: all of
these cost the same work, and leave the same traces.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session as Database

from tracker.model import AuditEvent, Outcome, Patient, Share, ShareFactor, ShareState
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.schema import ShareFailureRecord, ShareRecord, ShareVisitRecord
from tracker.store.shares import code_digest, write_share_event
from tracker.store.sign_ins import BROWSER_MAX_LENGTH, LONGEST, TOUCH_AT_MOST_EVERY, token_digest

PATIENT = "patient (link)"
"""Who it is in the audit; the event's patient says which one."""
FAILURES_ALLOWED = 5
FAILURES_KEPT = timedelta(days=30)
ADDRESS_FAILURES_ALLOWED = 20
ADDRESS_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a patient's browser sends; ``said`` is in the plain form in which it is kept."""

    token: str
    factor: ShareFactor
    said: str
    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The right answer at a link, and what came of it: a visit's token where it is open."""

    share: Share
    state: ShareState
    token: str = ""


def is_closed_to(store: Store, address: str, *, at: datetime) -> bool:
    """Whether too many wrong answers came from an address within the last hour."""
    with store.reading() as db:
        count = _count(db, _address_key(address), at - ADDRESS_WINDOW)
    return count >= ADDRESS_FAILURES_ALLOWED


def open_share(store: Store, answer: Answer, *, at: datetime) -> Opened | None:
    """Try an answer at a link. Asked, counted and written down in one transaction.

    Returns
    -------
    Opened or None
        None for a wrong answer, for whatever answer at a locked link, and where there is no such link.
    """
    digest = token_digest(answer.token)
    # slow, and so the same for every answer at every link, whether there is one or not
    proof = code_digest(digest, answer.said)
    wanted = select(ShareRecord).where(ShareRecord.token_digest == digest).with_for_update(of=ShareRecord)
    with store.writing() as db:
        row = db.scalar(wanted)
        is_right = _is_right(row, answer, proof)
        # the right answer at a locked link is told to nobody: it would go on saying what is right
        if row is None or row.locked_at is not None or row.factor is not answer.factor or not is_right:
            _refuse(db, row, digest, answer, at)
            return None
        share = row.to_model()
        state = share.state(at)
        if state is not ShareState.OPEN:
            _write_refusal(db, row, f"was refused: {state.value}", answer, at)
            return Opened(share, state)
        return Opened(share, state, _start(db, row, answer, at))


def read_visit(
    store: Store, token: str, *, at: datetime, idle_minutes: int, touch: bool
) -> tuple[Share, Patient] | None:
    """The link and the patient behind a visit's token, or None when visit or link have ended.

    Parameters
    ----------
    idle_minutes : int
        Time without activity after which a visit ends; 12 hours after its start it ends anyway.
    touch : bool
        Whether this counts as activity. It is written down at most once a minute.
    """
    with store.reading() as db:
        row = _find_visit(db, token)
        if row is None or row.ended_at is not None:
            return None
        idle = timedelta(minutes=idle_minutes)
        share, patient = row.share.to_model(), row.share.series.patient.to_model()
        if at - row.started_at >= LONGEST or at - row.touched_at >= idle or share.is_over(at):
            return None
        touched_at = row.touched_at
    if touch and at - touched_at >= TOUCH_AT_MOST_EVERY:
        _touch(store, token, at)
    return share, patient


def end_visit(store: Store, token: str, *, at: datetime) -> None:
    """End a visit; one that has ended already is no error."""
    with store.writing() as db:
        row = _find_visit(db, token)
        if row is not None and row.ended_at is None:
            row.ended_at = at
            write_share_event(db, row.share, "left share link", PATIENT, at)


def _is_right(row: ShareRecord | None, answer: Answer, proof: str) -> bool:
    if answer.factor is ShareFactor.CODE:
        return compare_digest(proof, row.code_digest if row else "")
    born_on = row.series.patient.born_on.isoformat() if row else ""
    return compare_digest(answer.said.encode(), born_on.encode())


def _refuse(db: Database, row: ShareRecord | None, digest: str, answer: Answer, at: datetime) -> None:
    """Count a wrong answer for link and address; the fifth locks the link."""
    db.execute(delete(ShareFailureRecord).where(ShareFailureRecord.at < at - FAILURES_KEPT))
    db.add(ShareFailureRecord(key_digest=digest, at=at))
    db.add(ShareFailureRecord(key_digest=_address_key(answer.address), at=at))
    db.flush()
    count = _count(db, digest, at - FAILURES_KEPT)
    if row is not None and row.locked_at is None and count >= FAILURES_ALLOWED:
        row.locked_at = at
        write_share_event(db, row, "locked share link", PATIENT, at, detail=f"{count} wrong answers")
    _write_refusal(db, row, "gave a wrong answer", answer, at)


def _write_refusal(db: Database, row: ShareRecord | None, action: str, answer: Answer, at: datetime) -> None:
    share_id, patient_id = (row.id, row.series.patient_id) if row else ("", "")
    event = AuditEvent(at, PATIENT, action, "share", share_id, patient_id, answer.address, Outcome.REFUSED)
    write_event(db, event)


def _start(db: Database, row: ShareRecord, answer: Answer, at: datetime) -> str:
    """Begin a visit; a one-time code is used up by it."""
    token = secrets.token_urlsafe(32)
    if row.factor is ShareFactor.CODE:
        row.code_used_at = at
    visit = ShareVisitRecord(token_digest=token_digest(token), share_id=row.id, started_at=at, touched_at=at)
    visit.browser = answer.browser[:BROWSER_MAX_LENGTH]
    db.add(visit)
    # without the address, which is the patient's: events stay when the record is erased
    write_share_event(db, row, "opened share link", PATIENT, at)
    return token


def _find_visit(db: Database, token: str) -> ShareVisitRecord | None:
    return db.scalar(select(ShareVisitRecord).where(ShareVisitRecord.token_digest == token_digest(token)))


def _touch(store: Store, token: str, at: datetime) -> None:
    with store.writing() as db:
        row = _find_visit(db, token)
        if row is not None:
            row.touched_at = at


def _count(db: Database, key_digest: str, since: datetime) -> int:
    matching = select(func.count(ShareFailureRecord.id)).where(
        ShareFailureRecord.key_digest == key_digest, ShareFailureRecord.at >= since
    )
    return db.scalar(matching) or 0


def _address_key(address: str) -> str:
    return token_digest(f"share address\n{address}")
