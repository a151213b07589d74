"""Texts for people, looked up in the catalogue of the language that is spoken at the moment.

The English sentence in the code is the key (GNU gettext). Values are filled in after the look-up, and
numbers among them get the language's decimal sign. Which language is spoken is known to the edge alone:
a page, a route or a command says so once, and everything below just says what it has to say.

    from tracker.texts import gettext as _

    _("Session {number} is still being analysed.", number=3)
"""

import gettext as gnu
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import Any


def _english_day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language.

    Attributes
    ----------
    language : str
        Its code (ISO 639-1), as "es".
    translations : gettext.NullTranslations
        From the English sentences to its own.
    decimal_sign : str
        What stands before the decimals of a number.
    written_day : callable
        Writes a date with its month in letters, so that day and month can't be mistaken.
    """

    language: str
    translations: gnu.NullTranslations
    decimal_sign: str = "."
    written_day: Callable[[date], str] = _english_day


ENGLISH = Catalogue("en", gnu.NullTranslations())
_spoken: ContextVar[Catalogue | None] = ContextVar("spoken", default=None)
_listeners: list[Callable[[], Catalogue | None]] = []


def ask_for_language(listener: Callable[[], Catalogue | None]) -> None:
    """Have the spoken language found by a function wherever no `speaking` block says it.

    Streamlit runs a page, and each of its fragments alone, on threads of its own choice: only it
    knows whose page a thread draws. The latest function that knows an answer is heard.
    """
    _listeners.append(listener)


@contextmanager
def speaking(catalogue: Catalogue) -> Iterator[None]:
    """Speak a language for as long as the block lasts, on this thread or task."""
    token = _spoken.set(catalogue)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Catalogue:
    """The catalogue of the language that is spoken here; English where nobody said."""
    told = _spoken.get()
    if told is not None:
        return told
    heard = (listener() for listener in reversed(_listeners))
    return next((catalogue for catalogue in heard if catalogue), ENGLISH)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that is kept, and said in the language of whoever reads it.

    Attributes
    ----------
    template : str
        The English sentence with named places; written inside `marked` so that the catalogue has it.
    values : mapping
        What fills the places: texts, numbers, or messages again.

    Examples
    --------
    >>> str(Message(marked("{share} % of the skin is too dark."), {"share": 12}))
    '12 % of the skin is too dark.'
    """

    template: str
    values: Mapping[str, "str | int | float | Message"] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.template, **self.values)

    def __hash__(self) -> int:
        return hash(self.template)


def message_to_json(message: Message) -> dict[str, Any]:
    """Plain JSON values; `message_from_json` reads them back.

    >>> message_to_json(Message("{part} is too dark.", {"part": Message("The left side")}))
    {'template': '{part} is too dark.', 'values': {'part': {'template': 'The left side', 'values': {}}}}
    """
    values = {k: message_to_json(v) if isinstance(v, Message) else v for k, v in message.values.items()}
    return {"template": message.template, "values": values}


def message_from_json(kept: Mapping[str, Any]) -> Message:
    """The message of JSON values.

    Raises
    ------
    KeyError, TypeError, AttributeError
        If the values are no message's.
    """
    values = {k: message_from_json(v) if isinstance(v, dict) else v for k, v in kept["values"].items()}
    return Message(kept["template"], values)


def gettext(message: str, /, **values: object) -> str:
    """A sentence in the spoken language, its named places filled in.

    Examples
    --------
    >>> gettext("within {error:.1f} mm", error=0.31)
    'within 0.3 mm'
    >>> with speaking(Catalogue("es", gnu.NullTranslations(), ",")):
    ...     gettext("within {error:.1f} mm", error=0.31)
    'within 0,3 mm'
    """
    # an empty message would be answered with the catalogue's head
    return _filled(spoken().translations.gettext(message), values) if message else ""


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """A sentence whose form depends on a number, which fills ``{count}``.

    Examples
    --------
    >>> ngettext("{count} photo", "{count} photos", 1), ngettext("{count} photo", "{count} photos", 2)
    ('1 photo', '2 photos')
    """
    return _filled(spoken().translations.ngettext(singular, plural, count), {"count": count, **values})


def pgettext(context: str, message: str, /, **values: object) -> str:
    """A word that is translated by where it stands, as "left" of a side and "left" of a day."""
    return _filled(spoken().translations.pgettext(context, message), values)


def written_day(day: date) -> str:
    """A date without doubt about day and month.

    Examples
    --------
    >>> written_day(date(2026, 5, 3))
    '3 May 2026'
    """
    return spoken().written_day(day)


def written_number(number: float, form: str) -> str:
    """A number with the language's decimal sign, for where it stands in no sentence.

    Examples
    --------
    >>> written_number(-1.234, "+.1f")
    '-1.2'
    """
    return _LocalFormatter(spoken().decimal_sign).format_field(float(number), form)


def marked(message: str) -> str:
    """The message itself: marks a text for the catalogue where it can't be looked up yet."""
    return message


class _LocalFormatter(Formatter):
    """Fills places; numbers with decimals get the language's sign."""

    def __init__(self, decimal_sign: str) -> None:
        self._decimal_sign = decimal_sign

    def format_field(self, value: object, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        return text.replace(".", self._decimal_sign) if isinstance(value, float) else text


def _filled(text: str, values: dict[str, object]) -> str:
    return _LocalFormatter(spoken().decimal_sign).vformat(text, (), values) if values else text
