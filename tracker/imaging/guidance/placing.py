"""How the subject lies in a frame, against the reference: by a head's landmarks, else by features."""

from dataclasses import dataclass

import cv2
import numpy as np

from tracker.imaging.align.coarse import affine_models, voted_similarities
from tracker.imaging.align.features import Features
from tracker.imaging.align.matching import Matches, agree_with_neighbours, mutual_matches
from tracker.imaging.align.spread import to_middle
from tracker.imaging.align.working import BoolArray, Float32Array, FloatArray
from tracker.imaging.guidance.frames import GuideFrame
from tracker.imaging.guidance.heads import place_by_heads
from tracker.imaging.guidance.placement import Placement, Size, apply, as_placement
from tracker.imaging.measure.robust import fit_linear, spread

_MAX_RATIO = 0.92
_FEWEST = 12
_FRONTAL_DEG = 20.0
_MIDDLE = 0.45
_SEED = 1
# what a turned head moves beyond the one similarity that fits it best, shares of the frame's short side
_REACH, _NEIGHBOURLY = 0.06, 0.02
# how far from the turned surface its features lie
_NEAR_SURFACE = 0.02
# a head's matched features lie on a surface as round as a ball of so many times their mean radius
_ROUNDNESS_OF_HEADS = 2.2
# distance of the camera in long sides of the frame: what a phone has at twice its enlargement
_DISTANCE = 1.5


def place(reference: GuideFrame, frame: GuideFrame, *, is_head: bool) -> Placement | None:
    """Find the reference's subject in a frame, by its head where both show one.

    Parameters
    ----------
    reference, frame : GuideFrame
    is_head : bool
        Whether the view shows a whole head.
    """
    if is_head and is_seen_frontally(reference) and (placement := _place_by_heads(reference, frame)):
        return placement
    placement = place_by_features(reference, frame, is_head=is_head)
    return _place_by_heads(reference, frame) if placement is None and is_head else placement


def is_seen_frontally(reference: GuideFrame) -> bool:
    """Whether a head is seen, and near enough to the front that its landmarks tell turns and expressions.

    On rendered heads at 45 degrees the landmarks followed half of a turn, where features told it better.
    """
    return reference.head is not None and abs(reference.head.pose.turn_deg) <= _FRONTAL_DEG


def _place_by_heads(reference: GuideFrame, frame: GuideFrame) -> Placement | None:
    if reference.head is None or frame.head is None:
        return None
    return place_by_heads(reference.head, frame.head, sizes=(reference.size, frame.size))


def place_by_features(reference: GuideFrame, frame: GuideFrame, *, is_head: bool) -> Placement | None:
    """Find the reference's subject in a frame; None where too little of it is recognised.

    Parameters
    ----------
    reference, frame : GuideFrame
    is_head : bool
        Whether the view shows a whole head, whose roundness tells turns apart.
    """
    here, there = reference.features, frame.features
    matches = mutual_matches(here, there, max_ratio=_MAX_RATIO)
    if is_head:  # what stands behind a head stays when it turns
        matches = matches.where(to_middle(here.xy[matches.reference], reference.size) > _MIDDLE)
    xy, target_xy = here.xy[matches.reference], there.xy[matches.moving]
    near = _recognised(reference, here, there, matches)
    if near.sum() < _FEWEST:
        return None
    surface = _Surface(
        middle=xy[near].mean(axis=0),
        radius_px=_radius(xy[near]),
        roundness=_ROUNDNESS_OF_HEADS if is_head else np.inf,
        distance_px=_DISTANCE * max(reference.size),
    )
    # a second look gathers what the first similarity, which knows no turn, has left behind
    first = surface.fitted(xy[near], target_xy[near])
    again = surface.missed_px(first, xy, target_xy) < _NEAR_SURFACE * min(reference.size)
    if again.sum() < near.sum():
        again = near
    found = surface.fitted(xy[again], target_xy[again])
    return surface.placement(found, xy[again], target_xy[again], sizes=(reference.size, frame.size))


def _radius(xy: FloatArray) -> float:
    return float(np.sqrt(((xy - xy.mean(axis=0)) ** 2).sum(axis=1).mean()))


