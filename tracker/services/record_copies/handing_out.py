"""Asking for a copy of a record, and handing it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import NotReady
from tracker.model import Actor, ConsentScope, CopyDetails, CopyKind, JobKind, RecordCopy
from tracker.rights import Action, require, require_confirmed
from tracker.store import jobs, record_copies, released
from tracker.store.opening import Store
from tracker.texts import gettext as _


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way out.

    Attributes
    ----------
    name : str
        Of the file; holds no patient's data, since downloads lie about in folders.
    pieces : iterator of bytes
    """

    name: str
    byte_count: int
    pieces: Iterator[bytes]


def request_copy(store: Store, actor: Actor, patient_id: str, *, now: datetime) -> RecordCopy:
    """Have a copy made of all that is kept of a patient.

    Raises
    ------
    NotFound
        If there is no such patient.
    ConfirmationNeeded
        If the password was not typed lately.
    """
    require(actor, Action.HAND_OUT_RECORD)
    require_confirmed(actor, at=now)
    copy = record_copies.add_copy(store, patient_id, language=actor.language, by=actor.display_name, at=now)
    jobs.queue_job(store, JobKind.RECORD_COPY, copy.id, at=now)
    return copy


def list_copies(store: Store, actor: Actor, patient_id: str, *, now: datetime) -> list[RecordCopy]:
    """A patient's copies that aren't deleted yet, the latest first."""
    require(actor, Action.HAND_OUT_RECORD)
    return record_copies.list_copies(store, patient_id, at=now)


def open_copy(store: Store, actor: Actor, copy_id: str, *, now: datetime) -> Download:
    """A copy's file; that it leaves is written down first.

    Raises
    ------
    NotFound
        If there is none, or it was deleted.
    NotReady
        While it is being made.
    ConfirmationNeeded
        If the password was not typed lately.
    """
    require(actor, Action.HAND_OUT_RECORD)
    require_confirmed(actor, at=now)
    copy = record_copies.read_copy(store, copy_id, at=now)
    if copy.ready_at is None:
        raise NotReady(_("This copy is still being made: wait a moment."))
    pieces = record_copies.read_copy_file(store, copy)
    details = CopyDetails(
        CopyKind.OWN_DATA, ConsentScope.PATIENT_VIEW, copy.patient_id, "", object_id=copy.id
    )
    released.release_own_data(store, details, by=actor.display_name, at=now)
    return Download(f"record-{copy.id[:8]}.zip", copy.byte_count, pieces)
