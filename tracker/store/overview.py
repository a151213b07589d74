"""Many courses of treatment at a glance, in few queries."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session as Database

from tracker.model import (
    Cover,
    JobKind,
    JobState,
    PatientStatus,
    Phase,
    RegionRole,
    SeriesOverview,
    SeriesStatus,
    SessionOverview,
    Trouble,
)
from tracker.store.opening import Store
from tracker.store.schema import (
    AlignmentRecord,
    JobRecord,
    PatientRecord,
    PhotoRecord,
    ReferenceRecord,
    RegionRecord,
    SeriesRecord,
    SessionRecord,
)


def list_open_courses(store: Store, method: str) -> list[SeriesOverview]:
    """The planned and active courses of all patients who are not archived.

    Parameters
    ----------
    method : str
        Version of the alignment whose refusals count.
    """
    return _list_overviews(
        store,
        method,
        PatientRecord.status == PatientStatus.ACTIVE,
        SeriesRecord.status.in_((SeriesStatus.PLANNED, SeriesStatus.ACTIVE)),
    )


def list_courses_of(store: Store, patient_id: str, method: str) -> list[SeriesOverview]:
    """All courses of one patient, the newest first."""
    found = _list_overviews(store, method, SeriesRecord.patient_id == patient_id)
    return sorted(found, key=lambda course: course.series.details.started_on, reverse=True)


def _list_overviews(store: Store, method: str, *which: ColumnElement[bool]) -> list[SeriesOverview]:
    with store.reading() as db:
        rows = db.execute(select(SeriesRecord, PatientRecord).join(SeriesRecord.patient).where(*which)).all()
        ids = [series.id for series, _ in rows]
        sessions, troubles = _sessions(db, ids), _troubles(db, ids, method)
        return [
            SeriesOverview(
                patient.to_model(),
                series.to_model(),
                tuple(sessions.get(series.id, ())),
                tuple(troubles.get(series.id, ())),
            )
            for series, patient in rows
        ]


def _sessions(db: Database, series_ids: Sequence[str]) -> dict[str, list[SessionOverview]]:
    covers = _covers(db, series_ids)
    wanted = (
        select(
            SessionRecord.series_id,
            SessionRecord.id,
            SessionRecord.number,
            SessionRecord.kind,
            SessionRecord.held_at,
        )
        .where(SessionRecord.series_id.in_(series_ids))
        .order_by(SessionRecord.held_at, SessionRecord.number)
    )
    found = defaultdict(list)
    for series_id, session_id, number, kind, held_at in db.execute(wanted):
        cover, photo_count = covers.get(session_id, (None, 0))
        found[series_id].append(SessionOverview(session_id, number, kind, held_at, photo_count, cover))
    return found


def _covers(db: Database, series_ids: Sequence[str]) -> dict[str, tuple[Cover, int]]:
    """For each session its photo of the series' most photographed view, and how many photos it has."""
    wanted = (
        select(
            SessionRecord.series_id,
            PhotoRecord.session_id,
            PhotoRecord.view,
            PhotoRecord.phase,
            PhotoRecord.digest,
            PhotoRecord.width_px,
            PhotoRecord.height_px,
        )
        .join(PhotoRecord.session)
        .where(SessionRecord.series_id.in_(series_ids), PhotoRecord.deleted_at.is_(None))
        .order_by(PhotoRecord.captured_at, PhotoRecord.id)
    )
    rows = db.execute(wanted).all()
    frequent: dict[tuple[str, object], int] = defaultdict(int)
    by_session: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        frequent[row.series_id, row.view] += 1
        by_session[row.session_id].append(row)
    covers = {}
    for session_id, photos in by_session.items():
        # skin before the treatment says more than skin right after it
        best = min(
            photos,
            key=lambda row: (row.phase is Phase.IMMEDIATELY_POST, -frequent[row.series_id, row.view]),
        )
        covers[session_id] = (Cover(best.digest, best.width_px, best.height_px), len(photos))
    return covers


def _troubles(db: Database, series_ids: Sequence[str], method: str) -> dict[str, list[tuple[Trouble, int]]]:
    found = defaultdict(list)
    for trouble, wanted in (
        (Trouble.FROM_PATIENT, _from_patient()),
        (Trouble.FAILED, _failed()),
        (Trouble.REFUSED, _refused(method)),
        (Trouble.UNDRAWN, _undrawn()),
    ):
        counted = wanted.where(SessionRecord.series_id.in_(series_ids)).group_by(SessionRecord.series_id)
        for series_id, count in db.execute(counted):
            found[series_id].append((trouble, count))
    return found


def _from_patient() -> Select[str, int]:
    return (
        select(SessionRecord.series_id, func.count(PhotoRecord.id.distinct()))
        .join(PhotoRecord.session)
        .where(PhotoRecord.deleted_at.is_(None), PhotoRecord.is_from_patient, PhotoRecord.seen_at.is_(None))
    )


def _failed() -> Select[str, int]:
    return (
        select(SessionRecord.series_id, func.count(PhotoRecord.id.distinct()))
        .join(PhotoRecord.session)
        .join(JobRecord, and_(JobRecord.subject == PhotoRecord.id, JobRecord.kind == JobKind.ANALYSE))
        .where(PhotoRecord.deleted_at.is_(None), JobRecord.state == JobState.FAILED)
    )


def _refused(method: str) -> Select[str, int]:
    on_reference = and_(
        AlignmentRecord.digest == PhotoRecord.digest,
        AlignmentRecord.method == method,
        AlignmentRecord.refusal.is_not(None),
    )
    return (
        _photos_with_reference()
        .join(AlignmentRecord, on_reference)
        .where(AlignmentRecord.reference_digest == _reference_digest())
    )


def _undrawn() -> Select[str, int]:
    drawn = exists().where(
        RegionRecord.series_id == ReferenceRecord.series_id,
        RegionRecord.view == ReferenceRecord.view,
        RegionRecord.role == RegionRole.TREATED,
    )
    return (
        select(SessionRecord.series_id, func.count(ReferenceRecord.view.distinct()))
        .join(ReferenceRecord, ReferenceRecord.series_id == SessionRecord.series_id)
        .where(~drawn)
    )


def _photos_with_reference() -> Select[str, int]:
    same_view = and_(
        ReferenceRecord.series_id == SessionRecord.series_id, ReferenceRecord.view == PhotoRecord.view
    )
    return (
        select(SessionRecord.series_id, func.count(PhotoRecord.id.distinct()))
        .join(PhotoRecord.session)
        .join(ReferenceRecord, same_view)
        .where(PhotoRecord.deleted_at.is_(None))
    )


def _reference_digest() -> Any:  # noqa: ANN401  a scalar subquery
    reference = PhotoRecord.__table__.alias("reference_photo")
    return select(reference.c.digest).where(reference.c.id == ReferenceRecord.photo_id).scalar_subquery()
