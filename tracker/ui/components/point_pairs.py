"""The same places marked in two photos, by which one is laid over the other by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from tracker.errors import InvalidInput
from tracker.model import MOST_POINT_PAIRS, Point, PointPairs
from tracker.texts import gettext as _
from tracker.ui.components.browser_values import points_of
from tracker.ui.components.frontend_files import register_component

FEWEST_PAIRS = 3

_mount = register_component(
    "mark-pairs",
    html="point_pairs.html",
    styles=("shared.css", "point_pairs.css"),
    script="point_pairs.js",
)


@dataclass(frozen=True, slots=True)
class MarkedPhoto:
    """One of the two photos.

    Parameters
    ----------
    url : str
        Address of the rendition that is shown.
    alt : str
        What the photo shows, for who can't see it.
    title_lines : sequence of str
        Above the picture; the first names the photo ("Reference photo").
    full_size : tuple of int
        Width and height of the upright original in px; points are in its px.
    """

    url: str
    alt: str
    title_lines: Sequence[str]
    full_size: tuple[int, int]


class PairsEventKind(StrEnum):
    """What somebody did with the points."""

    SAVE = "save"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class PairsEvent:
    """One thing done with the points; ``pairs`` are those to be saved, None otherwise."""

    kind: PairsEventKind
    pairs: PointPairs | None = None


def mark_pairs(
    *,
    reference: MarkedPhoto,
    moving: MarkedPhoto,
    pairs: PointPairs | None = None,
    height_px: int = 680,
    key: str,
) -> PairsEvent | None:
    """Show two photos beside each other, on a phone below each other, to mark equal places in both.

    A tap sets the next number in that photo; points can be dragged under a loupe, moved by keys and
    undone. What was set stays in the browser until it is saved.

    Parameters
    ----------
    reference, moving : MarkedPhoto
    pairs : PointPairs, optional
        Points that were set before.
    height_px : int
        Greatest height of a picture.
    key : str
        Unique on the page; use one per pair of photos.

    Returns
    -------
    PairsEvent or None
        What was done since the last rerun.

    Raises
    ------
    ValueError
        If a photo has no size.
    InvalidInput
        If what came from the browser are no pairs of points.
    """
    if min(*reference.full_size, *moving.full_size) <= 0:
        raise ValueError(f"photos need a size: {reference.full_size}, {moving.full_size}")
    data = {
        "reference": plain_photo(reference),
        "moving": plain_photo(moving),
        "points": [_listed(pairs.reference_rc), _listed(pairs.moving_rc)] if pairs else [[], []],
        "height_px": height_px,
        "fewest": FEWEST_PAIRS,
        "most": MOST_POINT_PAIRS,
    }
    value = _mount(key=key, data=data, on_event_change=_note_event).event
    return None if value is None else parse_pairs_event(value)


def parse_pairs_event(value: object) -> PairsEvent:
    """Read what came from the browser.

    Raises
    ------
    InvalidInput
        If it is no such event.
    """
    try:
        if not isinstance(value, Mapping):
            raise TypeError("no event")
        kind = PairsEventKind(str(value.get("kind")))
        if kind is PairsEventKind.CANCEL:
            return PairsEvent(kind)
        reference_rc, moving_rc = (
            points_of(value.get(side), most=MOST_POINT_PAIRS) for side in ("reference_rc", "moving_rc")
        )
        pairs = PointPairs(reference_rc, moving_rc)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInput(_("The points could not be read: reload the page and set them again.")) from error
    return PairsEvent(kind, pairs)


def _listed(points: Sequence[Point]) -> list[list[float]]:
    return [list(point) for point in points]


def plain_photo(photo: MarkedPhoto) -> dict[str, object]:
    """The photo as JSON values."""
    return {**asdict(photo), "title_lines": list(photo.title_lines), "full_size": list(photo.full_size)}


def _note_event() -> None:
    """Naming a callback makes ``event`` a part of every result, None when nothing was done."""
