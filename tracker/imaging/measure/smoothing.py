"""Gaussian means of maps, plain and inside a mask; wide ones on a coarser grid."""

import cv2
import numpy as np

from tracker.imaging.measure.arrays import Map, as_map

_NARROWEST_PX = 0.2
"""A Gaussian below this sigma is no blur on a pixel grid."""
_COARSE_SIGMA_PX = 2.5
"""The coarser grid is chosen so that sigma there is at least this."""


def blurred(values: Map, sigma_px: float) -> Map:
    """Gaussian mean of a map; `sigma_px` below 0.2 changes nothing."""
    if sigma_px < _NARROWEST_PX:
        return values
    size = 2 * max(1, int(np.ceil(3.5 * sigma_px))) + 1
    return as_map(cv2.GaussianBlur(values, (size, size), sigma_px, borderType=cv2.BORDER_REFLECT))


def blurred_further(values: Map, sigma_px: float, *, from_sigma_px: float) -> Map:
    """A map already blurred to one sigma, blurred to a larger one (variances of Gaussians add)."""
    return blurred(values, float(np.sqrt(max(sigma_px**2 - from_sigma_px**2, 0.0))))


def mean_within(values: Map, weight: Map, sigma_px: float) -> Map:
    """Gaussian mean of a map over the pixels of `weight` alone (normalised convolution).

    Parameters
    ----------
    values, weight : (M, N) float32
        Weights from 0 (ignored) to 1.
    sigma_px : float
        Wide means are worked out on a coarser grid and interpolated back.

    Returns
    -------
    (M, N) float32

    References
    ----------
    Knutsson, Westin 1993, doi 10.1109/CVPR.1993.341081
    """
    rows, columns = values.shape
    step = max(1, int(sigma_px / _COARSE_SIGMA_PX))
    product = values * weight
    if step == 1:
        return as_map(blurred(product, sigma_px) / np.maximum(blurred(weight, sigma_px), np.float32(1e-3)))
    size = (max(columns // step, 8), max(rows // step, 8))
    total, share = (
        blurred(as_map(cv2.resize(m, size, interpolation=cv2.INTER_AREA)), sigma_px / step)
        for m in (product, weight)
    )
    mean = total / np.maximum(share, np.float32(1e-3))
    return as_map(cv2.resize(mean, (columns, rows), interpolation=cv2.INTER_LINEAR))
