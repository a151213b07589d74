"""Change maps of pairs of photos as files, beside the renditions of the later-named photo."""

from pathlib import Path

from tracker.store.opening import Store


def read_map(store: Store, left_digest: str, right_digest: str, *, reference_digest: str) -> Path | None:
    """Where the map of a pair lies, or None while it has to be made.

    Raises
    ------
    NotFound
        If one of the digests is none.
    """
    path = store.photos.change_map_path(left_digest, right_digest, reference_digest=reference_digest)
    return path if path.is_file() else None


def save_map(
    store: Store, left_digest: str, right_digest: str, data: bytes, *, reference_digest: str
) -> Path:
    """Store the map of a pair in place of the former one.

    Raises
    ------
    StorageFull
        If there is no room.
    """
    return store.photos.write_change_map(left_digest, right_digest, data, reference_digest=reference_digest)
