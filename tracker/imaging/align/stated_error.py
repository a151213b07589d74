"""The aligner's own claim of its error, from how closely and how alike the patches lie."""

import numpy as np

from tracker.imaging.align.evidence import Evidence
from tracker.imaging.align.support import LEAST_SUPPORT_PATCHES

# Quantile regression (0.9) on the logarithms of the true errors of 190 pairs of `benchmarks.pairs`, seeds 7
# and 8, kinds weighted alike; then lowered until the typical claim is at most three times too large on the
# public pairs, where the light turns less. What is left at the patches is as large as the error beside
# them; patches that look less alike were lit otherwise, and relief then seems to shift where no patch
# can see it; the tail grows with the skin that no patch supports.
_MEDIAN, _MEDIAN_BY_RESIDUAL, _MEDIAN_BY_UNLIKENESS = 2.5, 0.7, 0.35
_TAIL, _TAIL_BY_RESIDUAL, _TAIL_BY_UNLIKENESS, _TAIL_BY_UNSUPPORTED = 4.8, 0.71, 0.37, 2.83
# nothing is known better than this, in working pixels
_MEDIAN_FLOOR_PX, _TAIL_FLOOR_PX = 0.05, 0.12
_LEAST_UNLIKENESS = 1e-3


def stated_error_px(evidence: Evidence) -> tuple[float, float]:
    """Median and 95th percentile of the error over the reference's skin that both photos show.

    In working pixels of the moving photo.
    """
    patches, good = evidence.refined.patches, evidence.is_good
    residual = np.hypot(*patches.shift[good].T)
    median, p90 = np.percentile(residual, [50, 90])
    unlikeness = max(_LEAST_UNLIKENESS, 1 - float(np.median(patches.peak[good])))
    stated = _MEDIAN * median**_MEDIAN_BY_RESIDUAL * unlikeness**_MEDIAN_BY_UNLIKENESS
    tail = _TAIL * p90**_TAIL_BY_RESIDUAL * unlikeness**_TAIL_BY_UNLIKENESS
    tail *= np.exp(_TAIL_BY_UNSUPPORTED * unsupported_share(evidence))
    return max(float(stated), _MEDIAN_FLOOR_PX), max(float(tail), 2 * float(stated), _TAIL_FLOOR_PX)


def unsupported_share(evidence: Evidence) -> float:
    """Share of the skin in both photos that no group of good patches supports."""
    shown = evidence.skin_patches & evidence.refined.patches.is_valid
    counts = evidence.support_map.counts.ravel()[shown]
    return float((counts < LEAST_SUPPORT_PATCHES).mean()) if counts.size else 1.0
