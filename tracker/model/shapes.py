"""Outlines drawn on a photo; points are (row, column) in pixels, pixel centres at whole numbers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed outline; points are (row, column) in pixels of the reference photo.

    >>> Polygon(((0, 0), (0, 10), (10, 10), (10, 0))).area_px
    100.0
    """

    points: tuple[Point, ...]

    @property
    def area_px(self) -> float:
        """Enclosed area in square pixels (shoelace formula)."""
        closing = zip(self.points, self.points[1:] + self.points[:1], strict=True)
        return abs(sum(r0 * c1 - r1 * c0 for (r0, c0), (r1, c1) in closing)) / 2

    @property
    def outline(self) -> tuple[Point, ...]:
        """The points themselves."""
        return self.points


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Centre and radii in pixels; the angle turns the column axis towards the row axis.

    >>> round(Ellipse((50, 50), 10, 20, 0).area_px)
    628
    """

    centre: Point
    radius_row_px: float
    radius_column_px: float
    angle_deg: float = 0.0

    @property
    def area_px(self) -> float:
        """Enclosed area in square pixels."""
        return math.pi * self.radius_row_px * self.radius_column_px

    @property
    def outline(self) -> tuple[Point, ...]:
        """72 points around the ellipse, (row, column)."""
        turn = math.radians(self.angle_deg)
        points = []
        for step in range(72):
            t = 2 * math.pi * step / 72
            along, across = self.radius_column_px * math.cos(t), self.radius_row_px * math.sin(t)
            points.append(
                (
                    self.centre[0] + along * math.sin(turn) + across * math.cos(turn),
                    self.centre[1] + along * math.cos(turn) - across * math.sin(turn),
                )
            )
        return tuple(points)


Shape = Polygon | Ellipse


def shape_to_json(shape: Shape) -> dict[str, Any]:
    """A shape as plain JSON values, for rows and components."""
    if isinstance(shape, Polygon):
        return {"type": "polygon", "points": [list(p) for p in shape.points]}
    return {
        "type": "ellipse",
        "centre": list(shape.centre),
        "radius_row_px": shape.radius_row_px,
        "radius_column_px": shape.radius_column_px,
        "angle_deg": shape.angle_deg,
    }


def shape_from_json(value: Mapping[str, Any]) -> Shape:
    """The inverse of `shape_to_json`.

    Raises
    ------
    ValueError
        If the value is no shape.
    """
    try:
        if value["type"] == "polygon":
            return Polygon(tuple((float(r), float(c)) for r, c in value["points"]))
        if value["type"] == "ellipse":
            row, column = value["centre"]
            return Ellipse(
                (float(row), float(column)),
                float(value["radius_row_px"]),
                float(value["radius_column_px"]),
                float(value.get("angle_deg", 0.0)),
            )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a shape: {value!r}") from error
    raise ValueError(f"not a shape: {value!r}")
