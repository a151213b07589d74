"""Emergency accesses, each written down together with what it changes."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session as Database

from tracker.model import AuditEvent, EmergencyAccess, EmergencyKind
from tracker.store import audit
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import EmergencyRecord, SignInRecord, assign


def begin(store: Store, access: EmergencyAccess, *, sign_in_id: str = "") -> None:
    """Write an access down, and lift the sign-in that asks for it; the person's others stay as they are."""
    with store.writing() as db:
        row = EmergencyRecord()
        assign(row, access)
        db.add(row)
        for known in db.scalars(select(SignInRecord).where(SignInRecord.user_id == access.user_id)):
            if known.id == sign_in_id:
                known.emergency_id, known.emergency_until = access.id, access.ends_at
        # the reason may name a patient: it stands in the sealed row alone
        _record(db, access, "began emergency access", access.started_at)


def end(store: Store, access_id: str, *, at: datetime) -> None:
    """End an access; one that has ended is no error."""
    with store.writing() as db:
        row = fetch(db, EmergencyRecord, access_id, word="emergency access")
        if row.ended_at is None:
            _end(db, row, at, at=at)


def end_elapsed(store: Store, *, at: datetime) -> None:
    """Write down of accesses whose time has passed that they ended."""
    elapsed = select(EmergencyRecord).where(EmergencyRecord.ended_at.is_(None), EmergencyRecord.ends_at <= at)
    with store.reading() as db:
        if db.scalar(elapsed.with_only_columns(EmergencyRecord.id).limit(1)) is None:
            return
    with store.writing() as db:
        for row in db.scalars(elapsed):
            _end(db, row, row.ends_at, at=at)


def read(store: Store, access_id: str) -> EmergencyAccess:
    """The access with this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, EmergencyRecord, access_id, word="emergency access").to_model()


def list_accesses(store: Store, *, is_acknowledged: bool, limit: int = 100) -> list[EmergencyAccess]:
    """Accesses that an owner has or hasn't acknowledged, newest first."""
    seen = EmergencyRecord.acknowledged_at.is_not(None)
    wanted = select(EmergencyRecord).where(seen if is_acknowledged else ~seen)
    with store.reading() as db:
        rows = db.scalars(wanted.order_by(EmergencyRecord.started_at.desc()).limit(limit))
        return [row.to_model() for row in rows]


def count_unacknowledged(store: Store) -> int:
    """How many accesses no owner has acknowledged."""
    unseen = select(func.count(EmergencyRecord.id)).where(EmergencyRecord.acknowledged_at.is_(None))
    with store.reading() as db:
        return db.scalar(unseen) or 0


def acknowledge(store: Store, access_id: str, *, by: str, at: datetime) -> None:
    """Note that an owner has seen an access; the first one counts.

    Raises
    ------
    NotFound
        If there is no such access.
    """
    with store.writing() as db:
        row = fetch(db, EmergencyRecord, access_id, word="emergency access")
        if row.acknowledged_at is None:
            row.acknowledged_by, row.acknowledged_at = by, at
            audit.write_event(db, _event(row.to_model(), by, "acknowledged emergency access", at))


def _end(db: Database, row: EmergencyRecord, ended_at: datetime, *, at: datetime) -> None:
    row.ended_at = ended_at
    db.execute(
        update(SignInRecord)
        .where(SignInRecord.emergency_id == row.id)
        .values(emergency_id="", emergency_until=None)
    )
    detail = "" if ended_at == at else f"by itself, at {ended_at.isoformat(timespec='seconds')}"
    _record(db, row.to_model(), "ended emergency access", at, detail=detail)


def _record(db: Database, access: EmergencyAccess, action: str, at: datetime, *, detail: str = "") -> None:
    is_taken = access.kind is EmergencyKind.RIGHTS
    name = access.marked_name if is_taken else "whoever runs the machine"
    audit.write_event(db, _event(access, name, action, at, detail=detail))


def _event(access: EmergencyAccess, user: str, action: str, at: datetime, *, detail: str = "") -> AuditEvent:
    return AuditEvent(at, user, action, f"emergency ({access.kind.value})", access.id, "", detail)
