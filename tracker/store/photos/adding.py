"""Photos are added durably.

The original is on disk, whole, before its row is written; so is every rendition that came with
it. A row that can be read is therefore a photo that can be read.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

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
    mark_decided,
    mark_deleted,
    note_findings,
    write_photo_event,
)
from tracker.store.references import offer_as_reference
from tracker.store.rows import fetch
from tracker.store.schema import PhotoRecord, SessionRecord, assign, new_id


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
