"""Deletions of patients: hidden at once, undone within a time, erased after it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session as Database

from tracker.errors import InvalidInput
from tracker.model import AuditEvent, ErasedKind, Erasure, ErasureGround, Patient, Photo
from tracker.store.audit import write_event
from tracker.store.hiding import set_hidden
from tracker.store.opening import Store
from tracker.store.photo_rows import with_session
from tracker.store.retention import refuse_while_held
from tracker.store.rows import fetch
from tracker.store.schema import (
    CaptureLinkRecord,
    ErasureRecord,
    PatientRecord,
    PhotoRecord,
    SeriesRecord,
    SessionRecord,
    new_id,
)
from tracker.texts import gettext as _


@dataclass(frozen=True, slots=True)
class DeletedPatient:
    """A patient whose record is deleted and can still be brought back."""

    erasure: Erasure
    patient: Patient
    photo_count: int


@dataclass(frozen=True, slots=True)
class DeletedPhoto:
    """A photo that was taken out of its session, where it lay, and who took it out."""

    photo: Photo
    patient: Patient
    session_number: int
    deleted_at: datetime
    deleted_by: str
    why: str


def delete_patient(
    store: Store,
    patient_id: str,
    *,
    ground: ErasureGround,
    note: str,
    by: str,
    at: datetime,
    due_at: datetime,
) -> Erasure:
    """Hide a patient's whole record at once; from ``due_at`` on it may be erased.

    Links by which phones take photos for a session of the patient end.

    Raises
    ------
    NotFound
        If there is no such patient, or the record is deleted already.
    InvalidInput
        If it is under legal hold.
    """
    with store.writing() as db:
        fetch(db, PatientRecord, patient_id, word="patient")
        refuse_while_held(db, patient_id)
        _end_links(db, patient_id, at)
        row = ErasureRecord(
            id=new_id(),
            kind=ErasedKind.PATIENT,
            subject_id=patient_id,
            patient_id=patient_id,
            ground=ground,
            note=note,
            asked_by=by,
            asked_at=at,
            due_at=due_at,
        )
        db.add(row)
        set_hidden(db, patient_id, is_hidden=True)
        _write_event(db, patient_id, "deleted patient", by, at, detail=ground.value)
        db.flush()
        return row.to_model()


def undo_deletion(store: Store, patient_id: str, *, by: str, at: datetime) -> None:
    """Show a deleted patient's record again, as it was; links of phones stay ended.

    Raises
    ------
    NotFound
        If no such patient is deleted.
    InvalidInput
        If the erasing has begun.
    """
    with store.writing(with_hidden=True) as db:
        row = db.scalar(_of_patient(patient_id))
        if row is None:
            fetch(db, PatientRecord, "", word="patient")
        elif row.began_at is not None:
            raise InvalidInput(_("The erasure of this record has begun: it can't be undone any more."))
        else:
            db.delete(row)
            set_hidden(db, patient_id, is_hidden=False)
            _write_event(db, patient_id, "undid deletion of patient", by, at)


def bring_forward(
    store: Store, patient_id: str, *, ground: ErasureGround, note: str, by: str, at: datetime
) -> Erasure:
    """Make the erasure of a deleted patient due now, and say on what ground.

    Raises
    ------
    NotFound
        If no such patient is deleted.
    InvalidInput
        If the record is under legal hold.
    """
    with store.writing(with_hidden=True) as db:
        row = db.scalar(_of_patient(patient_id))
        if row is None:
            fetch(db, PatientRecord, "", word="patient")
            raise AssertionError("the line above always raises")
        refuse_while_held(db, patient_id)
        row.ground, row.note, row.asked_by, row.due_at = ground, note, by, min(row.due_at, at)
        _write_event(db, patient_id, "asked for erasure", by, at, detail=ground.value)
        return row.to_model()


def erase_photo(
    store: Store, photo_id: str, *, ground: ErasureGround, note: str, by: str, at: datetime
) -> Erasure:
    """Hide a deleted photo for good; it may be erased at once.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If it isn't deleted, or the patient's record is under legal hold.
    """
    with store.writing() as db:
        photo = fetch(db, PhotoRecord, photo_id, word="photo")
        refuse_while_held(db, photo.patient_id)
        if photo.deleted_at is None:
            raise InvalidInput(_("Only a deleted photo is erased: delete it in its session first."))
        row = ErasureRecord(
            id=new_id(),
            kind=ErasedKind.PHOTO,
            subject_id=photo_id,
            patient_id=photo.patient_id,
            ground=ground,
            note=note,
            asked_by=by,
            asked_at=at,
            due_at=at,
        )
        db.add(row)
        photo.is_hidden = True
        event = AuditEvent(at, by, "asked for erasure", "photo", photo_id, photo.patient_id, ground.value)
        write_event(db, event)
        db.flush()
        return row.to_model()


def list_deleted_photos(store: Store, *, limit: int) -> list[DeletedPhoto]:
    """Deleted photos of patients who aren't deleted, the latest deleted first."""
    wanted = (
        with_session()
        .add_columns(PatientRecord)
        .join(PatientRecord, PatientRecord.id == SeriesRecord.patient_id)
        .where(PhotoRecord.deleted_at.is_not(None))
        .order_by(PhotoRecord.deleted_at.desc(), PhotoRecord.id)
        .limit(limit)
    )
    with store.reading() as db:
        return [_deleted_photo(photo, patient) for photo, patient in db.execute(wanted)]


