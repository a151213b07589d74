"""What people decide about photos in which something serious was found."""

from datetime import datetime

from tracker.errors import NotFound
from tracker.model import Acceptance, Photo
from tracker.store.opening import Store
from tracker.store.photo_rows import fetch_present, mark_decided, mark_deleted, write_photo_event
from tracker.store.photos import take_out
from tracker.store.references import offer_as_reference
from tracker.store.rows import fetch
from tracker.store.schema import PhotoRecord
from tracker.texts import Message, marked


def keep_photo(store: Store, photo_id: str, *, reason: str, by: str, at: datetime) -> Photo:
    """Accept a photo with a reason, whatever was found in it.

    Raises
    ------
    NotFound
        If there is no such photo, or it was deleted.
    """
    with store.writing() as db:
        row = fetch_present(db, photo_id)
        mark_decided(row, Acceptance.ACCEPTED_WITH_REASON, reason, by, at)
        write_photo_event(db, row, "kept photo", by, at)
        return row.to_model()


def reject_photo(store: Store, photo_id: str, *, by: str, at: datetime, why: str) -> None:
    """Take a photo out of its series as `delete_photo` does, because it isn't good enough.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If regions are drawn on it by which other photos are measured, or the patient is under legal hold.
    """
    with store.writing() as db:
        row = take_out(db, photo_id, by=by, at=at, why=why)
        mark_decided(row, Acceptance.REJECTED, why, by, at)
        write_photo_event(db, row, "rejected photo", by, at)


def restore_rejected(store: Store, photo_id: str, *, by: str, at: datetime) -> Photo:
    """Undo `reject_photo`: the photo waits for a decision again.

    Raises
    ------
    NotFound
        If there is no such photo, or it wasn't rejected.
    """
    with store.writing() as db:
        row = fetch(db, PhotoRecord, photo_id, word="photo")
        if row.acceptance is not Acceptance.REJECTED:
            raise NotFound(Message(marked("This photo wasn't rejected: load the page again.")))
        mark_deleted(row, None, "", "")
        mark_decided(row, Acceptance.WAITING, "", "", None)
        write_photo_event(db, row, "restored photo", by, at)
        offer_as_reference(db, row, by=by, at=at)
        return row.to_model()
