"""Readings of skin that had no time to change."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session as Database

from tracker.model import Phase, RepeatReading, SessionKind, ToneGroup
from tracker.store.counting import joined_to_counting
from tracker.store.schema import PatientRecord, PhotoRecord, ReadingRecord, SeriesRecord, SessionRecord

_IS_BASELINE: ColumnElement[bool] = SessionRecord.kind == SessionKind.BASELINE


def repeat_readings(db: Database, method: str, *, is_synthetic: bool | None) -> list[RepeatReading]:
    """Readings that have a repeat, by series, session and region.

    Parameters
    ----------
    is_synthetic : bool or None
        Only the demo clinic's patients, only real ones, or both.
    """
    measured = _measured(method, is_synthetic).subquery()
    has_repeat = or_(
        measured.c.session_readings >= 2,
        and_(measured.c.is_baseline, measured.c.first_session != measured.c.last_session),
    )
    wanted = select(measured).where(has_repeat).order_by(*measured.c["series_id", "session_id", "region_id"])
    return [_repeat(row) for row in db.execute(wanted)]


def _measured(method: str, is_synthetic: bool | None) -> Select[*tuple[Any, ...]]:
    """Every accepted reading, with how many its session has and which baseline sessions there are."""
    in_session = (SessionRecord.id, ReadingRecord.region_id, ReadingRecord.metric)
    in_kind = (ReadingRecord.region_id, ReadingRecord.metric, _IS_BASELINE)
    columns = select(
        SessionRecord.series_id.label("series_id"),
        SessionRecord.id.label("session_id"),
        ReadingRecord.region_id.label("region_id"),
        ReadingRecord.metric.label("metric"),
        PatientRecord.fitzpatrick.label("fitzpatrick"),
        PhotoRecord.camera.label("camera"),
        _IS_BASELINE.label("is_baseline"),
        ReadingRecord.value.label("value"),
        func.count().over(partition_by=in_session).label("session_readings"),
        func.min(SessionRecord.id).over(partition_by=in_kind).label("first_session"),
        func.max(SessionRecord.id).over(partition_by=in_kind).label("last_session"),
    )
    wanted = (
        joined_to_counting(columns.select_from(ReadingRecord), ReadingRecord)
        .join(SeriesRecord, SeriesRecord.id == SessionRecord.series_id)
        .join(PatientRecord, PatientRecord.id == SeriesRecord.patient_id)
        .where(
            ReadingRecord.method == method,
            ReadingRecord.value.is_not(None),
            PhotoRecord.phase != Phase.IMMEDIATELY_POST,
        )
    )
    return wanted if is_synthetic is None else wanted.where(PatientRecord.is_synthetic == is_synthetic)


def _repeat(row: Row[*tuple[Any, ...]]) -> RepeatReading:
    return RepeatReading(
        series_id=row.series_id,
        session_id=row.session_id,
        region_id=row.region_id,
        metric=row.metric,
        tone=ToneGroup.of(row.fitzpatrick),
        camera=row.camera,
        is_baseline_session=bool(row.is_baseline),
        value=row.value,
    )
