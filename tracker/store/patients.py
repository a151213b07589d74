"""Patients: added, edited, found, archived."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session as Database

from tracker.errors import InvalidInput
from tracker.model import AuditEvent, Patient, PatientDetails, PatientStatus, PatientSummary
from tracker.store.audit import write_event
from tracker.store.directory import find_ids
from tracker.store.hiding import with_hidden
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import (
    PatientRecord,
    PhotoRecord,
    SeriesRecord,
    SessionRecord,
    assign,
    new_id,
    values_of,
)
from tracker.store.schema.sealed import equals
from tracker.store.searching import search_text
from tracker.texts import gettext as _


def add_patient(
    store: Store, details: PatientDetails, *, by: str, at: datetime, is_synthetic: bool = False
) -> Patient:
    """Add a patient.

    Parameters
    ----------
    by : str
        Who entered it, for the audit and beside the skin type.
    is_synthetic : bool
        Whether this is a patient of the demo clinic.

    Raises
    ------
    InvalidInput
        If the chart number is taken, in whatever case.
    """
    with store.writing() as db:
        row = PatientRecord(id=new_id(), created_at=at, is_synthetic=is_synthetic, fitzpatrick=None)
        _fill(db, row, details, by, at)
        db.add(row)
        _write_event(db, row.id, "added patient", by, at)
        db.flush()
        return row.to_model()


def edit_patient(store: Store, patient_id: str, details: PatientDetails, *, by: str, at: datetime) -> Patient:
    """Replace what is known of a patient; a new skin type is kept with who entered it and when.

    Raises
    ------
    NotFound
        If there is no such patient.
    InvalidInput
        If the chart number is taken by another patient.
    """
    with store.writing() as db:
        row = fetch(db, PatientRecord, patient_id, word="patient")
        changed = [name for name, value in values_of(details).items() if getattr(row, name) != value]
        _fill(db, row, details, by, at)
        if changed:
            _write_event(db, row.id, "edited patient", by, at, detail=", ".join(changed))
        return row.to_model()


def read_patient(store: Store, patient_id: str) -> Patient:
    """The patient with this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, PatientRecord, patient_id, word="patient").to_model()


def find_patients(store: Store, text: str = "", *, limit: int = 50, offset: int = 0) -> list[PatientSummary]:
    """One page of the patients whom `match_patients` finds."""
    return summarise_patients(store, match_patients(store, text)[offset : offset + limit])


def match_patients(store: Store, text: str = "") -> list[str]:
    """Ids of the patients that every word of a text matches, by family name.

    A word matches anywhere in chart number, family or given name, whatever its case and
    accents, or the date of birth typed as 1984-03-09, 09.03.1984, 3/9/1984 or 09/03/1984.
    Without a text, archived patients are left out; a search finds them too.
    """
    with store.reading() as db:
        return find_ids(db, text)


def summarise_patients(store: Store, ids: Sequence[str]) -> list[PatientSummary]:
    """A line of the list for each patient, in the order of the ids; unknown ids are left out."""
    wanted = select(PatientRecord, _series_count(), _photo_count(), _last_session_at())
    with store.reading() as db:
        rows = db.execute(wanted.where(PatientRecord.id.in_(ids))).all()
    lines = {
        row.id: PatientSummary(row.to_model(), series_count, photo_count, last_session_at)
        for row, series_count, photo_count, last_session_at in rows
    }
    return [lines[patient_id] for patient_id in ids if patient_id in lines]


def count_patients(store: Store, text: str = "") -> int:
    """How many patients `match_patients` finds."""
    return len(match_patients(store, text))


def find_by_chart_number(store: Store, number: str) -> Patient | None:
    """The patient with a chart number, in whatever case, or None."""
    wanted = select(PatientRecord).where(equals(PatientRecord.chart_key, number.strip().casefold()))
    with store.reading() as db:
        row = db.scalar(wanted)
        return row.to_model() if row else None


