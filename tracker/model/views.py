"""How and when in its session a photo was taken."""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """When in its session a photo was taken."""

    PRE = "pre"
    IMMEDIATELY_POST = "immediately post"
    FOLLOW_UP = "follow-up"


class CaptureTimeSource(StrEnum):
    """Where a photo's capture time comes from."""

    METADATA = "camera metadata"
    TYPED = "typed"


class ViewKind(StrEnum):
    """How a photo was taken (standard facial views, close-up, other)."""

    FRONT = "front"
    RIGHT_45 = "right 45"
    LEFT_45 = "left 45"
    RIGHT_90 = "right 90"
    LEFT_90 = "left 90"
    CLOSE_UP = "close-up"
    OTHER = "other"


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
        name = self.kind.value.capitalize() + ("°" if self.kind.value[-1].isdigit() else "")
        return f"{name}, {self.zone}" if self.zone else name

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
