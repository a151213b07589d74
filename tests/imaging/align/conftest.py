"""Skin-like textures with known maps between them."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

Rgb = np.ndarray
Texture = Callable[..., Rgb]


def speckle(rng: np.random.Generator, shape: tuple[int, int], sigma_px: float) -> np.ndarray:
    """Gaussian noise of one grain size, standard deviation 1."""
    noise = cv2.GaussianBlur(rng.standard_normal(shape, np.float32), (0, 0), sigma_px)
    return noise / noise.std()


def draw_skin(seed: int, shape: tuple[int, int] = (900, 720)) -> Rgb:
    """A patch of skin colour with grain of several sizes and dark spots."""
    rng = np.random.default_rng(seed)
    relief = sum(weight * speckle(rng, shape, s) for s, weight in ((1.5, 5), (4, 5), (12, 5), (60, 8)))
    rgb = np.array([196.0, 148.0, 124.0]) + relief[..., None] * [1.0, 1.0, 0.9]
    for row, column, radius in rng.uniform([20, 20, 2], [shape[0] - 20, shape[1] - 20, 6], (40, 3)):
        cv2.circle(rgb, (int(column), int(row)), int(radius), (140, 96, 78), -1, cv2.LINE_AA)
    return np.clip(cv2.GaussianBlur(rgb, (0, 0), 0.8), 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def skin() -> Rgb:
    """One patch of skin, 900 x 720."""
    return draw_skin(1)


@pytest.fixture(scope="session")
def other_skin() -> Rgb:
    """Another person's."""
    return draw_skin(2)
