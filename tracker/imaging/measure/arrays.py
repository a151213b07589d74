"""The kinds of arrays that measurement passes around, named by what their numbers mean."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rgb = NDArray[np.uint8]
"""(M, N, 3) sRGB, 8 bits."""
LinearRgb = NDArray[np.float32]
"""(M, N, 3) linear light, sRGB primaries, 0 to 1."""
Map = NDArray[np.float32]
"""(M, N), one number for each pixel."""
Mask = NDArray[np.bool_]
"""(M, N), True inside."""


def as_map(values: ArrayLike) -> Map:
    """What OpenCV hands back, as the float32 array that it is."""
    return np.asarray(values, np.float32)
