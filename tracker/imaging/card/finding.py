"""Find a ColorChecker Classic in a photo.

OpenCV's detector proposes, on a reduced copy; it needs no model for this chart. Its word alone isn't
enough: a proposal counts when its patches are even and their colours the published ones, but for the
light and the camera. Plain grey strips and other charts are not looked for.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.card.card import Card
from tracker.imaging.card.chart import published_linear_rgb
from tracker.imaging.measure.arrays import LinearRgb, Rgb
from tracker.imaging.measure.colour import DARKEST, srgb_to_linear

LONG_SIDE_PX = 1000
SMALLEST_PATCH_PX = 6

# standard deviation inside a patch, as a share of its light: real patches 0.02, hair and faces 0.2
_UNEVEN = 0.1
_STRAY_LIGHT = 0.02
# median difference from the published colours in natural log, after gains: cards under strange cameras
# and tone curves up to 0.26, what else was ever proposed 0.9
_FOREIGN = 0.35

Floats = NDArray[np.float64]


def find_card(rgb: Rgb) -> Card | None:
    """The colour card in a photo; None where there is none that can be read.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
        sRGB, upright; it isn't changed. The card may lie anyhow, 24 whole patches in the frame, each at
        least 6 px wide, and about an eighth of the photo's longer side as a whole.
    """
    shrink = max(1.0, max(rgb.shape[:2]) / LONG_SIDE_PX)
    size = (round(rgb.shape[1] / shrink), round(rgb.shape[0] / shrink))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    cores_xy = _proposed(small)
    if cores_xy is None:
        return None
    factor_xy = np.array(rgb.shape[1::-1]) / np.array(size)
    return _read(rgb, (cores_xy + 0.5) * factor_xy - 0.5)


def _proposed(rgb: Rgb) -> Floats | None:
    """Corners (24, 4, 2), as (x, y), of the patches' cores that OpenCV's detector finds."""
    detector = cv2.mcc.CCheckerDetector.create()
    # has to be said: without it the detector looks for whatever its memory holds
    detector.setColorChartType(cv2.mcc.MCC24)
    if not detector.process(np.ascontiguousarray(rgb[..., ::-1]), 1):
        return None
    return np.asarray(detector.getBestColorChecker().getColorCharts(), np.float64).reshape(24, 4, 2)


def _read(rgb: Rgb, cores_xy: Floats) -> Card | None:
    """The light of each patch at full size; None where the patches aren't the chart's."""
    is_inside = (cores_xy >= 0).all() and (cores_xy <= np.array(rgb.shape[1::-1]) - 1).all()
    if not is_inside or np.ptp(cores_xy, axis=1).min() < SMALLEST_PATCH_PX / 2:
        return None
    cores = [_core(rgb, corners_xy) for corners_xy in cores_xy]
    linear_rgb = np.array([core.mean(axis=0) for core in cores], np.float64)
    unevenness = [(core.std(axis=0) / (core.mean(axis=0) + _STRAY_LIGHT)).mean() for core in cores]
    if np.median(unevenness) > _UNEVEN or not _is_chart(linear_rgb):
        return None
    return Card(linear_rgb, cores_xy.mean(axis=1)[:, ::-1])


def _core(rgb: Rgb, corners_xy: Floats) -> LinearRgb:
    """Linear light (K, 3) of the pixels in the core of a patch."""
    left, top = np.floor(corners_xy.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners_xy.max(axis=0)).astype(int) + 1
    crop = srgb_to_linear(np.ascontiguousarray(rgb[top:bottom, left:right]))
    inside = np.zeros(crop.shape[:2], np.uint8)
    cv2.fillConvexPoly(inside, np.rint(corners_xy - [left, top]).astype(np.int32), (1,))
    return np.asarray(crop[inside > 0], np.float32)


def _is_chart(linear_rgb: Floats) -> bool:
    """Whether light (24, 3) is that of the chart under some gains."""
    published = published_linear_rgb()
    difference = np.log(np.maximum(linear_rgb, DARKEST)) - np.log(np.maximum(published, DARKEST))
    is_seen = (linear_rgb > DARKEST) & (published > DARKEST)
    apart = np.abs(difference - np.median(difference, axis=0))[is_seen]
    return float(np.median(apart)) < _FOREIGN
