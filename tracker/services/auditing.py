"""Who did what to what, when: written down at the edges, read and checked by the clinic's owner."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tracker.model import Actor, AuditEvent, Outcome
from tracker.rights import Action, require, require_confirmed
from tracker.store import audit, audit_chain
from tracker.store.audit import AuditFilter
from tracker.store.audit_chain import AuditCheck
from tracker.store.opening import Store
from tracker.store.spreadsheet import csv_bytes

SEEN_AGAIN_AFTER = timedelta(minutes=15)
_AT_ONCE = 1000
_COLUMNS = ["time (UTC)", "user", "action", "object", "object id", "patient id", "detail", "outcome"]


def record_view(
    store: Store, actor: Actor, *, kind: str, object_id: str, patient_id: str, at: datetime
) -> None:
    """Write down that somebody saw something of a patient; what is seen again within 15 minutes is not.

    Parameters
    ----------
    kind : str
        What was seen, such as ``"comparison"``.
    """
    since = at - SEEN_AGAIN_AFTER
    name = actor.display_name
    if audit.is_recorded(store, user=name, action="saw", object_kind=kind, object_id=object_id, since=since):
        return
    audit.record_event(
        store, at=at, user=name, action="saw", object_kind=kind, object_id=object_id, patient_id=patient_id
    )


def record_refusal(store: Store, actor: Actor, *, kind: str, object_id: str, at: datetime) -> None:
    """Write down that somebody wanted what they have no right to; an open page that asks on, once."""
    name, action, since = actor.display_name, "was refused", at - SEEN_AGAIN_AFTER
    if audit.is_recorded(store, user=name, action=action, object_kind=kind, object_id=object_id, since=since):
        return
    audit.record_event(
        store,
        at=at,
        user=name,
        action=action,
        object_kind=kind,
        object_id=object_id,
        outcome=Outcome.REFUSED,
    )


def count_events(store: Store, actor: Actor, wanted: AuditFilter) -> int:
    """How many events fit."""
    require(actor, Action.READ_AUDIT)
    return audit.count_events(store, wanted)


def list_events(
    store: Store, actor: Actor, wanted: AuditFilter, *, limit: int, offset: int = 0
) -> list[AuditEvent]:
    """Events that fit, newest first."""
    require(actor, Action.READ_AUDIT)
    return audit.find_events(store, wanted, limit=limit, offset=offset)


def export_events(store: Store, actor: Actor, wanted: AuditFilter, *, at: datetime) -> bytes:
    """Events that fit as CSV (UTF-8 with a mark that spreadsheets need); the export is an event itself.

    Raises
    ------
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    require(actor, Action.READ_AUDIT)
    require_confirmed(actor, at=at)
    exported = csv_bytes(_COLUMNS, map(_row, _all_events(store, wanted)))
    audit.record_event(
        store, at=at, user=actor.display_name, action="exported", object_kind="audit", object_id="events"
    )
    return exported


def verify(store: Store, actor: Actor) -> AuditCheck:
    """Whether the events are all as they were written."""
    require(actor, Action.READ_AUDIT)
    return audit_chain.verify(store)


def _all_events(store: Store, wanted: AuditFilter) -> Iterator[AuditEvent]:
    offset = 0
    while events := audit.find_events(store, wanted, limit=_AT_ONCE, offset=offset):
        yield from events
        offset += _AT_ONCE


def _row(event: AuditEvent) -> list[str]:
    said = [event.user, event.action, event.object_kind, event.object_id, event.patient_id, event.detail]
    return [event.at.isoformat(), *said, event.outcome]
