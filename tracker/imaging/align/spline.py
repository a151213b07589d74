"""A homography followed by a smooth displacement: cubic B-splines on a regular grid."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tracker.imaging.align.working import FloatArray

IndexArray = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Grid:
    """Where the control points of a displacement lie.

    Attributes
    ----------
    size : tuple of int
        (width, height) of the frame in working pixels.
    cells : int
        Cells along the shorter side; they are square.
    """

    size: tuple[int, int]
    cells: int

    @property
    def cell_px(self) -> float:
        """Side of a cell."""
        return min(self.size) / self.cells

    @property
    def shape(self) -> tuple[int, int]:
        """Control points as (rows, columns)."""
        width, height = self.size
        return (_cells_along(height, self.cell_px) + 3, _cells_along(width, self.cell_px) + 3)

    @property
    def count(self) -> int:
        """Number of control points."""
        rows, columns = self.shape
        return rows * columns

    @property
    def strides(self) -> tuple[int, int]:
        """Step in the list of control points by (row, column): the shorter side runs fastest.

        That keeps the normal equations' band narrow.
        """
        rows, columns = self.shape
        return (columns, 1) if columns <= rows else (1, rows)

    def basis(self, xy: FloatArray) -> tuple[IndexArray, FloatArray]:
        """The sixteen control points of each point and their weights.

        Beyond the frame a point counts as lying on its border.

        Parameters
        ----------
        xy : ndarray, shape (K, 2)
            Working pixels.

        Returns
        -------
        indices : ndarray of int, shape (K, 16)
        weights : ndarray, shape (K, 16)
            Each row sums to one.
        """
        rows, columns = self.shape
        column, weights_x = _along_axis(xy[:, 0] / self.cell_px, columns - 3)
        row, weights_y = _along_axis(xy[:, 1] / self.cell_px, rows - 3)
        step_row, step_column = self.strides
        four = np.arange(4)
        indices = (row[:, None, None] + four[None, :, None]) * step_row + (
            column[:, None, None] + four[None, None, :]
        ) * step_column
        weights = weights_y[:, :, None] * weights_x[:, None, :]
        return indices.reshape(-1, 16), weights.reshape(-1, 16)


def _cells_along(length_px: int, cell_px: float) -> int:
    """Whole cells that cover a length."""
    return int(np.ceil(length_px / cell_px - 1e-9))


def _along_axis(position: FloatArray, cells: int) -> tuple[IndexArray, FloatArray]:
    """First control point and the four cubic weights along one axis."""
    position = np.clip(position, 0, cells)
    first = np.minimum(position.astype(np.intp), cells - 1)
    t = position - first
    rest = 1 - t
    middle = 3 * t**3 - 6 * t**2 + 4
    mirror = 3 * rest**3 - 6 * rest**2 + 4
    return first, np.stack([rest**3, middle, mirror, t**3], axis=1) / 6


@dataclass(frozen=True)
class SplineField:
    """A map of working pixels of the reference to those of the moving photo.

    Attributes
    ----------
    homography : ndarray, shape (3, 3)
    grid : Grid
    coefficients : ndarray, shape (grid.count, 2)
        Displacements (x, y) at the control points, added after the homography.
    """

    homography: FloatArray
    grid: Grid
    coefficients: FloatArray

    @classmethod
    def start(cls, homography: FloatArray, size: tuple[int, int], *, cells: int) -> "SplineField":
        """A field without displacement."""
        grid = Grid(size, cells)
        return cls(homography, grid, np.zeros((grid.count, 2)))

    def __call__(self, xy: FloatArray) -> FloatArray:
        """Map points (K, 2)."""
        return np.asarray(apply_homography(self.homography, xy) + self.displacement(xy))

    def displacement(self, xy: FloatArray) -> FloatArray:
        """What is added after the homography, (K, 2)."""
        indices, weights = self.grid.basis(xy)
        return np.asarray(np.einsum("nk,nkd->nd", weights, self.coefficients[indices]))

    def with_coefficients(self, coefficients: FloatArray) -> "SplineField":
        """The same grid, other displacements."""
        return replace(self, coefficients=coefficients)

    def lattice(self, columns_x: FloatArray, rows_y: FloatArray) -> FloatArray:
        """Map the crossings of a lattice, shape (rows, columns, 2)."""
        x, y = np.meshgrid(columns_x, rows_y)
        return self(np.stack([x.ravel(), y.ravel()], axis=1)).reshape(len(rows_y), len(columns_x), 2)


def apply_homography(homography: FloatArray, xy: FloatArray) -> FloatArray:
    """Map points (K, 2) by a 3 x 3 matrix."""
    mapped = xy @ homography[:, :2].T + homography[:, 2]
    return np.asarray(mapped[:, :2] / mapped[:, 2:])
