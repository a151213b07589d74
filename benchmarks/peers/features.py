"""Keypoints and one homography: what most tutorials on aligning photos teach."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.alignment.scoring import PointMap, Rgb
from benchmarks.peers.reduced import Grey, by_homography, grey_of, on_reduced_photos

FEWEST_GOOD_MATCHES = 10
"""``MIN_MATCH_COUNT`` of OpenCV's tutorial; here the inliers must be as many as well."""

_ORB_COUNT, _ORB_KEPT = 500, 0.15
_SIFT_RATIO = 0.8
_RANSAC_PX, _MAGSAC_PX = 5.0, 3.0
_CONFIDENCE, _ROUNDS = 0.999, 10_000

Matches = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


@on_reduced_photos
def orb_ransac(reference_rgb: Rgb, moving_rgb: Rgb) -> PointMap | None:
    """ORB and a homography by RANSAC: the usual tutorial on "image alignment".

    500 keypoints, brute-force Hamming matches, the closest 15 % of them. Accepted with ten inliers.

    References
    ----------
    Rublee et al. 2011, doi:10.1109/ICCV.2011.6126544.
    """
    orb = cv2.ORB.create(_ORB_COUNT)
    (first, described), (second, others) = _described(orb, grey_of(reference_rgb), grey_of(moving_rgb))
    if described is None or others is None:
        return None
    matches = sorted(cv2.BFMatcher(cv2.NORM_HAMMING).match(described, others), key=lambda m: m.distance)
    best = matches[: int(len(matches) * _ORB_KEPT)]
    return _homography(_places(first, second, best), cv2.RANSAC, _RANSAC_PX)


@on_reduced_photos
def sift_ransac(reference_rgb: Rgb, moving_rgb: Rgb) -> PointMap | None:
    """SIFT, Lowe's ratio test at 0.8 and a homography by RANSAC within 5 px.

    As in OpenCV's tutorial "Feature Matching + Homography to find Objects", except that its ratio of
    0.7 did worse on skin: refused with fewer than ten good matches. The inliers must be ten as well,
    which the tutorial doesn't ask.

    References
    ----------
    Lowe 2004, doi:10.1023/B:VISI.0000029664.99615.94. Fischler and Bolles 1981, doi:10.1145/358669.358692.
    """
    return _homography(_sift_matches(reference_rgb, moving_rgb), cv2.RANSAC, _RANSAC_PX)


@on_reduced_photos
def sift_magsac(reference_rgb: Rgb, moving_rgb: Rgb) -> PointMap | None:
    """SIFT, the same matches, and a homography by MAGSAC++ within 3 px; accepted by the same rule.

    Within 1 px, as is often seen, ten inliers were found in half of the good pairs only.

    References
    ----------
    Barath et al. 2020, doi:10.1109/CVPR42600.2020.00138.
    """
    matches = _sift_matches(reference_rgb, moving_rgb)
    return _homography(matches, cv2.USAC_MAGSAC, _MAGSAC_PX)


def _described(detector: cv2.Feature2D, *greys: Grey) -> list[tuple[Sequence[cv2.KeyPoint], Any]]:
    return [detector.detectAndCompute(grey, None) for grey in greys]


def _sift_matches(reference_rgb: Rgb, moving_rgb: Rgb) -> Matches:
    """Places of the matches that pass the ratio test."""
    sift = cv2.SIFT.create()
    (first, described), (second, others) = _described(sift, grey_of(reference_rgb), grey_of(moving_rgb))
    if described is None or others is None or len(others) < 2:
        return _places(first, second, [])
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(described, others, k=2)
    return _places(first, second, [one for one, two in pairs if one.distance < _SIFT_RATIO * two.distance])


def _places(
    first: Sequence[cv2.KeyPoint], second: Sequence[cv2.KeyPoint], matches: Sequence[cv2.DMatch]
) -> Matches:
    reference_xy = np.array([first[m.queryIdx].pt for m in matches], np.float32).reshape(-1, 2)
    moving_xy = np.array([second[m.trainIdx].pt for m in matches], np.float32).reshape(-1, 2)
    return reference_xy, moving_xy


def _homography(matches: Matches, method: int, within_px: float) -> PointMap | None:
    """The homography that most matches follow, if they are enough."""
    if len(matches[0]) < FEWEST_GOOD_MATCHES:
        return None
    cv2.setRNGSeed(0)
    reference_xy, moving_xy = matches
    found, inliers = cv2.findHomography(
        reference_xy, moving_xy, method, within_px, maxIters=_ROUNDS, confidence=_CONFIDENCE
    )
    if found is None or np.sum(inliers) < FEWEST_GOOD_MATCHES:
        return None
    return by_homography(np.asarray(found))
