"""Who may do what, as one table.

The roles are the product's; every service asks here before it does anything, so that a new
role or right is one line in ``_ALLOWED``.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from tracker.errors import ConfirmationNeeded, NotAllowed
from tracker.model import Actor, Role
from tracker.texts import gettext, marked

CONFIRMATION_LASTS = timedelta(minutes=10)


class Action(StrEnum):
    """What can be asked for."""

    VIEW = "see patients, photos and readings"
    ADD_PHOTOS = "add photos and sessions"
    IMPORT = "import many photos at once"
    TAKE_PHOTOS = "take photos for a session"
    EDIT_RECORDS = "edit patients, series and sessions"
    EDIT_REGIONS = "draw regions, choose references and align by hand"
    ANNOTATE = "draw on photos"
    REMOVE_ANNOTATIONS = "remove what others drew on photos"
    EXPORT = "export readings"
    DELETE = "delete photos"
    MANAGE_CLINIC = "change the clinic's settings"
    MANAGE_USERS = "add people and change what they may do"
    READ_AUDIT = "see who did what"
    RECORD_CONSENT = "record what a patient allows"
    WITHDRAW_CONSENT = "record what a patient takes back"
    MANAGE_FORMS = "change the consent form"
    KEEP_ACCOUNT = "see and change their own account"
    HAND_OUT_RECORD = "hand out a copy of a patient's record"
    USE_EMERGENCY = "take a provider's rights in an emergency"
    DELETE_REGIONS = "take regions away"
    MANAGE_RETENTION = "hold, delete and erase patients' records"
    SHARE = "share photos with patients"
    VIEW_OWN = "see one's own photos"
    ADD_OWN = "add photos of oneself from home"


# whole sentences: what an account can't do reads differently in other languages
_REFUSALS = {
    Action.VIEW: marked("Your account can't see patients, photos and readings: ask the clinic's owner."),
    Action.ADD_PHOTOS: marked("Your account can't add photos and sessions: ask the clinic's owner."),
    Action.IMPORT: marked("Your account can't import photos in bulk: ask the clinic's owner."),
    Action.TAKE_PHOTOS: marked("Your account can't take photos for this session: ask the clinic's owner."),
    Action.EDIT_RECORDS: marked(
        "Your account can't edit patients, series and sessions: ask the clinic's owner."
    ),
    Action.EDIT_REGIONS: marked(
        "Your account can't draw regions, choose references and align by hand: ask the clinic's owner."
    ),
    Action.ANNOTATE: marked("Your account can't draw on photos: ask the clinic's owner."),
    Action.REMOVE_ANNOTATIONS: marked(
        "Your account can't remove what others drew on photos: ask the clinic's owner."
    ),
    Action.EXPORT: marked("Your account can't export readings: ask the clinic's owner."),
    Action.DELETE: marked("Your account can't delete photos: ask the clinic's owner."),
    Action.MANAGE_CLINIC: marked("Your account can't change the clinic's settings: ask the clinic's owner."),
    Action.RECORD_CONSENT: marked("Your account can't record what a patient allows: ask the clinic's owner."),
    Action.WITHDRAW_CONSENT: marked(
        "Your account can't record what a patient takes back: ask the clinic's owner."
    ),
    Action.MANAGE_FORMS: marked("Your account can't change the consent form: ask the clinic's owner."),
    Action.SHARE: marked("Your account can't share photos with patients: ask the clinic's owner."),
    Action.ADD_OWN: marked("Photos from home are added by patients, to their own treatment alone."),
    Action.VIEW_OWN: marked("These pages are for patients: ask the clinic for a link or an account."),
    Action.READ_AUDIT: marked("Your account can't see who did what: ask the clinic's owner."),
    Action.USE_EMERGENCY: marked("Your account can't take a provider's rights in an emergency."),
    Action.DELETE_REGIONS: marked("Your account can't take regions away: ask the clinic's owner."),
    Action.KEEP_ACCOUNT: marked("A phone's link can't change an account: sign in with name and password."),
    Action.HAND_OUT_RECORD: marked(
        "Your account can't hand out a copy of a patient's record: ask the clinic's owner."
    ),
    Action.MANAGE_RETENTION: marked(
        "Your account can't hold, delete or erase patients' records: ask the clinic's owner."
    ),
    Action.MANAGE_USERS: marked(
        "Your account can't add people or change what they may do: ask the clinic's owner."
    ),
}

_STAFF = {
    Action.VIEW,
    Action.ADD_PHOTOS,
    Action.TAKE_PHOTOS,
    Action.EDIT_RECORDS,
    # whoever holds the tablet asks, and writes down what the patient says
    Action.RECORD_CONSENT,
    Action.WITHDRAW_CONSENT,
    Action.KEEP_ACCOUNT,
}
_LEAVING = {Action.EXPORT, Action.SHARE, Action.HAND_OUT_RECORD}
_DELETING = {Action.DELETE, Action.DELETE_REGIONS}
_PROVIDER = _STAFF | _LEAVING | _DELETING | {Action.IMPORT, Action.EDIT_REGIONS, Action.ANNOTATE}
_OWNER_ONLY = {
    Action.MANAGE_CLINIC,
    Action.MANAGE_USERS,
    Action.MANAGE_FORMS,
    Action.READ_AUDIT,
    Action.REMOVE_ANNOTATIONS,
    Action.MANAGE_RETENTION,
}
_ALLOWED: dict[Role, set[Action]] = {
    Role.OWNER: _PROVIDER | _OWNER_ONLY,
    Role.PROVIDER: _PROVIDER,
    Role.ASSISTANT: _STAFF | {Action.USE_EMERGENCY},
    # of one's own series, see `require_own_series`; photos for one session at a time, as phones
    Role.PATIENT: {Action.KEEP_ACCOUNT, Action.VIEW_OWN, Action.ADD_OWN},
    # of one session, see `require_in_session`
    Role.PHONE: {Action.TAKE_PHOTOS},
}


# what an emergency access adds: never an owner's rights, and nothing is deleted in haste
_IN_EMERGENCY: dict[Role, set[Action]] = {Role.ASSISTANT: _PROVIDER - _DELETING}


def is_allowed(actor: Actor, action: Action) -> bool:
    """Whether the actor's role carries the right, or the emergency access that the actor has taken."""
    is_emergency = bool(actor.emergency_id) and action in _IN_EMERGENCY.get(actor.role, set())
    return is_emergency or action in _ALLOWED[actor.role]


