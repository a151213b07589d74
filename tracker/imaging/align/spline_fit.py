"""Fit the displacement to observed shifts: robust, weighted by what each patch can see."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg import solveh_banded

from tracker.imaging.align.spline import Grid, SplineField, apply_homography
from tracker.imaging.align.working import FloatArray

_TINY = 1e-6
# upper half of a point's 16 x 16 block of the normal equations
_FIRST, _SECOND = np.triu_indices(16)


@dataclass(frozen=True)
class Observations:
    """Where points of the reference were seen in the moving photo.

    Attributes
    ----------
    xy : ndarray, shape (K, 2)
        Points of the reference, working pixels.
    target_xy : ndarray, shape (K, 2)
        Where each was seen.
    information : ndarray, shape (K, 3)
        Inverse covariance (xx, xy, yy): an edge says nothing along itself.
    """

    xy: FloatArray
    target_xy: FloatArray
    information: FloatArray

    def __len__(self) -> int:
        return len(self.xy)

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Observations":
        """A selection."""
        return Observations(self.xy[chosen], self.target_xy[chosen], self.information[chosen])

    def joined(self, other: "Observations") -> "Observations":
        """Both sets, these first."""
        return Observations(
            np.vstack([self.xy, other.xy]),
            np.vstack([self.target_xy, other.target_xy]),
            np.vstack([self.information, other.information]),
        )


def even_observations(xy: FloatArray, target_xy: FloatArray, weight: float) -> Observations:
    """Observations that see all directions equally well."""
    return Observations(xy, target_xy, np.tile([weight, 0.0, weight], (len(xy), 1)))


def fit_field(
    field: SplineField,
    observations: Observations,
    *,
    cells: int,
    stiffness: float,
    width: float,
    rounds: int = 4,
    believed: npt.NDArray[np.bool_] | None = None,
) -> tuple[SplineField, FloatArray]:
    """Fit by iteratively reweighted least squares with Geman and McClure's weights.

    The penalty is on second differences only, so that turning, scaling and shearing cost
    nothing; it stays weak, since a stiff field can't follow a face.

    Parameters
    ----------
    field : SplineField
        Its homography is kept; its displacement says which observations to believe at first.
    cells : int
        Cells along the shorter side of the fitted field.
    stiffness : float
        Weight of the penalty.
    width : float
        Residual, in standard deviations, at which trust in an observation falls to a quarter.
    believed : ndarray of bool, shape (K,), optional
        Observations to begin with however far they lie from the given field.

    Returns
    -------
    field : SplineField
    weights : ndarray, shape (K,)
        Trust in each observation, 0 to 1.
    """
    grid = Grid(field.grid.size, cells)
    residual = observations.target_xy - apply_homography(field.homography, observations.xy)
    fitted = field.displacement(observations.xy)
    if believed is not None:
        fitted = np.where(believed[:, None], residual, fitted)
    equations = _NormalEquations(grid, observations, residual, stiffness)
    coefficients = np.zeros((grid.count, 2))
    weights = np.ones(len(observations))
    for step in range(rounds):
        # wide first, so that a start which is off can still be pulled in
        widened = width * (3.0 if 2 * step < rounds else 1.5 if step < rounds - 1 else 1.0)
        weights = _trust(residual - fitted, observations.information, widened)
        coefficients = equations.solve(weights)
        fitted = equations.evaluate(coefficients)
    return SplineField(field.homography, grid, coefficients), weights


def _trust(error: FloatArray, information: FloatArray, width: float) -> FloatArray:
    """Geman and McClure's weight of each squared Mahalanobis distance."""
    x, y = error.T
    squared = information[:, 0] * x * x + 2 * information[:, 1] * x * y + information[:, 2] * y * y
    return np.asarray(1 / (1 + squared / width**2) ** 2)


