"""Statistics of maps, most of them such that a few moles, hairs or glints do not move them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.measure.arrays import Map, Mask

Values = NDArray[np.float32]

_MAD_TO_SD = 1.4826


def mean_inside(values: Map, mask: Mask) -> float:
    """Mean of a map inside a mask, summed in double precision."""
    return float(cv2.mean(values, mask.view(np.uint8))[0])


def spread(values: Values) -> float:
    """Median absolute deviation, scaled to the standard deviation of a normal distribution."""
    return _MAD_TO_SD * float(np.median(np.abs(values - np.median(values))))


def clipped_rms(values: Values, *, percent: float = 1.0) -> float:
    """Root mean square after pulling in the outermost `percent` on either side.

    Raises
    ------
    ValueError
        If there are no values.

    Examples
    --------
    >>> round(clipped_rms(np.full(200, -2, np.float32)), 3)
    2.0
    """
    if values.size == 0:
        raise ValueError("no values")
    low, high = np.percentile(values, [percent, 100 - percent])
    return float(np.sqrt(np.mean(np.square(np.clip(values, low, high)))))


def fit_linear(columns: Values, target: Values, *, scale: float = 1.5, rounds: int = 4) -> Values:
    """Coefficients of a linear model by iteratively reweighted least squares (Huber weights).

    Parameters
    ----------
    columns : (K, P) float32
    target : (K,) float32
    scale : float
        Residuals beyond this many robust standard deviations count less.
    rounds : int
        Least-squares fits, each reweighted by the residuals of the one before.

    Returns
    -------
    (P,) float32

    References
    ----------
    Huber 1964, doi 10.1214/aoms/1177703732
    """
    weight = np.ones(len(target), np.float32)
    coefficients = np.zeros(columns.shape[1], np.float32)
    for _ in range(rounds):
        weighted = columns * weight[:, None]
        solved = np.linalg.lstsq(weighted.T @ weighted, weighted.T @ (target * weight), rcond=None)[0]
        coefficients = solved.astype(np.float32)
        residual = np.abs(target - columns @ coefficients)
        limit = scale * (_MAD_TO_SD * float(np.median(residual)) + 1e-6)
        weight = np.sqrt(1 / np.maximum(1, residual / limit)).astype(np.float32)
    return coefficients
