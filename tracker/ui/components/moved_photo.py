"""A photo laid half transparent over its reference, to be moved, turned and scaled by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.errors import InvalidInput
from tracker.model import Similarity
from tracker.texts import gettext as _
from tracker.ui.components.browser_values import number_of, point_of
from tracker.ui.components.frontend_files import register_component
from tracker.ui.components.point_pairs import MarkedPhoto, plain_photo

_mount = register_component(
    "lay-over", html="lay_over.html", styles=("shared.css", "lay_over.css"), script="lay_over.js"
)


class LayEventKind(StrEnum):
    """What somebody did with the photo."""

    SAVE = "save"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class LayEvent:
    """One thing done; ``similarity`` is what is to be saved, None otherwise."""

    kind: LayEventKind
    similarity: Similarity | None = None


def lay_over(
    *,
    reference: MarkedPhoto,
    moving: MarkedPhoto,
    start: Similarity,
    mm_per_px: float,
    is_scale_measured: bool,
    height_px: int = 680,
    key: str,
) -> LayEvent | None:
    """Show a photo over its reference, to be moved, turned and scaled by mouse, fingers, buttons or keys.

    What was done stays in the browser until it is saved, and can be undone there.

    Parameters
    ----------
    reference, moving : MarkedPhoto
    start : Similarity
        Where the photo lies at first, and goes back to by "Reset".
    mm_per_px : float
        Of the reference.
    is_scale_measured : bool
        Whether that is measured and not assumed.
    height_px : int
        Greatest height of the picture.
    key : str
        Unique on the page; use one per pair of photos.

    Returns
    -------
    LayEvent or None
        What was done since the last rerun.

    Raises
    ------
    ValueError
        If a photo has no size.
    InvalidInput
        If what came from the browser is no place of a photo.
    """
    if min(*reference.full_size, *moving.full_size) <= 0:
        raise ValueError(f"photos need a size: {reference.full_size}, {moving.full_size}")
    row, column = start.shift_rc
    data = {
        "reference": plain_photo(reference),
        "moving": plain_photo(moving),
        "start": {"row": row, "column": column, "turn": start.turn_deg, "scale": start.scale},
        "mm_per_px": mm_per_px,
        "is_scale_measured": is_scale_measured,
        "height_px": height_px,
    }
    value = _mount(key=key, data=data, on_event_change=_note_event).event
    return None if value is None else parse_lay_event(value)


def parse_lay_event(value: object) -> LayEvent:
    """Read what came from the browser.

    Raises
    ------
    InvalidInput
        If it is no such event.
    """
    try:
        if not isinstance(value, Mapping):
            raise TypeError("no event")
        kind = LayEventKind(str(value.get("kind")))
        if kind is LayEventKind.CANCEL:
            return LayEvent(kind)
        return LayEvent(kind, _similarity(value))
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInput(
            _("Where the photo lies could not be read: reload the page and move it again.")
        ) from error


def _similarity(value: Mapping[str, object]) -> Similarity:
    shift_rc = point_of(value.get("shift_rc"))
    return Similarity(shift_rc, number_of(value.get("turn_deg")), number_of(value.get("scale")))


def _note_event() -> None:
    """Naming a callback makes ``event`` a part of every result, None when nothing was done."""
