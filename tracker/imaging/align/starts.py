"""Fields to start from. A new kind of start (landmarks, a hand-set map) is one more list here."""

import numpy as np

from tracker.imaging.align.coarse import CoarseModel, affine_models, voted_similarities
from tracker.imaging.align.features import Features
from tracker.imaging.align.matching import Matches, agree_with_neighbours
from tracker.imaging.align.spline import SplineField
from tracker.imaging.align.spline_fit import even_observations, fit_field

_CELLS = 5
_MOST_AFFINE = 2
_MOST_VOTING = 1500
_SURE_RATIO = 0.88
_FEWEST = 8


def find_starts(
    reference: Features, moving: Features, matches: Matches, *, size: tuple[int, int]
) -> list[SplineField]:
    """Stiff fields around the most likely global models, the likeliest first.

    Votes of single matches are asked for only when affine models are scarce: they find smooth
    foreheads that nothing else does, and little else.
    """
    sure = matches.where(matches.ratio < _SURE_RATIO)
    models = affine_models(reference, moving, sure, size=size)[:_MOST_AFFINE]
    bent = [_bent(model, reference, moving, size) for model in models]
    starts = [field for field in bent if field is not None]
    if len(starts) < _MOST_AFFINE:
        likely = matches.where(np.arange(len(matches)) < _MOST_VOTING)
        voted = voted_similarities(reference, moving, likely, size=size)
        starts += [SplineField.start(model.homography, size, cells=_CELLS) for model in voted]
    return starts


def _bent(
    model: CoarseModel, reference: Features, moving: Features, size: tuple[int, int]
) -> SplineField | None:
    """The model with a stiff displacement fitted to its own matches."""
    field = SplineField.start(model.homography, size, cells=_CELLS)
    xy, target_xy = reference.xy[model.matches.reference], moving.xy[model.matches.moving]
    kept = agree_with_neighbours(xy, target_xy - field(xy), within_px=0.015 * float(np.hypot(*size)))
    if kept.sum() < _FEWEST:
        return None
    observed = even_observations(xy[kept], target_xy[kept], 0.1)
    return fit_field(field, observed, cells=_CELLS, stiffness=20.0, width=2.0)[0]
