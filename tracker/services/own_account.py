"""What people do with their own account: password, second factor, open sign-ins."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import InvalidInput, SignInFailed
from tracker.identity.one_time_codes import (
    find_step,
    new_recovery_codes,
    new_secret,
    plain_recovery_code,
    setup_address,
)
from tracker.identity.passwords import check_password
from tracker.identity.qr_code import qr_picture
from tracker.model import Actor, SignIn, User
from tracker.rights import Action, require, require_confirmed
from tracker.store import audit, clinic, second_factors, sign_ins, users
from tracker.store.opening import Store
from tracker.texts import gettext as _

FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewSecondFactor:
    """What an authenticator has to be told.

    Attributes
    ----------
    secret : str
        For typing.
    picture : str
        The same as a QR code: an address for an ``img``.
    """

    secret: str
    picture: str


def read(store: Store, actor: Actor) -> User:
    """The account as it is stored now."""
    require(actor, Action.KEEP_ACCOUNT)
    return users.read_user(store, actor.user_id)


def confirm(store: Store, actor: Actor, password: str, *, at: datetime) -> None:
    """Type the password again, before something that can't be taken back.

    Raises
    ------
    SignInFailed
        If it is wrong, or was wrong 5 times within 5 minutes.
    """
    require(actor, Action.KEEP_ACCOUNT)
    _check_own_password(store, actor.user_id, password, at)
    sign_ins.confirm(store, actor.user_id, actor.sign_in_id, at=at)


def change_password(store: Store, user_id: str, present: str, new: str, again: str, *, at: datetime) -> None:
    """Replace one's own password. Every sign-in of the account ends, also this one.

    Raises
    ------
    SignInFailed
        If the present password is wrong.
    InvalidInput
        If the new one is not good enough, the same, or was typed in two ways.
    """
    _check_own_password(store, user_id, present, at)
    user = users.read_user(store, user_id)
    known = clinic.read_clinic(store)
    if new == present:
        raise InvalidInput(_("Choose a password other than the present one."), field="password")
    check_password(new, about=(user.name, user.display_name, known.name if known else ""))
    if new != again:
        raise InvalidInput(_("The two passwords differ: type the same one twice."), field="password_again")
    users.set_password(store, user_id, new)
    _record(store, user, "changed the password", at)


def begin_second_factor(store: Store, actor: Actor, *, at: datetime) -> NewSecondFactor:
    """A new secret to show once; nothing is asked for until a code of it was given.

    Raises
    ------
    ConfirmationNeeded
        If the password was not typed lately.
    """
    require(actor, Action.KEEP_ACCOUNT)
    require_confirmed(actor, at=at)
    return second_factor_of(store, actor, new_secret())


def second_factor_of(store: Store, actor: Actor, secret: str) -> NewSecondFactor:
    """A secret as an authenticator takes it: for typing, and as a QR code."""
    require(actor, Action.KEEP_ACCOUNT)
    known = clinic.read_clinic(store)
    account = users.read_user(store, actor.user_id).name
    return NewSecondFactor(secret, qr_picture(setup_address(secret, account, known.name if known else "")))


def set_up_second_factor(store: Store, actor: Actor, secret: str, code: str, *, at: datetime) -> list[str]:
    """Ask for a code from the next sign-in on.

    Returns
    -------
    list of str
        Recovery codes, to be shown once: only digests are kept.

    Raises
    ------
    InvalidInput
        If the code isn't one of this secret: then the authenticator would lock its owner out.
    ConfirmationNeeded
        If the password was not typed lately.
    """
    require(actor, Action.KEEP_ACCOUNT)
    require_confirmed(actor, at=at)
    step = find_step(secret, code, at=at, after_step=0)
    if step is None:
        raise InvalidInput(
            _("This code does not fit: check that the phone's clock is right, and type the next one."),
            field="code",
        )
    codes = new_recovery_codes()
    plain = [plain_recovery_code(code) for code in codes]
    second_factors.set_up(store, actor.user_id, secret, step=step, recovery_codes=plain)
    sign_ins.end_all(store, actor.user_id, but=actor.sign_in_id)
    _record(store, read(store, actor), "set up a second factor", at)
    return codes


def remove_second_factor(store: Store, actor: Actor, *, at: datetime) -> None:
    """Ask for the password alone again.

    Raises
    ------
    ConfirmationNeeded
        If the password was not typed lately.
    """
    require(actor, Action.KEEP_ACCOUNT)
    require_confirmed(actor, at=at)
    second_factors.remove(store, actor.user_id)
    _record(store, read(store, actor), "removed the second factor", at)


def count_recovery_codes(store: Store, actor: Actor) -> int:
    """How many recovery codes are left."""
    require(actor, Action.KEEP_ACCOUNT)
    return second_factors.count_recovery_codes(store, actor.user_id)


def list_sign_ins(store: Store, actor: Actor, *, at: datetime) -> list[SignIn]:
    """One's own open sign-ins, the last used first."""
    require(actor, Action.KEEP_ACCOUNT)
    idle_minutes = store.settings.idle_minutes
    return sign_ins.list_sign_ins(store, actor.user_id, at=at, idle_minutes=idle_minutes)


def end_sign_in(store: Store, actor: Actor, sign_in_id: str, *, at: datetime) -> None:
    """End one of one's own sign-ins, on whatever machine it is."""
    require(actor, Action.KEEP_ACCOUNT)
    sign_ins.end_listed(store, actor.user_id, sign_in_id)
    _record(store, read(store, actor), "ended a sign-in", at)


def end_other_sign_ins(store: Store, actor: Actor, *, at: datetime) -> None:
    """End all of one's own sign-ins but the present one."""
    require(actor, Action.KEEP_ACCOUNT)
    sign_ins.end_all(store, actor.user_id, but=actor.sign_in_id)
    _record(store, read(store, actor), "ended all other sign-ins", at)


def _check_own_password(store: Store, user_id: str, password: str, at: datetime) -> None:
    limits = {f"confirm\n{user_id}": (FAILURES_ALLOWED, FAILURE_WINDOW)}
    attempt = sign_ins.begin_attempt(store, limits, at=at)
    if attempt.closed_for is not None:
        raise SignInFailed(_("Too many wrong passwords: wait five minutes, then try again."))
    if not users.is_password_of(store, user_id, password):
        raise SignInFailed(_("This password is wrong: try again."))
    sign_ins.forgive_attempt(store, attempt)


def _record(store: Store, user: User, action: str, at: datetime) -> None:
    audit.record_event(
        store, at=at, user=user.display_name, action=action, object_kind="user", object_id=user.id
    )