class _NormalEquations:
    """The banded normal equations of one set of observations; only the weights change."""

    def __init__(
        self, grid: Grid, observations: Observations, residual: FloatArray, stiffness: float
    ) -> None:
        self._grid, self._information = grid, observations.information
        self._indices, self._weights = grid.basis(observations.xy)
        self._band = 3 * max(grid.strides) + 3
        self._scatter = self._scattering()
        self._penalty = stiffness * _bending_band(grid)
        xx, xy, yy = observations.information.T
        x, y = residual.T
        self._pull = np.stack([xx * x + xy * y, xy * x + yy * y], axis=1)

    def evaluate(self, coefficients: FloatArray) -> FloatArray:
        """Displacement at the observations."""
        return np.asarray(np.einsum("nk,nkd->nd", self._weights, coefficients[self._indices]))

    def solve(self, trust: FloatArray) -> FloatArray:
        """Coefficients (count, 2) of the weighted least squares."""
        count = self._grid.count
        sums = (self._scatter @ (self._information * trust[:, None])).reshape(self._band + 1, count, 3)
        pull = np.zeros((count, 2))
        for axis in range(2):
            weighted = self._weights * (self._pull[:, axis] * trust)[:, None]
            pull[:, axis] = np.bincount(self._indices.ravel(), weighted.ravel(), minlength=count)
        banded = self._interleaved(sums)
        return np.asarray(solveh_banded(banded, pull.ravel(), overwrite_ab=True, check_finite=False)).reshape(
            count, 2
        )

    def _scattering(self) -> sparse.csc_array:
        """Sparse matrix that adds each observation's block to the band (offset, column)."""
        # the sixteen indices of all points differ from the first by the same steps
        steps = self._indices[0] - self._indices[0, 0]
        low, high = np.sort([steps[_FIRST], steps[_SECOND]], axis=0)
        rows = self._indices[:, :1] + ((high - low) * self._grid.count + high)
        values = self._weights[:, _FIRST] * self._weights[:, _SECOND]
        starts = np.arange(0, rows.size + 1, rows.shape[1])
        shape = ((self._band + 1) * self._grid.count, len(rows))
        return sparse.csc_array((values.ravel(), rows.ravel(), starts), shape=shape)

    def _interleaved(self, sums: FloatArray) -> FloatArray:
        """Upper band of the equations in the order x0, y0, x1, y1, ... for LAPACK."""
        band, count = self._band, self._grid.count
        result = np.zeros((2 * band + 2, 2 * count))
        last = 2 * band + 1
        offsets = last - 2 * np.arange(band + 1)
        with_penalty = sums[..., (0, 2)] + self._penalty[..., None]
        result[offsets, 0::2] = with_penalty[..., 0]
        result[offsets, 1::2] = with_penalty[..., 1]
        # (x of the earlier, y of the later) lies one further out, (y, x) one further in
        result[offsets - 1, 1::2] = sums[..., 1]
        result[offsets[1:] + 1, 0::2] = sums[1:, :, 1]
        result[last] += _TINY
        return result


@lru_cache(maxsize=16)
def _bending_band(grid: Grid) -> FloatArray:
    """Second-difference penalty of the control points as an upper band, (band + 1, count)."""
    rows, columns = grid.shape
    step_row, step_column = grid.strides
    number = np.arange(rows)[:, None] * step_row + np.arange(columns) * step_column
    band = np.zeros((3 * max(grid.strides) + 4, grid.count))
    for stencil in _stencils(number):
        for i, factor_i in stencil:
            for j, factor_j in stencil:
                later = j >= i
                np.add.at(band, ((j - i)[later], j[later]), factor_i * factor_j)
    return band


def _stencils(number: np.ndarray) -> list[list[tuple[np.ndarray, float]]]:
    """Terms (control points, factor) of the differences along x, along y and across."""
    root = float(np.sqrt(2))
    along_x = [(number[:, :-2], 1.0), (number[:, 1:-1], -2.0), (number[:, 2:], 1.0)]
    along_y = [(number[:-2], 1.0), (number[1:-1], -2.0), (number[2:], 1.0)]
    across = [
        (number[:-1, :-1], root),
        (number[:-1, 1:], -root),
        (number[1:, :-1], -root),
        (number[1:, 1:], root),
    ]
    return [[(n.ravel(), f) for n, f in terms] for terms in (along_x, along_y, across)]
