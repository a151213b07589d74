"""Pores and fine lines of generated skin, as slopes that light can shade and as lightness that stays."""

import cv2
import numpy as np

from benchmarks.pairs.fields import Singles, speckle

TILE = 2048


def draw_relief(rng: np.random.Generator) -> Singles:
    """A person's fine relief, which goes on at its other side; about 0.1 mm for each of its pixels.

    Returns
    -------
    ndarray of float32, shape (TILE, TILE, 3)
        Slopes (down, right) and log lightness, each of standard deviation 1, all of one height.
    """
    shape = (TILE, TILE)
    cells = speckle(rng, shape, grain_px=2.4) + 0.6 * speckle(rng, shape, grain_px=5)
    height = -np.maximum(cells - 0.9, 0) * 2.5 + 0.35 * speckle(rng, shape, grain_px=1.4) + 0.5 * cells
    slopes = np.stack([np.roll(height, -1, k) - np.roll(height, 1, k) for k in (0, 1)], -1)
    lightness = (height - height.mean()) / height.std()
    return np.asarray(np.dstack([slopes / slopes.std(), lightness]), np.float32)


def without_detail_finer_than(field: Singles, texels_per_sample: float) -> Singles:
    """The field as coarse samples can show it without aliasing; it goes on at its other side."""
    sigma = 0.5 * texels_per_sample
    if sigma < 0.4:
        return field
    edge = int(4 * sigma) + 1
    wrapped = cv2.copyMakeBorder(field, edge, edge, edge, edge, cv2.BORDER_WRAP)
    return np.asarray(cv2.GaussianBlur(wrapped, (0, 0), sigma)[edge:-edge, edge:-edge], np.float32)