def _deleted_photo(row: PhotoRecord, patient: PatientRecord) -> DeletedPhoto:
    return DeletedPhoto(
        row.to_model(),
        patient.to_model(),
        row.session.number,
        row.deleted_at or row.added_at,
        row.deleted_by,
        row.deleted_why,
    )


def list_deleted(store: Store) -> list[DeletedPatient]:
    """Deleted patients who aren't erased yet, the earliest due first."""
    wanted = (
        select(ErasureRecord, PatientRecord, _photo_count())
        .join(PatientRecord, PatientRecord.id == ErasureRecord.subject_id)
        .where(ErasureRecord.kind == ErasedKind.PATIENT, ErasureRecord.erased_at.is_(None))
        .order_by(ErasureRecord.due_at, ErasureRecord.id)
    )
    with store.reading(with_hidden=True) as db:
        return [DeletedPatient(row.to_model(), who.to_model(), n) for row, who, n in db.execute(wanted)]


def read_deleted(store: Store, patient_id: str) -> Patient:
    """A patient whose record is deleted and not erased yet.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading(with_hidden=True) as db:
        known = db.scalar(_of_patient(patient_id))
        return fetch(db, PatientRecord, patient_id if known else "", word="patient").to_model()


def _of_patient(patient_id: str) -> Select[ErasureRecord]:
    return select(ErasureRecord).where(
        ErasureRecord.subject_id == patient_id, ErasureRecord.erased_at.is_(None)
    )


def _photo_count() -> ScalarSelect[int]:
    counted = (
        select(func.count(PhotoRecord.id))
        .join(PhotoRecord.session)
        .join(SessionRecord.series)
        .where(SeriesRecord.patient_id == PatientRecord.id)
    )
    return counted.correlate(PatientRecord).scalar_subquery()


def _end_links(db: Database, patient_id: str, at: datetime) -> None:
    open_links = (
        select(CaptureLinkRecord)
        .join(CaptureLinkRecord.session)
        .join(SessionRecord.series)
        .where(SeriesRecord.patient_id == patient_id, CaptureLinkRecord.ended_at.is_(None))
    )
    for link in db.scalars(open_links):
        link.ended_at = at


def _write_event(
    db: Database, patient_id: str, action: str, by: str, at: datetime, *, detail: str = ""
) -> None:
    write_event(db, AuditEvent(at, by, action, "patient", patient_id, patient_id, detail))
