"""Random numbers by name, and smooth random fields."""

import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Mask = NDArray[np.bool_]
Rgb = NDArray[np.uint8]
Shape = tuple[int, int]

_LIST_WIDTH = 1024


def generator(seed: int, name: str) -> np.random.Generator:
    """Random numbers that depend on the seed and on what they are for, and on nothing drawn before."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def speckle(rng: np.random.Generator, shape: Shape, *, grain_px: float) -> Singles:
    """Gaussian noise of one grain size that repeats at the borders: mean 0, standard deviation 1.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : tuple of int
        (rows, columns).
    grain_px : float
        Standard deviation of the blur that makes the grain. Coarse grain is drawn small and enlarged.

    Returns
    -------
    ndarray of float32, shape (M, N)
    """
    shrink = max(1, int(grain_px / 1.6))
    small = (-(-shape[0] // shrink), -(-shape[1] // shrink))
    noise = _wrapped_blur(rng.standard_normal(small, np.float32), max(grain_px / shrink, 1e-3))
    if shrink > 1:
        noise = np.asarray(cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
    return np.asarray((noise - noise.mean()) / noise.std(), np.float32)


def _wrapped_blur(field: Singles, sigma_px: float) -> Singles:
    """Gaussian blur of a field that goes on at its other side."""
    rows, columns = np.fft.fftfreq(field.shape[0])[:, None], np.fft.rfftfreq(field.shape[1])
    response = np.exp(-2 * (np.pi * sigma_px) ** 2 * (rows**2 + columns**2)).astype(np.float32)
    return np.asarray(np.fft.irfft2(np.fft.rfft2(field) * response, s=field.shape), np.float32)


def soft_patches(rng: np.random.Generator, shape: Shape, *, grain_px: float, share: float) -> Singles:
    """Patches with soft edges that cover about a share of the area, values 0 to 1."""
    field = speckle(rng, shape, grain_px=grain_px)
    level = np.quantile(field[::8, ::8], 1 - share)
    return np.asarray(np.clip((field - level) / 0.6 + 0.5, 0, 1), np.float32)


def sample(field: Singles, points_rc: Floats, *, border: int = cv2.BORDER_REPLICATE) -> Singles:
    """Values of a field at points, cubic.

    Parameters
    ----------
    field : ndarray of float32, shape (M, N) or (M, N, C)
    points_rc : ndarray of float, shape (..., 2)
        (row, column); a grid (P, Q, 2).
    border : int
        What lies outside, as OpenCV names it.
    """
    rows, columns = (np.ascontiguousarray(points_rc[..., k], np.float32) for k in (0, 1))
    return np.asarray(cv2.remap(field, columns, rows, cv2.INTER_CUBIC, borderMode=border), np.float32)


def sample_at(field: Singles, points_rc: Floats, *, border: int = cv2.BORDER_REPLICATE) -> Singles:
    """Values of a field at a list of points (K, 2), see `sample`."""
    rows = -(-len(points_rc) // _LIST_WIDTH)
    padded = np.zeros((rows * _LIST_WIDTH, 2), np.float32)
    padded[: len(points_rc)] = points_rc
    values = sample(field, padded.reshape(rows, _LIST_WIDTH, 2), border=border)
    return values.reshape(rows * _LIST_WIDTH, *field.shape[2:])[: len(points_rc)]


def pixel_grid(shape: Shape) -> Floats:
    """(row, column) of every pixel, shape (M, N, 2)."""
    return np.stack(np.meshgrid(*(np.arange(n, dtype=float) for n in shape), indexing="ij"), -1)


def to_linear(rgb: Rgb) -> Singles:
    """Linear light of sRGB values, in [0, 1]."""
    levels = np.arange(256) / 255
    table = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return np.asarray(table.astype(np.float32)[rgb])


def to_srgb(linear_rgb: Singles) -> Singles:
    """sRGB values, 0 to 255 and not rounded, of linear light."""
    light = np.clip(linear_rgb, 0, 1)
    return np.asarray(255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055))
