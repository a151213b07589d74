"""A patient's visit by a link: the answer that lets them in, and who they are from then on."""

from dataclasses import replace
from datetime import date, datetime

from tracker.errors import InvalidInput, NotAllowed, SignInFailed
from tracker.identity.one_time_codes import plain_recovery_code
from tracker.language import LANGUAGES
from tracker.model import Actor, Patient, Role, Share, ShareState
from tracker.services.shares.allowed import why_not_shared
from tracker.store import series, share_visits
from tracker.store.opening import Store
from tracker.store.share_visits import PATIENT, Answer
from tracker.texts import gettext as _
from tracker.texts import marked

CODE_MAX_LENGTH = 40
_ENDED = {
    ShareState.USED: marked("This code was used already: ask your clinic for a new one."),
    ShareState.EXPIRED: marked("This link has expired: ask your clinic for a new one."),
    ShareState.REVOKED: marked("Your clinic has ended this link: ask there for a new one."),
}


def read_birth_date(day: str, month: str, year: str) -> str:
    """A date of birth as it is compared.

    Raises
    ------
    InvalidInput
        If these are no day, month and year; nothing is tried then.

    Examples
    --------
    >>> read_birth_date("9", " 3", "1984")
    '1984-03-09'
    """
    parts = [part.strip() for part in (year, month, day)]
    try:
        if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
            raise ValueError("not a number")
        return date(*(int(part) for part in parts)).isoformat()
    except ValueError as error:
        sentence = _("Enter your date of birth in numbers: day, month and the year in four digits.")
        raise InvalidInput(sentence, field="birth_date") from error


def read_code(typed: str) -> str:
    """A one-time code as it is compared: without dashes, spaces and capitals.

    Raises
    ------
    InvalidInput
        If nothing was typed; nothing is tried then.
    """
    code = plain_recovery_code(typed[:CODE_MAX_LENGTH])
    if not code:
        raise InvalidInput(_("Enter the code that your clinic told you."), field="code")
    return code


def open_share(store: Store, answer: Answer, *, at: datetime) -> str:
    """Let somebody in who has a link and says what only the patient knows.

    Returns
    -------
    str
        The token that the browser keeps.

    Raises
    ------
    SignInFailed
        If that is wrong, if there is no such link, or if it is locked; never says which.
    NotAllowed
        If the answer is right but the link shows nothing any more; says why.
    """
    if share_visits.is_closed_to(store, answer.address, at=at):
        raise SignInFailed(_("There were too many wrong answers: wait an hour, then try again."))
    opened = share_visits.open_share(store, answer, at=at)
    if opened is None:
        raise SignInFailed(
            _(
                "That didn't work: check what you typed. After five wrong answers a link is closed, and only "
                "your clinic can open it again."
            )
        )
    if opened.state is not ShareState.OPEN:
        raise NotAllowed(_(_ENDED[opened.state]))
    patient_id = series.read_series(store, opened.share.series_id).patient_id
    if why_not_shared(store, patient_id, at=at):
        share_visits.end_visit(store, opened.token, at=at)
        raise NotAllowed(_("At present your clinic can't show you photos here: please ask there."))
    return opened.token


def find_reader(store: Store, token: str, *, at: datetime, is_activity: bool) -> Actor | None:
    """The patient behind a visit's token; None when visit or link have ended, or nothing may be shown.

    Parameters
    ----------
    is_activity : bool
        Whether a person did something: only then the idle limit starts anew.
    """
    idle_minutes = store.settings.idle_minutes
    found = share_visits.read_visit(store, token, at=at, idle_minutes=idle_minutes, touch=is_activity)
    if found is None or why_not_shared(store, found[1].id, at=at):
        return None
    return _actor_of(*found)


def account_reader(store: Store, actor: Actor, *, at: datetime) -> Actor:
    """A patient who is signed in with an account; where nothing may be shown, one who has no record."""
    if not actor.patient_id or why_not_shared(store, actor.patient_id, at=at):
        return replace(actor, patient_id="")
    return actor


def leave(store: Store, token: str, *, at: datetime) -> None:
    """End a visit; one that has ended already is no error."""
    share_visits.end_visit(store, token, at=at)


def _actor_of(share: Share, patient: Patient) -> Actor:
    language = patient.details.language if patient.details.language in LANGUAGES else ""
    return Actor("", PATIENT, Role.PATIENT, language, patient_id=patient.id, series_id=share.series_id)
