"""Draw the moving photo in the reference's frame, for viewing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.working import Float32Array, FloatArray

OUTSIDE_GREY = 128
_MOST_NODE_STEP_PX = 16
_LARGEST_SIDE_PX = 32000


class PointMap(Protocol):
    """What drawing needs of an alignment."""

    @property
    def reference_shape(self) -> tuple[int, int]: ...
    @property
    def moving_shape(self) -> tuple[int, int]: ...
    def to_moving(self, points_rc: FloatArray, /) -> FloatArray: ...
    def scale_at(self, points_rc: FloatArray, /) -> float: ...


def warp_photo(
    mapping: PointMap, moving_rgb: npt.NDArray[np.uint8], *, long_side_px: int | None
) -> npt.NDArray[np.uint8]:
    """Resample the moving photo to the reference's frame, at the asked size directly.

    Where the result is smaller than the photo, the photo is area-averaged first, so that pores
    don't turn into noise. See `Alignment.warp`.
    """
    size = _drawn_size(mapping.reference_shape, long_side_px)
    return next(draw_strips(mapping, moving_rgb, size=size, strip_rows=size[1]))


def draw_strips(
    mapping: PointMap, moving_rgb: npt.NDArray[np.uint8], *, size: tuple[int, int], strip_rows: int
) -> Iterator[npt.NDArray[np.uint8]]:
    """The picture of `warp_photo` from top to bottom, so that no more than a strip of it is held.

    Parameters
    ----------
    size : tuple of int
        (width, height) of the whole result in px.
    strip_rows : int
        Height of each strip but the last.

    Yields
    ------
    ndarray of uint8, shape (up to strip_rows, width, 3)
    """
    source = _averaged(moving_rgb, _source_per_drawn_px(mapping, moving_rgb, size))
    lattice = _sampling_lattice(mapping, size, source.shape[:2])
    for first in range(0, size[1], strip_rows):
        column, row = lattice.maps(first, min(first + strip_rows, size[1]))
        drawn = cv2.remap(
            source,
            column,
            row,
            cv2.INTER_LANCZOS4,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(OUTSIDE_GREY,) * 3,
        )
        yield np.asarray(drawn, np.uint8)


def _drawn_size(shape: tuple[int, int], long_side_px: int | None) -> tuple[int, int]:
    """(width, height) of the result."""
    fraction = min(1.0, (long_side_px or _LARGEST_SIDE_PX) / max(shape))
    return max(1, round(shape[1] * fraction)), max(1, round(shape[0] * fraction))


def _source_per_drawn_px(
    mapping: PointMap, moving_rgb: npt.NDArray[np.uint8], size: tuple[int, int]
) -> float:
    """Pixels of the given photo that fall on one pixel of the result, near the middle."""
    shape = np.array(mapping.reference_shape, np.float64)
    middle = np.array([[0.5, 0.5], [0.35, 0.5], [0.65, 0.5], [0.5, 0.35], [0.5, 0.65]]) * shape
    given = moving_rgb.shape[0] / mapping.moving_shape[0]
    return float(mapping.scale_at(middle) * given * mapping.reference_shape[1] / size[0])


def _averaged(rgb: npt.NDArray[np.uint8], factor: float) -> npt.NDArray[np.uint8]:
    """The photo area-averaged by a factor, when that makes it smaller."""
    if factor <= 1.05:
        return rgb
    size = (max(1, round(rgb.shape[1] / factor)), max(1, round(rgb.shape[0] / factor)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


@dataclass(frozen=True, slots=True)
class _Lattice:
    """Where coarse nodes of the result lie in the source; the first row and column stand outside it."""

    nodes_rc: Float32Array
    step_px: int
    width_px: int

    def maps(self, first: int, last: int) -> tuple[Float32Array, Float32Array]:
        """Columns and rows of the source for the pixels of some rows of the result."""
        step = self.step_px
        top, bottom = (first + step) // step - 1, -(-(last + step) // step) + 1
        full = cv2.resize(self.nodes_rc[top:bottom], None, fx=step, fy=step, interpolation=cv2.INTER_LINEAR)
        begin = first + step - top * step
        inner = full[begin : begin + last - first, step : step + self.width_px]
        return np.ascontiguousarray(inner[..., 1]), np.ascontiguousarray(inner[..., 0])


def _sampling_lattice(mapping: PointMap, size: tuple[int, int], source_shape: tuple[int, ...]) -> _Lattice:
    """The map read at the nodes of a coarse lattice.

    The field bends over a twenty-fourth of the width; with nodes at most a quarter of that apart a
    straight line between them is true to a hundredth of a pixel.
    """
    step = int(np.clip(min(size) // 100, 2, _MOST_NODE_STEP_PX))
    columns, rows = (np.arange(-1, -(-n // step) + 1) * step + step / 2 for n in size)
    grid = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
    to_reference = np.array(mapping.reference_shape) / size[::-1]
    to_source = np.array(source_shape[:2]) / mapping.moving_shape
    found = (mapping.to_moving(grid * to_reference - 0.5) + 0.5) * to_source - 0.5
    nodes = found.reshape(len(rows), len(columns), 2).astype(np.float32)
    return _Lattice(nodes, step, size[0])
