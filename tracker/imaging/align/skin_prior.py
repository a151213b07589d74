"""Where skin may be: a chromatic prior for any tone, generous on purpose."""

import cv2
import numpy as np
import numpy.typing as npt

_LONG_SIDE_PX = 200
_SMALLEST_SHARE = 0.12
# the dilation below, in parts of the long side
_GROWN_BY = 7 / 200


def skin_prior(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Pixels whose colour could be skin's.

    Blood and melanin both absorb blue most and red least, so red > green > blue within broad
    ratios holds from the lightest to the darkest skin. When hardly anything passes (a strong
    cast, a grey photo) the prior withdraws and all pixels count.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB photo.

    Returns
    -------
    ndarray of bool, shape (M, N)
    """
    possible = _possible_skin(_small_float(rgb))
    opened = cv2.morphologyEx(possible, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    possible = np.asarray(cv2.dilate(opened, np.ones((7, 7), np.uint8)), np.uint8)
    if possible.mean() < _SMALLEST_SHARE:
        return np.ones(rgb.shape[:2], bool)
    full = cv2.resize(possible, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_NEAREST)
    return full.astype(bool)


def surely_skin(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """`skin_prior`, taken back by what it is grown by on purpose.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB photo, or better a smaller picture of it.

    Returns
    -------
    ndarray of bool, shape (M, N)
    """
    width = max(1, round(_GROWN_BY * max(rgb.shape[:2])))
    eroded = cv2.erode(skin_prior(rgb).astype(np.uint8), np.ones((width, width), np.uint8))
    return np.asarray(eroded > 0)


def _small_float(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """A blurred thumbnail, offset so that ratios of dark pixels stay tame."""
    fraction = min(1.0, _LONG_SIDE_PX / max(rgb.shape[:2]))
    small = cv2.resize(rgb, None, fx=fraction, fy=fraction, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (0, 0), 1).astype(np.float32) + np.float32(3)


def _possible_skin(rgb_offset: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """1 where both colour ratios are within skin's range."""
    red_green = rgb_offset[..., 0] / rgb_offset[..., 1]
    green_blue = rgb_offset[..., 1] / rgb_offset[..., 2]
    within = (red_green > 1.06) & (red_green < 2.8) & (green_blue > 0.92) & (green_blue < 2.4)
    return within.astype(np.uint8)
