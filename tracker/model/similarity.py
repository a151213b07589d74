"""Shift, turn and scale by which one photo lies over another."""

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model.alignments import PointPairs
from tracker.model.shapes import Point

Shape2D = tuple[int, int]
# shares of the reference's height and width: two places fix a similarity, four fix it in any pixels
TWO_PLACES = ((0.25, 0.25), (0.75, 0.75))
FOUR_PLACES = (*TWO_PLACES, (0.25, 0.75), (0.75, 0.25))


@dataclass(frozen=True, slots=True)
class Similarity:
    """How a photo lies over its reference when it is only moved, turned and scaled.

    A point that lies by `d` from the middle of the photo lies on the reference at the reference's
    middle, plus `shift_rc`, plus `d` turned and scaled.

    Attributes
    ----------
    shift_rc : tuple of float
        By how many px of the reference the photo's middle lies below and right of the reference's.
    turn_deg : float
        Clockwise.
    scale : float
        Px of the reference for one px of the photo, above 0.

    Raises
    ------
    ValueError
        If a number is not finite, or the scale is not above 0.

    Examples
    --------
    >>> quarter = Similarity((0.0, 100.0), 90.0, 2.0)
    >>> pairs = quarter.to_pairs((801, 601), (401, 301))
    >>> Similarity.of(pairs, (801, 601), (401, 301))
    Similarity(shift_rc=(0.0, 100.0), turn_deg=90.0, scale=2.0)
    """

    shift_rc: Point
    turn_deg: float
    scale: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) for value in (*self.shift_rc, self.turn_deg, self.scale)):
            raise ValueError("a photo lies nowhere")
        if self.scale <= 0:
            raise ValueError(f"no photo has a scale of {self.scale}")

    @classmethod
    def of(cls, pairs: PointPairs, reference_shape: Shape2D, moving_shape: Shape2D) -> "Similarity":
        """The one that fits pairs of points best, in px of the reference; two it fits exactly.

        Parameters
        ----------
        reference_shape, moving_shape : tuple of int
            (rows, columns) of the originals.

        Raises
        ------
        ValueError
            If the points of a side all lie in one place.
        """
        return cls.between(pairs.reference_rc, pairs.moving_rc, reference_shape, moving_shape)

    @classmethod
    def between(
        cls,
        reference_rc: Sequence[Point],
        moving_rc: Sequence[Point],
        reference_shape: Shape2D,
        moving_shape: Shape2D,
    ) -> "Similarity":
        """The same for any number of points from two on."""
        there = _from_middle(reference_rc, reference_shape)
        here = _from_middle(moving_rc, moving_shape)
        mean_there, mean_here = sum(there) / len(there), sum(here) / len(here)
        spread = sum(abs(z - mean_here) ** 2 for z in here)
        if not spread:
            raise ValueError("points in one place fix no turn")
        products = ((z - mean_here).conjugate() * (w - mean_there) for z, w in zip(here, there, strict=True))
        factor = sum(products) / spread
        shift = mean_there - factor * mean_here
        turn_deg = math.degrees(cmath.phase(factor))
        return cls((_tidy(shift.imag), _tidy(shift.real)), _tidy(turn_deg), _tidy(abs(factor)))

    @classmethod
    def filling(cls, reference_shape: Shape2D, moving_shape: Shape2D) -> "Similarity":
        """Middle over middle, upright, the longer sides equally long."""
        return cls((0.0, 0.0), 0.0, max(reference_shape) / max(moving_shape))

    def to_pairs(
        self,
        reference_shape: Shape2D,
        moving_shape: Shape2D,
        places: Sequence[tuple[float, float]] = TWO_PLACES,
    ) -> PointPairs:
        """Places of the reference, by their shares of it, and where they lie in the photo."""
        there = tuple((row * reference_shape[0], column * reference_shape[1]) for row, column in places)
        return PointPairs(there, self.to_moving(there, reference_shape, moving_shape))

    def to_moving(
        self, points_rc: Sequence[Point], reference_shape: Shape2D, moving_shape: Shape2D
    ) -> tuple[Point, ...]:
        """Carry points (row, column) of the reference to the photo."""
        factor = cmath.rect(self.scale, math.radians(self.turn_deg))
        shift = complex(self.shift_rc[1], self.shift_rc[0])
        row, column = _middle(moving_shape)
        carried = [(z - shift) / factor for z in _from_middle(points_rc, reference_shape)]
        return tuple((row + z.imag, column + z.real) for z in carried)


def _middle(shape: Shape2D) -> Point:
    """The middle of a photo, pixel centres at whole numbers."""
    return (shape[0] - 1) / 2, (shape[1] - 1) / 2


def _from_middle(points_rc: Sequence[Point], shape: Shape2D) -> list[complex]:
    """Points as complex numbers, columns real: a positive angle then turns clockwise as seen."""
    row, column = _middle(shape)
    return [complex(point[1] - column, point[0] - row) for point in points_rc]


def _tidy(number: float) -> float:
    """Without the last few digits, which are rounding, and without a negative zero."""
    return round(number, 9) + 0.0
