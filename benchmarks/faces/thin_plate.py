"""What landmarks alone could do: a thin-plate spline asked for the one point it has not seen."""

import numpy as np
import numpy.typing as npt

from benchmarks.alignment.scoring import Points
from benchmarks.peers.landmarks import thin_plate

Numbers = npt.NDArray[np.intp]


def leave_one_out_px(reference_rc: Points, moving_rc: Points) -> Points:
    """Error at each point of the spline through all the others, pixels of the moving photo.

    Parameters
    ----------
    reference_rc, moving_rc : ndarray of float64, shape (K, 2)
        The same points of both photos. Of points at one place of the reference the first counts.

    Returns
    -------
    ndarray of float64, shape (L,)
        For the L places.
    """
    _, first = np.unique(reference_rc, axis=0, return_index=True)
    return np.array([_missed_px(reference_rc, moving_rc, first, left_out) for left_out in first])


def _missed_px(reference_rc: Points, moving_rc: Points, places: Numbers, left_out: int) -> float:
    others = places[places != left_out]
    found = thin_plate(reference_rc[others], moving_rc[others])(reference_rc[[left_out]])
    return float(np.hypot(*(found[0] - moving_rc[left_out])))
