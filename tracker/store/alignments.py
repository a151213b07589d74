"""How photos map to their references, by method version."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Select, select

from tracker.model import AlignmentRow, Reference, View, ViewAlignments
from tracker.store.opening import Store
from tracker.store.photos import list_photos
from tracker.store.point_pairs import list_points
from tracker.store.references import list_references
from tracker.store.schema import AlignmentRecord, PhotoRecord, SessionRecord, values_of
from tracker.store.sessions import list_sessions

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


def read_view(store: Store, reference: Reference, method: str) -> ViewAlignments:
    """How the photos of a view lie on a reference by a method, without the maps."""
    return _views(store, reference.series_id, [reference], method)[reference.view]


def list_views(store: Store, series_id: str, method: str) -> dict[View, ViewAlignments]:
    """How the photos of each view lie on its present reference by a method, without the maps."""
    return _views(store, series_id, list_references(store, series_id), method)


def _views(
    store: Store, series_id: str, references: Sequence[Reference], method: str
) -> dict[View, ViewAlignments]:
    photos, sessions = list_photos(store, series_id), list_sessions(store, series_id)
    rows = {(row.digest, row.reference_digest): row for row in list_alignments(store, series_id, method)}
    points = list_points(store, series_id)
    return {
        reference.view: ViewAlignments(
            reference=reference,
            photos=[photo for photo in photos if photo.view == reference.view],
            held_at={session.id: session.details.held_at for session in sessions},
            rows=rows,
            points=points,
        )
        for reference in references
    }


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
