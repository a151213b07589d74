"""Where to start: several global models, since head, trunk and background move apart."""

from dataclasses import dataclass

import cv2
import numpy as np

from tracker.imaging.align.features import Features
from tracker.imaging.align.matching import MAX_LOG_SCALE, MAX_TURN_RAD, BoolArray, Matches, turn_between
from tracker.imaging.align.spread import spread_score
from tracker.imaging.align.working import FloatArray

MAX_SCALE = 1.9
MAX_STRETCH = 1.45
MAX_MODEL_TURN_RAD = 1.0
_SEED = 1
_MODELS_TRIED = 5
_FEWEST = 8
_FEWEST_VOTES = 5


@dataclass(frozen=True)
class CoarseModel:
    """A global map of working pixels and the matches behind it.

    Attributes
    ----------
    homography : ndarray, shape (3, 3)
        Maps (x, y, 1) of the reference to the moving photo.
    matches : Matches
    score : float
        Spread-out evidence, weighted to the middle of the frame.
    """

    homography: FloatArray
    matches: Matches
    score: float


def turn_and_scale(homography: FloatArray) -> tuple[float, float]:
    """Rotation in radians and log scale of a map near the origin."""
    spread = np.linalg.svd(homography[:2, :2], compute_uv=False)
    return float(np.arctan2(homography[1, 0], homography[0, 0])), float(0.5 * np.log(spread[0] * spread[1]))


def is_plausible(homography: FloatArray) -> bool:
    """Whether turn, scale and stretch are what two photos of one view can have."""
    linear = homography[:2, :2]
    large, small = np.linalg.svd(linear, compute_uv=False)
    turn, _ = turn_and_scale(homography)
    within = large <= MAX_SCALE and small >= 1 / MAX_SCALE and large / max(small, 1e-9) <= MAX_STRETCH
    return bool(np.linalg.det(linear) > 0 and within and abs(turn) <= MAX_MODEL_TURN_RAD)


def affine_models(
    reference: Features, moving: Features, matches: Matches, *, size: tuple[int, int]
) -> list[CoarseModel]:
    """Affine models taken one after the other by MAGSAC++, best evidence first.

    Each takes its matches away before the next is sought, and is kept only when its turn and scale
    agree with the keypoints' own.

    References
    ----------
    Barath D et al. (2020), doi:10.1109/CVPR42600.2020.00138.
    """
    left, found = np.arange(len(matches)), []
    for _ in range(_MODELS_TRIED):
        homography, inliers = one_affine(reference, moving, matches.where(left), size=size)
        if homography is None or inliers.sum() < _FEWEST:
            break
        taken = matches.where(left[inliers])
        left = left[~inliers]
        model = _checked_model(homography, reference, moving, taken, size)
        found += [model] if model is not None else []
    return sorted(found, key=lambda model: -model.score)


def one_affine(
    reference: Features, moving: Features, matches: Matches, *, size: tuple[int, int]
) -> tuple[FloatArray | None, BoolArray]:
    """One robust affine model of the matches, and which of them follow it."""
    if len(matches) < _FEWEST:
        return None, np.zeros(len(matches), bool)
    cv2.setRNGSeed(_SEED)
    affine, inliers = cv2.estimateAffine2D(
        reference.xy[matches.reference],
        moving.xy[matches.moving],
        method=cv2.USAC_MAGSAC,
        ransacReprojThreshold=0.008 * float(np.hypot(*size)),
        maxIters=10000,
        confidence=0.9999,
    )
    if affine is None:
        return None, np.zeros(len(matches), bool)
    return np.vstack([affine, [0, 0, 1]]), inliers.ravel() > 0


def _checked_model(
    homography: FloatArray, reference: Features, moving: Features, matches: Matches, size: tuple[int, int]
) -> CoarseModel | None:
    """The model, unless it is implausible or its keypoints turn and grow otherwise."""
    if not is_plausible(homography):
        return None
    turn, log_scale = turn_and_scale(homography)
    own_turn, own_scale = _own_turn_and_scale(reference, moving, matches)
    agree = (np.abs(turn_between(own_turn, np.full(len(own_turn), turn))) < MAX_TURN_RAD) & (
        np.abs(own_scale - log_scale) < MAX_LOG_SCALE
    )
    if agree.sum() < _FEWEST or agree.mean() < 0.4:
        return None
    kept = matches.where(agree)
    return CoarseModel(homography, kept, spread_score(reference.xy[kept.reference], size))


def _own_turn_and_scale(
    reference: Features, moving: Features, matches: Matches
) -> tuple[FloatArray, FloatArray]:
    """Rotation and log scale that each pair of keypoints claims by itself."""
    i, j = matches.reference, matches.moving
    turn = turn_between(moving.angle_rad[j], reference.angle_rad[i])
    return turn, np.log(moving.size_px[j] / reference.size_px[i])


def voted_similarities(
    reference: Features, moving: Features, matches: Matches, *, size: tuple[int, int], most: int = 3
) -> list[CoarseModel]:
    """Similarities that many single matches vote for; finds smooth skin that affine models miss.

    Each match alone fixes a similarity through its keypoints' scale and angle. Matches vote for
    one another when each predicts the other's place; the largest circle of friends is fitted.
    """
    turn, growth = _own_turn_and_scale(reference, moving, matches)
    matches = matches.where((np.abs(turn) < MAX_MODEL_TURN_RAD) & (np.abs(growth) < np.log(MAX_SCALE)))
    friends = _friendships(reference, moving, matches, width_px=min(size))
    found = []
    for _ in range(most):
        votes = friends.sum(axis=1)
        if not len(votes) or votes.max() < _FEWEST_VOTES:
            break
        circle = np.flatnonzero(friends[int(votes.argmax())])
        friends[circle] = False
        friends[:, circle] = False
        model = _fitted_similarity(reference, moving, matches.where(circle), size)
        found += [model] if model is not None else []
    return found


def _friendships(reference: Features, moving: Features, matches: Matches, *, width_px: float) -> BoolArray:
    """Which matches' own similarities predict which others, shape (K, K)."""
    turn, growth = _own_turn_and_scale(reference, moving, matches)
    # complex numbers are points of the plane: a similarity is one multiplication
    start = (reference.xy[matches.reference] @ [1, 1j]).astype(np.complex64)
    end = (moving.xy[matches.moving] @ [1, 1j]).astype(np.complex64)
    factor = np.exp(growth + 1j * turn).astype(np.complex64)
    apart = start[None, :] - start[:, None]
    missed = np.abs(end[:, None] + factor[:, None] * apart - end[None, :])
    near = missed < 0.012 * width_px + 0.12 * np.abs(apart)
    same_turn = np.abs(turn_between(turn[None, :], turn[:, None])) < 0.3
    return np.asarray(near & same_turn & (np.abs(growth[None, :] - growth[:, None]) < 0.3))


def _fitted_similarity(
    reference: Features, moving: Features, matches: Matches, size: tuple[int, int]
) -> CoarseModel | None:
    """A robust similarity of one circle of matches."""
    cv2.setRNGSeed(_SEED)
    similarity, inliers = cv2.estimateAffinePartial2D(
        reference.xy[matches.reference],
        moving.xy[matches.moving],
        method=cv2.RANSAC,
        ransacReprojThreshold=0.02 * min(size),
        maxIters=3000,
    )
    if similarity is None:
        return None
    homography = np.vstack([similarity, [0, 0, 1]])
    if not is_plausible(homography):
        return None
    kept = matches.where(inliers.ravel() > 0)
    return CoarseModel(homography, kept, spread_score(reference.xy[kept.reference], size))
