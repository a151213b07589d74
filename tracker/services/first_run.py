"""The first run: an empty installation gets the clinic's name and its owner's account."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import available_timezones

from tracker.errors import InvalidInput
from tracker.identity.passwords import check_password
from tracker.model import Clinic, Role, User
from tracker.store import clinic, users
from tracker.store.opening import Store
from tracker.texts import gettext as _

TEXT_MAX_LENGTH = 120
_NOT_A_PLACE = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@dataclass(frozen=True, slots=True)
class FirstRunForm:
    """What the owner typed."""

    clinic_name: str
    time_zone: str
    display_name: str
    name: str
    password: str = field(repr=False)
    password_again: str = field(repr=False)


def is_done(store: Store) -> bool:
    """Whether somebody can sign in, so that nobody may take the installation for their own."""
    return users.any_user(store)


def find_mistakes(form: FirstRunForm) -> dict[str, str]:
    """What is wrong with a form: a sentence for each field that needs another value."""
    return dict(_mistakes(form))


def set_up(store: Store, form: FirstRunForm, *, at: datetime) -> User:
    """Name the clinic and make the owner's account.

    Raises
    ------
    InvalidInput
        If an account exists already, or the form has a mistake; the first one is named.
    """
    if is_done(store):
        raise InvalidInput(_("This installation has an owner already: sign in instead."))
    for name, sentence in _mistakes(form):
        raise InvalidInput(sentence, field=name)
    clinic.save_clinic(store, Clinic(form.clinic_name.strip(), form.time_zone))
    return users.add_user(
        store,
        name=form.name.strip(),
        display_name=form.display_name.strip(),
        role=Role.OWNER,
        password=form.password,
        at=at,
    )


@lru_cache(maxsize=1)
def list_time_zones() -> tuple[str, ...]:
    """Time zones to choose from, in order: places, and UTC."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NOT_A_PLACE))
    return ("UTC", *sorted(places))


def _mistakes(form: FirstRunForm) -> Iterator[tuple[str, str]]:
    yield from _text_mistakes("clinic_name", form.clinic_name, _("Enter the clinic's name."))
    if form.time_zone not in available_timezones():
        yield "time_zone", _("Choose a time zone from the list.")
    yield from _text_mistakes("display_name", form.display_name, _("Enter your name as it shall be shown."))
    yield from _name_mistakes(form.name.strip())
    yield from _password_mistakes(form)


def _text_mistakes(name: str, text: str, sentence_if_empty: str) -> Iterator[tuple[str, str]]:
    if not text.strip():
        yield name, sentence_if_empty
    elif len(text.strip()) > TEXT_MAX_LENGTH or not text.strip().isprintable():
        yield name, _("Use at most {count} letters on a single line.", count=TEXT_MAX_LENGTH)


def _name_mistakes(name: str) -> Iterator[tuple[str, str]]:
    is_word = name.isprintable() and " " not in name
    if not (2 <= len(name) <= TEXT_MAX_LENGTH and is_word):
        yield "name", _("Choose a name to sign in with: at least 2 letters, without spaces.")


def _password_mistakes(form: FirstRunForm) -> Iterator[tuple[str, str]]:
    try:
        check_password(form.password, about=(form.name, form.display_name, form.clinic_name))
    except InvalidInput as error:
        yield "password", str(error)
    if form.password != form.password_again:
        yield "password_again", _("The two passwords differ: type the same one twice.")
