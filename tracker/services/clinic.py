"""The clinic and the people who work in it."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import available_timezones

from tracker.errors import InvalidInput
from tracker.language import LANGUAGES
from tracker.model import LIMIT_NAMES, Actor, Clinic, JobKind, Visitor, find_wrong_limit
from tracker.rights import Action, require
from tracker.store import clinic, jobs, patients, sign_ins, users
from tracker.store.opening import Store
from tracker.texts import gettext as _


def read(store: Store) -> Clinic:
    """The clinic; a nameless one in UTC before the first run is done."""
    return clinic.read_clinic(store) or Clinic(name="", time_zone="UTC")


def actor_of(store: Store, user_id: str, *, sign_in_id: str = "", at: datetime | None = None) -> Actor | None:
    """The active user with this id as an actor, or None.

    Parameters
    ----------
    sign_in_id : str
        The user's sign-in, from which it is known when the password was last typed. Nobody acts by one
        that has ended: what a page began before goes no further.
    at : datetime or None
        The time, by which an emergency access may have ended; without it none counts.
    """
    user = users.find_user(store, user_id)
    if user is None or not user.is_active:
        return None
    if sign_in_id:
        known = sign_ins.find_listed(store, user_id, sign_in_id)
        return Visitor(user, known.as_of(at)).actor if known else None
    return Actor(
        user.id,
        user.display_name,
        user.role,
        user.language,
        patient_id=user.patient_id or "",
        has_password=user.has_password,
    )


def choose_language(store: Store, actor: Actor, language: str) -> None:
    """Remember the language that a person reads; empty for whatever the browser asks for.

    Raises
    ------
    InvalidInput
        If there is no such language.
    """
    require(actor, Action.KEEP_ACCOUNT)
    if language and language not in LANGUAGES:
        raise InvalidInput(_("Choose a language from the list."), field="language")
    users.set_language(store, actor.user_id, language)


def save(store: Store, actor: Actor, changed: Clinic) -> None:
    """Change the clinic's name, zone and windows.

    Raises
    ------
    InvalidInput
        If the name is empty, the zone unknown, or a window out of its range.
    """
    require(actor, Action.MANAGE_CLINIC)
    if not changed.name.strip():
        raise InvalidInput(_("Enter the clinic's name."), field="name")
    if changed.time_zone not in available_timezones():
        raise InvalidInput(_("Choose a time zone from the list."), field="time_zone")
    if not 1 <= changed.recovery_days <= 28:
        raise InvalidInput(_("The recovery window lies between 1 and 28 days."), field="recovery_days")
    if not 7 <= changed.structure_days <= 180:
        raise InvalidInput(_("Texture is judged from day 7 to 180 on."), field="structure_days")
    if not 1 <= changed.retention_years <= 100:
        raise InvalidInput(_("Records are kept for 1 to 100 years."), field="retention_years")
    if not 18 <= changed.minor_age <= 100:
        raise InvalidInput(
            _("Records of minors are kept until a birthday between the 18th and the 100th."),
            field="minor_age",
        )
    if name := find_wrong_limit(changed.quality):
        raise InvalidInput(
            _(
                "The first number lies before the second, and both within reason: check “{name}”.",
                name=_(LIMIT_NAMES[name]),
            ),
            field=name,
        )
    clinic.save_clinic(store, replace(changed, name=changed.name.strip()))


def request_demo(store: Store, actor: Actor, *, now: datetime) -> None:
    """Queue the building of the demo clinic's synthetic patients."""
    require(actor, Action.MANAGE_CLINIC)
    jobs.queue_job(store, JobKind.DEMO, JobKind.DEMO, at=now)


def has_demo(store: Store) -> bool:
    """Whether the demo clinic's patients are loaded."""
    return any(s.patient.is_synthetic for s in patients.find_patients(store, "DEMO-001", limit=5))
