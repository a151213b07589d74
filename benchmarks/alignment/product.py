"""The product's alignment as the scorer of ``bench/score_alignment.py`` asks for it."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tracker.errors import AlignmentRefused
from tracker.imaging.align import align

Points = npt.NDArray[np.float64]
Answer = tuple[Callable[[Points], Points], tuple[float, float], Callable[[Points], npt.NDArray[np.bool_]]]


def aligner(reference_rgb: npt.NDArray[np.uint8], moving_rgb: npt.NDArray[np.uint8]) -> Answer | None:
    """Map, stated error (median, p95; px of the moving photo) and trust; None when refused."""
    try:
        alignment = align(reference_rgb, moving_rgb)
    except AlignmentRefused:
        return None
    stated = (alignment.error_median_px, alignment.error_p95_px)
    return alignment.to_moving, stated, alignment.is_trusted
