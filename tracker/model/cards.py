"""A colour or grey card in a photo: found by the program, or marked by a person."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.model.shapes import Point
from tracker.texts import gettext, marked


class CardKind(StrEnum):
    """What kind of card lies in a photo."""

    CHART = "chart"
    GREY = "grey"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        return gettext(_LABELS[self])


_LABELS = {
    CardKind.CHART: marked("ColorChecker, 24 colours"),
    CardKind.GREY: marked("Plain grey card"),
}


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """The card of one photo, and how well the light on it can be corrected.

    Attributes
    ----------
    digest : str
        Of the photo.
    kind : CardKind or None
        None where the program looked and found none.
    corners : tuple of Point
        Where a person marked it, (row, column) in pixels of the photo: the middles of a chart's four
        corner patches, or a grey card's corners. Empty where it was found by the program.
    residual : float or None
        What a correction in linear light leaves, relative (root mean square): of a chart's patches
        against the published colours, of a grey card over its own area. None where it can't be told.
    """

    digest: str
    kind: CardKind | None
    corners: tuple[Point, ...] = ()
    residual: float | None = None

    @property
    def is_by_hand(self) -> bool:
        """Whether a person marked it."""
        return bool(self.corners)
