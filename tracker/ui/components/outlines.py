"""Is a drawn shape one that can be measured? The browser warns as well; this is what counts."""

import math
from itertools import combinations

from tracker.errors import InvalidInput
from tracker.model import Ellipse, Point, Polygon, Shape

SMALLEST_AREA_PX = 25.0
MOST_POINTS = 500


def check_outline(shape: Shape, *, width_px: int, height_px: int) -> None:
    """Refuse a shape that encloses nothing, crosses itself or leaves the photo.

    Parameters
    ----------
    shape : Shape
        In px of the upright photo.
    width_px, height_px : int
        Size of that photo.

    Raises
    ------
    InvalidInput
        With a sentence that says what to do.

    Examples
    --------
    >>> check_outline(Polygon(((0, 0), (0, 9), (9, 9), (9, 0))), width_px=10, height_px=10)
    >>> check_outline(Polygon(((0, 0), (9, 9), (0, 9), (9, 0))), width_px=10, height_px=10)
    Traceback (most recent call last):
    ...
    tracker.errors.InvalidInput: The outline crosses itself: move its points so that no two sides cross.
    """
    points = _numbers_of(shape)
    if isinstance(shape, Polygon) and not 3 <= len(points) <= MOST_POINTS:
        raise InvalidInput(f"A region needs between 3 and {MOST_POINTS} points: draw it again.", "shape")
    if isinstance(shape, Ellipse) and min(shape.radius_row_px, shape.radius_column_px) <= 0:
        raise InvalidInput("The region has no area: draw it larger.", "shape")
    if not all(0 <= row <= height_px and 0 <= column <= width_px for row, column in points):
        raise InvalidInput("The region reaches beyond the photo: keep it on the picture.", "shape")
    if isinstance(shape, Polygon) and crosses_itself(shape.points):
        raise InvalidInput("The outline crosses itself: move its points so that no two sides cross.", "shape")
    if shape.area_px < SMALLEST_AREA_PX:
        raise InvalidInput("The region has no area: draw it larger.", "shape")


def _numbers_of(shape: Shape) -> tuple[Point, ...]:
    """The points that have to lie on the photo, all of them finite numbers."""
    points = shape.points if isinstance(shape, Polygon) else (shape.centre,)
    numbers = [number for point in points for number in point]
    if isinstance(shape, Ellipse):
        numbers += [shape.radius_row_px, shape.radius_column_px, shape.angle_deg]
    if not all(math.isfinite(number) for number in numbers):
        raise InvalidInput("The region has no place on the photo: draw it again.", "shape")
    return points


def crosses_itself(points: tuple[Point, ...]) -> bool:
    """Whether two sides of a closed outline that aren't neighbours meet.

    Parameters
    ----------
    points : tuple of (row, column)
        The outline without its closing point.

    Returns
    -------
    bool
    """
    sides = list(zip(points, points[1:] + points[:1], strict=True))
    last = len(sides) - 1
    return any(
        _meet(*sides[i], *sides[j])
        for i, j in combinations(range(len(sides)), 2)
        if j - i > 1 and not (i == 0 and j == last)
    )


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the segments ab and cd have a point in common, touching included."""
    if _turn(a, b, c) * _turn(a, b, d) > 0 or _turn(c, d, a) * _turn(c, d, b) > 0:
        return False
    return all(
        max(min(a[axis], b[axis]), min(c[axis], d[axis])) <= min(max(a[axis], b[axis]), max(c[axis], d[axis]))
        for axis in (0, 1)
    )


def _turn(a: Point, b: Point, c: Point) -> float:
    """Twice the signed area of the triangle abc."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
