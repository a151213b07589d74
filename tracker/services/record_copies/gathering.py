"""All that is kept of one patient, as plain values; nothing of anybody else is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from tracker.model import Patient, Photo, Series, Session, SignedForm
from tracker.store import annotations, consents, patients, photos, readings, regions, series, sessions
from tracker.store.opening import Store
from tracker.store.spreadsheet import csv_bytes
from tracker.texts import Message

_COLUMNS = (
    "series",
    "session",
    "held on",
    "view",
    "region",
    "role",
    "metric",
    "value",
    "unit",
    "withheld because",
    "method",
    "photo (SHA-256)",
)


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """One course of treatment with its sessions and photos, deleted photos left out."""

    series: Series
    sessions: list[Session]
    photos: list[Photo]


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """What is kept of a patient."""

    patient: Patient
    courses: list[CourseRecord]
    consents: list[SignedForm]


def gather(store: Store, patient_id: str, *, at: datetime) -> PatientRecord:
    """Read the whole record.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    patient = patients.read_patient(store, patient_id)
    courses = [
        CourseRecord(of, sessions.list_sessions(store, of.id), photos.list_photos(store, of.id))
        for of in sorted(series.list_series(store, patient_id), key=lambda one: one.details.started_on)
    ]
    return PatientRecord(patient, courses, consents.list_signed(store, patient_id, at=at))


def record_as_json(store: Store, record: PatientRecord, names: Mapping[str, str]) -> dict[str, Any]:
    """The record as JSON values.

    Parameters
    ----------
    names : mapping of str to str
        Names of the photos' files by digest.
    """
    return {
        # why it may not be deleted concerns the clinic's dispute, not the patient's treatment
        "patient": plain(replace(record.patient, hold=None)),
        "series": [_course_as_json(store, course, names) for course in record.courses],
        "consents": [plain(signed) for signed in record.consents],
    }


def readings_as_csv(store: Store, record: PatientRecord) -> bytes:
    """All readings that count, of every method, a line for each."""
    return csv_bytes(_COLUMNS, [row for course in record.courses for row in _readings_of(store, course)])


def plain(value: Any) -> Any:  # noqa: ANN401  JSON values are of any type
    """A value as JSON has it: fields by name, times in UTC, days as ISO dates."""
    if is_dataclass(value) and not isinstance(value, type | Message):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence | frozenset) and not isinstance(value, str | bytes):
        return [plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _course_as_json(store: Store, course: CourseRecord, names: Mapping[str, str]) -> dict[str, Any]:
    drawn = annotations.list_annotations(store, [photo.digest for photo in course.photos])
    return {
        **plain(course.series),
        "sessions": [plain(session) for session in course.sessions],
        "photos": [{**plain(photo), "file": names.get(photo.digest, "")} for photo in course.photos],
        "annotations": [plain(one) for one in drawn],
    }


def _readings_of(store: Store, course: CourseRecord) -> list[list[str]]:
    sessions_by_id = {session.id: session for session in course.sessions}
    photos_by_digest = {photo.digest: photo for photo in course.photos}
    views = {photo.view for photo in course.photos}
    drawn = {
        region.id: region for view in views for region in regions.list_regions(store, course.series.id, view)
    }
    methods = {method for view in views for method in readings.list_methods(store, course.series.id, view)}
    rows = []
    for method in sorted(methods):
        for reading in readings.list_readings(store, course.series.id, method=method):
            photo, region = photos_by_digest[reading.digest], drawn[reading.region_id]
            session = sessions_by_id[photo.session_id].details
            value = "" if reading.value is None else f"{reading.value:.4f}"
            rows.append(
                [
                    course.series.details.treatment_type,
                    str(session.number),
                    session.held_at.date().isoformat(),
                    photo.view.label,
                    region.name,
                    region.role.value,
                    reading.metric.label,
                    value,
                    reading.metric.unit,
                    reading.withheld_because,
                    reading.method,
                    reading.digest,
                ]
            )
    return rows
