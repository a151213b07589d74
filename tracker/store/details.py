"""Tiles of full detail as files: one for a photo in its own frame, one for each reference it lies on."""

from pathlib import Path

from tracker.store.opening import Store


def read_detail(store: Store, digest: str, *, reference_digest: str = "") -> Path | None:
    """Where a photo's tiles lie, or None while they have to be made.

    Raises
    ------
    NotFound
        If one of the digests is none.
    """
    path = store.photos.detail_path(digest, reference_digest=reference_digest)
    return path if path.is_file() else None


def save_detail(store: Store, digest: str, data: bytes, *, reference_digest: str = "") -> Path:
    """Store a photo's tiles in place of the former ones.

    Raises
    ------
    StorageFull
        If there is no room.
    """
    return store.photos.write_detail(digest, data, reference_digest=reference_digest)


def delete_detail(store: Store, digest: str, *, reference_digest: str = "") -> None:
    """Take tiles away that show the photo as it lies no longer; they are made again when asked for."""
    store.photos.detail_path(digest, reference_digest=reference_digest).unlink(missing_ok=True)
