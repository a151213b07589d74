"""Readings of skin that had no time to change.

Several photos of a session show how far photos scatter. How far days scatter shows in sessions
between which nobody treated the skin: baseline sessions, and the photos before the first treatment
beside them. Sessions within twelve hours see the same light and the same blood, and are none.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session as Database

from tracker.model import Metric, Phase, RepeatReading, SessionKind, ToneGroup
from tracker.store.counting import joined_to_counting
from tracker.store.schema import PatientRecord, PhotoRecord, ReadingRecord, SeriesRecord, SessionRecord

_ANOTHER_DAY = timedelta(hours=12)


class _Measured(NamedTuple):
    """An accepted reading with what it is grouped by; the columns of `_accepted`."""

    series_id: str
    session_id: str
    kind: SessionKind
    held_at: datetime
    region_id: str
    metric: Metric
    fitzpatrick: int | None
    camera: str
    lens: str
    value: float
    control: str


class _Stretch(NamedTuple):
    """Sessions of a series between which nobody treated the skin; named by the first of them."""

    first_id: str
    treatments_before: int


def repeat_readings(db: Database, method: str, *, is_synthetic: bool | None) -> list[RepeatReading]:
    """Readings that have a repeat, by series, session and region.

    Parameters
    ----------
    is_synthetic : bool or None
        Only the demo clinic's patients, only real ones, or both.
    """
    # counted here, not by the database: sorting for window functions took three times as long
    measured = [_Measured._make(row) for row in db.execute(_accepted(method, is_synthetic))]
    stretches = _stretches(measured, _treatments(db))
    in_session = Counter((m.session_id, m.region_id, m.metric) for m in measured)
    in_stretch: dict[tuple[str, Metric, _Stretch], set[str]] = defaultdict(set)
    for m in measured:
        if m.session_id in stretches:
            in_stretch[m.region_id, m.metric, stretches[m.session_id]].add(m.session_id)
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
) -> Select[str, str, SessionKind, datetime, str, Metric, int | None, str, str, float | None, str]:
    wanted = joined_to_counting(
        select(
            SessionRecord.series_id,
            SessionRecord.id,
            SessionRecord.kind,
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
            # fresh skin changes from minute to minute, however its photos are called
            or_(SessionRecord.kind != SessionKind.TREATMENT, PhotoRecord.phase == Phase.PRE),
        )
        .order_by(SessionRecord.series_id, SessionRecord.held_at, ReadingRecord.region_id)
    )
    return wanted if is_synthetic is None else wanted.where(PatientRecord.is_synthetic == is_synthetic)


def _treatments(db: Database) -> dict[str, list[datetime]]:
    """When each series was treated, oldest first."""
    wanted = select(SessionRecord.series_id, SessionRecord.held_at).where(
        SessionRecord.kind == SessionKind.TREATMENT
    )
    found: dict[str, list[datetime]] = defaultdict(list)
    for series_id, held_at in db.execute(wanted.order_by(SessionRecord.held_at)):
        found[series_id].append(held_at)
    return found


def _stretches(
    measured: Iterable[_Measured], treatments: Mapping[str, list[datetime]]
) -> dict[str, _Stretch]:
    """By session, its stretch: baseline sessions and the first treatment, each on a day of its own."""
    found: dict[str, _Stretch] = {}
    latest: dict[tuple[str, int], _Measured] = {}
    for m in sorted({m.session_id: m for m in measured}.values(), key=lambda m: m.held_at):
        before = bisect_left(treatments.get(m.series_id, []), m.held_at)
        if not (m.kind is SessionKind.BASELINE or (m.kind is SessionKind.TREATMENT and before == 0)):
            continue
        last = latest.get((m.series_id, before))
        if last is None or m.held_at - last.held_at >= _ANOTHER_DAY:
            first_id = m.session_id if last is None else found[last.session_id].first_id
            found[m.session_id] = _Stretch(first_id, before)
            latest[m.series_id, before] = m
    return found


def _repeat(measured: _Measured, stretch: _Stretch | None) -> RepeatReading:
    is_baseline, since = False, ""
    if stretch is not None:
        is_baseline = measured.kind is SessionKind.BASELINE and stretch.treatments_before == 0
        since = stretch.first_id if stretch.first_id != measured.session_id else ""
    return RepeatReading(
        measured.series_id,
        measured.session_id,
        measured.region_id,
        measured.metric,
        ToneGroup.of(measured.fitzpatrick),
        measured.camera,
        is_baseline,
        measured.value,
        control=measured.control,
        lens=measured.lens,
        unchanged_since=since,
        held_at=measured.held_at,
    )
