"""The files of photos: originals as they came, and what is made of them."""

from sqlalchemy import select

from tracker.errors import NotFound
from tracker.model import (
    Rendition,
)
from tracker.store.opening import Store
from tracker.store.photo_rows import (
    with_session,
)
from tracker.store.schema import PhotoRecord
from tracker.store.stored_file import StoredFile
from tracker.texts import Message, marked


def read_original(store: Store, digest: str) -> bytes:
    """The bytes of a photo as they were added, checked against length and digest.

    Raises
    ------
    NotFound
        If there is no such photo, or its file is gone.
    UnreadablePhoto
        If the file is damaged.
    """
    with store.reading() as db:
        byte_count = db.scalar(select(PhotoRecord.byte_count).where(PhotoRecord.digest == digest))
    if byte_count is None:
        raise NotFound(Message(marked("There is no photo at this address.")))
    return store.photos.read_original(digest, byte_count)


def read_rendition(
    store: Store, digest: str, rendition: Rendition, *, reference_digest: str = ""
) -> StoredFile | None:
    """A rendition, or None while it has to be made.

    Raises
    ------
    NotFound
        If one of the digests is none.
    """
    return store.photos.find_rendition(digest, rendition, reference_digest=reference_digest)


def read_screen(store: Store, digest: str) -> bytes | None:
    """The screen rendition of a photo, or None while it has to be made."""
    found = read_rendition(store, digest, Rendition.SCREEN)
    try:
        return None if found is None else found.read()
    except FileNotFoundError:  # cleared at this very moment
        return None


def save_rendition(
    store: Store, digest: str, rendition: Rendition, data: bytes, *, reference_digest: str = ""
) -> None:
    """Store a rendition in place of the former one.

    Raises
    ------
    StorageFull
        If there is no room.
    NotFound
        If it would be encrypted, and there is no such photo (any more) whose patient's key could do that.
    """
    store.photos.write_rendition(
        digest, rendition, data, patient_id=find_owner(store, digest), reference_digest=reference_digest
    )


def find_owner(store: Store, digest: str) -> str:
    """The patient whose key seals the files of a photo; empty on an installation without keys.

    A deleted patient has a key until the erasure: work that is under way ends as it would without keys.

    Raises
    ------
    NotFound
        If there is no such photo (any more).
    """
    if store.keys is None:
        return ""
    with store.reading(with_hidden=True) as db:
        row = db.scalar(with_session().where(PhotoRecord.digest == digest))
    if row is None:
        raise NotFound(Message(marked("There is no photo at this address.")))
    return row.patient_id
