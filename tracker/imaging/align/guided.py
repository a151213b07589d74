"""Match keypoints again, near where a start predicts them: the evidence that tells starts apart."""

from dataclasses import dataclass

from tracker.imaging.align.coarse import spread_score, turn_and_scale
from tracker.imaging.align.features import Features
from tracker.imaging.align.matching import agree_with_neighbours, guided_matches
from tracker.imaging.align.spline import SplineField
from tracker.imaging.align.spline_fit import Observations, even_observations, fit_field

# search radius and cells of the field, first as shares of the diagonal
_ROUNDS = ((0.018, 8, 0.3), (0.012, 10, 0.13))
_AGREEMENT = 0.005
_FEWEST_FOUND, _FEWEST_AGREEING = 12, 10


@dataclass(frozen=True)
class Guided:
    """A field confirmed by keypoints.

    Attributes
    ----------
    field : SplineField
    keypoints : Observations
        The matched keypoints, for the dense fit.
    score : float
        Their spread over the frame's middle, see `spread_score`.
    """

    field: SplineField
    keypoints: Observations
    score: float


def confirm(field: SplineField, reference: Features, moving: Features) -> Guided | None:
    """Rematch within shrinking radii and refit; None when too few keypoints agree."""
    confirmed = None
    for radius, cells, stiffness in _ROUNDS:
        confirmed = _round(field, reference, moving, radius, cells, stiffness)
        if confirmed is None:
            return None
        field = confirmed.field
    return confirmed


def _round(
    field: SplineField, reference: Features, moving: Features, radius: float, cells: int, stiffness: float
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
    score = spread_score(xy[weights > 0.25], field.grid.size)
    return Guided(field, even_observations(xy, target_xy, 1.0), score)
