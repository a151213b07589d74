"""How sharp skin looks on a screen rendition, alone and against the same skin of the reference photo."""

import cv2
import numpy as np

from tracker.imaging.align.working import FloatArray
from tracker.imaging.measure.arrays import Map, Mask, Rgb, as_map
from tracker.imaging.measure.robust import clipped_rms
from tracker.imaging.measure.sharpness import COARSE_MM, FINE_MM

_LOOKED_AT_PX = 1024
_FEWEST_PX = 4000
_DARK_OFFSET = 6.0
# pixels of the rendition: below, its own resampling and compression are seen
_FINEST_PX = 0.8
# what 8 bits and the rendition's compression leave in the finest band where there is no detail
_QUANTISATION = 0.0012
# a surface without any form can't be told from a blurred one
_NOTHING = 0.0008
_OWN_BANDS_PX = (0.7, 1.4, 2.8, 5.6)


def own_sharpness(rgb: Rgb, skin: Mask) -> float | None:
    """ln(RMS of detail of about a pixel / RMS of detail of about four pixels) of the skin.

    Studio photos and good phone photos reach -1.1 to 0; a blur of two pixels takes all of them below -1.5,
    one of three below -1.9. Noise hides blur, as everywhere.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
    skin : (M, N) bool

    Returns
    -------
    float or None
        None where there is too little skin, or nothing on it.
    """
    box = _middle_of(skin)
    return _ln_ratio(rgb[box], skin[box], _OWN_BANDS_PX, floor=_QUANTISATION)


def sharper_than(
    reference: tuple[Rgb, Mask],
    moving: tuple[Rgb, Mask],
    matrix: FloatArray,
    *,
    mm_per_px: tuple[float, float],
) -> float | None:
    """d ln(fine / coarse detail) of the same skin, in the bands by which photos are measured later.

    Parameters
    ----------
    reference, moving : tuple of (M, N, 3) uint8 and (M, N) bool
        Pictures and their skin.
    matrix : ndarray, shape (2, 3)
        Maps (x, y, 1) of the reference's picture to the other's: a similarity.
    mm_per_px : tuple of float
        Of both pictures.

    Returns
    -------
    float or None
        Above 0 the moving photo is sharper; None where too little skin is common.
    """
    (before_rgb, before), (now_rgb, now) = reference, moving
    there = now & _carried(before, matrix, now.shape)
    here = before & _carried(now, np.asarray(cv2.invertAffineTransform(matrix)), before.shape)
    # the larger grain of both pictures: what only one of them can show is no difference of sharpness
    finest_mm = max(FINE_MM[0], _FINEST_PX * max(mm_per_px))
    bands_mm = (
        finest_mm,
        2 * finest_mm,
        *(max(mm, 4 * k * finest_mm) for k, mm in zip((1, 2), COARSE_MM, strict=True)),
    )
    values = []
    for rgb, skin, mm in ((before_rgb, here, mm_per_px[0]), (now_rgb, there, mm_per_px[1])):
        box = _middle_of(skin)
        values.append(_ln_ratio(rgb[box], skin[box], tuple(band / mm for band in bands_mm)))
    return None if values[0] is None or values[1] is None else values[1] - values[0]


def _carried(mask: Mask, matrix: FloatArray, shape: tuple[int, ...]) -> Mask:
    size = shape[1], shape[0]
    return np.asarray(cv2.warpAffine(mask.astype(np.uint8), matrix, size, flags=cv2.INTER_NEAREST) > 0)


def _middle_of(mask: Mask) -> tuple[slice, slice]:
    """The square around the mask's middle that is looked at."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return slice(0, 0), slice(0, 0)
    row, column = (int(places[0] + places[-1]) // 2 for places in (rows, columns))
    half = _LOOKED_AT_PX // 2
    return slice(max(0, row - half), row + half), slice(max(0, column - half), column + half)


def _ln_ratio(rgb: Rgb, skin: Mask, sigmas_px: tuple[float, ...], *, floor: float = 0.0) -> float | None:
    """ln(RMS between the first two blurs, less a floor / RMS between the other two) on ln green."""
    if skin.sum() < _FEWEST_PX:
        return None
    log_green = as_map(np.log(rgb[..., 1].astype(np.float32) + np.float32(_DARK_OFFSET)))
    fine, mid, wide, widest = (_blurred(log_green, sigma) for sigma in sigmas_px)
    every = max(1, int(skin.sum()) // 100_000)
    detail, form = (clipped_rms(band[skin][::every]) for band in (fine - mid, wide - widest))
    if form < _NOTHING:
        return None
    detail = float(np.sqrt(max(0.0, detail**2 - floor**2)))
    return float(np.log(max(detail, 1e-6) / max(form, 1e-6)))


def _blurred(values: Map, sigma_px: float) -> Map:
    return as_map(cv2.GaussianBlur(values, (0, 0), max(0.3, sigma_px)))
