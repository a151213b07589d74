"""How photos map to their references, by method version."""

from dataclasses import fields
from typing import Any

from sqlalchemy import Select, select

from tracker.model import AlignmentRow
from tracker.store.opening import Store
from tracker.store.schema import AlignmentRecord, PhotoRecord, SessionRecord, values_of

# all columns but the map itself
_FIGURES: list[Any] = [
    getattr(AlignmentRecord, field.name) for field in fields(AlignmentRow) if field.name != "data"
]


def save_alignment(store: Store, row: AlignmentRow) -> None:
    """Keep an alignment in place of the one of the same photo, reference and method."""
    with store.writing() as db:
        db.merge(AlignmentRecord(**values_of(row)))


def read_alignment(store: Store, digest: str, reference_digest: str, method: str) -> AlignmentRow | None:
    """The alignment of a photo to a reference by a method, or None while there is none."""
    wanted = select(*_FIGURES, AlignmentRecord.data).where(
        AlignmentRecord.digest == digest,
        AlignmentRecord.reference_digest == reference_digest,
        AlignmentRecord.method == method,
    )
    with store.reading() as db:
        found = db.execute(wanted).one_or_none()
        return AlignmentRow(**found._mapping) if found else None


def list_alignments(store: Store, series_id: str, method: str) -> list[AlignmentRow]:
    """The figures of all alignments of a series' photos, to whatever reference.

    ``data`` stays empty: fifty maps are ten megabytes that no list shows. `read_alignment`
    gives one with its map.
    """
    with store.reading() as db:
        return [AlignmentRow(**row._mapping, data=b"") for row in db.execute(_of_series(series_id, method))]


def _of_series(series_id: str, method: str) -> Select[*tuple[Any, ...]]:
    return (
        select(*_FIGURES)
        .join(PhotoRecord, PhotoRecord.digest == AlignmentRecord.digest)
        .join(PhotoRecord.session)
        .where(
            SessionRecord.series_id == series_id,
            AlignmentRecord.method == method,
            PhotoRecord.deleted_at.is_(None),
        )
        .order_by(SessionRecord.held_at, PhotoRecord.captured_at)
    )
