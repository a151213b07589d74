"""How the light on the skin differs between a reference and a frame."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.working import BoolArray, Float32Array
from tracker.imaging.guidance.frames import GuideFrame
from tracker.imaging.measure.masks import clipped_pixels
from tracker.imaging.measure.robust import fit_linear

# light changes slowly over skin, and cells this wide forgive a placement that is a little off
_CELL_PX = 8
_FULL_ENOUGH = 0.5
_FEWEST_CELLS = 12
_DARKEST = 1e-3
_OF_BRIGHTNESS = (0.2126729, 0.7151522, 0.0721750)


@dataclass(frozen=True)
class LightDifference:
    """The frame's light less the reference's, on the same skin.

    Attributes
    ----------
    stops : float
        log2 luminance; positive is brighter.
    log_red_green, log_blue_green : float
        Natural log of the ratios; together they are the colour cast.
    down, right : float
        Slope of log light over the length of the skin that both show.
    """

    stops: float
    log_red_green: float
    log_blue_green: float
    down: float
    right: float

    @property
    def cast(self) -> float:
        """hypot(d ln R/G, d ln B/G)."""
        return math.hypot(self.log_red_green, self.log_blue_green)

    @property
    def gradient(self) -> float:
        """Length of the difference of the planes of log light."""
        return math.hypot(self.down, self.right)


def light_difference(
    reference: GuideFrame, frame: GuideFrame, matrix: npt.NDArray[np.float64] | None
) -> LightDifference | None:
    """Compare the light on the skin that both show; None where that is too little.

    Parameters
    ----------
    reference, frame : GuideFrame
    matrix : ndarray, shape (2, 3), or None
        Maps (x, y, 1) of the reference to the frame. None: unknown, all skin is held against all skin,
        and nothing is said of slopes.
    """
    if matrix is None:
        return _of_all_skin(reference, frame)
    before, before_share = _warped_cells(reference, matrix, frame.size)
    now, now_share = _cells(frame.linear_rgb, _usable(frame))
    common = (before_share > _FULL_ENOUGH) & (now_share > _FULL_ENOUGH)
    if common.sum() < _FEWEST_CELLS:
        return None
    difference = _log(now[common]) - _log(before[common])
    down, right = _plane(difference, common)
    return _difference(np.median(difference, axis=0), down, right)


def light_slope(frame: GuideFrame) -> float | None:
    """Slope of log light over the length of a photo's own skin; None where there is too little of it.

    Skin is curved, so even good light leaves some.
    """
    light, share = _cells(frame.linear_rgb, _usable(frame))
    is_full = share > _FULL_ENOUGH
    if is_full.sum() < _FEWEST_CELLS:
        return None
    return float(np.hypot(*_plane(_log(light[is_full]), is_full)))


def _plane(log_rgb: Float32Array, cells: BoolArray) -> tuple[float, float]:
    """Robust slopes of log light (K, 3) downwards and to the right, over the length of its cells."""
    place = np.argwhere(cells).astype(np.float32)
    place -= place.mean(axis=0)
    # the side of the square with the same second moment, as for the gates of a whole photo
    place /= max(1.0, float(np.sqrt(6 * place.var(axis=0).sum())))
    model = np.column_stack([place, np.ones(len(place), np.float32)])
    down, right = fit_linear(model, log_rgb @ np.array(_OF_BRIGHTNESS, np.float32))[:2]
    return float(down), float(right)


def _of_all_skin(reference: GuideFrame, frame: GuideFrame) -> LightDifference | None:
    """Medians of the skin that each shows."""
    masks = _usable(reference), _usable(frame)
    if min(mask.sum() for mask in masks) < _FEWEST_CELLS * _CELL_PX**2:
        return None
    before, now = (
        np.median(_log(seen.linear_rgb[mask]), axis=0)
        for seen, mask in zip((reference, frame), masks, strict=True)
    )
    return _difference(now - before, 0.0, 0.0)


def _difference(log_rgb: npt.NDArray[np.float32], down: float, right: float) -> LightDifference:
    red, green, blue = (float(value) for value in log_rgb)
    stops = float(log_rgb @ np.array(_OF_BRIGHTNESS)) / math.log(2)
    return LightDifference(stops, red - green, blue - green, down, right)


def _usable(frame: GuideFrame) -> BoolArray:
    """Skin whose pixels hold true values."""
    return np.asarray(frame.skin & ~clipped_pixels(frame.photo.rgb))


def _log(linear_rgb: Float32Array) -> Float32Array:
    return np.asarray(np.log(np.maximum(linear_rgb, np.float32(_DARKEST))), np.float32)


def _cells(linear_rgb: Float32Array, usable: BoolArray) -> tuple[Float32Array, Float32Array]:
    """Mean light of the usable part of each cell, and how large a part that is."""
    weight = usable.astype(np.float32)
    size = (max(1, weight.shape[1] // _CELL_PX), max(1, weight.shape[0] // _CELL_PX))
    share = np.asarray(cv2.resize(weight, size, interpolation=cv2.INTER_AREA), np.float32)
    total = cv2.resize(linear_rgb * weight[..., None], size, interpolation=cv2.INTER_AREA)
    return np.asarray(total / np.maximum(share, 1e-6)[..., None], np.float32), share


def _warped_cells(
    reference: GuideFrame, matrix: npt.NDArray[np.float64], size: tuple[int, int]
) -> tuple[Float32Array, Float32Array]:
    """The same of the reference as it lies in the frame."""
    usable = cv2.warpAffine(_usable(reference).astype(np.float32), matrix, size) > 0.99
    moved = cv2.warpAffine(reference.linear_rgb, matrix, size, flags=cv2.INTER_LINEAR)
    return _cells(np.asarray(moved, np.float32), np.asarray(usable))
