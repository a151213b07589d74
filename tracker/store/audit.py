"""Who did what to what, when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session as Database

from tracker.model import AuditEvent, Outcome
from tracker.store import audit_chain
from tracker.store.opening import Store
from tracker.store.schema import AuditRecord


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events are wanted; what is empty doesn't matter.

    Attributes
    ----------
    since, until : datetime or None
        From the first on, and before the second.
    user, action : str
        Parts of the person's name and of what was done, in whatever case.
    patient_id, object_id : str
        Exactly these.
    outcome : Outcome or None
    """

    since: datetime | None = None
    until: datetime | None = None
    user: str = ""
    action: str = ""
    patient_id: str = ""
    object_id: str = ""
    outcome: Outcome | None = None


def record_event(
    store: Store,
    *,
    at: datetime,
    user: str,
    action: str,
    object_kind: str,
    object_id: str,
    patient_id: str = "",
    detail: str = "",
    outcome: Outcome = Outcome.DONE,
) -> None:
    """Write down what somebody did, or wanted to do."""
    event = AuditEvent(at, user, action, object_kind, object_id, patient_id, detail, outcome)
    with store.writing() as db:
        write_event(db, event)


def write_event(db: Database, event: AuditEvent) -> None:
    """Write an event down in the same transaction as the deed: neither stands without the other."""
    row = AuditRecord(
        at=event.at,
        user=event.user,
        action=event.action,
        object_kind=event.object_kind,
        object_id=event.object_id,
        patient_id=event.patient_id,
        detail=event.detail,
        outcome=event.outcome,
    )
    audit_chain.append(db, row)


def is_recorded(
    store: Store, *, user: str, action: str, object_kind: str, object_id: str, since: datetime
) -> bool:
    """Whether the same was written down lately: what is seen again and again is noted once."""
    same = select(AuditRecord.id).where(
        AuditRecord.object_id == object_id,
        AuditRecord.at >= since,
        AuditRecord.user == user,
        AuditRecord.action == action,
        AuditRecord.object_kind == object_kind,
    )
    with store.reading() as db:
        return db.scalar(same.limit(1)) is not None


def list_events(
    store: Store, *, patient_id: str = "", object_id: str = "", limit: int = 100, offset: int = 0
) -> list[AuditEvent]:
    """Events, newest first, of one patient or one object if asked for."""
    wanted = AuditFilter(patient_id=patient_id, object_id=object_id)
    return find_events(store, wanted, limit=limit, offset=offset)


def find_events(store: Store, wanted: AuditFilter, *, limit: int, offset: int = 0) -> list[AuditEvent]:
    """Events that fit, newest first."""
    order = (AuditRecord.at.desc(), AuditRecord.id.desc())
    with store.reading() as db:
        rows = db.scalars(
            select(AuditRecord).where(*_conditions(wanted)).order_by(*order).limit(limit).offset(offset)
        )
        return [row.to_model() for row in rows]


def count_events(store: Store, wanted: AuditFilter) -> int:
    """How many events fit."""
    with store.reading() as db:
        return db.scalar(select(func.count(AuditRecord.id)).where(*_conditions(wanted))) or 0


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.since:
        yield AuditRecord.at >= wanted.since
    if wanted.until:
        yield AuditRecord.at < wanted.until
    if wanted.user:
        yield AuditRecord.user.icontains(wanted.user, autoescape=True)
    if wanted.action:
        yield AuditRecord.action.icontains(wanted.action, autoescape=True)
    if wanted.patient_id:
        yield AuditRecord.patient_id == wanted.patient_id
    if wanted.object_id:
        yield AuditRecord.object_id == wanted.object_id
    if wanted.outcome:
        yield AuditRecord.outcome == wanted.outcome
