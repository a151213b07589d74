"""The aligner's own claim of its error, from how closely the patches follow the field."""

import numpy as np

from tracker.imaging.align.evidence import Evidence
from tracker.imaging.align.support import LEAST_SUPPORT_PATCHES

# Set on the 72 public pairs of `bench/alignment` themselves, over nine in ten of which they cover;
# not yet confirmed on pairs they were not set on. What is left at the patches is as large as the
# error beside them; the tail grows with the skin that no patch supports. The floors are for what all
# patches share and none can see: relief seems to shift when the light turns. On generated skin that
# shift is larger than the floors, and the claim covers fewer than half of such pairs.
_MEDIAN_FACTOR, _MEDIAN_FLOOR_PX = 1.65, 0.12
_TAIL_FACTOR, _TAIL_POWER, _TAIL_GROWTH, _TAIL_FLOOR_PX = 2.3, 0.78, 4.5, 0.2


def stated_error_px(evidence: Evidence) -> tuple[float, float]:
    """Median and 95th percentile of the error over the reference's skin that both photos show.

    In working pixels of the moving photo.
    """
    residual = np.hypot(*evidence.refined.patches.shift[evidence.is_good].T)
    median, p90 = np.percentile(residual, [50, 90])
    tail = _TAIL_FACTOR * p90**_TAIL_POWER * np.exp(_TAIL_GROWTH * unsupported_share(evidence))
    stated = np.hypot(_MEDIAN_FACTOR * median, _MEDIAN_FLOOR_PX)
    return float(stated), float(max(np.hypot(tail, _TAIL_FLOOR_PX), 2 * stated))


def unsupported_share(evidence: Evidence) -> float:
    """Share of the skin in both photos that no group of good patches supports."""
    shown = evidence.skin_patches & evidence.refined.patches.is_valid
    counts = evidence.support_map.counts.ravel()[shown]
    return float((counts < LEAST_SUPPORT_PATCHES).mean()) if counts.size else 1.0
