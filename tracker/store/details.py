"""Tiles of full detail as files: one for a photo in its own frame, one for each reference it lies on."""

from tracker.store.opening import Store
from tracker.store.photos import find_owner
from tracker.store.stored_file import StoredFile


def read_detail(store: Store, digest: str, *, reference_digest: str = "") -> StoredFile | None:
    """A photo's tiles, or None while they have to be made.

    Raises
    ------
    NotFound
        If one of the digests is none.
    """
    return store.photos.find_detail(digest, reference_digest=reference_digest)


def save_detail(store: Store, digest: str, data: bytes, *, reference_digest: str = "") -> None:
    """Store a photo's tiles in place of the former ones.

    Raises
    ------
    StorageFull
        If there is no room.
    NotFound
        If it would be encrypted, and there is no such photo (any more).
    """
    store.photos.write_detail(
        digest, data, patient_id=find_owner(store, digest), reference_digest=reference_digest
    )


def delete_detail(store: Store, digest: str, *, reference_digest: str = "") -> None:
    """Take tiles away that show the photo as it lies no longer; they are made again when asked for."""
    store.photos.detail_path(digest, reference_digest=reference_digest).unlink(missing_ok=True)
