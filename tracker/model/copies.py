"""How a comparison is made fit to leave: what is covered, and as which kind of file."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.model.consent_scopes import ConsentScope
from tracker.texts import pgettext


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in shares of a picture's height and width, 0 to 1.

    Raises
    ------
    ValueError
        If a side lies outside the picture: counted from its end, it would cover something else.

    >>> Box(0.2, 0.1, 0.4, 0.9).holds(Box(0.2, 0.3, 0.3, 0.9))
    True
    """

    top: float
    left: float
    bottom: float
    right: float

    def __post_init__(self) -> None:
        if not all(0 <= side <= 1 for side in (self.top, self.left, self.bottom, self.right)):
            raise ValueError(f"a side outside 0 to 1: {self}")

    def holds(self, other: "Box") -> bool:
        """Whether another one lies within this one."""
        is_high = self.top <= other.top and other.bottom <= self.bottom
        return is_high and self.left <= other.left and other.right <= self.right

    def around(self, other: "Box") -> "Box":
        """The smallest one that holds both."""
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )


class CoverKind(StrEnum):
    """What is done so that nobody is recognised."""

    NOTHING = "nothing"
    REGION = "region"
    EYES = "eyes"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            CoverKind.NOTHING: pgettext("cover", "Whole picture"),
            CoverKind.REGION: pgettext("cover", "Only a drawn region"),
            CoverKind.EYES: pgettext("cover", "Bar over the eyes"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class FaceCover:
    """What is covered.

    Attributes
    ----------
    bar : Box or None
        Of the eyes.
    region_id : str
        To which the copy is cropped.
    region_revision : int
        Of the region as it was looked at: drawn otherwise since, it shows what nobody has looked at.
    """

    kind: CoverKind = CoverKind.NOTHING
    bar: Box | None = None
    region_id: str = ""
    region_revision: int = 0


class CopyFormat(StrEnum):
    """The kind of file that leaves."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        """As browsers name it."""
        return "image/jpeg" if self is CopyFormat.JPEG else f"image/{self.value}"


@dataclass(frozen=True, slots=True)
class WantedCopy:
    """Two photos of one view for one use, the earlier to the left."""

    left_digest: str
    right_digest: str
    scope: ConsentScope
    cover: FaceCover
