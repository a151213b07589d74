"""The ring of skin around a treated region, laid on the reference photo as its control."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_

import cv2
import numpy as np

from tracker.errors import InvalidInput
from tracker.imaging.align.skin_prior import surely_skin
from tracker.imaging.measure.arrays import Map, Mask, Rgb, as_map
from tracker.imaging.measure.colour import DARKEST, srgb_to_linear
from tracker.imaging.measure.masks import (
    OUTLIER_MADS,
    box_around,
    departure,
    rasterise,
    without_outliers,
)
from tracker.imaging.measure.smoothing import blurred
from tracker.model import Control, Point, Reference, Region, Shape
from tracker.texts import Message, marked

GAP_MM = 2.5
"""Left free around every treated region: where treatment ends isn't known to the millimetre."""
AREA = 1.5
"""Wanted area of the ring in areas of the region, before what is no plain skin is taken out."""
NARROWEST_MM, WIDEST_MM = 3.0, 15.0
LEAST_AREA = 0.3
"""A ring of less than this share of the region's area says too little about it."""

_REACH_MM = GAP_MM + WIDEST_MM + 1
_WORK_MM, _LONGEST_PX = 0.3, 1500
_BLUR_MM = 0.6
_TOO_LITTLE = Message(
    marked(
        "There is too little plain skin around this region: draw untreated skin, or choose in the region's "
        "settings what it is compared with."
    )
)

Outline = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """An area that may have holes.

    Attributes
    ----------
    outlines : tuple of outlines
        Its borders, (row, column) in pixels of the photo; what lies within an odd number of them is inside.
    area_px : float
        In square pixels of the photo.
    """

    outlines: tuple[Outline, ...]
    area_px: float

    @classmethod
    def of(cls, shape: Shape) -> "Area":
        """What lies inside a drawn outline."""
        return cls((shape.outline,), shape.area_px)

    @property
    def points(self) -> Outline:
        """The points of all borders."""
        return tuple(chain.from_iterable(self.outlines))


def ring_around(
    picture_rgb: Rgb,
    region: Sequence[Point],
    *,
    spared: Sequence[Sequence[Point]],
    mm_per_px: float,
    photo_shape: tuple[int, int],
    gap_mm: float = GAP_MM,
    area: float = AREA,
) -> Area:
    """Lay a ring around a region: skin as near by, as large and as plain as the photo has it.

    It begins 2.5 mm off the region, is as wide as it takes to reach 1.5 times the region's area (3 to
    15 mm), and leaves out other treated regions with 2.5 mm around them and what can't be skin by its
    colour. What departs from the ring's own brightness or colour by more than 3.5 robust standard
    deviations (lips, brows, hair, nostrils, moles) is left out together with 0.8 mm around it.

    Parameters
    ----------
    picture_rgb : (M, N, 3) uint8
        The reference photo, or a smaller picture of it.
    region : sequence of (row, column)
        Outline of the treated region, in pixels of the photo.
    spared : sequence of outlines
        Of the other treated regions; the region itself may be among them.
    mm_per_px : float
        Of the photo.
    photo_shape : (rows, columns)
        Of the photo.
    gap_mm, area : float
        Left free around every treated region, and the wanted area in areas of the region.

    Returns
    -------
    Area

    Raises
    ------
    InvalidInput
        If less plain skin than 0.3 times the region's area is found.

    Notes
    -----
    Chosen on unchanged cheeks of 13 people (``python -m benchmarks.faces``). There the scatter of redness
    falls with the ring's area (0.93 a* at the region's own, 0.80 at 1.5, 0.76 at twice of it) and hardly
    knows its gap (0.83, 0.80, 0.83 at 1, 2.5 and 4 mm).
    """
    frame = _Frame.of(photo_shape, mm_per_px)
    rgb = np.asarray(cv2.resize(picture_rgb, frame.size[::-1], interpolation=cv2.INTER_AREA), np.uint8)
    treated = frame.mask(region)
    all_treated = reduce(or_, (frame.mask(outline) for outline in spared), treated)
    box = box_around(all_treated if not treated.any() else treated, round(_REACH_MM / frame.mm))
    free = surely_skin(rgb)[box] & (_distance_mm(all_treated[box], frame.mm) > gap_mm)
    ring = np.zeros(frame.size, bool)
    ring[box] = _plain(
        rgb[box], _band(treated[box], free, frame.mm, gap_mm=gap_mm, area=area), all_treated[box], frame.mm
    )
    if ring.sum() < max(1, LEAST_AREA * treated.sum()):
        raise InvalidInput(_TOO_LITTLE, "untreated")
    return Area(frame.outlines(ring), float(ring.sum()) * frame.photo_px**2)


