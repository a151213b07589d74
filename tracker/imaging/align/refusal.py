"""Why a pair is refused, as far as it can be told."""

import numpy as np

from tracker.imaging.align.coarse import is_plausible, one_affine
from tracker.imaging.align.evidence import Evidence
from tracker.imaging.align.pair import Pair
from tracker.imaging.align.seek import seek
from tracker.model import RefusalReason

_FEWEST_FEATURES = 150
_FEWEST_FAR_MATCHES = 20


def why_refused(pair: Pair, evidence: Evidence | None) -> RefusalReason:
    """The likeliest reason, asked in the order in which one would hide the next.

    Parameters
    ----------
    pair : Pair
    evidence : Evidence or None
        What was found for the pair as it stands, and was not enough.
    """
    if is_blurred(pair):
        return RefusalReason.BLURRED
    if evidence is not None and evidence.agrees and evidence.is_middle_found:
        return RefusalReason.LITTLE_SKIN
    if is_far_apart(pair):
        return RefusalReason.FAR_APART
    if is_mirrored(pair):
        return RefusalReason.MIRRORED
    return RefusalReason.DIFFERENT


def is_blurred(pair: Pair) -> bool:
    """Whether one of the photos has too few keypoints to be skin in focus."""
    return min(len(pair.reference_features), len(pair.moving_features)) < _FEWEST_FEATURES


def is_far_apart(pair: Pair) -> bool:
    """Whether many matches follow one model whose turn or scale is out of range."""
    homography, inliers = one_affine(
        pair.reference_features, pair.moving_features, pair.matches, size=pair.reference.size
    )
    if homography is None or inliers.sum() < _FEWEST_FAR_MATCHES:
        return False
    spread = np.linalg.svd(homography[:2, :2], compute_uv=False)
    is_proper = np.linalg.det(homography[:2, :2]) > 0 and spread[0] < 2 * spread[1]
    return bool(is_proper and not is_plausible(homography))


def is_mirrored(pair: Pair) -> bool:
    """Whether the mirror image of the moving photo would have been accepted."""
    evidence = seek(pair.mirrored())
    return evidence is not None and evidence.agrees
