"""Photos by their id, digest or series; deleted ones apart."""

from tracker.model import (
    Photo,
)
from tracker.store.opening import Store
from tracker.store.photo_rows import (
    fetch_present,
    of_series,
    with_session,
)
from tracker.store.rows import fetch
from tracker.store.schema import PhotoRecord


def read_photo(store: Store, photo_id: str) -> Photo:
    """The photo with this id.

    Raises
    ------
    NotFound
        If there is none, or it was deleted.
    """
    with store.reading() as db:
        return fetch_present(db, photo_id).to_model()


def read_deleted_photo(store: Store, photo_id: str) -> Photo:
    """The photo with this id, deleted or not.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, PhotoRecord, photo_id, word="photo").to_model()


def photo_by_digest(store: Store, digest: str) -> Photo | None:
    """The photo with this content, or None if there is none or it was deleted."""
    with store.reading() as db:
        row = db.scalar(with_session().where(PhotoRecord.digest == digest, PhotoRecord.deleted_at.is_(None)))
        return row.to_model() if row else None


def find_stored(store: Store, digest: str) -> tuple[Photo, bool] | None:
    """The photo with this content and whether it is deleted, or None where it was never stored."""
    with store.reading() as db:
        row = db.scalar(with_session().where(PhotoRecord.digest == digest))
        return (row.to_model(), row.deleted_at is not None) if row else None


def list_photos(store: Store, series_id: str) -> list[Photo]:
    """The photos of a series, by session and capture time."""
    with store.reading() as db:
        rows = db.scalars(of_series(series_id).where(PhotoRecord.deleted_at.is_(None)))
        return [row.to_model() for row in rows]


def list_deleted_photos(store: Store, series_id: str) -> list[Photo]:
    """The deleted photos of a series, which can be restored."""
    with store.reading() as db:
        rows = db.scalars(of_series(series_id).where(PhotoRecord.deleted_at.is_not(None)))
        return [row.to_model() for row in rows]
