"""Numbers and points out of what a browser sent: JSON values of which nothing is known."""

from collections.abc import Sequence
from math import isfinite

from tracker.model import Point


def number_of(value: object) -> float:
    """A finite number.

    Raises
    ------
    TypeError
        If it is none.

    Examples
    --------
    >>> number_of(3)
    3.0
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise TypeError(f"no number: {value!r:.40}")
    return float(value)


def point_of(value: object) -> Point:
    """A point (row, column).

    Raises
    ------
    TypeError
        If it isn't two finite numbers.

    Examples
    --------
    >>> point_of([3, 4.5])
    (3.0, 4.5)
    """
    row, column = _sequence(value, most=2)
    return number_of(row), number_of(column)


def points_of(value: object, *, most: int) -> tuple[Point, ...]:
    """Points (row, column), not more than so many.

    Raises
    ------
    TypeError, ValueError
        If they are none, or too many.
    """
    return tuple(point_of(item) for item in _sequence(value, most=most))


def _sequence(value: object, *, most: int) -> Sequence[object]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) > most:
        raise TypeError("no list, or too long a one")
    return value
