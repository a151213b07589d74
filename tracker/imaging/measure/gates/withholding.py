"""What a gate that fails withholds, and how a number becomes a level."""

from tracker.model import Bounds, GateLevel, Metric

EVERY = tuple(Metric)
STRUCTURE = tuple(m for m in Metric if m.is_structure)
REDNESS = tuple(m for m in Metric if m.is_redness)
COLOUR = tuple(m for m in Metric if not m.is_structure)

MOST_LEFT_OUT_UNNOTICED, MOST_LEFT_OUT = 0.05, 0.2
"""Shares of an area that may be left out before that is said, and before nothing of it is measured."""


def level_of(value: float, good: float, warn: float) -> GateLevel:
    """GOOD up to one bound, WARN up to the other, FAIL beyond.

    Examples
    --------
    >>> [str(level_of(value, 1, 2)) for value in (1, 2, 3)]
    ['good', 'warn', 'not comparable']
    """
    if value <= good:
        return GateLevel.GOOD
    return GateLevel.WARN if value <= warn else GateLevel.FAIL


def level_within(value: float, bounds: Bounds) -> GateLevel:
    """`level_of` by bounds; where the good one is the larger, more is better.

    Examples
    --------
    >>> str(level_within(85, Bounds(90, 80))), str(level_within(0.6, Bounds(0.5, 1)))
    ('warn', 'warn')
    """
    if bounds.good > bounds.most:
        return level_of(-value, -bounds.good, -bounds.most)
    return level_of(value, bounds.good, bounds.most)
