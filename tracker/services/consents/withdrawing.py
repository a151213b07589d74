"""Taking consent back: what is affected, doing it, and what has left before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import InvalidInput, NotFound
from tracker.model import Actor, ConsentScope, CopyKind, ReleasedCopy, Withdrawal
from tracker.rights import Action, require, require_confirmed
from tracker.store import audit, consents, patients, released, shares
from tracker.store.opening import Store
from tracker.store.spreadsheet import csv_bytes
from tracker.texts import gettext as _

MOST_LETTERS = 500
_COLUMNS = ["time (UTC)", "what", "use", "recipient", "photos", "series", "consent", "by"]


@dataclass(frozen=True, slots=True)
class Affected:
    """What a withdrawal is about.

    Attributes
    ----------
    scopes : frozenset of ConsentScope
        Uses that are allowed now and would be taken back.
    shares, copies : list of ReleasedCopy
        Links that still lead somewhere, which end, and copies that left, which can only be asked back.
    """

    scopes: frozenset[ConsentScope]
    shares: list[ReleasedCopy]
    copies: list[ReleasedCopy]


def find_affected(
    store: Store, actor: Actor, patient_id: str, scopes: Collection[ConsentScope], *, now: datetime
) -> Affected:
    """What a withdrawal of these uses would be about; changes nothing."""
    require(actor, Action.WITHDRAW_CONSENT)
    left = released.list_copies(store, patient_id=patient_id, scopes=scopes)
    taken = consents.read_standing(store, patient_id).left & frozenset(scopes)
    return Affected(
        taken,
        [copy for copy in left if copy.details.kind is CopyKind.SHARE and _is_open(store, copy, now)],
        [copy for copy in left if copy.details.kind is not CopyKind.SHARE],
    )


def withdraw_consent(
    store: Store,
    actor: Actor,
    patient_id: str,
    consent_id: str,
    scopes: Collection[ConsentScope],
    *,
    reason: str = "",
    now: datetime,
) -> Withdrawal:
    """Take uses back; from this moment on they are refused, and with the patient's own view all links end.

    Parameters
    ----------
    reason : str
        What the patient said, if anything: none is needed.

    Raises
    ------
    InvalidInput
        If that consent was superseded, allows none of these uses, or the reason is too long.
    """
    require(actor, Action.WITHDRAW_CONSENT)
    if len(reason) > MOST_LETTERS:
        raise InvalidInput(_("Say it in at most {count} letters.", count=MOST_LETTERS), field="reason")
    taken = consents.add_withdrawal(
        store, patient_id, consent_id, scopes, reason=reason.strip(), by=actor.display_name, at=now
    )
    if ConsentScope.PATIENT_VIEW in taken.scopes:
        # they are refused already; a later consent must not open them again
        shares.revoke_of_patient(store, patient_id, by=actor.display_name, at=now)
    return taken


def list_released(store: Store, actor: Actor, patient_id: str) -> list[ReleasedCopy]:
    """What has left of a patient, newest first."""
    require(actor, Action.VIEW)
    return released.list_copies(store, patient_id=patient_id)


def export_released(store: Store, actor: Actor, patient_id: str, *, now: datetime) -> bytes:
    """What has left of a patient as CSV (UTF-8 with a mark that spreadsheets need).

    Raises
    ------
    ConfirmationNeeded
        If the password was not typed lately.
    NotFound
        If there is no such patient.
    """
    require(actor, Action.EXPORT)
    require_confirmed(actor, at=now)
    patients.read_patient(store, patient_id)
    audit.record_event(
        store,
        at=now,
        user=actor.display_name,
        action="exported",
        object_kind="released copies",
        object_id=patient_id,
        patient_id=patient_id,
    )
    return csv_bytes(_COLUMNS, map(_row, released.list_copies(store, patient_id=patient_id)))


def _is_open(store: Store, copy: ReleasedCopy, at: datetime) -> bool:
    """Whether a link that was given out may lead somewhere again."""
    try:
        return not shares.read_share(store, copy.details.object_id).is_over(at)
    except NotFound:
        return False


def _row(copy: ReleasedCopy) -> list[str]:
    details = copy.details
    said = [details.kind.label, details.scope.label, details.recipient, " ".join(details.digests)]
    return [copy.at.isoformat(), *said, details.series_id, copy.consent_id, copy.by]
