"""Which untreated skin each treated region is compared with."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from tracker.model.photos import ControlKind, Region, RegionRole
from tracker.model.shapes import Point, Shape

NEAR_MM = 12.0
"""Untreated skin no further than this from a region's outline belongs to the skin around it."""
MOSTLY_AROUND = 2 / 3
"""Share of a region's outline that untreated skin must follow to count as the skin around it. On unchanged
faces three quarters of a ring scattered by no more than a tenth above a whole one, halves by up to twice."""

_OUTLINE_POINTS, _STEPS_OUTWARDS = 48, 8


@dataclass(frozen=True, slots=True)
class Control:
    """The skin that one treated region is compared with.

    Attributes
    ----------
    kind : ControlKind
    regions : tuple of Region
        The untreated regions that it is made of. Empty for none, and for a ring that nobody drew.
    spared : tuple of Region
        Treated regions that a ring which nobody drew must leave out, the region itself among them.
    """

    kind: ControlKind
    regions: tuple[Region, ...] = ()
    spared: tuple[Region, ...] = ()

    @property
    def is_laid(self) -> bool:
        """Whether it is a ring that nobody drew: the program lays it around the region."""
        return self.kind is ControlKind.RING and not self.regions

    @property
    def place(self) -> tuple[ControlKind, tuple[Shape, ...], tuple[Shape, ...]]:
        """What makes it other skin: two controls of the same place are the same control."""
        drawn, spared = (tuple(region.shape for region in group) for group in (self.regions, self.spared))
        return self.kind, drawn, spared


def control_of(region: Region, drawn: Sequence[Region], *, mm_per_px: float) -> Control:
    """What a treated region is compared with: what a person chose, else the best that there is.

    A choice that is no longer there (its region was deleted) counts as none made.

    Parameters
    ----------
    region : Region
        A treated one.
    drawn : sequence of Region
        All regions of the same reference photo.
    mm_per_px : float
        Of that photo.
    """
    found = controls_of(region, drawn, mm_per_px=mm_per_px)
    return next((control for control in found if control.kind is region.choice.kind), found[0])


def controls_of(region: Region, drawn: Sequence[Region], *, mm_per_px: float) -> list[Control]:
    """Every control that a treated region can have, best first; the last one is none.

    The order is that of the scatter on untreated skin of 13 people: the other side, the skin around the
    region, untreated skin elsewhere. The skin around it is what was drawn all around, or else a ring
    that the program lays where a person said that this skin is untreated.

    Parameters
    ----------
    region : Region
        A treated one.
    drawn : sequence of Region
        All regions of the same reference photo.
    mm_per_px : float
        Of that photo.
    """
    untreated = [one for one in drawn if one.role is RegionRole.UNTREATED]
    other_sides = tuple(one for one in untreated if one.choice.other_side_of == region.id)
    elsewhere = tuple(one for one in untreated if one not in other_sides)
    around = _around(region, elsewhere, mm_per_px)
    found = [Control(ControlKind.OTHER_SIDE, other_sides)] if other_sides else []
    if around:
        found.append(Control(ControlKind.RING, around))
    elif region.choice.is_skin_around_untreated:
        treated = tuple(one for one in drawn if one.role is RegionRole.TREATED)
        found.append(Control(ControlKind.RING, spared=treated))
    if elsewhere:
        found.append(Control(ControlKind.ELSEWHERE, elsewhere))
    return [*found, Control(ControlKind.NONE)]


def _around(region: Region, untreated: Iterable[Region], mm_per_px: float) -> tuple[Region, ...]:
    """The untreated regions that lie around a region together; none when they leave too much of it open."""
    border = _spread_along(region.shape.outline, _OUTLINE_POINTS)
    centre = (fmean(row for row, _ in border), fmean(column for _, column in border))
    rays = [_outwards(centre, point, NEAR_MM / mm_per_px) for point in border]
    met = {
        one.id: {k for k, ray in enumerate(rays) if any(_is_inside(point, one.shape) for point in ray)}
        for one in untreated
    }
    if len(set().union(*met.values())) < MOSTLY_AROUND * len(border):
        return ()
    return tuple(one for one in untreated if met[one.id])


def _outwards(centre: Point, start: Point, reach_px: float) -> list[Point]:
    """Points from the start on, straight away from the centre."""
    down, right = start[0] - centre[0], start[1] - centre[1]
    step_px = reach_px / _STEPS_OUTWARDS / (math.hypot(down, right) or 1.0)
    steps = (k * step_px for k in range(_STEPS_OUTWARDS + 1))
    return [(start[0] + step * down, start[1] + step * right) for step in steps]


def _spread_along(outline: Sequence[Point], count: int) -> list[Point]:
    """Points at equal steps along a closed outline."""
    sides = list(zip(outline, (*outline[1:], outline[0]), strict=True))
    lengths = [math.dist(a, b) for a, b in sides]
    step = sum(lengths) / count
    points: list[Point] = []
    passed, side = 0.0, 0
    for k in range(count):
        while side < len(sides) - 1 and passed + lengths[side] < k * step:
            passed, side = passed + lengths[side], side + 1
        (r0, c0), (r1, c1) = sides[side]
        share = (k * step - passed) / lengths[side] if lengths[side] else 0.0
        points.append((r0 + share * (r1 - r0), c0 + share * (c1 - c0)))
    return points


def _is_inside(point: Point, shape: Shape) -> bool:
    """Whether a ray from the point to the right crosses the outline an odd number of times."""
    row, column = point
    sides = zip(shape.outline, (*shape.outline[1:], shape.outline[0]), strict=True)
    crossed = (
        column < c0 + (row - r0) * (c1 - c0) / (r1 - r0)
        for (r0, c0), (r1, c1) in sides
        if (r0 > row) != (r1 > row)
    )
    return sum(crossed) % 2 == 1
