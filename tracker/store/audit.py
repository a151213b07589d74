"""Who did what to what, when."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.model import AuditEvent
from tracker.store.opening import Store
from tracker.store.schema import AuditRecord


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
) -> None:
    """Write down what somebody did."""
    event = AuditEvent(at, user, action, object_kind, object_id, patient_id, detail)
    with store.writing() as db:
        write_event(db, event)


def write_event(db: Database, event: AuditEvent) -> None:
    """Write an event down in the same transaction as the deed: neither stands without the other."""
    db.add(
        AuditRecord(
            at=event.at,
            user=event.user,
            action=event.action,
            object_kind=event.object_kind,
            object_id=event.object_id,
            patient_id=event.patient_id,
            detail=event.detail,
        )
    )


def list_events(
    store: Store, *, patient_id: str = "", object_id: str = "", limit: int = 100, offset: int = 0
) -> list[AuditEvent]:
    """Events, newest first, of one patient or one object if asked for."""
    wanted = select(AuditRecord).order_by(AuditRecord.at.desc(), AuditRecord.id.desc())
    if patient_id:
        wanted = wanted.where(AuditRecord.patient_id == patient_id)
    if object_id:
        wanted = wanted.where(AuditRecord.object_id == object_id)
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted.limit(limit).offset(offset))]
