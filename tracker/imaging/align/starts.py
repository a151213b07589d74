"""Fields to start from: marked by a person, from a face's landmarks, or from matched keypoints."""

import cv2
import numpy as np

from tracker.imaging.align.coarse import CoarseModel, affine_models, voted_similarities
from tracker.imaging.align.features import Features
from tracker.imaging.align.matching import Matches, agree_with_neighbours
from tracker.imaging.align.spline import SplineField
from tracker.imaging.align.spline_fit import even_observations, fit_field
from tracker.imaging.align.working import FloatArray

_CELLS = 5
_MOST_AFFINE = 2
_MOST_VOTING = 1500
_SURE_RATIO = 0.88
_FEWEST = 8
# landmarks lie true to about this share of the diagonal, and neighbours err together
_LANDMARK_ERROR, _LANDMARKS_PER_OPINION = 0.004, 12
# a start that leaves the face's landmarks further than this follows something else
_ASTRAY = 0.02


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


def marked_start(xy: FloatArray, target_xy: FloatArray, *, size: tuple[int, int]) -> SplineField:
    """The similarity of two marked pairs of points, or the affine map of three or more.

    Parameters
    ----------
    xy, target_xy : ndarray, shape (K, 2)
        The same places in the reference and the moving photo, working pixels.
    """
    if len(xy) == 2:
        return SplineField.start(_similarity(xy, target_xy), size, cells=_CELLS)
    homogeneous = np.column_stack([xy, np.ones(len(xy))])
    affine = np.linalg.lstsq(homogeneous, target_xy, rcond=None)[0].T
    return SplineField.start(np.vstack([affine, [0, 0, 1]]), size, cells=_CELLS)


def landmark_start(xy: FloatArray, target_xy: FloatArray, *, size: tuple[int, int]) -> SplineField | None:
    """A smooth field through a face's landmarks; None where they follow no affine map at all."""
    affine, _ = cv2.estimateAffine2D(xy, target_xy, method=cv2.LMEDS)
    if affine is None:
        return None
    start = SplineField.start(np.vstack([affine, [0, 0, 1]]), size, cells=_CELLS)
    variance = (_LANDMARK_ERROR * float(np.hypot(*size))) ** 2 * _LANDMARKS_PER_OPINION
    observed = even_observations(xy, target_xy, 1 / variance)
    return fit_field(start, observed, cells=_CELLS, stiffness=0.3, width=3.0)[0]


def is_astray(field: SplineField, xy: FloatArray, target_xy: FloatArray) -> bool:
    """Whether a start moves a face's landmarks to where the face is not."""
    missed = np.hypot(*(field(xy) - target_xy).T)
    return bool(np.median(missed) > _ASTRAY * np.hypot(*field.grid.size))


def _similarity(xy: FloatArray, target_xy: FloatArray) -> FloatArray:
    """The similarity that carries two points onto two others, as a 3 x 3 matrix."""
    start, end = xy @ [1, 1j], target_xy @ [1, 1j]
    factor = (end[1] - end[0]) / (start[1] - start[0])
    shift = end[0] - factor * start[0]
    return np.array(
        [[factor.real, -factor.imag, shift.real], [factor.imag, factor.real, shift.imag], [0, 0, 1]]
    )


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
