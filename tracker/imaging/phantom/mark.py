"""The word SYNTHETIC, small, near the lower edge."""

import cv2
import numpy as np
from numpy.typing import NDArray

MARK = "SYNTHETIC"
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def burn_mark(rgb: NDArray[np.uint8], *, text: str = MARK) -> NDArray[np.uint8]:
    """Write a small mark into the lower left corner.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB.
    text : str

    Returns
    -------
    ndarray of uint8, shape (M, N, 3)
        A changed copy.
    """
    height, width = rgb.shape[:2]
    size = width / 2400
    place = (round(0.014 * width), height - round(0.016 * width))
    ink = np.zeros((height, width), np.uint8)
    cv2.putText(ink, text, place, _FONT, size, 255, max(1, round(2 * size)), cv2.LINE_AA)
    share = (ink.astype(np.float32) / 255 * 0.8)[..., None]
    return np.asarray(np.rint(rgb * (1 - share) + 245 * share), np.uint8)
