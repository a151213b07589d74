"""Regions of the demo clinic: drawn in mm on the skin, handed over as shapes on a photo."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.phantom.geometry import Projection
from tracker.imaging.phantom.skin import PointMm, Skin
from tracker.model import Ellipse, Polygon, RegionRole, Shape

_GAP_MM = 5.0
_BAND_MM = 7.0
_INSET_MM = 2.0
_OPENING_DEG = 90.0


@dataclass(frozen=True, slots=True)
class DemoRegion:
    """A named area on the skin.

    Attributes
    ----------
    name : str
    role : RegionRole
    outline_mm : tuple of PointMm
        Closed outline (row, column) in mm on the skin.
    is_ellipse : bool
        Drawn with the ellipse tool.
    """

    name: str
    role: RegionRole
    outline_mm: tuple[PointMm, ...]
    is_ellipse: bool

    def on_photo(self, projection: Projection) -> Shape:
        """The region as a shape in a photo's pixels.

        Parameters
        ----------
        projection : Projection
            Geometry of the photo, usually the reference.

        Returns
        -------
        Shape
            The ellipse that fits best, or the polygon.
        """
        points = projection.to_photo(np.array(self.outline_mm))
        if not self.is_ellipse:
            return Polygon(tuple((float(row), float(column)) for row, column in points))
        (column, row), (width, height), angle = cv2.fitEllipse(points[:, ::-1].astype(np.float32))
        return Ellipse((float(row), float(column)), height / 2, width / 2, float(angle))


def treated_region(skin: Skin, *, is_ellipse: bool) -> DemoRegion:
    """The treated zone, drawn a little inside its soft edge."""
    outline = _arc(skin, -_INSET_MM, np.linspace(0, 360, 48, endpoint=False))
    return DemoRegion("Treated zone", RegionRole.TREATED, outline, is_ellipse)


def untreated_region(skin: Skin, *, opening_towards_deg: float) -> DemoRegion:
    """A band of untreated skin around the zone, open where the drape may lie.

    Parameters
    ----------
    skin : Skin
    opening_towards_deg : float
        Middle of the opening, clockwise from the right.

    Returns
    -------
    DemoRegion
    """
    half = _OPENING_DEG / 2
    angles = np.linspace(opening_towards_deg + half, opening_towards_deg + 360 - half, 28)
    outer, inner = _arc(skin, _GAP_MM + _BAND_MM, angles), _arc(skin, _GAP_MM, angles[::-1])
    return DemoRegion("Untreated skin around", RegionRole.UNTREATED, outer + inner, is_ellipse=False)


def _arc(skin: Skin, beyond_mm: float, angles_deg: NDArray[np.float64]) -> tuple[PointMm, ...]:
    """Points at a distance from the treated ellipse."""
    rows = skin.centre_mm[0] + (skin.radii_mm[0] + beyond_mm) * np.sin(np.radians(angles_deg))
    columns = skin.centre_mm[1] + (skin.radii_mm[1] + beyond_mm) * np.cos(np.radians(angles_deg))
    return tuple((round(float(r), 3), round(float(c), 3)) for r, c in zip(rows, columns, strict=True))
