"""Readings of skin that had no time to change."""

from collections import Counter, defaultdict
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as Database

from tracker.model import Metric, Phase, RepeatReading, SessionKind, ToneGroup
from tracker.store.counting import joined_to_counting
from tracker.store.schema import PatientRecord, PhotoRecord, ReadingRecord, SeriesRecord, SessionRecord


class _Measured(NamedTuple):
    """An accepted reading with what it is grouped by; the columns of `_accepted`."""

    series_id: str
    session_id: str
    region_id: str
    metric: Metric
    fitzpatrick: int | None
    camera: str
    lens: str
    kind: SessionKind
    value: float
    control: str


def repeat_readings(db: Database, method: str, *, is_synthetic: bool | None) -> list[RepeatReading]:
    """Readings that have a repeat, by series, session and region.

    Parameters
    ----------
    is_synthetic : bool or None
        Only the demo clinic's patients, only real ones, or both.
    """
    # counted here, not by the database: sorting for window functions took three times as long
    measured = [_Measured._make(row) for row in db.execute(_accepted(method, is_synthetic))]
    in_session = Counter((m.session_id, m.region_id, m.metric) for m in measured)
    baselines: dict[tuple[str, Metric], set[str]] = defaultdict(set)
    for m in measured:
        if m.kind is SessionKind.BASELINE:
            baselines[m.region_id, m.metric].add(m.session_id)
    return [
        _repeat(m)
        for m in measured
        if in_session[m.session_id, m.region_id, m.metric] > 1
        or (m.kind is SessionKind.BASELINE and len(baselines[m.region_id, m.metric]) > 1)
    ]


def _accepted(
    method: str, is_synthetic: bool | None
) -> Select[str, str, str, Metric, int | None, str, str, SessionKind, float | None, str]:
    wanted = joined_to_counting(
        select(
            SessionRecord.series_id,
            SessionRecord.id,
            ReadingRecord.region_id,
            ReadingRecord.metric,
            PatientRecord.fitzpatrick,
            PhotoRecord.camera,
            PhotoRecord.lens,
            SessionRecord.kind,
            ReadingRecord.value,
            ReadingRecord.control,
        ).select_from(ReadingRecord),
        ReadingRecord,
    )
    wanted = (
        wanted.join(SeriesRecord, SeriesRecord.id == SessionRecord.series_id)
        .join(PatientRecord, PatientRecord.id == SeriesRecord.patient_id)
        .where(
            ReadingRecord.method == method,
            ReadingRecord.value.is_not(None),
            PhotoRecord.phase != Phase.IMMEDIATELY_POST,
        )
        .order_by(SessionRecord.series_id, SessionRecord.held_at, ReadingRecord.region_id)
    )
    return wanted if is_synthetic is None else wanted.where(PatientRecord.is_synthetic == is_synthetic)


def _repeat(measured: _Measured) -> RepeatReading:
    return RepeatReading(
        measured.series_id,
        measured.session_id,
        measured.region_id,
        measured.metric,
        ToneGroup.of(measured.fitzpatrick),
        measured.camera,
        measured.kind is SessionKind.BASELINE,
        measured.value,
        control=measured.control,
        lens=measured.lens,
    )
