"""The ledger of what has left the building: added to in the same transaction that asks for the consent."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from tracker.model import AuditEvent, ConsentScope, CopyDetails, CopyKind, ReleasedCopy
from tracker.store.audit import write_event
from tracker.store.consents import require_scope_within
from tracker.store.opening import Store
from tracker.store.schema import ReleasedCopyRecord, new_id


def release_copy(store: Store, details: CopyDetails, *, by: str, at: datetime) -> ReleasedCopy:
    """Write down that something leaves, if the patient allows it at that moment.

    Call this before the bytes are handed out.

    Raises
    ------
    ConsentMissing
        If the patient doesn't allow the use; nothing is written then.
    """
    with store.writing() as db:
        standing = require_scope_within(db, details.patient_id, details.scope, at=at)
        row = ReleasedCopyRecord(
            id=new_id(),
            kind=details.kind,
            scope=details.scope,
            patient_id=details.patient_id,
            series_id=details.series_id,
            digests=list(details.digests),
            recipient=details.recipient,
            object_id=details.object_id,
            consent_id=standing.consent.id if standing.consent else "",
            by=by,
            at=at,
        )
        db.add(row)
        write_event(db, _event(row.to_model()))
        return row.to_model()


def release_own_data(store: Store, details: CopyDetails, *, by: str, at: datetime) -> ReleasedCopy:
    """Write down that a patient's own data leave, to the patient: no consent is asked, it is their right.

    Call this before the bytes are handed out.
    """
    with store.writing() as db:
        row = ReleasedCopyRecord(
            id=new_id(),
            kind=CopyKind.OWN_DATA,
            scope=details.scope,
            patient_id=details.patient_id,
            series_id=details.series_id,
            digests=list(details.digests),
            recipient=details.recipient,
            object_id=details.object_id,
            consent_id="",
            by=by,
            at=at,
        )
        db.add(row)
        write_event(db, _event(row.to_model()))
        return row.to_model()


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


def _event(copy: ReleasedCopy) -> AuditEvent:
    details = copy.details
    photos = ", ".join(digest[:12] for digest in details.digests)
    detail = "; ".join(part for part in (details.scope, photos) if part)
    action = "shared" if details.kind == "share" else "exported"
    return AuditEvent(
        copy.at, copy.by, action, details.kind, details.series_id or copy.id, details.patient_id, detail
    )
