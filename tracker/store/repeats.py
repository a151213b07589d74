"""Readings of skin that had no time to change.

Several photos of a session show how far photos scatter. How far days scatter shows in the sessions
of one stretch of unchanged skin (`tracker.store.stretches`).
"""

from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session as Database

from tracker.model import Metric, Phase, RepeatReading, SessionKind, ToneGroup
from tracker.store.counting import joined_to_counting
from tracker.store.schema import PatientRecord, PhotoRecord, ReadingRecord, SeriesRecord, SessionRecord
from tracker.store.stretches import Stretch, find_stretches


class _Measured(NamedTuple):
    """An accepted reading with what it is grouped by; the columns of `_accepted`."""

    series_id: str
    session_id: str
    held_at: datetime
    region_id: str
    metric: Metric
    fitzpatrick: int | None
    camera: str
    lens: str
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
    stretches = find_stretches(db, {m.session_id for m in measured})
    in_session = Counter((m.session_id, m.region_id, m.metric) for m in measured)
    in_stretch: dict[tuple[str, Metric, str], set[str]] = defaultdict(set)
    for m in measured:
        if m.session_id in stretches:
            in_stretch[m.region_id, m.metric, stretches[m.session_id].id].add(m.session_id)
    repeated = {
        (session_id, region_id, metric)
        for (region_id, metric, _), session_ids in in_stretch.items()
        if len(session_ids) > 1
        for session_id in session_ids
    } | {key for key, count in in_session.items() if count > 1}
    return [
        _repeat(m, stretches.get(m.session_id))
        for m in measured
        if (m.session_id, m.region_id, m.metric) in repeated
    ]


def _accepted(
    method: str, is_synthetic: bool | None
) -> Select[str, str, datetime, str, Metric, int | None, str, str, float | None, str]:
    wanted = joined_to_counting(
        select(
            SessionRecord.series_id,
            SessionRecord.id,
            SessionRecord.held_at,
            ReadingRecord.region_id,
            ReadingRecord.metric,
            PatientRecord.fitzpatrick,
            PhotoRecord.camera,
            PhotoRecord.lens,
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
            # the clinic's limits tell how well the clinic photographs
            SessionRecord.kind != SessionKind.HOME,
            # fresh skin changes from minute to minute, however its photos are called
            or_(SessionRecord.kind != SessionKind.TREATMENT, PhotoRecord.phase == Phase.PRE),
        )
        .order_by(SessionRecord.series_id, SessionRecord.held_at, ReadingRecord.region_id)
    )
    return wanted if is_synthetic is None else wanted.where(PatientRecord.is_synthetic == is_synthetic)


def _repeat(measured: _Measured, stretch: Stretch | None) -> RepeatReading:
    since = stretch.id if stretch and stretch.id != measured.session_id else ""
    return RepeatReading(
        measured.series_id,
        measured.session_id,
        measured.region_id,
        measured.metric,
        ToneGroup.of(measured.fitzpatrick),
        measured.camera,
        stretch is not None and stretch.is_baseline,
        measured.value,
        control=measured.control,
        lens=measured.lens,
        unchanged_since=since,
        held_at=measured.held_at,
    )
