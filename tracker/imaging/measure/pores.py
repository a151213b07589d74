"""T2: how dark the strongest pores are, at the same sharpness on every photo."""

import cv2
import numpy as np

from tracker.imaging.measure.arrays import Map, as_map
from tracker.imaging.measure.masks import box_around
from tracker.imaging.measure.scale import SkinSample
from tracker.imaging.measure.sharpness import matching_blur
from tracker.imaging.measure.smoothing import blurred, blurred_further

PORE_SIGMAS_MM = (0.09, 0.13, 0.19, 0.27)
PORES_PER_CM2 = 20
FEWEST_PORES = 20

_APART_MM = 0.16
_MARGIN_MM = 1.5
_ROUNDEST_RATIO = 0.35
# with eigenvalues m +- t: smaller > 0.35 larger  <=>  t^2 < ((1 - 0.35) / (1 + 0.35))^2 m^2
_ROUND = ((1 - _ROUNDEST_RATIO) / (1 + _ROUNDEST_RATIO)) ** 2


def pore_contrast(sample: SkinSample, *, common_sharpness: float) -> float | None:
    """T2, pore contrast: mean response of the region's 20 strongest round dark blobs per cm2.

    The response is sigma^2 times the square root of the determinant of the Hessian of 100 ln G, at its
    largest over sigma 0.09 to 0.27 mm, where both curvatures are those of a dark spot and the smaller is
    at least 0.35 of the larger. Every photo is first blurred to `common_sharpness`.

    Parameters
    ----------
    sample : SkinSample
    common_sharpness : float
        Target of `matching_blur`, of the reference photo.

    Returns
    -------
    float or None
        In percent of contrast, about 0.5 to 15; less is finer pores. None where the region holds fewer
        than 20 blobs.

    Notes
    -----
    Follows depth times area of pores, not their number. Small moles, hairs seen end-on and blackheads
    count too. A photo softer than the reference blurred by 0.12 mm can't be matched and reads low.

    References
    ----------
    Lindeberg 1998, doi 10.1023/A:1008045108935 (scale-normalised determinant of the Hessian)
    """
    box = box_around(sample.treated, round(sample.px(_MARGIN_MM)))
    treated = sample.treated[box]
    blur_px = sample.px(matching_blur(sample, common_sharpness))
    log_green = blurred(100 * sample.log_rgb[..., 1][box], blur_px)
    strength = _blob_strength(log_green, [sample.px(s) for s in PORE_SIGMAS_MM])
    size = 2 * round(sample.px(_APART_MM)) + 1
    is_peak = (strength > 0) & (strength == cv2.dilate(strength, np.ones((size, size), np.uint8)))
    found = np.sqrt(strength[is_peak & treated])
    area_cm2 = float(treated.sum()) * sample.mm_per_px**2 / 100
    wanted = max(FEWEST_PORES, int(PORES_PER_CM2 * area_cm2))
    return float(np.sort(found)[-wanted:].mean()) if len(found) >= FEWEST_PORES else None


def _blob_strength(values: Map, sigmas_px: list[float]) -> Map:
    """Largest determinant of the scale-normalised Hessian over the scales, 0 where no round dark blob is."""
    strength = np.zeros_like(values)
    smooth, sigma_now = values, 0.0
    for sigma in sigmas_px:
        smooth, sigma_now = blurred_further(smooth, sigma, from_sigma_px=sigma_now), sigma
        np.maximum(strength, _round_dark(smooth, sigma), out=strength)
    return strength


def _round_dark(smooth: Map, sigma_px: float) -> Map:
    """Determinant of the Hessian times sigma^4 where both curvatures are positive and alike, else 0."""
    scale = sigma_px**2 / 4
    rows, columns = (
        cv2.Sobel(smooth, cv2.CV_32F, *order, ksize=3, scale=scale) for order in ((0, 2), (2, 0))
    )
    mixed = cv2.Sobel(smooth, cv2.CV_32F, 1, 1, ksize=3, scale=scale)
    mean = (rows + columns) / 2
    difference2 = np.square((rows - columns) / 2) + np.square(mixed)
    mean2 = np.square(mean)
    is_round_dark = (mean > 0) & (difference2 < np.float32(_ROUND) * mean2)
    return as_map((mean2 - difference2) * is_round_dark)
