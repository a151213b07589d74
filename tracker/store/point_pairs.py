"""Points by which a person laid one photo over another.

They belong to the two photos, whichever of them is the reference, and to no method: a change of
the reference and back, or a new method, leaves them where they are.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session as Database

from tracker.model import AuditEvent, Photo, PointPairs, SetPoints
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.schema import PhotoRecord, PointPairsRecord, SessionRecord


def set_points(
    store: Store,
    photo: Photo,
    reference: Photo,
    pairs: PointPairs,
    *,
    is_kept_as_set: bool = False,
    by: str,
    at: datetime,
) -> SetPoints:
    """Keep the points of two photos in place of those that were set before.

    Parameters
    ----------
    is_kept_as_set : bool
        Whether the photo lies exactly as they say, though no picture confirms it.
    """
    row = PointPairsRecord(
        digest=photo.digest,
        reference_digest=reference.digest,
        pairs=pairs,
        set_by=by,
        set_at=at,
        is_kept_as_set=is_kept_as_set,
    )
    with store.writing() as db:
        _delete(db, photo, reference)
        db.add(row)
        _write_event(db, photo, reference, _deed(row), by, at)
        return row.to_model()


def remove_points(store: Store, photo: Photo, reference: Photo, *, by: str, at: datetime) -> bool:
    """Forget the points of two photos.

    Returns
    -------
    bool
        Whether there were any.
    """
    with store.writing() as db:
        was_there = _delete(db, photo, reference)
        if was_there:
            _write_event(db, photo, reference, "took back the alignment by hand", by, at)
        return was_there


def read_points(store: Store, digest: str, reference_digest: str) -> SetPoints | None:
    """The points of two photos, seen from the first; None where nobody set any."""
    with store.reading() as db:
        row = db.get(PointPairsRecord, (digest, reference_digest))
        if row is not None:
            return row.to_model()
        other_way = db.get(PointPairsRecord, (reference_digest, digest))
        return _turned(other_way.to_model()) if other_way else None


def list_points(store: Store, series_id: str) -> dict[tuple[str, str], SetPoints]:
    """All points between photos of a series, by both digests, each seen from either photo."""
    wanted = (
        select(PointPairsRecord)
        .join(PhotoRecord, PhotoRecord.digest == PointPairsRecord.digest)
        .join(PhotoRecord.session)
        .where(SessionRecord.series_id == series_id)
    )
    with store.reading() as db:
        found = [row.to_model() for row in db.scalars(wanted)]
    both = found + [_turned(one) for one in found]
    return {(one.digest, one.reference_digest): one for one in both}


def _deed(row: PointPairsRecord) -> str:
    """What was done, for the audit."""
    if row.is_kept_as_set:
        return "kept the alignment by hand as it was set"
    if row.pairs.is_similarity:
        return "aligned by hand: moved, turned and scaled"
    return f"aligned by hand with {row.pairs.count} points"


def _turned(one: SetPoints) -> SetPoints:
    """The same points, seen from the other photo."""
    return replace(one, digest=one.reference_digest, reference_digest=one.digest, pairs=one.pairs.swapped)


def _delete(db: Database, photo: Photo, reference: Photo) -> bool:
    one_way = (PointPairsRecord.digest == photo.digest) & (
        PointPairsRecord.reference_digest == reference.digest
    )
    other_way = (PointPairsRecord.digest == reference.digest) & (
        PointPairsRecord.reference_digest == photo.digest
    )
    gone = db.scalars(
        delete(PointPairsRecord).where(or_(one_way, other_way)).returning(PointPairsRecord.digest)
    )
    return bool(gone.all())


def _write_event(db: Database, photo: Photo, reference: Photo, action: str, by: str, at: datetime) -> None:
    detail = f"{photo.view.name_in_events}, over photo {reference.digest[:12]}"
    write_event(db, AuditEvent(at, by, action, "photo", photo.id, photo.patient_id, detail))