def find_namesakes(store: Store, family_name: str, given_name: str, born_on: date) -> list[Patient]:
    """Patients of the same name, whatever its case and accents, born on the same day."""
    same = equals(PatientRecord.namesake_key, _namesake_key(family_name, given_name, born_on))
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(select(PatientRecord).where(same))]


def has_real_patients(store: Store) -> bool:
    """Whether there is a patient who is not synthetic, archived ones included."""
    real = select(PatientRecord.id).where(PatientRecord.is_synthetic.is_(False)).limit(1)
    with store.reading() as db:
        return db.scalar(real) is not None


def archive_patient(store: Store, patient_id: str, *, by: str, at: datetime) -> None:
    """Take a patient out of the daily list; nothing is deleted.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    _set_status(store, patient_id, PatientStatus.ARCHIVED, "archived patient", by, at)


def restore_patient(store: Store, patient_id: str, *, by: str, at: datetime) -> None:
    """Undo `archive_patient`.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    _set_status(store, patient_id, PatientStatus.ACTIVE, "restored patient", by, at)


def _fill(db: Database, row: PatientRecord, details: PatientDetails, by: str, at: datetime) -> None:
    key = details.chart_number.strip().casefold()
    _check_chart_number_is_free(db, details.chart_number, key, row.id)
    if details.fitzpatrick != row.fitzpatrick:
        row.fitzpatrick_by, row.fitzpatrick_at = by, at
    assign(row, details)
    row.chart_key = key
    row.namesake_key = _namesake_key(details.family_name, details.given_name, details.born_on)


def _namesake_key(family_name: str, given_name: str, born_on: date) -> str:
    return search_text(family_name, given_name, born_on.isoformat())


def _check_chart_number_is_free(db: Database, number: str, key: str, patient_id: str) -> None:
    taken = select(PatientRecord.id).where(
        equals(PatientRecord.chart_key, key), PatientRecord.id != patient_id
    )
    if db.scalar(taken) is None and db.scalar(with_hidden(taken)) is not None:
        raise InvalidInput(
            _(
                "Chart number {number} belongs to a deleted patient: check the number, or ask the clinic's "
                "owner to undo the deletion.",
                number=number,
            ),
            field="chart_number",
        )
    if db.scalar(taken) is not None:
        raise InvalidInput(
            _(
                "Chart number {number} is taken by another patient: "
                "check the number, or search for it to open that record.",
                number=number,
            ),
            field="chart_number",
        )


def _set_status(
    store: Store, patient_id: str, status: PatientStatus, action: str, by: str, at: datetime
) -> None:
    with store.writing() as db:
        fetch(db, PatientRecord, patient_id, word="patient").status = status
        _write_event(db, patient_id, action, by, at)


def _write_event(
    db: Database, patient_id: str, action: str, by: str, at: datetime, *, detail: str = ""
) -> None:
    write_event(db, AuditEvent(at, by, action, "patient", patient_id, patient_id, detail))


def _series_count() -> ScalarSelect[int]:
    counted = select(func.count(SeriesRecord.id)).where(SeriesRecord.patient_id == PatientRecord.id)
    return counted.correlate(PatientRecord).scalar_subquery()


def _photo_count() -> ScalarSelect[int]:
    counted = (
        select(func.count(PhotoRecord.id))
        .join(PhotoRecord.session)
        .join(SessionRecord.series)
        .where(SeriesRecord.patient_id == PatientRecord.id, PhotoRecord.deleted_at.is_(None))
    )
    return counted.correlate(PatientRecord).scalar_subquery()


def _last_session_at() -> ScalarSelect[datetime]:
    last = (
        select(func.max(SessionRecord.held_at))
        .join(SessionRecord.series)
        .where(SeriesRecord.patient_id == PatientRecord.id)
    )
    return last.correlate(PatientRecord).scalar_subquery()
