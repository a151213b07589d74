"""Find a ColorChecker Classic in a photo.

OpenCV's detector proposes, on reduced copies; it needs no model for this chart. One copy isn't enough: the
detector thresholds, and a card that is dark, warm, small or blurred passes only in some other size, tone
or balance, so several are tried until one is good. Nor is its word enough: a proposal counts when its patches
are even and their colours the published ones, but for the light and the camera. Plain grey cards and other
charts are not looked for; a person may mark them (`marked`).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.card.card import Card
from tracker.imaging.card.chart import published_linear_rgb
from tracker.imaging.measure.arrays import LinearRgb, Rgb
from tracker.imaging.measure.colour import DARKEST, srgb_to_linear

SMALLEST_PATCH_PX = 6

# standard deviation inside a patch, as a share of its light: real patches 0.02, hair and faces 0.2
_UNEVEN = 0.1
_STRAY_LIGHT = 0.02
# median difference from the published colours in natural log, after gains: cards under strange cameras
# and tone curves up to 0.26, what else was ever proposed 0.9
_FOREIGN = 0.35

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Look:
    """One way to show a photo to the detector.

    Attributes
    ----------
    long_side_px : int
    gamma : float
        Exponent of the encoded values: below 1 brightens.
    is_balanced : bool
        Whether the channels' means are made equal first.
    """

    long_side_px: int
    gamma: float = 1.0
    is_balanced: bool = False

    def shown(self, rgb: Rgb) -> Rgb:
        """The photo, reduced, in this tone and balance."""
        shrink = max(1.0, max(rgb.shape[:2]) / self.long_side_px)
        size = (round(rgb.shape[1] / shrink), round(rgb.shape[0] / shrink))
        small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
        if self.gamma == 1.0 and not self.is_balanced:
            return small
        means = small.reshape(-1, 3).mean(axis=0)
        gains = means.mean() / np.maximum(means, 1) if self.is_balanced else np.ones(3)
        curves = 255 * np.clip(np.arange(256)[:, None] / 255 * gains, 0, 1) ** self.gamma
        table = np.rint(curves).astype(np.uint8)[None]
        return np.asarray(cv2.LUT(small, table), np.uint8)


LOOKS = (
    Look(1000),
    Look(1000, gamma=1.6),
    Look(1350, is_balanced=True),
    Look(700, gamma=0.5, is_balanced=True),
    Look(1350, gamma=0.5, is_balanced=True),
)


def find_card(rgb: Rgb) -> Card | None:
    """The colour card in a photo; None where there is none that can be read.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
        sRGB, upright; it isn't changed. The card may lie anyhow, 24 whole patches in the frame, each at
        least 6 px wide, and about an eighth of the photo's longer side as a whole.
    """
    for look in LOOKS:
        small = look.shown(rgb)
        cores_xy = _proposed(small)
        if cores_xy is not None:
            factor_xy = np.array(rgb.shape[1::-1]) / np.array(small.shape[1::-1])
            card = read_cores(rgb, (cores_xy + 0.5) * factor_xy - 0.5)
            if card is not None:
                return card
    return None


def _proposed(rgb: Rgb) -> Floats | None:
    """Corners (24, 4, 2), as (x, y), of the patches' cores that OpenCV's detector finds."""
    detector = cv2.mcc.CCheckerDetector.create()
    # has to be said: without it the detector looks for whatever its memory holds
    detector.setColorChartType(cv2.mcc.MCC24)
    try:
        if not detector.process(np.ascontiguousarray(rgb[..., ::-1]), 1):
            return None
    except cv2.error:  # it fails on some cards of which hardly a patch is readable
        return None
    return np.asarray(detector.getBestColorChecker().getColorCharts(), np.float64).reshape(24, 4, 2)


def read_cores(rgb: Rgb, cores_xy: Floats) -> Card | None:
    """The light of each patch at full size; None where the patches aren't the chart's.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
    cores_xy : (24, 4, 2)
        Corners, as (x, y), of the patches' cores, in the order of `chart`.
    """
    is_inside = (cores_xy >= 0).all() and (cores_xy <= np.array(rgb.shape[1::-1]) - 1).all()
    if not is_inside or np.ptp(cores_xy, axis=1).min() < SMALLEST_PATCH_PX / 2:
        return None
    cores = [_core(rgb, corners_xy) for corners_xy in cores_xy]
    linear_rgb = np.array([core.mean(axis=0) for core in cores], np.float64)
    unevenness = [(core.std(axis=0) / (core.mean(axis=0) + _STRAY_LIGHT)).mean() for core in cores]
    if np.median(unevenness) > _UNEVEN or not _is_chart(linear_rgb):
        return None
    return Card(linear_rgb, cores_xy.mean(axis=1)[:, ::-1])


def core_light(rgb: Rgb, corners_xy: Floats) -> LinearRgb | None:
    """Linear light (K, 3) inside a quadrilateral of (x, y); None outside of the photo or where small."""
    is_inside = (corners_xy >= 0).all() and (corners_xy <= np.array(rgb.shape[1::-1]) - 1).all()
    if not is_inside or np.ptp(corners_xy, axis=0).min() < SMALLEST_PATCH_PX / 2:
        return None
    return _core(rgb, corners_xy)


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
    return colour_difference(linear_rgb) < _FOREIGN


def colour_difference(linear_rgb: Floats) -> float:
    """Median difference of light (24, 3) from the published colours, natural log, after gains."""
    published = published_linear_rgb()
    difference = np.log(np.maximum(linear_rgb, DARKEST)) - np.log(np.maximum(published, DARKEST))
    is_seen = (linear_rgb > DARKEST) & (published > DARKEST)
    apart = np.abs(difference - np.median(difference, axis=0))[is_seen]
    return float(np.median(apart))
