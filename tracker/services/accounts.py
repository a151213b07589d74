"""The people who work in the clinic, as its owner adds and changes them."""

from dataclasses import dataclass
from datetime import datetime

from tracker.errors import InvalidInput
from tracker.identity.readable import readable_code
from tracker.model import Actor, PatientStatus, Role, User
from tracker.rights import Action, require, require_confirmed
from tracker.store import audit, patients, second_factors, sign_ins, users
from tracker.store.opening import Store
from tracker.texts import gettext as _

TEXT_MAX_LENGTH = 120
ROLES = (Role.OWNER, Role.PROVIDER, Role.ASSISTANT)
"""Of the clinic's staff: a patient's account is made for a patient and never becomes another one."""
PATIENTS_NAME = "patient (account)"
"""What all patients' accounts are called in lists and in the audit: which patient it is, is said by ids."""


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
        If a name is empty, too long or taken, somebody else is called the same, or the role isn't one of
        the clinic's staff.
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


def add_patient_account(
    store: Store, actor: Actor, patient_id: str, *, name: str, at: datetime
) -> tuple[User, str]:
    """Add the account by which a patient sees what is visible of all their series.

    Returns
    -------
    user : User
    password : str
        To be told to the patient; it opens nothing but the page on which they choose their own.

    Raises
    ------
    InvalidInput
        If the patient is archived or has an account already, or the name is taken or can't be.
    NotFound
        If there is no such patient.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    _require(actor, at)
    if patients.read_patient(store, patient_id).status is not PatientStatus.ACTIVE:
        raise InvalidInput(_("This patient is archived: put them back on the list first."))
    if users.find_patients_account(store, patient_id) is not None:
        raise InvalidInput(_("This patient has an account already: give it a new password instead."))
    password = readable_code()
    user = users.add_user(
        store,
        name=_sign_in_name(name),
        display_name=PATIENTS_NAME,
        role=Role.PATIENT,
        password=password,
        at=at,
        must_change_password=True,
        patient_id=patient_id,
    )
    _record(store, actor, "added a patient's account", user.id, at, patient_id=patient_id)
    return user, password


def find_patient_account(store: Store, actor: Actor, patient_id: str) -> User | None:
    """The account of a patient, or None where there is none."""
    require(actor, Action.MANAGE_USERS)
    return users.find_patients_account(store, patient_id)


def change_account(
    store: Store, actor: Actor, user_id: str, *, display_name: str, role: Role, is_active: bool, at: datetime
) -> User:
    """Change what a person is called and may do, or switch the account off and on.

    Raises
    ------
    InvalidInput
        If the clinic would be left without an owner, the owner would switch off their own account, the
        role is single sign-on's to say, or somebody else is called the same.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    _require(actor, at)
    if users.read_user(store, user_id).role is not Role.PATIENT or role is not Role.PATIENT:
        _check_role(role)
        _check_is_of_staff(store, user_id)
    if role is not users.read_user(store, user_id).role:
        _check_is_from_here(store, user_id)
    if user_id == actor.user_id and not is_active:
        raise InvalidInput(_("You can't switch off your own account: another owner can."), field="is_active")
    former = users.read_user(store, user_id).display_name
    changed = users.change_user(
        store, user_id, display_name=_shown_name(display_name), role=role, is_active=is_active
    )
    state = "active" if is_active else "switched off"
    # what somebody did before stands in the record under the former name
    renamed = f"{former} is called {changed.display_name}" if changed.display_name != former else ""
    _record(store, actor, f"changed an account ({role.value}, {state})", user_id, at, detail=renamed)
    return changed


def reset_password(store: Store, actor: Actor, user_id: str, *, at: datetime) -> str:
    """Give a person a new password for the next sign-in, and end all open ones.

    Returns
    -------
    str
        To be told to the person; it opens nothing but the page on which they choose their own.

    Raises
    ------
    InvalidInput
        If the person comes by single sign-on, whose password is kept there.
    ConfirmationNeeded
        If the owner's password was not typed lately.
    """
    _require(actor, at)
    _check_is_from_here(store, user_id)
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


def _check_is_of_staff(store: Store, user_id: str) -> None:
    if users.read_user(store, user_id).role is Role.PATIENT:
        sentence = _("This is a patient's account: make another one for somebody who works here.")
        raise InvalidInput(sentence, field="role")


def _check_is_from_here(store: Store, user_id: str) -> None:
    """Refuse to change what single sign-on says of a person, as long as there is one."""
    if store.settings.oidc is not None and users.read_user(store, user_id).is_from_elsewhere:
        raise InvalidInput(
            _(
                "This person signs in with {label}: role and password are changed there.",
                label=store.settings.oidc.label,
            ),
            field="role",
        )


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


def _record(
    store: Store,
    actor: Actor,
    action: str,
    user_id: str,
    at: datetime,
    *,
    patient_id: str = "",
    detail: str = "",
) -> None:
    audit.record_event(
        store,
        at=at,
        user=actor.display_name,
        action=action,
        object_kind="user",
        object_id=user_id,
        patient_id=patient_id,
        detail=detail,
    )
