"""The ledger of what has left the building: added to in the same transaction that asks for the consent."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.errors import ConsentMissing, NotFound
from tracker.model import AuditEvent, ConsentScope, CopyDetails, CopyKind, ReleasedCopy
from tracker.store.audit import write_event
from tracker.store.consents import require_scope_within
from tracker.store.hiding import with_hidden
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import PatientRecord, PhotoRecord, ReleasedCopyRecord, new_id
from tracker.texts import gettext as _


def release_copy(
    store: Store, details: CopyDetails, *, by: str, at: datetime, shows_face: bool = False
) -> ReleasedCopy:
    """Write down that something leaves, if the patient allows it at that moment.

    Call this before the bytes are handed out.

    Parameters
    ----------
    shows_face : bool
        Whether it was drawn for a patient who lets the face be recognisable.

    Raises
    ------
    ConsentMissing
        If the patient doesn't allow the use, or the face; nothing is written then.
    NotFound
        If the patient or one of the photos was deleted while it was made.
    """
    with store.writing() as db:
        _refuse_what_is_gone(db, details)
        standing = require_scope_within(db, details.patient_id, details.scope, at=at)
        if shows_face and not standing.is_face_allowed(at):
            raise ConsentMissing(
                _(
                    "The patient doesn't allow the face to be recognisable any more: load the page again, "
                    "then choose how it is hidden."
                )
            )
        return _write(db, details, consent_id=standing.consent.id if standing.consent else "", by=by, at=at)


def release_own_data(store: Store, details: CopyDetails, *, by: str, at: datetime) -> ReleasedCopy:
    """Write down that a patient's own data leave, to the patient: no consent is asked, it is their right.

    Call this before the bytes are handed out.
    """
    with store.writing() as db:
        return _write(db, replace(details, kind=CopyKind.OWN_DATA), consent_id="", by=by, at=at)


def list_copies(
    store: Store, *, patient_id: str = "", scopes: Collection[ConsentScope] | None = None
) -> list[ReleasedCopy]:
    """What has left, newest first.

    Parameters
    ----------
    patient_id : str, optional
        Of this patient alone.
    scopes : collection of ConsentScope, optional
        Under these uses alone.
    """
    wanted = select(ReleasedCopyRecord)
    if patient_id:
        wanted = wanted.where(ReleasedCopyRecord.patient_id == patient_id)
    if scopes is not None:
        wanted = wanted.where(ReleasedCopyRecord.scope.in_(list(scopes)))
    with store.reading() as db:
        rows = db.scalars(wanted.order_by(ReleasedCopyRecord.at.desc(), ReleasedCopyRecord.id))
        return [row.to_model() for row in rows]


def _refuse_what_is_gone(db: Database, details: CopyDetails) -> None:
    """Making a copy takes time, in which its photos or the whole record may be deleted."""
    fetch(db, PatientRecord, details.patient_id, word="patient")
    gone = select(PhotoRecord.id).where(
        PhotoRecord.digest.in_(details.digests),
        PhotoRecord.deleted_at.is_not(None) | PhotoRecord.is_hidden,
    )
    if db.scalar(with_hidden(gone.limit(1))) is not None:
        raise NotFound(_("There is no photo at this address, or it was deleted."))


def _write(db: Database, details: CopyDetails, *, consent_id: str, by: str, at: datetime) -> ReleasedCopy:
    row = ReleasedCopyRecord(
        id=new_id(),
        kind=details.kind,
        scope=details.scope,
        patient_id=details.patient_id,
        series_id=details.series_id,
        digests=list(details.digests),
        recipient=details.recipient,
        object_id=details.object_id,
        consent_id=consent_id,
        by=by,
        at=at,
    )
    db.add(row)
    write_event(db, _event(row.to_model()))
    return row.to_model()


def _event(copy: ReleasedCopy) -> AuditEvent:
    details = copy.details
    photos = ", ".join(digest[:12] for digest in details.digests)
    detail = "; ".join(part for part in (details.scope, photos) if part)
    action = "shared" if details.kind == "share" else "exported"
    return AuditEvent(
        copy.at, copy.by, action, details.kind, details.series_id or copy.id, details.patient_id, detail
    )
