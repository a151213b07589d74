"""Dense patch correlation: how far each small patch of skin still lies from its place."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.working import Float32Array, FloatArray

LEAST_PEAK = 0.2
_SURE_PEAK_GAIN = 0.4
_UNIQUE_MARGIN = 0.08
_MOST_INFORMATION = 25.0
_CELLS_PER_PATCH = 3


@dataclass(frozen=True)
class Patches:
    """Patches on a regular lattice and what their correlation says.

    Attributes
    ----------
    lattice : tuple of int
        (rows, columns) of the lattice; the arrays below run along its rows.
    xy : ndarray, shape (K, 2)
        Centres in the level's pixels.
    shift : ndarray, shape (K, 2)
        Where the patch lies in the other picture, relative to its own place.
    peak : ndarray, shape (K,)
        Normalised correlation there, -1 to 1.
    information : ndarray, shape (K, 3)
        Inverse covariance (xx, xy, yy) of the shift.
    is_valid : ndarray of bool, shape (K,)
        Whether the patch lies on skin and inside both photos.
    is_found : ndarray of bool, shape (K,)
        Valid, with a true peak inside the search range.
    """

    lattice: tuple[int, int]
    xy: FloatArray
    shift: FloatArray
    peak: FloatArray
    information: FloatArray
    is_valid: npt.NDArray[np.bool_]
    is_found: npt.NDArray[np.bool_]


def correlate_patches(
    reference: Float32Array,
    moved: Float32Array,
    valid: npt.NDArray[np.bool_],
    *,
    step_px: int,
    reach_px: int,
    removes_bias: bool = False,
) -> Patches:
    """Normalised cross-correlation of square patches over all whole shifts within reach.

    A patch is three by three cells of `step_px`, so that the sums over cells, which are one fast
    area average, serve all the patches that share them. The peak is refined by a quadratic.

    Parameters
    ----------
    reference, moved : ndarray of float32, shape (M, N)
        Evened contrast; the second already carried into the reference's frame.
    valid : ndarray of bool, shape (M, N)
        Pixels that count.
    removes_bias : bool
        Subtract what each patch, laid over itself, claims to have moved: a parabola is true only
        to peaks that fall off alike on all sides. Right where little is left to move.
    """
    rows, columns = (n // step_px * step_px for n in reference.shape)
    surface = _correlation(reference[:rows, :columns], moved[:rows, :columns], step_px, reach_px)
    lattice = (surface.shape[1], surface.shape[2])
    peak, shift, curvature, margin, is_inner = _peaks(surface.reshape(len(surface), -1), reach_px)
    if removes_bias:
        shift = shift - _own_shift(reference[:rows, :columns], step_px)
    is_valid = _valid_patches(valid[:rows, :columns], step_px)
    patch_px = _CELLS_PER_PATCH * step_px
    return Patches(
        lattice=lattice,
        xy=_centres(lattice, step_px),
        shift=shift,
        peak=peak,
        information=_information(peak, curvature, margin, patch_px),
        is_valid=is_valid,
        is_found=is_valid & is_inner & (peak > LEAST_PEAK),
    )


def _own_shift(reference: Float32Array, step_px: int) -> FloatArray:
    """The shift that each patch shows against itself, which is the bias of its peak, (K, 2)."""
    surface = _correlation(reference, reference, step_px, 1)
    return _peaks(surface.reshape(len(surface), -1), 1)[1]


def _centres(lattice: tuple[int, int], step_px: int) -> FloatArray:
    """Centres (x, y) of the patches: the middle of the inner cell."""
    y, x = np.indices(lattice)
    return np.asarray((np.stack([x.ravel(), y.ravel()], axis=1) + 1.5) * step_px - 0.5, np.float64)


def _patch_means(values: Float32Array, step_px: int) -> Float32Array:
    """Mean over each patch of three by three cells, shape of the lattice."""
    size = (values.shape[1] // step_px, values.shape[0] // step_px)
    cells = cv2.resize(values, size, interpolation=cv2.INTER_AREA)
    means = cv2.blur(cells, (_CELLS_PER_PATCH, _CELLS_PER_PATCH))
    return np.asarray(means[1:-1, 1:-1], np.float32)


def _valid_patches(valid: npt.NDArray[np.bool_], step_px: int) -> npt.NDArray[np.bool_]:
    """Patches whose pixels nearly all count."""
    return _patch_means(valid.astype(np.float32), step_px).ravel() > 0.9


def _correlation(reference: Float32Array, moved: Float32Array, step_px: int, reach_px: int) -> Float32Array:
    """Correlation of all patches, shape ((2 reach + 1) ** 2, rows, columns)."""
    mean = _patch_means(reference, step_px)
    spread = _spread(_patch_means(reference * reference, step_px), mean)
    border = np.pad(moved, reach_px, mode="reflect")
    other_means = _box_means(border, step_px)
    other_spreads = _spread(_box_means(border * border, step_px), other_means)
    rows, columns = reference.shape
    surface = []
    for down in range(2 * reach_px + 1):
        for right in range(2 * reach_px + 1):
            # the patches of the lattice, shifted: every step-th box
            nodes = tuple(
                np.s_[start : start + count * step_px : step_px]
                for start, count in zip((down, right), mean.shape, strict=True)
            )
            product = _patch_means(reference * border[down : down + rows, right : right + columns], step_px)
            covariance = product - mean * other_means[nodes]
            surface.append(covariance / (spread * other_spreads[nodes] + np.float32(1e-3)))
    return np.stack(surface)


def _box_means(values: Float32Array, step_px: int) -> Float32Array:
    """Mean over the patch that begins at each pixel (meaningful where it ends inside)."""
    patch_px = _CELLS_PER_PATCH * step_px
    means = cv2.blur(values, (patch_px, patch_px), anchor=(0, 0), borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(means, np.float32)


def _spread(mean_square: Float32Array, mean: Float32Array) -> Float32Array:
    """Standard deviation from moments."""
    return np.sqrt(np.maximum(mean_square - mean * mean, np.float32(1e-6)))


def _peaks(
    surface: Float32Array, reach_px: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """Peak value, sub-pixel shift, curvature, lead over the next peak, and whether it is inside."""
    side, patches = 2 * reach_px + 1, np.arange(surface.shape[1])
    best = surface.argmax(axis=0)
    row, column = best // side, best % side
    inner = (row > 0) & (row < side - 1) & (column > 0) & (column < side - 1)
    cube = surface.reshape(side, side, -1)
    r, c = np.clip(row, 1, side - 2), np.clip(column, 1, side - 2)
    near = {(i, j): cube[r + i, c + j, patches].astype(np.float64) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    curvature, offset = _quadratic(near)
    shift = np.stack([column, row], axis=1) - reach_px + offset
    peak = surface[best, patches].astype(np.float64)
    return peak, shift, curvature, peak - _runner_up(cube, row, column), inner


def _quadratic(near: dict[tuple[int, int], FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Negative Hessian (xx, xy, yy) at the peak and its offset (x, y) from the whole shift."""
    gx, gy = (near[0, 1] - near[0, -1]) / 2, (near[1, 0] - near[-1, 0]) / 2
    xx = np.maximum(2 * near[0, 0] - near[0, 1] - near[0, -1], 1e-4)
    yy = np.maximum(2 * near[0, 0] - near[1, 0] - near[-1, 0], 1e-4)
    xy = -(near[1, 1] - near[1, -1] - near[-1, 1] + near[-1, -1]) / 4
    determinant = np.maximum(xx * yy - xy * xy, 1e-8)
    offset = np.stack([yy * gx - xy * gy, xx * gy - xy * gx], axis=1) / determinant[:, None]
    limit = 0.95 * np.sqrt(xx * yy)
    return np.stack([xx, np.clip(xy, -limit, limit), yy], axis=1), np.clip(offset, -0.7, 0.7)


