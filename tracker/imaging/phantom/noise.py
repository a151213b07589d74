"""Random fields on the skin, fixed by a seed and a name."""

import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Bools = NDArray[np.bool_]

MM_PER_CELL = 0.05
HALF_ROWS_MM, HALF_COLUMNS_MM = 46.0, 60.0
GRID_SHAPE = (round(2 * HALF_ROWS_MM / MM_PER_CELL), round(2 * HALF_COLUMNS_MM / MM_PER_CELL))


def generator(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for every feature, so that a new feature moves no other."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def blurred(field: Singles, sigma_mm: float) -> Singles:
    """Gaussian blur, sigma in mm; wide ones on a coarser grid."""
    sigma = sigma_mm / MM_PER_CELL
    step = max(1, int(sigma / 4))
    if step > 1:
        coarse = (-(-field.shape[1] // step), -(-field.shape[0] // step))
        small = cv2.resize(field, coarse, interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), sigma / step, borderType=cv2.BORDER_REFLECT)
        return np.asarray(cv2.resize(small, field.shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigma, borderType=cv2.BORDER_REFLECT), np.float32)


def smooth_noise(seed: int, name: str, *, size_mm: float) -> Singles:
    """Gaussian noise of unit variance.

    Parameters
    ----------
    seed, name
        Which noise.
    size_mm : float
        Standard deviation of the blur that makes it smooth, at least 0.1 mm.

    Returns
    -------
    ndarray of float32, shape `GRID_SHAPE`
    """
    step = max(1, int(size_mm / MM_PER_CELL / 2.5))
    shape = tuple(-(-n // step) + 8 for n in GRID_SHAPE)
    white = generator(seed, name).standard_normal(shape, dtype=np.float32)
    sigma = size_mm / MM_PER_CELL / step
    soft = cv2.GaussianBlur(white, (0, 0), sigma, borderType=cv2.BORDER_REFLECT) * np.float32(
        2 * np.sqrt(np.pi) * sigma
    )
    size = (shape[1] * step, shape[0] * step)
    whole = cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC) if step > 1 else soft
    margin = 4 * step
    return np.ascontiguousarray(whole[margin : margin + GRID_SHAPE[0], margin : margin + GRID_SHAPE[1]])


def to_cells(points_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Skin positions in mm as (row, column) on the grid of cells."""
    return np.asarray((points_mm + np.array([HALF_ROWS_MM, HALF_COLUMNS_MM])) / MM_PER_CELL - 0.5)


def scatter(rng: np.random.Generator, *, per_cm2: float, jitter: float = 0.9) -> NDArray[np.float64]:
    """Points in mm, about evenly spread: one in every cell of a jittered grid, (K, 2)."""
    pitch = 10 / np.sqrt(per_cm2)
    rows = np.arange(-HALF_ROWS_MM, HALF_ROWS_MM, pitch)
    columns = np.arange(-HALF_COLUMNS_MM, HALF_COLUMNS_MM, pitch)
    grid = np.stack(np.meshgrid(rows, columns, indexing="ij"), -1).reshape(-1, 2)
    return np.asarray(grid + pitch * (0.5 + jitter * (rng.random(grid.shape) - 0.5)))


def dots(points_mm: NDArray[np.float64], strengths: NDArray[np.float64], *, sigma_mm: float) -> Singles:
    """Gaussian dots of given peaks (sigma at least two cells), (rows, columns) of the grid."""
    impulses = np.zeros(GRID_SHAPE, np.float32)
    cells = np.rint(to_cells(points_mm)).astype(int)
    inside = ((cells >= 0) & (cells < np.array(GRID_SHAPE))).all(axis=1)
    np.add.at(impulses, (cells[inside, 0], cells[inside, 1]), strengths[inside].astype(np.float32))
    return blurred(impulses, sigma_mm) * np.float32(2 * np.pi * (sigma_mm / MM_PER_CELL) ** 2)