def lay_ring(picture_rgb: Rgb, region: Region, control: Control, reference: Reference) -> Area:
    """`ring_around` for a region of a reference photo and the control that nobody drew.

    Parameters
    ----------
    picture_rgb : (M, N, 3) uint8
        The reference photo, or a smaller picture of it.
    region : Region
    control : Control
        With the regions that the ring leaves out.
    reference : Reference
    """
    facts = reference.photo.facts
    return ring_around(
        picture_rgb,
        region.shape.outline,
        spared=[one.shape.outline for one in control.spared],
        mm_per_px=reference.mm_per_px,
        photo_shape=(facts.height_px, facts.width_px),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """The grid on which a ring is laid: its size, and a pixel of it in mm and in pixels of the photo."""

    size: tuple[int, int]
    mm: float
    photo_px: float

    @classmethod
    def of(cls, photo_shape: tuple[int, int], mm_per_px: float) -> "_Frame":
        longest_mm = max(photo_shape) * mm_per_px
        photo_px = max(_WORK_MM, mm_per_px, longest_mm / _LONGEST_PX) / mm_per_px
        rows, columns = (max(1, round(side / photo_px)) for side in photo_shape)
        photo_px = math.sqrt(photo_shape[0] * photo_shape[1] / (rows * columns))
        return cls((rows, columns), mm_per_px * photo_px, photo_px)

    def mask(self, outline: Sequence[Point]) -> Mask:
        """An outline of the photo on the grid."""
        points = [((r + 0.5) / self.photo_px - 0.5, (c + 0.5) / self.photo_px - 0.5) for r, c in outline]
        return rasterise(points, self.size)

    def outlines(self, mask: Mask) -> tuple[Outline, ...]:
        """The borders of a mask of the grid, in pixels of the photo."""
        # twice the size, so that a border runs between pixels instead of through their centres
        doubled = cv2.resize(mask.astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
        found, _ = cv2.findContours(doubled, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
        borders = (cv2.approxPolyDP(border, 1.0, True).reshape(-1, 2)[:, ::-1] for border in found)
        on_photo = ((border + 0.5) * (self.photo_px / 2) - 0.5 for border in borders if len(border) > 2)
        return tuple(tuple((float(r), float(c)) for r, c in border) for border in on_photo)


def _distance_mm(mask: Mask, mm: float) -> Map:
    """Distance of every pixel from a mask; far where the mask is empty."""
    return as_map(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE) * mm)


def _band(treated: Mask, free: Mask, mm: float, *, gap_mm: float, area: float) -> Mask:
    """The free pixels nearest to the region, up to the wanted area and within the bounds of width."""
    distance_mm = _distance_mm(treated, mm)
    wanted = math.ceil(area * np.count_nonzero(treated))
    nearest_first = np.sort(distance_mm[free])
    reach_mm = float(nearest_first[min(wanted, len(nearest_first)) - 1]) if len(nearest_first) else 0.0
    reach_mm = min(max(reach_mm, gap_mm + NARROWEST_MM), gap_mm + WIDEST_MM)
    return np.asarray(free & (distance_mm <= reach_mm))


def _plain(rgb: Rgb, band: Mask, treated: Mask, mm: float) -> Mask:
    """The band without what departs from its own brightness and colour."""
    if not band.any():
        return band
    log_rgb = np.log(np.maximum(srgb_to_linear(rgb), np.float32(DARKEST)))
    red, green, blue = (blurred(as_map(log_rgb[..., k]), _BLUR_MM / mm) for k in range(3))
    departs = (departure(as_map(m), band) > OUTLIER_MADS for m in (green, red - green, green - blue))
    return without_outliers(band, np.asarray(reduce(or_, departs) & ~treated), mm_per_px=mm)