def _recognised(reference: GuideFrame, here: Features, there: Features, matches: Matches) -> BoolArray:
    """Which matches lie on the one surface that fills the frame's middle best."""
    nothing = np.zeros(len(matches), bool)
    models = affine_models(here, there, matches, size=reference.size)
    models = models or voted_similarities(here, there, matches, size=reference.size, most=1)
    if not models:
        return nothing
    best = max(models, key=lambda model: model.score).matches
    xy, target_xy = here.xy[matches.reference], there.xy[matches.moving]
    similarity = _similarity(here.xy[best.reference], there.xy[best.moving])
    if similarity is None:
        return nothing
    missed = target_xy - apply(similarity, xy)
    short_side = min(reference.size)
    near = np.hypot(*missed.T) < _REACH * short_side
    near[near] = agree_with_neighbours(xy[near], missed[near], within_px=_NEIGHBOURLY * short_side)
    return np.asarray(near)


def _similarity(xy: FloatArray, target_xy: FloatArray) -> FloatArray | None:
    """The similarity that most of the pairs follow, (2, 3)."""
    cv2.setRNGSeed(_SEED)
    found, _ = cv2.estimateAffinePartial2D(xy, target_xy, method=cv2.LMEDS)
    return None if found is None else np.asarray(found, np.float64)


@dataclass(frozen=True)
class _Surface:
    """What carries features: how far it is round and away; six numbers say how it moved.

    They are a similarity's four (cosine and sine times scale, right, down), turn and tilt; lengths in
    `radius_px`, places from `middle`.
    """

    middle: FloatArray
    radius_px: float
    roundness: float
    distance_px: float

    def fitted(self, xy: FloatArray, target_xy: FloatArray) -> FloatArray:
        """The six numbers that explain pairs of points best."""
        return fit_linear(self._model(xy), self._target(target_xy)).astype(np.float64)

    def missed_px(self, found: FloatArray, xy: FloatArray, target_xy: FloatArray) -> FloatArray:
        """How far from where the numbers put them points lie."""
        missed = self._target(target_xy) - self._model(xy) @ found
        return np.asarray(np.hypot(*missed.reshape(2, -1)) * self.radius_px)

    def placement(
        self, found: FloatArray, xy: FloatArray, target_xy: FloatArray, *, sizes: tuple[Size, Size]
    ) -> Placement:
        """The numbers as a placement, with their error."""
        model = self._model(xy)
        error = spread(self._target(target_xy) - np.asarray(model @ found, np.float32))
        # features beside one another err together: a quarter of them count
        precision = np.linalg.pinv(model.T.astype(np.float64) @ model) * 4 * error**2
        scale = float(np.hypot(found[0], found[1]))
        linear = np.array([[found[0], -found[1]], [found[1], found[0]]])
        matrix = np.column_stack([linear, self.radius_px * found[2:4] - linear @ self.middle])
        turn, tilt = np.degrees(found[4:6] / scale)
        turn_error = float(np.degrees(np.sqrt(max(precision[4, 4], precision[5, 5]))) / scale)
        return as_placement(
            matrix,
            *sizes,
            turn_deg=float(turn),
            tilt_deg=float(tilt),
            turn_error_deg=turn_error,
            deformation=self._deformation(xy, target_xy),
        )

    def _deformation(self, xy: FloatArray, target_xy: FloatArray) -> float:
        """Median distance from the best similarity, in radii."""
        model, target = self._model(xy)[:, :4], self._target(target_xy)
        missed = target - model @ fit_linear(model, target)
        return float(np.median(np.hypot(*missed.reshape(2, -1))))

    def _target(self, target_xy: FloatArray) -> Float32Array:
        return np.asarray((target_xy / self.radius_px).T.ravel(), np.float32)

    def _model(self, xy: FloatArray) -> Float32Array:
        """A column for each number; rows for all x, then all y."""
        x, y = ((xy - self.middle) / self.radius_px).T
        one, none = np.ones(len(xy)), np.zeros(len(xy))
        nearness = -0.5 * (x**2 + y**2) / self.roundness
        far = self.radius_px / self.distance_px
        across = [x, -y, one, none, nearness - far * x**2, -far * x * y]
        down = [y, x, none, one, -far * x * y, nearness - far * y**2]
        return np.concatenate([np.stack(across, axis=1), np.stack(down, axis=1)]).astype(np.float32)
