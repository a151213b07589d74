"""What was measured, by photo, region, metric and method version.

A reading counts while its photo is there and still of the region's view, and while the region
is as it was when it was measured. Whatever does not count is not listed, and is replaced when
the photo is measured again.

Readings of different methods stand beside each other: whoever asks names the method, and measuring
with a new one deletes nothing of the old.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select

from tracker.model import Finding, Reading, RepeatReading, View
from tracker.store.counting import joined_to_counting
from tracker.store.opening import Store
from tracker.store.repeats import repeat_readings
from tracker.store.schema import (
    BaselineRecord,
    FindingsRecord,
    PhotoRecord,
    ReadingRecord,
    RegionRecord,
    SessionRecord,
    values_of,
)


def save_readings(
    store: Store,
    digest: str,
    region_id: str,
    readings: Iterable[Reading],
    findings: tuple[Finding, ...],
    *,
    method: str,
) -> None:
    """Keep the readings and gates of one region of one photo in place of all former ones.

    Readings of a region that was deleted or edited while they were measured are dropped: the
    edit has queued new ones.
    """
    rows = list(readings)
    with store.writing() as db:
        region = db.get(RegionRecord, region_id)
        if region is None or any(row.region_revision != region.revision for row in rows):
            return
        for kind in (ReadingRecord, FindingsRecord):
            db.execute(delete(kind).where(*_same(kind, digest, region_id, method)))
        db.add_all(ReadingRecord(**values_of(row)) for row in rows)
        if rows:
            db.add(
                FindingsRecord(
                    digest=digest,
                    region_id=region_id,
                    method=method,
                    region_revision=region.revision,
                    findings=findings,
                )
            )


def list_readings(store: Store, series_id: str, *, method: str) -> list[Reading]:
    """The readings of a series that count, by session and capture time."""
    wanted = _that_count(select(ReadingRecord), ReadingRecord, series_id, method)
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted)]


def list_findings(store: Store, series_id: str, *, method: str) -> dict[tuple[str, str], tuple[Finding, ...]]:
    """The gates of a series' photos by photo digest and region id."""
    wanted = _that_count(select(FindingsRecord), FindingsRecord, series_id, method)
    with store.reading() as db:
        return {(row.digest, row.region_id): row.findings for row in db.scalars(wanted)}


def list_measured(store: Store, series_id: str, *, method: str) -> set[tuple[str, str]]:
    """Photo digest and region id of every reading of a series that counts, withheld ones included."""
    wanted = _that_count(
        select(ReadingRecord.digest, ReadingRecord.region_id), ReadingRecord, series_id, method
    )
    with store.reading() as db:
        return {(digest, region_id) for digest, region_id in db.execute(wanted.order_by(None).distinct())}


def list_methods(store: Store, series_id: str, view: View) -> list[str]:
    """The method versions of which a view has readings that count, by name."""
    wanted = _of_series(select(ReadingRecord.method), ReadingRecord, series_id).where(
        RegionRecord.view == view
    )
    with store.reading() as db:
        return sorted(db.scalars(wanted.distinct()))


def save_baseline(
    store: Store, digest: str, region_id: str, region_revision: int, method: str, data: bytes
) -> None:
    """Keep the photometric state of a reference photo for one revision of a region.

    Those of earlier revisions go; if the region was deleted in between, nothing is kept.
    """
    with store.writing() as db:
        if db.get(RegionRecord, region_id) is None:
            return
        db.execute(
            delete(BaselineRecord).where(
                *_same(BaselineRecord, digest, region_id, method),
                BaselineRecord.region_revision <= region_revision,
            )
        )
        db.add(
            BaselineRecord(
                digest=digest,
                region_id=region_id,
                region_revision=region_revision,
                method=method,
                data=data,
            )
        )


def read_baseline(
    store: Store, digest: str, region_id: str, region_revision: int, method: str
) -> bytes | None:
    """What `save_baseline` kept, or None."""
    with store.reading() as db:
        row = db.get(BaselineRecord, (digest, region_id, region_revision, method))
        return row.data if row else None


def list_repeat_readings(
    store: Store, *, method: str, is_synthetic: bool | None = None
) -> list[RepeatReading]:
    """Readings of skin that had no time to change, from which the clinic's limits are learned.

    Of every session and region with two or more photos measured, and of sessions of a series
    between which nobody treated the skin: baseline sessions on different days, and the photos before
    the first treatment. Photos after a treatment on its day are left out: the skin is changing from
    minute to minute then.

    Parameters
    ----------
    is_synthetic : bool, optional
        Only the demo clinic's patients, or only real ones; both by default.
    """
    with store.reading() as db:
        return repeat_readings(db, method, is_synthetic=is_synthetic)


def _same(kind: type[Any], digest: str, region_id: str, method: str) -> tuple[ColumnElement[bool], ...]:
    return kind.digest == digest, kind.region_id == region_id, kind.method == method


def _that_count(
    wanted: Select[*tuple[Any, ...]], kind: type[Any], series_id: str, method: str
) -> Select[*tuple[Any, ...]]:
    return (
        _of_series(wanted, kind, series_id)
        .where(kind.method == method)
        .order_by(SessionRecord.held_at, PhotoRecord.captured_at, PhotoRecord.id, kind.region_id)
    )


def _of_series(wanted: Select[*tuple[Any, ...]], kind: type[Any], series_id: str) -> Select[*tuple[Any, ...]]:
    return joined_to_counting(wanted, kind).where(SessionRecord.series_id == series_id)
