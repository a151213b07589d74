"""What the viewer shows of annotations, and what it tells Python of them, read as untrusted input."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from tracker.errors import InvalidInput
from tracker.model import AnnotationKind, Drawing, Point
from tracker.texts import gettext

MOST_EVENTS, MOST_POINTS, MOST_LETTERS = 50, 1000, 1000
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class DrawnAnnotation:
    """An annotation that is shown.

    Parameters
    ----------
    id, session : str
    drawing : Drawing
        In px of the photo as taken.
    aligned : sequence of (row, column) or None
        Its points in px of the reference; None where the photo isn't aligned.
    words : str
        Kind, text, author and day.
    is_removable : bool
        Whether the person at the page may take it away.
    """

    id: str
    session: str
    drawing: Drawing
    aligned: Sequence[Point] | None
    words: str
    is_removable: bool

    @property
    def plain(self) -> dict[str, object]:
        """JSON values, points to a tenth of a pixel."""
        return {
            "id": self.id,
            "session": self.session,
            "kind": str(self.drawing.kind),
            "text": self.drawing.text,
            "points": _tenths(self.drawing.points),
            "aligned": None if self.aligned is None else _tenths(self.aligned),
            "words": self.words,
            "is_removable": self.is_removable,
        }


@dataclass(frozen=True, slots=True)
class AnnotationData:
    """The annotations of a viewer.

    Parameters
    ----------
    may_draw : bool
    photos : mapping of str to (str, str)
        The photo's id of each session, and what its present alignment is called; empty where it has none.
    items : sequence of DrawnAnnotation
        Oldest first.
    answers : mapping of str to str
        To events by their keys: why one was refused, or nothing.
    """

    may_draw: bool
    photos: Mapping[str, tuple[str, str]]
    items: Sequence[DrawnAnnotation]
    answers: Mapping[str, str]

    @property
    def plain(self) -> dict[str, object]:
        """JSON values."""
        return {
            "may_draw": self.may_draw,
            "photos": {session: {"id": i, "alignment": a} for session, (i, a) in self.photos.items()},
            "items": [item.plain for item in self.items],
            "answers": dict(self.answers),
        }


class AnnotationDeed(StrEnum):
    """What somebody did with an annotation."""

    ADD = "add"
    REMOVE = "remove"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class AnnotationEvent:
    """One thing done; told again until it is answered.

    Parameters
    ----------
    key : str
        By which it is answered.
    deed : AnnotationDeed
    id : str
        Of the annotation; a new one brings its own.
    photo, alignment : str
        For ``ADD``: the photo's id, and the alignment by which it was shown, empty for as taken.
    drawing : Drawing or None
        For ``ADD``: in px of the frame in which it was shown.
    """

    key: str
    deed: AnnotationDeed
    id: str
    photo: str = ""
    alignment: str = ""
    drawing: Drawing | None = None


def heard_annotations(key: str) -> object:
    """What the viewer with this key told in this rerun; None for nothing."""
    state = st.session_state.get(key)
    return state.get("annotation") if isinstance(state, Mapping) else None


def parse_annotation_events(value: object) -> list[AnnotationEvent]:
    """Read what came from the browser.

    Parameters
    ----------
    value : object
        JSON value; None is no event.

    Returns
    -------
    list of AnnotationEvent
        In the order in which they were done.

    Raises
    ------
    InvalidInput
        If it is anything else than such events.
    """
    if value is None:
        return []
    events = value.get("events") if isinstance(value, Mapping) else None
    if not isinstance(events, list | tuple) or len(events) > MOST_EVENTS:
        raise _unreadable()
    return [_event(event) for event in events]


def _event(value: object) -> AnnotationEvent:
    if not isinstance(value, Mapping):
        raise _unreadable()
    key, one = _key(value.get("key")), _key(value.get("id"))
    try:
        deed = AnnotationDeed(str(value.get("kind")))
    except ValueError as error:
        raise _unreadable() from error
    if deed is not AnnotationDeed.ADD:
        return AnnotationEvent(key, deed, one)
    photo, alignment = _word(value.get("photo")), _word(value.get("alignment"))
    return AnnotationEvent(key, deed, one, photo, alignment, _drawing(value.get("drawing")))


def _drawing(value: object) -> Drawing:
    if not isinstance(value, Mapping):
        raise _unreadable()
    points = value.get("points")
    if not isinstance(points, list | tuple) or len(points) > MOST_POINTS:
        raise _unreadable()
    try:
        kind = AnnotationKind(str(value.get("kind")))
    except ValueError as error:
        raise _unreadable() from error
    return Drawing(kind, tuple(_point(point) for point in points), _word(value.get("text")))


def _point(value: object) -> Point:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _unreadable()
    row, column = (_number(part) for part in value)
    return row, column


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unreadable()
    try:
        number = float(value)
    except OverflowError as error:
        raise _unreadable() from error
    if not math.isfinite(number):
        raise _unreadable()
    return number


def _key(value: object) -> str:
    """Something that a viewer made up: 32 hexadecimal digits."""
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise _unreadable()
    return value


def _word(value: object) -> str:
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        raise _unreadable()
    return value


def _unreadable() -> InvalidInput:
    return InvalidInput(gettext("The annotation could not be read: reload the page and draw it again."))


def _tenths(points: Sequence[Point]) -> list[list[float]]:
    return [[round(row, 1), round(column, 1)] for row, column in points]
