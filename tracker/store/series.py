"""Courses of treatment."""

from datetime import datetime

from sqlalchemy import select

from tracker.model import Series, SeriesDetails
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import PatientRecord, SeriesRecord, assign, new_id


def add_series(store: Store, patient_id: str, details: SeriesDetails, *, at: datetime) -> Series:
    """Begin a course of treatment.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    with store.writing() as db:
        fetch(db, PatientRecord, patient_id, word="patient")
        row = SeriesRecord(id=new_id(), patient_id=patient_id, created_at=at)
        assign(row, details)
        db.add(row)
        return row.to_model()


def edit_series(store: Store, series_id: str, details: SeriesDetails) -> Series:
    """Replace what is known of a course of treatment.

    Raises
    ------
    NotFound
        If there is no such series.
    """
    with store.writing() as db:
        row = fetch(db, SeriesRecord, series_id, word="series")
        assign(row, details)
        return row.to_model()


def read_series(store: Store, series_id: str) -> Series:
    """The series with this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, SeriesRecord, series_id, word="series").to_model()


def list_series(store: Store, patient_id: str) -> list[Series]:
    """The series of a patient, the latest begun first."""
    wanted = (
        select(SeriesRecord)
        .where(SeriesRecord.patient_id == patient_id)
        .order_by(SeriesRecord.started_on.desc(), SeriesRecord.created_at.desc())
    )
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted)]
