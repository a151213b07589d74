"""Tiles of full detail as files: one for a photo in its own frame, one for each reference it lies on."""

from tracker.store.opening import Store
from tracker.store.stored_file import StoredFile, find_file


def read_detail(store: Store, digest: str, *, reference_digest: str = "") -> StoredFile | None:
    """A photo's tiles, or None while they have to be made.

    Raises
    ------
    NotFound
        If one of the digests is none.
    """
    return find_file(store.photos.detail_path(digest, reference_digest=reference_digest))


def save_detail(store: Store, digest: str, data: bytes, *, reference_digest: str = "") -> None:
    """Store a photo's tiles in place of the former ones.

    Raises
    ------
    StorageFull
        If there is no room.
    """
    store.photos.write_detail(digest, data, reference_digest=reference_digest)


def delete_detail(store: Store, digest: str, *, reference_digest: str = "") -> None:
    """Take tiles away that show the photo as it lies no longer; they are made again when asked for."""
    store.photos.detail_path(digest, reference_digest=reference_digest).unlink(missing_ok=True)
