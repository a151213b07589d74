"""The ColorChecker Classic: the published colours of its 24 patches.

References
----------
.. [1] X-Rite 2016, "ColorChecker Color Reference: ColorChecker Classic colorimetric values", made from
       November 2014 on (CIELAB, illuminant D50, 2 degree observer, M0). Earlier charts differ by 1 to 3
       units of CIELAB.
.. [2] Lindbloom, "Chromatic adaptation", the Bradford transform (also ICC.1:2022, annex E).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tracker.imaging.cie import D65_WHITE, RGB_TO_XYZ

ROWS, COLUMNS = 4, 6
GREY = slice(18, 24)
"""The row of greys, from white to black."""

# row by row, from dark skin to black [1]
_LAB_D50 = (
    (37.54, 14.37, 14.92),
    (64.66, 19.27, 17.50),
    (49.32, -3.82, -22.54),
    (43.46, -12.74, 22.72),
    (54.94, 9.61, -24.79),
    (70.48, -32.26, -0.37),
    (62.73, 35.83, 56.50),
    (39.43, 10.75, -45.17),
    (50.57, 48.64, 16.67),
    (30.10, 22.54, -20.87),
    (71.77, -24.13, 58.19),
    (71.51, 18.24, 67.37),
    (28.37, 15.42, -49.80),
    (54.38, -39.72, 32.27),
    (42.43, 51.05, 28.62),
    (81.80, 2.67, 80.41),
    (50.63, 51.28, -14.12),
    (49.57, -29.71, -28.32),
    (95.19, -1.03, 2.93),
    (81.29, -0.57, 0.44),
    (66.89, -0.75, -0.06),
    (50.76, -0.13, 0.14),
    (35.63, -0.46, -0.48),
    (20.64, 0.07, -0.46),
)
_D50_WHITE = np.array([0.96422, 1.0, 0.82521])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


@lru_cache(maxsize=1)
def published_linear_rgb() -> NDArray[np.float64]:
    """Linear sRGB of the patches under D65, a perfect white diffuser being (1, 1, 1).

    Returns
    -------
    ndarray, shape (24, 3)
        Row by row, from dark skin to black. Cyan lies outside of sRGB: its red is 0. Read-only.

    Examples
    --------
    >>> published_linear_rgb()[GREY].mean(axis=1).round(2).tolist()
    [0.87, 0.59, 0.36, 0.19, 0.09, 0.03]
    """
    lightness, a, b = np.array(_LAB_D50).T
    y = (lightness + 16) / 116
    response = np.stack([y + a / 500, y, y - b / 200], axis=1)
    linear = 3 * (6 / 29) ** 2 * (response - 4 / 29)
    xyz_d50 = np.where(response > 6 / 29, response**3, linear) * _D50_WHITE
    cones = np.diag((_BRADFORD @ D65_WHITE) / (_BRADFORD @ _D50_WHITE))
    adapted = xyz_d50 @ (np.linalg.inv(_BRADFORD) @ cones @ _BRADFORD).T
    rgb: NDArray[np.float64] = np.maximum(adapted @ np.linalg.inv(RGB_TO_XYZ).T, 0)
    rgb.flags.writeable = False
    return rgb
