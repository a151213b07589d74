"""Whether a frame is blurred: by movement, or out of focus.

A frame of 320 pixels shows gross blur alone; fine sharpness is judged on the photo itself when it is
added.
"""

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.working import BoolArray, Float32Array
from tracker.imaging.guidance.frames import GuideFrame
from tracker.imaging.measure.robust import clipped_rms

_FINE_PX, _COARSE_PX = 1.0, 4.0
_FEWEST_PX = 1500


def sharpness_difference(
    reference: GuideFrame, frame: GuideFrame, matrix: npt.NDArray[np.float64] | None
) -> float | None:
    """The frame's ln(fine / coarse detail) less the reference's; below 0 the frame is softer.

    Parameters
    ----------
    reference, frame : GuideFrame
    matrix : ndarray, shape (2, 3), or None
        Maps (x, y, 1) of the reference to the frame. None: unknown; all that may be skin is compared.

    Returns
    -------
    float or None
        None where too little may be skin.
    """
    here, there = reference.photo.skin, frame.photo.skin
    scale = 1.0
    if matrix is not None:
        scale = float(np.hypot(*matrix[:, 0]))
        there = there & _moved(here, matrix, frame.size)
        back = np.asarray(cv2.invertAffineTransform(matrix), np.float64)
        here = here & _moved(frame.photo.skin, back, reference.size)
    if min(here.sum(), there.sum()) < _FEWEST_PX:
        return None
    before = _sharpness(reference.photo.log_luminance, here, max(1.0, 1 / scale))
    return _sharpness(frame.photo.log_luminance, there, max(1.0, scale)) - before


def _moved(mask: BoolArray, matrix: npt.NDArray[np.float64], size: tuple[int, int]) -> BoolArray:
    return np.asarray(cv2.warpAffine(mask.astype(np.uint8), matrix, size) > 0)


def _sharpness(log_luminance: Float32Array, where: BoolArray, px: float) -> float:
    """ln(RMS of fine detail / RMS of coarse detail), lengths in `px` pixels."""
    if px > 1.05:  # the larger picture is taken down to the smaller one's grain
        log_luminance = np.asarray(cv2.GaussianBlur(log_luminance, (0, 0), 0.5 * np.sqrt(px**2 - 1)))
    fine, mid, wide = (
        np.asarray(cv2.GaussianBlur(log_luminance, (0, 0), sigma * px), np.float32)
        for sigma in (_FINE_PX, 2 * _FINE_PX, _COARSE_PX)
    )
    detail, form = clipped_rms((log_luminance - fine)[where]), clipped_rms((mid - wide)[where])
    return float(np.log(max(detail, 1e-5) / max(form, 1e-5)))