def refusal_of(action: Action) -> str:
    """What somebody without the right is told, in the spoken language."""
    return gettext(_REFUSALS[action])


def require(actor: Actor, action: Action) -> None:
    """Let pass or refuse.

    Raises
    ------
    NotAllowed
        If the actor's role does not carry the right.
    """
    if not is_allowed(actor, action):
        raise NotAllowed(gettext(_REFUSALS[action]))


def require_in_session(actor: Actor, action: Action, session_id: str) -> None:
    """Let pass or refuse what is done for one session.

    Raises
    ------
    NotAllowed
        If the actor's role does not carry the right, or the actor is let into another session only.
    """
    require(actor, action)
    is_bound = actor.role in (Role.PHONE, Role.PATIENT) or actor.session_id != ""
    if is_bound and (not actor.session_id or actor.session_id != session_id):
        raise NotAllowed(gettext(_REFUSALS[action]))


def require_own_series(actor: Actor, action: Action, *, patient_id: str, series_id: str) -> None:
    """Let pass or refuse what a patient does with one series.

    Parameters
    ----------
    patient_id, series_id : str
        Of the series that is asked for.

    Raises
    ------
    NotAllowed
        If the actor is no patient, or another one, or comes by the link of another series.
    """
    require(actor, action)
    is_own = actor.role is Role.PATIENT and actor.patient_id != "" and actor.patient_id == patient_id
    if not is_own or actor.series_id not in ("", series_id):
        raise NotAllowed(gettext(_REFUSALS[Action.VIEW_OWN]))


def is_confirmed(actor: Actor, *, at: datetime) -> bool:
    """Whether the person has typed the password within the last ten minutes."""
    return actor.confirmed_at is not None and at - actor.confirmed_at < CONFIRMATION_LASTS


def require_confirmed(actor: Actor, *, at: datetime) -> None:
    """Let pass who has typed the password lately: whoever sits down at an open page has not.

    Raises
    ------
    ConfirmationNeeded
        If that is more than ten minutes ago, or there is no sign-in behind the actor.
    """
    if not is_confirmed(actor, at=at):
        raise ConfirmationNeeded(gettext("Type your password again, so that it is certain that it is you."))
