"""The people who work in the clinic, as its owner adds and changes them."""

from dataclasses import dataclass
from datetime import datetime

from tracker.errors import InvalidInput
from tracker.identity.readable import readable_code
from tracker.model import Actor, Role, User
from tracker.rights import Action, require, require_confirmed
from tracker.store import audit, second_factors, sign_ins, users
from tracker.store.opening import Store
from tracker.texts import gettext as _

TEXT_MAX_LENGTH = 120
# patients have no accounts of their own yet
ROLES = (Role.OWNER, Role.PROVIDER, Role.ASSISTANT)


@dataclass(frozen=True, slots=True)
class Account:
    """A person and when they were last here; None without an open sign-in."""

    user: User
    last_seen_at: datetime | None


def list_accounts(store: Store, actor: Actor) -> list[Account]:
    """Everybody who can sign in or could once: who still can first, then by name."""
    require(actor, Action.MANAGE_USERS)
    seen = sign_ins.last_used(store)
    return [Account(user, seen.get(user.id)) for user in users.list_users(store)]


def add_account(
    store: Store, actor: Actor, *, name: str, display_name: str, role: Role, at: datetime
) -> tuple[User, str]:
    """Add a person who can sign in.

    Returns
    -------
    user : User
    password : str
        To be told to the person; it opens nothing but the page on which they choose their own.

    Raises
    ------
    InvalidInput
        If a name is empty, too long or taken, or the role isn't one of the clinic's staff.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    _require(actor, at)
    _check_role(role)
    password = readable_code()
    user = users.add_user(
        store,
        name=_sign_in_name(name),
        display_name=_shown_name(display_name),
        role=role,
        password=password,
        at=at,
        must_change_password=True,
    )
    _record(store, actor, f"added an account ({role.value})", user.id, at)
    return user, password


def change_account(
    store: Store, actor: Actor, user_id: str, *, display_name: str, role: Role, is_active: bool, at: datetime
) -> User:
    """Change what a person is called and may do, or switch the account off and on.

    Raises
    ------
    InvalidInput
        If the clinic would be left without an owner, or the owner would switch off their own account.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    _require(actor, at)
    _check_role(role)
    if user_id == actor.user_id and not is_active:
        raise InvalidInput(_("You can't switch off your own account: another owner can."), field="is_active")
    changed = users.change_user(
        store, user_id, display_name=_shown_name(display_name), role=role, is_active=is_active
    )
    state = "active" if is_active else "switched off"
    _record(store, actor, f"changed an account ({role.value}, {state})", user_id, at)
    return changed


def reset_password(store: Store, actor: Actor, user_id: str, *, at: datetime) -> str:
    """Give a person a new password for the next sign-in, and end all open ones.

    Returns
    -------
    str
        To be told to the person; it opens nothing but the page on which they choose their own.

    Raises
    ------
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    _require(actor, at)
    password = readable_code()
    users.set_password(store, user_id, password, must_change=True)
    _record(store, actor, "gave an account a new password", user_id, at)
    return password


def remove_second_factor(store: Store, actor: Actor, user_id: str, *, at: datetime) -> None:
    """For whoever lost the phone and the recovery codes: the password alone opens the account again.

    Raises
    ------
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    _require(actor, at)
    second_factors.remove(store, user_id)
    _record(store, actor, "removed an account's second factor", user_id, at)


def end_sign_ins(store: Store, actor: Actor, user_id: str, *, at: datetime) -> None:
    """Sign a person out everywhere.

    Raises
    ------
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    _require(actor, at)
    sign_ins.end_all(store, user_id, but=actor.sign_in_id)
    _record(store, actor, "signed an account out", user_id, at)


def _require(actor: Actor, at: datetime) -> None:
    require(actor, Action.MANAGE_USERS)
    require_confirmed(actor, at=at)


def _check_role(role: Role) -> None:
    if role not in ROLES:
        raise InvalidInput(_("Choose owner, provider or assistant."), field="role")


def _shown_name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > TEXT_MAX_LENGTH or not name.isprintable():
        raise InvalidInput(
            _("Enter a name of at most {count} letters.", count=TEXT_MAX_LENGTH), field="display_name"
        )
    return name


def _sign_in_name(text: str) -> str:
    name = text.strip()
    if not (2 <= len(name) <= TEXT_MAX_LENGTH and name.isprintable() and " " not in name):
        raise InvalidInput(
            _("Choose a name to sign in with: at least 2 letters, without spaces."), field="name"
        )
    return name


def _record(store: Store, actor: Actor, action: str, user_id: str, at: datetime) -> None:
    audit.record_event(
        store, at=at, user=actor.display_name, action=action, object_kind="user", object_id=user_id
    )
