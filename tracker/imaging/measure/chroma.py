"""Take back what a JPEG decoder rounds: smooth skin reads too red or too green by a steady part of a level.

A JPEG holds brightness and two chroma channels in whole levels. A decoder brings them to red, green and blue
and rounds again, in the same direction wherever the chroma is the same. On smooth skin whole areas have one
chroma, so the error is no noise that averages out: up to half a level, 0.3 a*. Before that it rounded chroma
to whole levels, which on smooth skin is as steady: `chroma_steps`.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.measure.arrays import LinearRgb, Rgb
from tracker.imaging.measure.chroma_steps import find_step, restored
from tracker.imaging.rgb_space import SRGB_SPACE, RgbSpace

# ITU-T T.871 (JFIF), without the offset of 128
_TO_YCC = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], np.float32
)
_ROWS_AT_A_TIME = 32
_STEP_OF_A_COPY = 2
_TO_RGB = np.linalg.inv(_TO_YCC.astype(np.float64)).astype(np.float32)


def jpeg_to_linear(
    rgb: Rgb, space: RgbSpace = SRGB_SPACE, *, steps: tuple[int, int] | None = None
) -> LinearRgb:
    """Linear light of a decoded JPEG from its own luma and chroma levels.

    The levels are found again by rounding, since the decoder moved each channel by at most half a level,
    and are brought to red, green and blue without rounding.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
        As the decoder gave it, not resampled and not converted to another colour space.
    space : RgbSpace
        What its values mean. Levels are found in the file's own values, whatever they mean; light is brought
        to sRGB primaries afterwards, in floating point.
    steps : (int, int) or None
        Of the mean of a block in both chroma channels, in eighths of a level, as the file says. Up to 2
        (quality 93 and better) it may be a copy of a coarser one: then the pixels tell.

    Returns
    -------
    (M, N, 3) float32
        About 0 to 1.

    Notes
    -----
    On photos that never were JPEG it would add half a level of noise instead. On generated skin in a fixed
    set-up it halved the scatter of redness between repeats; on the public phantoms it changed nothing.

    References
    ----------
    ITU-T T.871 (2011), JPEG File Interchange Format, section 7
    """
    shifts = _shifts(rgb, steps)
    linear_rgb = np.empty(rgb.shape, np.float32)
    for rows in _rows(rgb):
        linear_rgb[rows] = _rows_to_linear(rgb[rows], shifts, space)
    return linear_rgb


def _shifts(rgb: Rgb, steps: tuple[int, int] | None) -> list[NDArray[np.float32]]:
    """What blue and red chroma are to be moved by at each level; empty where by nothing."""
    if steps is None or max(steps) <= _STEP_OF_A_COPY:
        chroma = np.empty((*rgb.shape[:2], 2), np.uint8)
        for rows in _rows(rgb):
            chroma[rows] = _as_bytes(_levels(rgb[rows])[..., 1:])
        found = find_step(chroma)
        steps = None if found is None else (found, found)
    shifts = [restored(step) for step in steps or ()]
    return shifts if any(shift.any() for shift in shifts) else []


def _rows(rgb: Rgb) -> list[slice]:
    """A few rows at a time stay in the processor's cache: a third of the time, and no memory to speak of."""
    return [slice(first, first + _ROWS_AT_A_TIME) for first in range(0, rgb.shape[0], _ROWS_AT_A_TIME)]


def _levels(rgb: Rgb) -> LinearRgb:
    """Whole levels of luma and, around 0, of blue and red chroma, (M, N, 3)."""
    return np.rint(cv2.transform(np.ascontiguousarray(rgb).astype(np.float32), _TO_YCC))


def _as_bytes(chroma: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Whole levels as files hold them: 128 is grey."""
    return np.clip(chroma + 128, 0, 255).astype(np.uint8)


def _rows_to_linear(rgb: Rgb, shifts: list[NDArray[np.float32]], space: RgbSpace) -> LinearRgb:
    levels = _levels(rgb)
    taken_back = cv2.transform(levels, _TO_RGB) - rgb
    np.minimum(np.maximum(taken_back, -1, out=taken_back), 1, out=taken_back)
    for k, shift in enumerate(shifts, start=1):
        taken_back += cv2.LUT(_as_bytes(levels[..., k]), shift)[..., None] * _TO_RGB[:, k]
    return space.to_linear(np.ascontiguousarray(rgb), taken_back)
