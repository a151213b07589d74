"""Change maps of pairs of photos as files, beside the renditions of the later-named photo."""

from tracker.store.opening import Store
from tracker.store.photos import find_owner
from tracker.store.stored_file import StoredFile


def read_map(
    store: Store, left_digest: str, right_digest: str, *, reference_digest: str
) -> StoredFile | None:
    """The map of a pair, or None while it has to be made.

    Raises
    ------
    NotFound
        If one of the digests is none.
    """
    return store.photos.find_change_map(left_digest, right_digest, reference_digest=reference_digest)


def save_map(
    store: Store, left_digest: str, right_digest: str, data: bytes, *, reference_digest: str
) -> None:
    """Store the map of a pair in place of the former one.

    Raises
    ------
    StorageFull
        If there is no room.
    NotFound
        If it would be encrypted, and the right photo is gone.
    """
    patient_id = find_owner(store, right_digest)
    store.photos.write_change_map(
        left_digest, right_digest, data, patient_id=patient_id, reference_digest=reference_digest
    )
