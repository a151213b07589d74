"""A photo laid where a person says, with nothing in the pictures to confirm it."""

from math import inf

import numpy as np

from tracker.imaging.align.result import Alignment
from tracker.imaging.align.starts import marked_start
from tracker.imaging.align.support import SupportMap
from tracker.imaging.align.working import working_size, working_xy
from tracker.model import PointPairs


def lay_as_set(
    pairs: PointPairs, *, reference_shape: tuple[int, int], moving_shape: tuple[int, int]
) -> Alignment:
    """The affine map that pairs of points say, for looking at.

    Parameters
    ----------
    pairs : PointPairs
        Three or more, so that they fix the map in px of any shape.
    reference_shape, moving_shape : tuple of int
        (rows, columns) of the originals.

    Returns
    -------
    Alignment
        Trusted nowhere: without support, and its error infinite, since nobody knows it.

    Raises
    ------
    ValueError
        If there are fewer than three pairs.
    """
    if pairs.is_similarity:
        raise ValueError("two pairs say nothing of pixels that are not quite square")
    size, moving_size = working_size(reference_shape), working_size(moving_shape)
    xy = working_xy(pairs.reference_rc, reference_shape, size)
    target_xy = working_xy(pairs.moving_rc, moving_shape, moving_size)
    width, height = size
    nowhere = SupportMap(np.zeros((1, 1), np.uint8), (0.0, 0.0), (float(width), float(height)))
    return Alignment(
        reference_shape=reference_shape,
        moving_shape=moving_shape,
        field=marked_start(xy, target_xy, size=size),
        moving_size=moving_size,
        support_map=nowhere,
        error_median_px=inf,
        error_p95_px=inf,
        support=0.0,
    )
