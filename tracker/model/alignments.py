"""How one photo maps to its reference, or why it doesn't; and the points a person set for it."""

import hashlib
import math
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracker.model.shapes import Point
from tracker.texts import Message, gettext, marked


class RefusalReason(StrEnum):
    """Why two photos can't be laid over each other."""

    DIFFERENT = "different region or person"
    MIRRORED = "mirrored"
    BLURRED = "too blurred"
    LITTLE_SKIN = "too little skin in common"
    FAR_APART = "too far apart"

    @property
    def sentence(self) -> str:
        """What is wrong and what to do next time, in one sentence."""
        return str(self.message)

    @property
    def message(self) -> Message:
        """The sentence for whoever reads it later."""
        return Message(_REFUSAL_SENTENCES[self])

    @property
    def may_have_a_detour(self) -> bool:
        """Whether a photo between the two could help: it can't make a photo sharp or turn it over."""
        return self in (RefusalReason.DIFFERENT, RefusalReason.LITTLE_SKIN, RefusalReason.FAR_APART)


_REFUSAL_SENTENCES = {
    RefusalReason.DIFFERENT: marked(
        "The two photos do not seem to show the same skin: check that patient, view and side are right."
    ),
    RefusalReason.MIRRORED: marked(
        "One photo is a mirror image of the other: switch off the camera's mirror mode and take it again."
    ),
    RefusalReason.BLURRED: marked(
        "The photo is too blurred to find the skin again: hold still, tap to focus and take it again."
    ),
    RefusalReason.LITTLE_SKIN: marked(
        "Too little of the same skin is in both photos: frame the same area as in the reference photo."
    ),
    RefusalReason.FAR_APART: marked(
        "Distance or angle differ too much from the reference photo: take it again from the same place."
    ),
}


_HAND_WAS_NO_HELP = marked(
    "What was set by hand did not help: set it again, or go back to the automatic alignment."
)


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """How one photo maps to its reference, or why it doesn't.

    ``data`` is the map itself as bytes (``tracker.imaging.align.result``), empty when refused.
    Errors are in pixels of the moving photo. ``through_digest`` is the photo by way of which it
    was laid over the reference, empty for the straight way. ``points_key`` names the points set by
    hand that are in it (`SetPoints.key`), empty where there are none. ``support`` is the share of
    the skin that was found again: 0 only where a person's word alone lays the photo there, whose
    error nobody knows; it is infinite then.
    """

    digest: str
    reference_digest: str
    method: str
    refusal: RefusalReason | None
    error_median_px: float
    error_p95_px: float
    error_p95_mm: float
    support: float
    data: bytes = field(repr=False)
    through_digest: str = ""
    points_key: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the picture itself shows that the photo lies on its reference."""
        return self.refusal is None and self.support > 0

    @property
    def is_direct(self) -> bool:
        """Whether the photo is shown to lie on its reference without another one between."""
        return self.is_confirmed and not self.through_digest

    @property
    def is_by_hand(self) -> bool:
        """Whether points set by a person are in it."""
        return bool(self.points_key)

    @property
    def variant(self) -> str:
        """Tells alignments of one photo apart for addresses of pictures; empty for the usual one."""
        return f"{self.through_digest[:12]}{self.points_key}"

    @property
    def problem(self) -> str:
        """Why the photo is not aligned and what to do, empty when it is."""
        if self.refusal is None:
            return ""
        sentence = self.refusal.sentence
        return f"{sentence} {gettext(_HAND_WAS_NO_HELP)}" if self.is_by_hand else sentence


FEWEST_POINT_PAIRS, MOST_POINT_PAIRS = 2, 8


@dataclass(frozen=True, slots=True)
class PointPairs:
    """The same places of the skin in two photos, marked by a person.

    Two pairs fix shift, turn and scale (a similarity), three or more an affine map. Two are never
    marked one by one: they stand for a photo that was moved, turned and scaled as a whole. Points are
    (row, column) in pixels of the upright originals; the pairs stand in the same order on both sides.

    Raises
    ------
    ValueError
        If there are fewer than two pairs or more than eight, the sides differ in number, or a
        number is not finite.

    Examples
    --------
    >>> PointPairs(((10, 10), (10, 90), (80, 20)), ((12, 11), (11, 92), (83, 20))).count
    3
    """

    reference_rc: tuple[Point, ...]
    moving_rc: tuple[Point, ...]

    def __post_init__(self) -> None:
        if len(self.reference_rc) != len(self.moving_rc):
            raise ValueError(
                f"points that have no partner: {len(self.reference_rc)} and {len(self.moving_rc)}"
            )
        if not FEWEST_POINT_PAIRS <= self.count <= MOST_POINT_PAIRS:
            raise ValueError(f"from 2 to 8 pairs of points, not {self.count}")
        if not all(math.isfinite(value) for point in self.reference_rc + self.moving_rc for value in point):
            raise ValueError("a point is nowhere")

    @property
    def count(self) -> int:
        """Number of pairs."""
        return len(self.reference_rc)

    @property
    def is_similarity(self) -> bool:
        """Whether they stand for a photo that was moved, turned and scaled."""
        return self.count == FEWEST_POINT_PAIRS

    @property
    def key(self) -> str:
        """Names exactly these points: another one for a point that was moved."""
        numbers = [float(value) for point in self.reference_rc + self.moving_rc for value in point]
        return hashlib.sha256(repr(numbers).encode()).hexdigest()[:16]

    @property
    def swapped(self) -> "PointPairs":
        """The same places seen from the other photo."""
        return PointPairs(self.moving_rc, self.reference_rc)


@dataclass(frozen=True, slots=True)
class SetPoints:
    """Points by which a person laid a photo over another, and who that was.

    ``is_kept_as_set`` is whether the photo lies exactly as they say, though no picture confirms it.
    """

    digest: str
    reference_digest: str
    pairs: PointPairs
    set_by: str
    set_at: datetime
    is_kept_as_set: bool = False

    @property
    def key(self) -> str:
        """Names the alignment that comes of them: another one where they are kept as they were set."""
        return f"{self.pairs.key}{'-as-set' if self.is_kept_as_set else ''}"
