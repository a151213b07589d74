"""How strongly a JPEG was compressed, told from its quantisation table."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Annex K.1 of the standard, in rows
STANDARD_LUMINANCE = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ]
)


def scaled_luminance(quality: int) -> NDArray[np.int64]:
    """The luminance table that the IJG encoder (libjpeg) uses at a quality.

    Parameters
    ----------
    quality : int
        1 to 100.

    Returns
    -------
    ndarray, shape (8, 8)
    """
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return np.asarray(np.clip((STANDARD_LUMINANCE * scale + 50) // 100, 1, 255), np.int64)


_ALL_QUALITIES = np.array([scaled_luminance(quality).ravel() for quality in range(1, 101)])


def estimate_quality(luminance_table: Sequence[int]) -> int:
    """The IJG quality whose table is nearest to a file's.

    Cameras use tables of their own; the nearest standard one (smallest sum of absolute
    differences) then says how strong the compression is on the common scale.

    Parameters
    ----------
    luminance_table : sequence of 64 int
        In rows, as Pillow gives them.

    Returns
    -------
    int
        1 to 100.

    Raises
    ------
    ValueError
        If there aren't 64 numbers.

    References
    ----------
    ITU-T T.81 (1992), Annex K.1.

    Examples
    --------
    >>> estimate_quality(scaled_luminance(83).ravel().tolist())
    83
    """
    table = np.asarray(luminance_table)
    if table.shape != (64,):
        raise ValueError(f"a quantisation table has 64 numbers, not {table.shape}")
    return int(np.abs(_ALL_QUALITIES - table).sum(axis=1).argmin()) + 1
