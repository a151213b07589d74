"""How and when in its session a photo was taken."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.texts import gettext, marked, pgettext


class Phase(StrEnum):
    """When in its session a photo was taken."""

    PRE = "pre"
    IMMEDIATELY_POST = "immediately post"
    FOLLOW_UP = "follow-up"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            Phase.PRE: pgettext("phase of a session", "pre"),
            Phase.IMMEDIATELY_POST: pgettext("phase of a session", "immediately post"),
            Phase.FOLLOW_UP: pgettext("phase of a session", "follow-up"),
        }
        return words[self]


class CaptureTimeSource(StrEnum):
    """Where a photo's capture time comes from."""

    METADATA = "camera metadata"
    TYPED = "typed"
    TAKEN_HERE = "taken here"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            CaptureTimeSource.METADATA: pgettext("capture time", "camera metadata"),
            CaptureTimeSource.TYPED: pgettext("capture time", "typed"),
            CaptureTimeSource.TAKEN_HERE: pgettext("capture time", "taken in the app"),
        }
        return words[self]


class ViewKind(StrEnum):
    """How a photo was taken (standard facial views, close-up, other)."""

    FRONT = "front"
    RIGHT_45 = "right 45"
    LEFT_45 = "left 45"
    RIGHT_90 = "right 90"
    LEFT_90 = "left 90"
    CLOSE_UP = "close-up"
    OTHER = "other"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        return gettext(_VIEW_LABELS[self])

    @property
    def needs_zone(self) -> bool:
        """Whether the view says nothing without the zone that it shows."""
        return self in (ViewKind.CLOSE_UP, ViewKind.OTHER)

    @property
    def is_head(self) -> bool:
        """Whether the whole head is seen."""
        return self not in (ViewKind.CLOSE_UP, ViewKind.OTHER)


_VIEW_LABELS = {
    ViewKind.FRONT: marked("Front"),
    ViewKind.RIGHT_45: marked("Right 45°"),
    ViewKind.LEFT_45: marked("Left 45°"),
    ViewKind.RIGHT_90: marked("Right 90°"),
    ViewKind.LEFT_90: marked("Left 90°"),
    ViewKind.CLOSE_UP: marked("Close-up"),
    ViewKind.OTHER: marked("Other"),
}

# zones are kept as they stand here, and shown in the reader's language
ZONES = [
    marked("forehead"),
    marked("right cheek"),
    marked("left cheek"),
    marked("nose"),
    marked("chin"),
    marked("around the mouth"),
    marked("neck"),
    marked("décolleté"),
    marked("abdomen"),
    marked("right arm"),
    marked("left arm"),
    marked("right thigh"),
    marked("left thigh"),
    marked("back"),
]


@dataclass(frozen=True, order=True, slots=True)
class View:
    """A view of a series: photos of one view are compared with each other.

    >>> View(ViewKind.CLOSE_UP, "left cheek").key
    'close-up:left cheek'
    >>> View.parse("right 45").label
    'Right 45°'
    """

    kind: ViewKind
    zone: str = ""

    @property
    def key(self) -> str:
        """One string for rows and addresses."""
        return f"{self.kind}:{self.zone}" if self.zone else str(self.kind)

    @property
    def label(self) -> str:
        """How the view reads on a page."""
        return f"{self.kind.label}, {gettext(self.zone)}" if self.zone else self.kind.label

    @property
    def name_in_events(self) -> str:
        """What events call it, which outlive a record: a zone that somebody typed could hold a name.

        >>> View(ViewKind.CLOSE_UP, "left cheek").name_in_events
        'close-up, left cheek'
        >>> View(ViewKind.CLOSE_UP, "where Anna fell").name_in_events
        'close-up'
        """
        return f"{self.kind}, {self.zone}" if self.zone in ZONES else str(self.kind)

    @classmethod
    def parse(cls, key: str) -> "View":
        """Read a ``key`` back.

        Raises
        ------
        ValueError
            If the part before the colon is no view.
        """
        kind, _, zone = key.partition(":")
        return cls(ViewKind(kind), zone)
