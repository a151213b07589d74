"""A neutral grey cloth over one corner of the frame, as in a treatment room."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

_GREY = 0.20


@dataclass(frozen=True, slots=True)
class Drape:
    """Where the cloth lies.

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
    out = linear_rgb.copy()
    turn = np.radians(drape.angle_deg)
    # the cloth and its shadow end well inside this corner
    reach = min(round(width * (drape.reach / np.cos(turn) + 0.12)), width)
    rise = min(round(width * (drape.reach / np.sin(turn) + 0.12)), height)
    corner = out[height - rise :, :reach] if drape.is_left else out[height - rise :, width - reach :][:, ::-1]
    inside, level = _cloth(drape, rng, rise=rise, reach=reach, width=width)
    cover = 1 / (1 + np.exp(-np.clip(inside, -20, 20)))[..., None]
    shadow = 1 - 0.4 * np.exp(np.minimum(inside, 0) / (0.012 * width))[..., None]
    cloth = level[..., None] * (gains * 2**exposure_ev).astype(np.float32)
    corner[:] = corner * shadow * (1 - cover) + cloth * cover
    return out


def _cloth(
    drape: Drape, rng: np.random.Generator, *, rise: int, reach: int, width: int
) -> tuple[Singles, Singles]:
    """How far each pixel of the corner lies under the cloth (px), and the cloth's brightness."""
    rows, columns = (axis.astype(np.float32) / np.float32(width) for axis in np.mgrid[:rise, :reach])
    up = np.float32((rise - 1) / width) - rows
    turn = np.radians(drape.angle_deg)
    from_corner = up * np.float32(np.sin(turn)) + columns * np.float32(np.cos(turn))
    along = columns + rows
    phases = rng.uniform(0, 2 * np.pi, 3)
    wave = 0.005 * np.sin(7 * along + phases[0]) + 0.0015 * np.sin(23 * along + phases[1])
    inside = (np.float32(drape.reach) - from_corner + wave) * np.float32(width)
    folds = 0.10 * np.sin(inside / (0.035 * width) + 5 * along + phases[2])
    hem = 0.10 * np.exp(-((inside / (0.006 * width) - 1.6) ** 2))
    hem -= 0.16 * np.exp(-((inside / (0.004 * width) - 4.4) ** 2))
    weave = 0.07 * np.sin(rows * width * 1.9) * np.sin(columns * width * 1.9)
    level = _GREY * (1 + folds + hem + weave)
    return inside.astype(np.float32), level.astype(np.float32)
