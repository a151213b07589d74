"""Emergency access: a provider's rights for an hour, told to the owner; and a locked-out owner's way in.

References
----------
45 CFR 164.312(a)(2)(ii), emergency access procedure.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import InvalidInput
from tracker.identity.readable import readable_code
from tracker.model import Actor, AuditEvent, EmergencyAccess, EmergencyKind, Role
from tracker.rights import Action, is_allowed, require, require_confirmed
from tracker.store import audit, emergencies, second_factors, users
from tracker.store.audit import AuditFilter
from tracker.store.opening import Store
from tracker.texts import gettext as _

LASTS = timedelta(minutes=60)
REASON_MIN_LETTERS, REASON_MIN_WORDS, REASON_MAX_LENGTH = 12, 3, 500
MOST_DEEDS = 200


@dataclass(frozen=True, slots=True)
class EmergencyReport:
    """An access, and what was done with it, newest first."""

    access: EmergencyAccess
    deeds: list[AuditEvent]


def begin(store: Store, actor: Actor, reason: str, *, at: datetime) -> EmergencyAccess:
    """Take a provider's rights for 60 minutes, for this sign-in alone.

    Parameters
    ----------
    reason : str
        Why, in at least three words; the clinic's owners read it.

    Raises
    ------
    InvalidInput
        If the reason says too little or too much, such an access lasts already, or there is no sign-in
        behind the actor.
    ConfirmationNeeded
        If the password was not typed lately.
    """
    require(actor, Action.USE_EMERGENCY)
    require_confirmed(actor, at=at)
    if actor.emergency_id or not actor.sign_in_id:
        raise InvalidInput(_("You have emergency access already: end it first."))
    emergencies.end_elapsed(store, at=at)
    access = EmergencyAccess(
        id=secrets.token_hex(16),
        kind=EmergencyKind.RIGHTS,
        user_id=actor.user_id,
        user_name=actor.display_name,
        reason=_checked_reason(reason),
        started_at=at,
        ends_at=at + LASTS,
    )
    emergencies.begin(store, access, sign_in_id=actor.sign_in_id)
    return access


def end(store: Store, actor: Actor, *, at: datetime) -> None:
    """Give the rights back; without any it is no error."""
    require(actor, Action.USE_EMERGENCY)
    if actor.emergency_id:
        emergencies.end(store, actor.emergency_id, at=at)


def count_unseen(store: Store, actor: Actor, *, at: datetime) -> int:
    """How many emergency accesses wait for an owner to see them; none for whoever is no owner."""
    if not is_allowed(actor, Action.READ_AUDIT):
        return 0
    emergencies.end_elapsed(store, at=at)
    return emergencies.count_unacknowledged(store)


def list_reports(store: Store, actor: Actor, *, is_acknowledged: bool = False) -> list[EmergencyReport]:
    """Emergency accesses that an owner has or hasn't acknowledged, newest first, with all that was done."""
    require(actor, Action.READ_AUDIT)
    found = emergencies.list_accesses(store, is_acknowledged=is_acknowledged)
    return [EmergencyReport(access, _deeds(store, access)) for access in found]


def acknowledge(store: Store, actor: Actor, access_id: str, *, at: datetime) -> None:
    """Note that an owner has seen an access: it isn't announced any more."""
    require(actor, Action.READ_AUDIT)
    emergencies.acknowledge(store, access_id, by=actor.display_name, at=at)


def open_owners_account(
    store: Store, name: str, reason: str, *, at: datetime, removes_second_factor: bool = False
) -> str:
    """Give an owner who is locked out a new password; asked for at the machine itself, by whoever runs it.

    Returns
    -------
    str
        To be told to the owner; it opens nothing but the page on which they choose their own.

    Raises
    ------
    InvalidInput
        If this is no active owner's name, or the reason says too little.
    """
    user = users.find_user_by_name(store, name)
    if user is None or user.role is not Role.OWNER or not user.is_active:
        raise InvalidInput(_("{name} is no active owner's name to sign in with.", name=name), field="name")
    said, password = _checked_reason(reason), readable_code()
    access = EmergencyAccess(
        secrets.token_hex(16), EmergencyKind.OWNER_ACCOUNT, user.id, user.display_name, said, at, at, at
    )
    emergencies.begin(store, access)
    users.set_password(store, user.id, password, must_change=True)
    if removes_second_factor:
        second_factors.remove(store, user.id)
    return password


def _deeds(store: Store, access: EmergencyAccess) -> list[AuditEvent]:
    if access.kind is EmergencyKind.OWNER_ACCOUNT:
        return []
    wanted = AuditFilter(since=access.started_at, user=access.marked_name)
    return audit.find_events(store, wanted, limit=MOST_DEEDS)


def _checked_reason(text: str) -> str:
    reason = " ".join(text.split())
    is_told = len(reason) >= REASON_MIN_LETTERS and len(reason.split()) >= REASON_MIN_WORDS
    if not is_told or len(reason) > REASON_MAX_LENGTH or not reason.isprintable():
        raise InvalidInput(
            _("Say in a few words why: at least three, at most {count} letters.", count=REASON_MAX_LENGTH),
            field="reason",
        )
    return reason
