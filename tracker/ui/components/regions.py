"""The region editor: named areas drawn on the reference photo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from tracker.model import Point, RegionRole, Shape, shape_to_json
from tracker.ui.components.frontend_files import register_component
from tracker.ui.components.region_events import RegionEvent, parse_region_event

_mount = register_component(
    "draw-regions",
    html="regions.html",
    styles=("shared.css", "regions.css"),
    script="regions.js",
)


@dataclass(frozen=True, slots=True)
class DrawnRegion:
    """A region that is shown and can be edited.

    Parameters
    ----------
    id : str
        Comes back in events.
    name : str
        Written beside the outline.
    role : RegionRole
        Treated (solid teal line) or untreated (dashed amber line).
    shape : Shape
        In px of the upright original.
    """

    id: str
    name: str
    role: RegionRole
    shape: Shape


@dataclass(frozen=True, slots=True)
class DrawnRing:
    """Skin that the program outlines, a control around a region or a proposed zone; shown, never edited.

    Parameters
    ----------
    name : str
        Written beside it.
    outlines : sequence of outlines
        Its borders, (row, column) in px of the upright original; what lies within an odd number of them
        is inside.
    is_proposed : bool
        Whether it is a zone that may become a region, rather than a control.
    """

    name: str
    outlines: Sequence[Sequence[Point]]
    is_proposed: bool = False


def draw_regions(
    *,
    photo_url: str,
    photo_width_px: int,
    photo_height_px: int,
    regions: Sequence[DrawnRegion],
    rings: Sequence[DrawnRing] = (),
    height_px: int = 680,
    key: str,
) -> RegionEvent | None:
    """Show the reference photo with its regions, and tell what somebody draws on it.

    Tools: select and edit, polygon, ellipse, ruler; undo and redo. A new shape stays on screen
    until ``regions`` holds one more region or another shape is drawn. An edited shape is shown
    until ``regions`` answers: with the same shape (kept) or, in the next rerun after the event's,
    with the old one (refused).

    Parameters
    ----------
    photo_url : str
        A rendition of the photo, of the same aspect as the original.
    photo_width_px, photo_height_px : int
        Size of the upright original; all coordinates are in its px.
    regions : sequence of DrawnRegion
        What is stored.
    rings : sequence of DrawnRing
        Shown under the regions.
    height_px : int
        Greatest height of the picture.
    key : str
        Unique on the page; use one per photo.

    Returns
    -------
    RegionEvent or None
        What was done since the last rerun.

    Raises
    ------
    ValueError
        If the photo has no size.
    InvalidInput
        If what came from the browser is no event, or the shape can't be measured.
    """
    if photo_width_px <= 0 or photo_height_px <= 0:
        raise ValueError(f"the photo needs a size: {photo_width_px} x {photo_height_px}")
    answered = st.session_state.get(_heard_key(key), 0)
    heard = _event_number(st.session_state.get(key)) or answered
    data = {
        "url": photo_url,
        "size": [photo_width_px, photo_height_px],
        "height_px": height_px,
        "regions": [_plain(region) for region in regions],
        "rings": [_plain_ring(ring) for ring in rings],
        "heard": heard,
        "answered": answered,
    }
    value = _mount(key=key, data=data, on_event_change=_note_event).event
    st.session_state[_heard_key(key)] = heard
    if value is None:
        return None
    return parse_region_event(
        value,
        width_px=photo_width_px,
        height_px=photo_height_px,
        region_ids={region.id for region in regions},
    )


def _plain(region: DrawnRegion) -> dict[str, Any]:
    """The region as JSON values."""
    shape = shape_to_json(region.shape)
    return {"id": region.id, "name": region.name, "role": str(region.role), "shape": shape}


def _plain_ring(ring: DrawnRing) -> dict[str, Any]:
    """The ring as JSON values, to a tenth of a pixel."""
    outlines = [[[round(row, 1), round(column, 1)] for row, column in one] for one in ring.outlines]
    return {"name": ring.name, "outlines": outlines, "is_proposed": ring.is_proposed}


def _heard_key(key: str) -> str:
    """Where the number of the last event is kept.

    The editor is told which event this rerun is about ("heard": the next one may come) and up
    to which one Python has had its turn ("answered": what is stored now is what holds).
    """
    return f"{key}: last event"


def _event_number(state: object) -> int | None:
    """The number of the event that caused this rerun."""
    event = state.get("event") if isinstance(state, Mapping) else None
    number = event.get("number") if isinstance(event, Mapping) else None
    return number if isinstance(number, int) else None


def _note_event() -> None:
    """Naming a callback makes ``event`` a part of every result, None when nothing was done."""
