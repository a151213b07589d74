"""Which keypoint of the reference is which of the moving photo."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from tracker.imaging.align.features import Features
from tracker.imaging.align.working import Float32Array, FloatArray

IndexArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

MAX_TURN_RAD = 0.45
MAX_LOG_SCALE = 0.45
_NO_SECOND = 1.2


@dataclass(frozen=True)
class Matches:
    """Pairs of keypoints: ``reference[k]`` is ``moving[k]``; a lower ratio is a surer match."""

    reference: IndexArray
    moving: IndexArray
    ratio: FloatArray

    def __len__(self) -> int:
        return len(self.reference)

    def where(self, chosen: BoolArray | IndexArray) -> "Matches":
        """A selection of the pairs."""
        return Matches(self.reference[chosen], self.moving[chosen], self.ratio[chosen])


def turn_between(to_rad: FloatArray, from_rad: FloatArray) -> FloatArray:
    """Difference of angles, in [-pi, pi)."""
    return np.asarray((to_rad - from_rad + np.pi) % (2 * np.pi) - np.pi)


def mutual_matches(reference: Features, moving: Features, *, max_ratio: float) -> Matches:
    """Pairs that are each other's best, with Lowe's ratio test, surest first."""
    if min(len(reference), len(moving)) < 2:
        return Matches(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))
    similarity = reference.descriptors @ moving.descriptors.T
    rows = np.arange(len(reference))
    best = similarity.argmax(axis=1)
    # the transposed product beats a search down the columns, which skips through memory
    back = (moving.descriptors @ reference.descriptors.T).argmax(axis=1)
    top = similarity[rows, best]
    similarity[rows, best] = -1
    ratio = _distance(top) / np.maximum(_distance(similarity.max(axis=1)), 1e-6)
    kept = np.flatnonzero((back[best] == rows) & (ratio < max_ratio))
    kept = kept[np.argsort(ratio[kept], kind="stable")]
    return Matches(kept, best[kept], ratio[kept].astype(np.float64))


def _distance(similarity: Float32Array) -> FloatArray:
    """Distance of unit vectors from their product."""
    return np.sqrt(np.maximum(0.0, 2 - 2 * similarity.astype(np.float64)))


def guided_matches(
    reference: Features,
    moving: Features,
    *,
    predicted_xy: FloatArray,
    radius_px: float,
    turn_rad: float,
    log_scale: float,
    max_ratio: float = 0.92,
    max_distance: float = 0.75,
) -> Matches:
    """Best descriptor near the place that a map predicts; each moving keypoint is used once.

    Parameters
    ----------
    predicted_xy : ndarray, shape (K, 2)
        Where each reference keypoint should lie in the moving photo, working pixels.
    radius_px : float
        How far from there to look.
    turn_rad, log_scale : float
        Rotation and log scale of the map; a keypoint whose own differ is no candidate.
    """
    i, j = _candidates(predicted_xy, moving.xy, radius_px)
    turn = np.abs(turn_between(moving.angle_rad[j], reference.angle_rad[i] + turn_rad))
    growth = np.abs(np.log(moving.size_px[j] / reference.size_px[i]) - log_scale)
    like = (turn < MAX_TURN_RAD) & (growth < MAX_LOG_SCALE)
    i, j = i[like], j[like]
    distance = _distance(np.einsum("nd,nd->n", reference.descriptors[i], moving.descriptors[j]))
    found = _best_of_each(i, j, distance, max_ratio=max_ratio, max_distance=max_distance)
    return _best_use_of_each(found)


def _candidates(predicted_xy: FloatArray, xy: FloatArray, radius_px: float) -> tuple[IndexArray, IndexArray]:
    """All (reference, moving) index pairs within the radius."""
    near = cKDTree(predicted_xy).sparse_distance_matrix(cKDTree(xy), radius_px, output_type="ndarray")
    return near["i"], near["j"]


def _best_of_each(
    i: IndexArray, j: IndexArray, distance: FloatArray, *, max_ratio: float, max_distance: float
) -> Matches:
    """The nearest candidate of each reference keypoint that is clearly nearer than the second."""
    order = np.lexsort((distance, i))
    i, j, distance = i[order], j[order], distance[order]
    first = np.flatnonzero(np.diff(i, prepend=-1))
    after = np.minimum(first + 1, len(i) - 1)
    second = np.where((after > first) & (i[after] == i[first]), distance[after], _NO_SECOND)
    ratio = distance[first] / np.maximum(second, 1e-9)
    kept = (distance[first] < max_distance) & (ratio < max_ratio)
    return Matches(i[first][kept], j[first][kept], ratio[kept])


def _best_use_of_each(matches: Matches) -> Matches:
    """Where several reference keypoints claim one moving keypoint, the surest keeps it."""
    order = np.lexsort((matches.ratio, matches.moving))
    first = np.diff(matches.moving[order], prepend=-1) != 0
    return matches.where(order[first])


def agree_with_neighbours(xy: FloatArray, residual: FloatArray, *, within_px: float) -> BoolArray:
    """Whether each residual lies near the median of its ten nearest neighbours'."""
    if len(xy) < 6:
        return np.zeros(len(xy), bool)
    _, neighbours = cKDTree(xy).query(xy, min(11, len(xy)))
    typical = np.median(residual[neighbours], axis=1)
    return np.asarray(np.hypot(*(residual - typical).T) < within_px)
