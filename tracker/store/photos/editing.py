"""Photos are corrected, deleted softly, and restored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session as Database

from tracker.model import (
    Acceptance,
    CaptureTimeSource,
    Finding,
    Phase,
    Photo,
    View,
)
from tracker.store.opening import Store
from tracker.store.photo_rows import (
    changes_of,
    fetch_present,
    mark_decided,
    mark_deleted,
    note_findings,
    write_photo_event,
)
from tracker.store.references import leave_view, offer_as_reference
from tracker.store.retention import refuse_while_held
from tracker.store.rows import fetch
from tracker.store.schema import PhotoRecord


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
