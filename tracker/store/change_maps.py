"""Change maps of pairs of photos as files, beside the renditions of the later-named photo."""

from tracker.store.opening import Store
from tracker.store.stored_file import StoredFile, find_file


def read_map(
    store: Store, left_digest: str, right_digest: str, *, reference_digest: str
) -> StoredFile | None:
    """The map of a pair, or None while it has to be made.

    Raises
    ------
    NotFound
        If one of the digests is none.
    """
    path = store.photos.change_map_path(left_digest, right_digest, reference_digest=reference_digest)
    return find_file(path)


def save_map(
    store: Store, left_digest: str, right_digest: str, data: bytes, *, reference_digest: str
) -> None:
    """Store the map of a pair in place of the former one.

    Raises
    ------
    StorageFull
        If there is no room.
    """
    store.photos.write_change_map(left_digest, right_digest, data, reference_digest=reference_digest)
