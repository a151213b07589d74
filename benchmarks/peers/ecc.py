"""Enhanced correlation: one affine map or homography that makes two pictures correlate best."""

import cv2
import numpy as np

from benchmarks.alignment.scoring import PointMap, Rgb
from benchmarks.peers.reduced import by_homography, grey_of, on_reduced_photos

_LEVELS, _ROUNDS, _SMALLEST_STEP = 5, 100, 1e-6
_BLUR_SIGMA_PX = 1.2
_NO_PREFILTER = 1


@on_reduced_photos
def ecc_affine(reference_rgb: Rgb, moving_rgb: Rgb) -> PointMap | None:
    """Multi-scale ECC, affine: `findTransformECCMultiScale` from the identity.

    As tutorials do, accepted whenever it converges; it raises where it doesn't.

    References
    ----------
    Evangelidis and Psarakis 2008, doi:10.1109/TPAMI.2008.113.
    """
    return _correlated(reference_rgb, moving_rgb, cv2.MOTION_AFFINE)


@on_reduced_photos
def ecc_homography(reference_rgb: Rgb, moving_rgb: Rgb) -> PointMap | None:
    """Multi-scale ECC with a homography, otherwise as `ecc_affine`."""
    return _correlated(reference_rgb, moving_rgb, cv2.MOTION_HOMOGRAPHY)


def _correlated(reference_rgb: Rgb, moving_rgb: Rgb, motion: int) -> PointMap | None:
    settings = cv2.ECCParameters()
    settings.motionType, settings.nlevels = motion, _LEVELS
    settings.criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_COUNT, _ROUNDS, _SMALLEST_STEP)
    # the built-in prefilter biases scale: blurred here, alike in both
    settings.gaussFiltSize = _NO_PREFILTER
    reference, moving = (
        cv2.GaussianBlur(grey_of(rgb), (0, 0), _BLUR_SIGMA_PX) for rgb in (reference_rgb, moving_rgb)
    )
    start = np.eye(3, dtype=np.float32)[: 3 if motion == cv2.MOTION_HOMOGRAPHY else 2]
    try:
        _, found = cv2.findTransformECCMultiScale(reference, moving, start, settings)
    except cv2.error:
        return None
    return by_homography(np.asarray(found)) if np.isfinite(found).all() else None
