"""How one photo maps to its reference, or why it doesn't; and the points a person set for it."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.model.shapes import Point


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
        return _REFUSAL_SENTENCES[self]


_REFUSAL_SENTENCES = {
    RefusalReason.DIFFERENT: (
        "The two photos do not seem to show the same skin: check that patient, view and side are right."
    ),
    RefusalReason.MIRRORED: (
        "One photo is a mirror image of the other: switch off the camera's mirror mode and take it again."
    ),
    RefusalReason.BLURRED: (
        "The photo is too blurred to find the skin again: hold still, tap to focus and take it again."
    ),
    RefusalReason.LITTLE_SKIN: (
        "Too little of the same skin is in both photos: frame the same area as in the reference photo."
    ),
    RefusalReason.FAR_APART: (
        "Distance or angle differ too much from the reference photo: take it again from the same place."
    ),
}


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """How one photo maps to its reference, or why it doesn't.

    ``data`` is the map itself as bytes (``tracker.imaging.align.result``), empty when refused.
    Errors are in pixels of the moving photo.
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


FEWEST_POINT_PAIRS, MOST_POINT_PAIRS = 2, 8


@dataclass(frozen=True, slots=True)
class PointPairs:
    """The same places of the skin in two photos, marked by a person.

    Two pairs fix shift, turn and scale (a similarity), three or more an affine map. Points are
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
