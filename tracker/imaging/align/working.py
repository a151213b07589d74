"""The photo as alignment sees it: small, logarithmic, evenly contrasted."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.skin_prior import skin_prior

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

LONG_SIDE_PX = 1280
# the dark offset keeps sensor noise in shadows from dominating the logarithm
_DARK_OFFSET = 6.0
_CONTRAST_FLOOR = 0.02
_CONTRAST_SIGMA_PX = 9.0


@dataclass(frozen=True)
class WorkingPhoto:
    """A photo reduced to working size.

    Attributes
    ----------
    shape : tuple of int
        (rows, columns) of the original.
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB, long side at most `LONG_SIDE_PX`.
    interest : ndarray of bool, shape (M, N), optional
        Skin of interest, where it is known: what a mask or a face covers.
    """

    shape: tuple[int, int]
    rgb: npt.NDArray[np.uint8]
    interest: BoolArray | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in working pixels."""
        return self.rgb.shape[1], self.rgb.shape[0]

    @property
    def diagonal_px(self) -> float:
        """Length of the diagonal in working pixels."""
        return float(np.hypot(*self.size))

    @cached_property
    def log_luminance(self) -> Float32Array:
        """Logarithm of a green-weighted grey: light becomes an offset, blood stays visible."""
        grey = cv2.transform(self.rgb, np.array([[0.25, 0.65, 0.10]]))
        table = np.log(np.arange(256, dtype=np.float32) + np.float32(_DARK_OFFSET))
        return np.asarray(table[grey], np.float32)

    @cached_property
    def skin(self) -> BoolArray:
        """Generous chromatic skin prior and the skin of interest, shape (M, N)."""
        prior = skin_prior(self.rgb)
        return prior if self.interest is None else prior | self.interest

    @property
    def core(self) -> BoolArray:
        """Skin whose evidence counts: that of interest, or all."""
        return self.skin if self.interest is None else self.interest

    def even_contrast(self, fraction: float) -> Float32Array:
        """Log luminance at a fraction of the working size, local contrast made even."""
        reduced = self.log_luminance
        if fraction < 1:
            size = reduced_size(self.size, fraction)
            reduced = np.asarray(cv2.resize(reduced, size, interpolation=cv2.INTER_AREA), np.float32)
        smooth = np.asarray(cv2.GaussianBlur(reduced, (0, 0), 0.7), np.float32)
        return even_local_contrast(smooth, sigma_px=_CONTRAST_SIGMA_PX, floor=_CONTRAST_FLOOR)

    def flipped(self) -> "WorkingPhoto":
        """The mirror image."""
        interest = None if self.interest is None else np.ascontiguousarray(self.interest[:, ::-1])
        return WorkingPhoto(self.shape, np.ascontiguousarray(self.rgb[:, ::-1]), interest)

    def with_interest(self, interest: BoolArray | None) -> "WorkingPhoto":
        """The same photo, of which something else is of interest."""
        return WorkingPhoto(self.shape, self.rgb, interest)

    def to_working(self, points_rc: npt.ArrayLike) -> FloatArray:
        """Points (row, column) of the original as (x, y) here, (K, 2)."""
        return working_xy(points_rc, self.shape, self.size)


def working_xy(points_rc: npt.ArrayLike, shape: tuple[int, int], size: tuple[int, int]) -> FloatArray:
    """(row, column) of an original as (x, y) of its working photo."""
    xy = np.asarray(points_rc, np.float64).reshape(-1, 2)[:, ::-1]
    return np.asarray((xy + 0.5) * (np.array(size) / shape[::-1]) - 0.5, np.float64)


def original_rc(xy: FloatArray, size: tuple[int, int], shape: tuple[int, int]) -> FloatArray:
    """(x, y) of a working photo as (row, column) of its original."""
    return np.asarray(((xy + 0.5) * (np.array(shape[::-1]) / size) - 0.5)[:, ::-1])


def reduced_size(size: tuple[int, int], fraction: float) -> tuple[int, int]:
    """(width, height) at a fraction, at least one pixel each."""
    return max(1, round(size[0] * fraction)), max(1, round(size[1] * fraction))


def working_size(shape: tuple[int, int], *, long_side_px: int = LONG_SIDE_PX) -> tuple[int, int]:
    """(width, height) of the working photo of an original of (rows, columns)."""
    rows, columns = shape
    return reduced_size((columns, rows), min(1.0, long_side_px / max(rows, columns)))


def reduce_photo(rgb: npt.NDArray[np.uint8], *, long_side_px: int = LONG_SIDE_PX) -> WorkingPhoto:
    """Area-average a photo down to working size; a small photo is never enlarged."""
    rows, columns = rgb.shape[:2]
    size = working_size((rows, columns), long_side_px=long_side_px)
    if size != (columns, rows):
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    return WorkingPhoto((rows, columns), np.ascontiguousarray(rgb))


def even_local_contrast(values: Float32Array, *, sigma_px: float, floor: float) -> Float32Array:
    """Subtract the local mean and divide by the local standard deviation plus a floor."""
    centred = values - broad_blur(values, sigma_px)
    variance = broad_blur(centred * centred, sigma_px)
    return np.asarray(centred / np.sqrt(variance + floor * floor), np.float32)


def broad_blur(values: Float32Array, sigma_px: float) -> Float32Array:
    """A wide Gaussian blur, done on a picture reduced as far as the width allows."""
    step = max(1, int(sigma_px / 2.5))
    if step == 1 or min(values.shape) < 8 * step:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma_px), np.float32)
    size = (-(-values.shape[1] // step), -(-values.shape[0] // step))
    small = cv2.resize(values, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma_px / step)
    return np.asarray(cv2.resize(small, values.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