def _runner_up(cube: Float32Array, row: npt.NDArray[np.intp], column: npt.NDArray[np.intp]) -> FloatArray:
    """Best correlation more than one pixel away from the peak (0 where the range is too small)."""
    side = len(cube)
    if side <= 3:
        return np.zeros(cube.shape[2])
    index = np.arange(side)
    near_row = np.abs(index[:, None] - row) <= 1
    near_column = np.abs(index[:, None] - column) <= 1
    masked = np.where(near_row[:, None] & near_column[None, :], np.float32(-1), cube)
    return np.asarray(masked.reshape(side * side, -1).max(axis=0), np.float64)


def _information(peak: FloatArray, curvature: FloatArray, margin: FloatArray, patch_px: int) -> FloatArray:
    """Inverse covariance of each shift: curvature over noise, as in a Cramer-Rao bound.

    Capped, since neighbouring patches share their errors, and lowered for weak or ambiguous peaks.
    """
    sure = np.clip(peak, 0, 0.98)
    noise = (1 - sure * sure) / (0.15 * patch_px * patch_px)
    information = curvature / noise[:, None]
    trace = np.maximum(information[:, 0] + information[:, 2], 1e-9)
    factor = np.minimum(1, 2 * _MOST_INFORMATION / trace)
    factor = factor * np.clip((peak - LEAST_PEAK) / _SURE_PEAK_GAIN, 0, 1)
    factor = factor * np.clip(margin / _UNIQUE_MARGIN, 0.1, 1)
    return np.asarray(information * factor[:, None])
