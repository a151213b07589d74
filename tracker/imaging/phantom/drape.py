"""A neutral grey cloth over one corner of the frame, as in a treatment room."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

_GREY = 0.20


@dataclass(frozen=True, slots=True)
class Drape:
    """Which corner the cloth covers.

    Attributes
    ----------
    reach : float
        How far the edge stands from the corner, as a share of the frame's width.
    angle_deg : float
        Direction from the corner into the frame, 45 is along the diagonal.
    is_left : bool
        Lower left corner, else lower right.
    """

    reach: float = 0.2
    angle_deg: float = 50.0
    is_left: bool = True


def lay_drape(
    linear_rgb: Singles,
    drape: Drape,
    rng: np.random.Generator,
    *,
    gains: NDArray[np.float64],
    exposure_ev: float,
) -> Singles:
    """Lay the cloth, with its hem, its weave and its shadow on the skin.

    Parameters
    ----------
    linear_rgb : ndarray of float32, shape (M, N, 3)
    drape : Drape
    rng : Generator
        For the folds.
    gains : ndarray, shape (3,)
        Colour of the light.
    exposure_ev : float

    Returns
    -------
    ndarray of float32, shape (M, N, 3)
        A changed copy.
    """
    height, width = linear_rgb.shape[:2]
    rows, columns = np.mgrid[:height, :width].astype(np.float32) / np.float32(width)
    across = columns if drape.is_left else columns[:, ::-1]
    from_corner = (np.float32((height - 1) / width) - rows) * np.float32(np.sin(np.radians(drape.angle_deg)))
    from_corner += across * np.float32(np.cos(np.radians(drape.angle_deg)))
    along = (across - rows).astype(np.float32)
    phases = rng.uniform(0, 2 * np.pi, 3)
    wave = 0.008 * np.sin(9 * along + phases[0]) + 0.003 * np.sin(31 * along + phases[1])
    inside = (np.float32(drape.reach) - from_corner + wave.astype(np.float32)) * np.float32(width)
    folds = 0.10 * np.sin(inside / (0.035 * width) + 5 * along + phases[2])
    hem = 0.10 * np.exp(-((inside / (0.006 * width) - 1.6) ** 2)) - 0.16 * np.exp(
        -((inside / (0.004 * width) - 4.4) ** 2)
    )
    weave = 0.07 * np.sin(rows * width * 1.9) * np.sin(columns * width * 1.9)
    level = _GREY * 2**exposure_ev * (1 + folds + hem + weave)
    cloth = level[..., None].astype(np.float32) * gains.astype(np.float32)
    cover = 1 / (1 + np.exp(-np.clip(inside, -20, 20)))[..., None].astype(np.float32)
    shadow = 1 - 0.4 * np.exp(np.minimum(inside, 0) / (0.012 * width))[..., None].astype(np.float32)
    return np.asarray(linear_rgb * shadow * (1 - cover) + cloth * cover, np.float32)
