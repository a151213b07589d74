"""Skin with known truth: a plain patch whose light, blood and relief are set by the test."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

MM_PER_PX = 0.08
SHAPE = (420, 560)


def smooth_noise(seed: int, *, sigma_px: float, shape: tuple[int, int] = SHAPE) -> np.ndarray:
    """Gaussian noise of unit SD with a known grain."""
    grain = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), sigma_px)
    return grain / grain.std()


@dataclass
class Scene:
    """Log light of skin and two masks; `rgb` encodes it as an 8-bit sRGB photo."""

    log_rgb: np.ndarray
    treated: np.ndarray
    untreated: np.ndarray
    mm_per_px: float = MM_PER_PX

    def rgb(self, *, grain_seed: int = 1) -> np.ndarray:
        """Half a grey level of grain keeps the rounding to 8 bits from making steps."""
        v = np.clip(np.exp(self.log_rgb), 0, 1)
        v = np.where(v <= 0.0031308, 12.92 * v, 1.055 * v ** (1 / 2.4) - 0.055) * 255
        grain = np.random.default_rng(grain_seed).uniform(-0.5, 0.5, v.shape)
        return np.clip(np.rint(v + grain), 0, 255).astype(np.uint8)

    def changed(self, extra: np.ndarray | float, where: np.ndarray | None = None) -> "Scene":
        """The scene with something added to its log light, everywhere or inside a mask."""
        where = np.ones(self.treated.shape, bool) if where is None else where
        return Scene(self.log_rgb + where[..., None] * extra, self.treated, self.untreated, self.mm_per_px)

    def asked(self) -> dict:
        """The masks and the scale, as `measure` takes them."""
        return {"mm_per_px": self.mm_per_px, "treated": self.treated, "untreated": self.untreated}


def make_scene(*, relief: float = 0.03, treated_relief: float = 1.0, seed: int = 3) -> Scene:
    """Two areas of 18 x 30 mm side by side; relief is shading (equal in all channels) of 0.25 mm grain."""
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    inside = (rows > 40) & (rows < SHAPE[0] - 40)
    treated = inside & (columns > 40) & (columns < 265)
    untreated = inside & (columns > 295) & (columns < SHAPE[1] - 40)
    strength = relief * np.where(columns < 280, treated_relief, 1.0)
    shading = strength * smooth_noise(seed, sigma_px=2.2)
    melanin = 0.02 * smooth_noise(seed + 1, sigma_px=25)
    blood = 0.01 * smooth_noise(seed + 2, sigma_px=20)
    log_rgb = (
        np.log([0.45, 0.26, 0.18])
        + shading[..., None]
        - melanin[..., None] * np.array([1.0, 1.6, 2.2])
        - blood[..., None] * np.array([0.1, 1.0, 0.8])
    )
    return Scene(log_rgb, treated, untreated)


@pytest.fixture(scope="session")
def scene() -> Scene:
    return make_scene()
