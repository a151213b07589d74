"""Match keypoints again, near where a start predicts them: the evidence that tells starts apart."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from tracker.imaging.align.coarse import turn_and_scale
from tracker.imaging.align.features import Features
from tracker.imaging.align.matching import agree_with_neighbours, guided_matches
from tracker.imaging.align.spline import SplineField
from tracker.imaging.align.spline_fit import Observations, even_observations, fit_field
from tracker.imaging.align.spread import on_area, spread_score
from tracker.imaging.align.working import BoolArray, FloatArray

# search radius and cells of the field, first as shares of the diagonal
_ROUNDS = ((0.018, 8, 0.3), (0.012, 10, 0.13))
_AGREEMENT = 0.005
_FEWEST_FOUND, _FEWEST_AGREEING = 12, 10
# another start's keypoints count where the best start has none within this share of the width
_APART, _LEAST_COMPANY = 0.03, 5
_JOINING_WIDTH = 10.0


@dataclass(frozen=True)
class Guided:
    """A field confirmed by keypoints.

    Attributes
    ----------
    field : SplineField
    keypoints : Observations
        The matched keypoints, for the dense fit.
    agreeing_xy : ndarray, shape (K, 2)
        Those of the reference that the field fits.
    score : float
        Their spread over the skin of interest in the frame's middle, see `spread_score`.
    """

    field: SplineField
    keypoints: Observations
    agreeing_xy: FloatArray
    score: float


def confirm(field: SplineField, reference: Features, moving: Features, *, core: BoolArray) -> Guided | None:
    """Rematch within shrinking radii and refit; None when too few keypoints agree.

    Keypoints help the fit wherever they lie, and speak for it where they lie on the core, the
    reference's skin of interest (M, N).
    """
    confirmed = None
    for radius, cells, stiffness in _ROUNDS:
        confirmed = _round(field, reference, moving, core, radius, cells, stiffness)
        if confirmed is None:
            return None
        field = confirmed.field
    return confirmed


def joined(confirmed: list[Guided]) -> Guided | None:
    """The best field, bent through other fields' keypoints where it has none of its own.

    A neck below a chin moves as a whole unlike the face: each is one start, together they are the
    skin. The evidence stays the best field's alone.
    """
    ranked = sorted(confirmed, key=lambda found: -found.score)
    if not ranked:
        return None
    best = ranked[0]
    keypoints = best.keypoints
    for other in ranked[1:]:
        keypoints = keypoints.joined(_elsewhere(other.keypoints, keypoints, best.field))
    if len(keypoints) == len(best.keypoints):
        return best
    _, cells, stiffness = _ROUNDS[-1]
    unbent = SplineField.start(best.field.homography, best.field.grid.size, cells=cells)
    field, _ = fit_field(
        unbent,
        keypoints,
        cells=cells,
        stiffness=stiffness,
        width=_JOINING_WIDTH,
        believed=np.ones(len(keypoints), bool),
    )
    return Guided(field, keypoints, best.agreeing_xy, best.score)


def _elsewhere(others: Observations, known: Observations, field: SplineField) -> Observations:
    """Those of the other keypoints that lie together, and apart from all that are known."""
    reach = _APART * min(field.grid.size)
    apart = np.asarray(cKDTree(known.xy).query(others.xy)[0] > reach)
    rest = others.where(apart)
    if not len(rest):
        return rest
    company = cKDTree(rest.xy).query_ball_point(rest.xy, 2 * reach, return_length=True)
    return rest.where(np.asarray(company) >= _LEAST_COMPANY)


def _round(
    field: SplineField,
    reference: Features,
    moving: Features,
    core: BoolArray,
    radius: float,
    cells: int,
    stiffness: float,
) -> Guided | None:
    """One rematch and fit."""
    width, height = field.grid.size
    diagonal_px = (width**2 + height**2) ** 0.5
    turn, log_scale = turn_and_scale(field.homography)
    matches = guided_matches(
        reference,
        moving,
        predicted_xy=field(reference.xy),
        radius_px=radius * diagonal_px,
        turn_rad=turn,
        log_scale=log_scale,
    )
    if len(matches) < _FEWEST_FOUND:
        return None
    xy, target_xy = reference.xy[matches.reference], moving.xy[matches.moving]
    kept = agree_with_neighbours(xy, target_xy - field(xy), within_px=_AGREEMENT * diagonal_px)
    if kept.sum() < _FEWEST_AGREEING:
        return None
    xy, target_xy = xy[kept], target_xy[kept]
    observed = even_observations(xy, target_xy, 0.7)
    field, weights = fit_field(field, observed, cells=cells, stiffness=stiffness, width=2.0)
    agreeing = xy[weights > 0.25]
    score = spread_score(on_area(agreeing, core), field.grid.size)
    return Guided(field, even_observations(xy, target_xy, 1.0), agreeing, score)
