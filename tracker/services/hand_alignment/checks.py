"""Whether what a person set can fix an alignment."""

import math
from collections.abc import Sequence

from tracker.errors import InvalidInput
from tracker.model import PhotoFacts, Point, PointPairs, Similarity
from tracker.texts import gettext as _

FEWEST_POINTS = 3
# of the photo's shorter side: how far points have to lie apart along their line, and beside it
LEAST_LENGTH, LEAST_BREADTH = 0.06, 0.02
# share of the reference that a photo moved by hand has to cover, and how much larger or smaller it may be
LEAST_COVERED, MOST_SCALED = 0.05, 10.0
# places along each side at which a reference is looked at
_GRID = 12


def check_pairs(pairs: PointPairs, reference: PhotoFacts, moving: PhotoFacts) -> None:
    """Whether points can fix an alignment.

    Raises
    ------
    InvalidInput
        If they are too few, outside a photo, too close together, on a line, or in another order on
        the two sides.
    """
    if pairs.count < FEWEST_POINTS:
        raise InvalidInput(_("Set at least three points in both photos."))
    for points, facts in ((pairs.reference_rc, reference), (pairs.moving_rc, moving)):
        _check_side(points, facts)
    if _turns_over(pairs):
        raise InvalidInput(
            _(
                "The points run the other way round in one of the photos: check that equal numbers mark "
                "equal places."
            )
        )


def check_similarity(
    similarity: Similarity, reference_shape: tuple[int, int], moving_shape: tuple[int, int]
) -> None:
    """Whether a photo that was moved, turned and scaled still lies over its reference.

    Raises
    ------
    InvalidInput
        If it covers hardly any of it, or is shrunk or enlarged out of all proportion.
    """
    shares = [(n + 0.5) / _GRID for n in range(_GRID)]
    there = [(r * reference_shape[0], c * reference_shape[1]) for r in shares for c in shares]
    here = similarity.to_moving(there, reference_shape, moving_shape)
    inside = sum(0 <= r < moving_shape[0] and 0 <= c < moving_shape[1] for r, c in here)
    if inside < LEAST_COVERED * len(here):
        raise InvalidInput(
            _("The photo covers hardly any of the reference photo: move it over the same skin.")
        )
    size = similarity.scale * max(moving_shape) / max(reference_shape)
    if not 1 / MOST_SCALED <= size <= MOST_SCALED:
        raise InvalidInput(_("The photo is scaled too far: the same skin has to be equally large in both."))


def _check_side(points: Sequence[Point], facts: PhotoFacts) -> None:
    for number, (row, column) in enumerate(points, 1):
        if not (0 <= row <= facts.height_px and 0 <= column <= facts.width_px):
            raise InvalidInput(_("Point {number} lies outside the photo: set it again.", number=number))
    length, breadth = _spread(points)
    shorter = min(facts.height_px, facts.width_px)
    if length < LEAST_LENGTH * shorter:
        raise InvalidInput(_("The points are too close together: spread them over the skin."))
    if breadth < LEAST_BREADTH * shorter:
        raise InvalidInput(_("The points lie almost on one line: set one of them well beside it."))


def _spread(points: Sequence[Point]) -> tuple[float, float]:
    """Standard deviations of points along their longest axis and across it, in px."""
    rows, columns = _centred(points)
    half_sum = (_mean_product(rows, rows) + _mean_product(columns, columns)) / 2
    half_difference = (_mean_product(rows, rows) - _mean_product(columns, columns)) / 2
    reach = math.hypot(half_difference, _mean_product(rows, columns))
    return math.sqrt(half_sum + reach), math.sqrt(max(0.0, half_sum - reach))


def _turns_over(pairs: PointPairs) -> bool:
    """Whether the affine map that fits the pairs best mirrors the photo."""
    (rows, columns), (rows_there, columns_there) = _centred(pairs.reference_rc), _centred(pairs.moving_rc)
    # the sign of this determinant is the map's, since that of the points' own spread is positive
    straight = _mean_product(rows, rows_there) * _mean_product(columns, columns_there)
    crossed = _mean_product(rows, columns_there) * _mean_product(columns, rows_there)
    return straight - crossed < 0


def _centred(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    """Rows and columns of points from their centre."""
    rows, columns = ([point[axis] for point in points] for axis in (0, 1))
    middle_row, middle_column = sum(rows) / len(rows), sum(columns) / len(columns)
    return [row - middle_row for row in rows], [column - middle_column for column in columns]


def _mean_product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True)) / len(one)
