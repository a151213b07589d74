"""What the region editor tells Python, read as untrusted input."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.errors import InvalidInput
from tracker.model import Shape, shape_from_json
from tracker.ui.components.outlines import check_outline


class RegionEventKind(StrEnum):
    """What somebody did in the editor."""

    DRAWN = "drawn"
    EDITED = "edited"
    SELECTED = "selected"
    DELETE = "delete"
    RULER = "ruler"


@dataclass(frozen=True, slots=True)
class RegionEvent:
    """One thing done in the editor.

    Parameters
    ----------
    kind : RegionEventKind
        ``DRAWN``: a new shape waits on screen for its name (sent again when it is changed
        before that). ``EDITED``: a region has another shape, and is the selected one.
        ``SELECTED``: this region; an empty ``id`` says that none is any more, and that a new
        shape which waited was thrown away. ``DELETE``: the person asks for it. ``RULER``: a
        distance was measured.
    id : str
        Region, empty where there is none.
    shape : Shape or None
        For ``DRAWN`` and ``EDITED``: in px of the upright original, checked.
    length_px : float or None
        For ``RULER``: px of the upright original.
    """

    kind: RegionEventKind
    id: str = ""
    shape: Shape | None = None
    length_px: float | None = None


def parse_region_event(
    value: object, *, width_px: int, height_px: int, region_ids: Collection[str]
) -> RegionEvent:
    """Read what came from the browser.

    Parameters
    ----------
    value : object
        JSON value.
    width_px, height_px : int
        Size of the upright original.
    region_ids : collection of str
        Regions that the editor was given.

    Returns
    -------
    RegionEvent

    Raises
    ------
    InvalidInput
        If it is no such event, names an unknown region, or its shape can't be measured.
    """
    if not isinstance(value, Mapping):
        raise InvalidInput("The drawing could not be read: reload the page and draw it again.")
    kind = _read_kind(value.get("kind"))
    region_id = _read_id(value.get("id"), kind, region_ids)
    if kind is RegionEventKind.RULER:
        longest = math.hypot(width_px, height_px)
        return RegionEvent(kind, length_px=_read_length(value.get("length_px"), longest))
    if kind in (RegionEventKind.DRAWN, RegionEventKind.EDITED):
        shape = _read_shape(value.get("shape"))
        check_outline(shape, width_px=width_px, height_px=height_px)
        return RegionEvent(kind, region_id, shape)
    return RegionEvent(kind, region_id)


def _read_kind(value: object) -> RegionEventKind:
    try:
        return RegionEventKind(str(value))
    except ValueError as error:
        raise InvalidInput("The drawing could not be read: reload the page and draw it again.") from error


def _read_id(value: object, kind: RegionEventKind, region_ids: Collection[str]) -> str:
    """The region's id; a new shape has none, and selecting nothing is allowed."""
    if kind in (RegionEventKind.DRAWN, RegionEventKind.RULER):
        return ""
    if kind is RegionEventKind.SELECTED and not value:
        return ""
    if not isinstance(value, str) or value not in region_ids:
        raise InvalidInput("This region is not there any more: reload the page.", "id")
    return value


def _read_shape(value: object) -> Shape:
    if not isinstance(value, Mapping):
        raise InvalidInput("The outline could not be read: draw it again.", "shape")
    try:
        return shape_from_json(value)
    except (ValueError, OverflowError) as error:
        raise InvalidInput("The outline could not be read: draw it again.", "shape") from error


def _read_length(value: object, longest_px: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= longest_px:
        raise InvalidInput("The two points of the ruler are too close together: measure again.", "length_px")
    return float(value)
