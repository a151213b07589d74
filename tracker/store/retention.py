"""How long records are kept: legal holds, dates that the owner sets, and who was seen when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from tracker.errors import InvalidInput
from tracker.model import AuditEvent, ErasedKind, Patient
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import ErasureRecord, PatientRecord, SeriesRecord, SessionRecord
from tracker.texts import Message, marked

HELD = Message(
    marked(
        "This patient's record is under legal hold: nothing of it may be deleted until the clinic's owner "
        "lifts the hold."
    )
)
_GOING = Message(marked("The erasure of this record has begun: it can't be held any more."))


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A patient's record and when something was last added to it by a visit.

    Attributes
    ----------
    last_session_at : datetime or None
        None where there was no session yet.
    """

    patient: Patient
    last_session_at: datetime | None


def set_hold(store: Store, patient_id: str, *, reason: str, by: str, at: datetime) -> None:
    """Forbid to delete anything of a patient's record, also of one that is deleted but not erased yet.

    A single photo whose erasure has begun goes; all else of the record is held.

    Raises
    ------
    NotFound
        If there is no such patient.
    InvalidInput
        If the erasure of the record has begun: a hold would say of what is going that it stays.
    """
    with store.writing(with_hidden=True) as db:
        row = fetch(db, PatientRecord, patient_id, word="patient")
        if _is_being_erased(db, patient_id):
            raise InvalidInput(_GOING)
        row.held_since, row.held_by, row.held_because = at, by, reason
        _write_event(db, row, "set legal hold", by, at)


def lift_hold(store: Store, patient_id: str, *, by: str, at: datetime) -> None:
    """Undo `set_hold`; without a hold nothing changes.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    with store.writing(with_hidden=True) as db:
        row = fetch(db, PatientRecord, patient_id, word="patient")
        if row.held_since is not None:
            row.held_since, row.held_by, row.held_because = None, "", ""
            _write_event(db, row, "lifted legal hold", by, at)


def set_keep_until(store: Store, patient_id: str, day: date | None, *, by: str, at: datetime) -> None:
    """Keep a record until a day; None for the clinic's rule.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    with store.writing() as db:
        row = fetch(db, PatientRecord, patient_id, word="patient")
        if row.keep_until != day:
            row.keep_until = day
            said = "by the clinic's rule" if day is None else f"until {day.isoformat()}"
            _write_event(db, row, "set retention", by, at, detail=said)


def refuse_while_held(db: Database, patient_id: str) -> None:
    """Let a deletion pass, or refuse it.

    Raises
    ------
    InvalidInput
        If the patient's record is under legal hold.
    """
    row = db.get(PatientRecord, patient_id)
    if row is not None and row.held_since is not None:
        raise InvalidInput(HELD)


def list_kept(store: Store, *, is_held: bool | None = None) -> list[KeptRecord]:
    """All records that aren't deleted, by name, with the time of their last session.

    Parameters
    ----------
    is_held : bool or None
        Only those under legal hold, only the others, or both.
    """
    last = (
        select(func.max(SessionRecord.held_at))
        .join(SessionRecord.series)
        .where(SeriesRecord.patient_id == PatientRecord.id)
        .correlate(PatientRecord)
        .scalar_subquery()
    )
    wanted = select(PatientRecord, last).order_by(PatientRecord.id)
    if is_held is not None:
        wanted = wanted.where(PatientRecord.held_since.is_not(None) == is_held)
    with store.reading() as db:
        found = [KeptRecord(row.to_model(), at) for row, at in db.execute(wanted)]
    return sorted(found, key=lambda kept: kept.patient.full_name.casefold())


def read_last_session_at(store: Store, patient_id: str) -> datetime | None:
    """When a patient's last session was held; None without one."""
    last = (
        select(func.max(SessionRecord.held_at))
        .join(SessionRecord.series)
        .where(SeriesRecord.patient_id == patient_id)
    )
    with store.reading() as db:
        return db.scalar(last)


def _is_being_erased(db: Database, patient_id: str) -> bool:
    begun = select(ErasureRecord.id).where(
        ErasureRecord.kind == ErasedKind.PATIENT,
        ErasureRecord.subject_id == patient_id,
        ErasureRecord.began_at.is_not(None),
    )
    return db.scalar(begun.limit(1)) is not None


def _write_event(
    db: Database, row: PatientRecord, action: str, by: str, at: datetime, *, detail: str = ""
) -> None:
    write_event(db, AuditEvent(at, by, action, "patient", row.id, row.id, detail))
