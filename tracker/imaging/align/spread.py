"""How far keypoints spread over the frame: full cells count, crowds don't."""

import cv2
import numpy as np

from tracker.imaging.align.working import BoolArray, FloatArray

_CELLS = 10
_MOST_IN_CELL = 6


def spread_score(xy: FloatArray, size: tuple[int, int]) -> float:
    """How much of the frame's middle holds evidence.

    The shorter side is cut into ten cells; each holds at most six points, and counts the more, the
    nearer it lies to the middle.

    Parameters
    ----------
    xy : ndarray, shape (K, 2)
        Working pixels.
    size : tuple of int
        (width, height) of the frame.
    """
    if not len(xy):
        return 0.0
    cell = min(size) / _CELLS
    cells, count = np.unique(np.floor(xy / cell).astype(int), axis=0, return_counts=True)
    weight = to_middle((cells + 0.5) * cell, size)
    return float((np.minimum(count, _MOST_IN_CELL) * weight).sum())


def on_area(xy: FloatArray, area: BoolArray) -> FloatArray:
    """Those of the points (K, 2) that lie on an area (M, N)."""
    column, row = np.rint(xy).astype(np.intp).T
    return np.asarray(xy[area[row, column]])


def most_spread(core: BoolArray) -> float:
    """The score that points everywhere on the skin of interest (M, N) would reach."""
    size = core.shape[1], core.shape[0]
    cell = min(size) / _CELLS
    columns, rows = (int(np.ceil(n / cell)) for n in size)
    covered = cv2.resize(core.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA)
    middles = np.stack(np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5), axis=-1) * cell
    weight = to_middle(middles.reshape(-1, 2), size)
    return float(_MOST_IN_CELL * (covered.ravel() * weight).sum())


def to_middle(xy: FloatArray, size: tuple[int, int]) -> FloatArray:
    """Gaussian weight of places (K, 2): subjects stand in the middle, a little above it."""
    width, height = size
    offset = (xy - [width / 2, 0.46 * height]) / [0.28 * width, 0.24 * height]
    return np.asarray(np.exp(-0.5 * (offset**2).sum(axis=1)))
