"""Photos: added durably, found, edited, deleted softly, read back.

The original is on disk, whole, before its row is written; so is every rendition that came with
it. A row that can be read is therefore a photo that can be read.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.errors import NotFound
from tracker.model import (
    Acceptance,
    CaptureTimeSource,
    Finding,
    Phase,
    Photo,
    PhotoFacts,
    Rendition,
    View,
)
from tracker.store.duplicates import find_restorable
from tracker.store.opening import Store
from tracker.store.orphans import clear_unnamed
from tracker.store.photo_rows import (
    changes_of,
    fetch_present,
    mark_decided,
    mark_deleted,
    note_findings,
    of_series,
    with_session,
    write_photo_event,
)
from tracker.store.references import leave_view, offer_as_reference
from tracker.store.retention import refuse_while_held
from tracker.store.rows import fetch
from tracker.store.schema import PhotoRecord, SessionRecord, assign, new_id
from tracker.store.stored_file import StoredFile
from tracker.texts import Message, marked


def check_is_new(store: Store, digest: str, *, session_id: str) -> None:
    """Whether a photo can be added to a session.

    Raises
    ------
    NotFound
        If there is no such session.
    DuplicatePhoto
        If the same bytes are stored already; see `add_photo`.
    """
    _patient_for(store, digest, session_id)


def add_photo(
    store: Store,
    data: bytes,
    facts: PhotoFacts,
    *,
    session_id: str,
    view: View,
    phase: Phase,
    captured_at: datetime,
    source: CaptureTimeSource,
    by: str,
    at: datetime,
    renditions: Mapping[Rendition, bytes],
    findings: Sequence[Finding] = (),
    is_from_patient: bool = False,
) -> Photo:
    """Store a photo: when this returns, it survives a power cut.

    A photo that was deleted from this same session is restored, with what is said of it now.

    Parameters
    ----------
    data : bytes
        The file as it came; kept untouched.
    facts : PhotoFacts
        What the file says of itself; digest and byte count must be those of ``data``.
    renditions : mapping of Rendition to bytes
        Pictures derived from it.
    findings : sequence of Finding
        What is off in it; with a serious one it waits for a person's decision.
    is_from_patient : bool
        Whether the patient added it, and so sees it.

    Raises
    ------
    NotFound
        If there is no such session.
    DuplicatePhoto
        If the same bytes are stored already; says where, as far as that may be known.
    StorageFull
        If there is no room. No row is written and nothing is half-written.
    ValueError
        If the facts are those of another file.
    """
    if len(data) != facts.byte_count or hashlib.sha256(data).hexdigest() != facts.digest:
        raise ValueError("the facts are not those of the data")
    patient_id = _patient_for(store, facts.digest, session_id)
    store.photos.write_original(facts.digest, data, patient_id=patient_id)
    for rendition, picture in renditions.items():
        store.photos.write_rendition(facts.digest, rendition, picture, patient_id=patient_id)
    try:
        with store.writing() as db:
            row = _row_for(db, facts.digest, session_id)
            if not store.photos.has_original(facts.digest):  # cleared as an orphan in between
                store.photos.write_original(facts.digest, data, patient_id=patient_id)
            assign(row, facts)
            row.view, row.phase, row.captured_at, row.captured_at_source = view, phase, captured_at, source
            row.added_by, row.added_at = by, at
            # what was decided before it was deleted doesn't count any more
            mark_decided(row, Acceptance.ACCEPTED, "", "", None)
            note_findings(row, findings)
            mark_deleted(row, None, "", "")
            if is_from_patient:
                row.is_from_patient, row.is_visible_to_patient, row.seen_at = True, True, None
            db.flush()
            write_photo_event(db, row, "added photo", by, at, detail=view.name_in_events)
            offer_as_reference(db, row, by=by, at=at)
            return row.to_model()
    except NotFound:  # the session went with its patient while the files were written
        clear_unnamed(store, facts.digest)
        raise


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


def edit_photo(
    store: Store,
    photo_id: str,
    *,
    view: View,
    phase: Phase,
    captured_at: datetime,
    note: str,
    findings: Sequence[Finding] | None = None,
    by: str,
    at: datetime,
) -> Photo:
    """Correct what is said of a photo. A changed capture time counts as typed.

    Parameters
    ----------
    findings : sequence of Finding, optional
        What is off in it by the standard of its new view; by default what was found before stands.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If the view changes, but regions are drawn on the photo by which others are measured.
    """
    with store.writing() as db:
        row = fetch_present(db, photo_id)
        changes = changes_of(row, view, phase, captured_at)
        if view != row.view:
            leave_view(db, row, by=by, at=at)
        if captured_at != row.captured_at:
            row.captured_at_source = CaptureTimeSource.TYPED
        row.view, row.phase, row.captured_at, row.note = view, phase, captured_at, note
        if findings is not None:
            note_findings(row, findings)
        db.flush()
        for change in changes:
            write_photo_event(db, row, "edited photo", by, at, detail=change)
        offer_as_reference(db, row, by=by, at=at)
        return row.to_model()


def delete_photo(store: Store, photo_id: str, *, by: str, at: datetime, why: str) -> None:
    """Take a photo out of its series; original and row stay, so that it can be restored.

    Raises
    ------
    NotFound
        If there is no such photo.
    InvalidInput
        If regions are drawn on it by which other photos are measured, or the patient is under legal hold.
    """
    with store.writing() as db:
        row = take_out(db, photo_id, by=by, at=at, why=why)
        # the reason is kept beside the photo: what people write may name somebody, and events stay for ever
        write_photo_event(db, row, "deleted photo", by, at)


def take_out(db: Database, photo_id: str, *, by: str, at: datetime, why: str) -> PhotoRecord:
    """Mark a photo as deleted, within what is being written; raises as `delete_photo` does."""
    row = fetch_present(db, photo_id)
    refuse_while_held(db, row.patient_id)
    leave_view(db, row, by=by, at=at)
    mark_deleted(row, at, by, why)
    return row


def restore_photo(store: Store, photo_id: str, *, by: str, at: datetime) -> Photo:
    """Undo `delete_photo`; a photo that is not deleted stays as it is.

    Raises
    ------
    NotFound
        If there is no such photo.
    """
    with store.writing() as db:
        row = fetch(db, PhotoRecord, photo_id, word="photo")
        if row.deleted_at:
            mark_deleted(row, None, "", "")
            if row.acceptance is Acceptance.REJECTED:
                mark_decided(row, Acceptance.WAITING, "", "", None)
            write_photo_event(db, row, "restored photo", by, at)
            offer_as_reference(db, row, by=by, at=at)
        return row.to_model()


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


def _patient_for(store: Store, digest: str, session_id: str) -> str:
    """The patient of a session to which a photo can be added; see `check_is_new`."""
    with store.reading() as db:
        session = fetch(db, SessionRecord, session_id, word="session")
        find_restorable(db, digest, session)
        return session.series.patient_id


def _row_for(db: Database, digest: str, session_id: str) -> PhotoRecord:
    """The deleted row of the same photo, or a new one."""
    session = fetch(db, SessionRecord, session_id, word="session")
    row = find_restorable(db, digest, session)
    if row is None:
        row = PhotoRecord(id=new_id(), session=session, note="")
        db.add(row)
    return row
