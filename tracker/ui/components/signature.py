"""A field to sign in, with pen, finger or mouse."""

from typing import TYPE_CHECKING

from tracker.errors import InvalidInput
from tracker.model import PAD_HEIGHT, PAD_WIDTH, Stroke
from tracker.texts import gettext as _
from tracker.ui.components.browser_values import points_of
from tracker.ui.components.frontend_files import register_component

if TYPE_CHECKING:
    from streamlit.components.v2.bidi_component import BidiComponentResult

MOST_STROKES, MOST_POINTS = 200, 2000

_mount = register_component(
    "signature",
    html="signature.html",
    styles=("shared.css", "signature.css"),
    script="signature.js",
)


def draw_signature(*, label: str, key: str) -> tuple[Stroke, ...]:
    """Show the field and return what is drawn in it; empty where nothing is.

    Who can't draw needs another way beside it: a typed signature counts as much.

    Parameters
    ----------
    label : str
        Names the field, for who can't see it.
    key : str
        Unique on the page; use one per form.

    Returns
    -------
    tuple of strokes
        Points (row, column) on a pad of `PAD_WIDTH` by `PAD_HEIGHT`.

    Raises
    ------
    InvalidInput
        If what came from the browser are no strokes.
    """
    data = {"label": label, "size": [PAD_WIDTH, PAD_HEIGHT]}
    result: BidiComponentResult = _mount(key=key, data=data, on_strokes_change=_note_strokes)
    return parse_strokes(result.strokes)


def parse_strokes(value: object) -> tuple[Stroke, ...]:
    """Read what came from the browser.

    Raises
    ------
    InvalidInput
        If these are no strokes, or too many.

    Examples
    --------
    >>> parse_strokes([[[3, 4], [5, 6]]])
    (((3.0, 4.0), (5.0, 6.0)),)
    """
    if value is None:
        return ()
    try:
        if not isinstance(value, list) or len(value) > MOST_STROKES:
            raise TypeError("no list of strokes")
        return tuple(points_of(stroke, most=MOST_POINTS) for stroke in value)
    except (TypeError, ValueError) as error:
        raise InvalidInput(
            _("The signature could not be read: clear it, then sign again."), field="signature"
        ) from error


def _note_strokes() -> None:
    """Naming a callback makes ``strokes`` a part of every result."""
