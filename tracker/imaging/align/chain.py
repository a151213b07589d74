"""Two alignments one after the other: reference to a photo between, and on to the moving photo."""

import numpy as np

from tracker.imaging.align.result import Alignment
from tracker.imaging.align.spline import Grid, SplineField
from tracker.imaging.align.spline_fit import even_observations, fit_field
from tracker.imaging.align.support import SupportMap
from tracker.imaging.align.working import FloatArray

# nodes per cell of the composed field; the fit then repeats the composition to a hundredth of a pixel
_NODES_PER_CELL = 3
_STIFFNESS = 1e-4
_NEVER_DOUBTED_PX = 1e6


def through(reference_to_middle: Alignment, middle_to_moving: Alignment) -> Alignment:
    """Compose two alignments that share the photo between.

    The errors are added up, the first one in pixels of the moving photo: a bound, since nothing
    says that they cancel. A point is trusted where both alignments trust it.

    Parameters
    ----------
    reference_to_middle, middle_to_moving : Alignment
        The moving photo of the first is the reference of the second.

    Returns
    -------
    Alignment
        From the first one's reference to the second one's moving photo.

    Raises
    ------
    ValueError
        If the two don't share a photo of one size.
    """
    first, second = reference_to_middle, middle_to_moving
    if first.moving_shape != second.reference_shape:
        raise ValueError("the alignments share no photo")
    support_map = _common_support(first, second)
    growth = second.scale_at(_middle_rc(second.reference_shape))
    return Alignment(
        reference_shape=first.reference_shape,
        moving_shape=second.moving_shape,
        field=_composed_field(first, second),
        moving_size=second.moving_size,
        support_map=support_map,
        error_median_px=first.error_median_px * growth + second.error_median_px,
        error_p95_px=first.error_p95_px * growth + second.error_p95_px,
        support=first.support * _kept_share(first.support_map, support_map),
        agreeing_patches=min(first.agreeing_patches, second.agreeing_patches),
        shown_patches=min(first.shown_patches, second.shown_patches),
        overlap=first.overlap * second.overlap,
    )


def _composed_field(first: Alignment, second: Alignment) -> SplineField:
    """A field that repeats both maps, fitted on a lattice finer than its cells."""
    cells = max(first.field.grid.cells, second.field.grid.cells)
    grid = Grid(first.field.grid.size, cells)
    columns, rows = (np.arange(0, n + grid.cell_px, grid.cell_px / _NODES_PER_CELL) for n in grid.size)
    xy = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    target_xy = second.field(_between(first, second, first.field(xy)))
    homography = _composed_homography(first, second)
    start = SplineField.start(homography, grid.size, cells=cells)
    observed = even_observations(xy, target_xy, 1.0)
    field, _ = fit_field(
        start,
        observed,
        cells=cells,
        stiffness=_STIFFNESS,
        width=_NEVER_DOUBTED_PX,
        believed=np.ones(len(xy), bool),
        rounds=1,
    )
    return field


def _between(first: Alignment, second: Alignment, xy: FloatArray) -> FloatArray:
    """The middle photo's working pixels as the first alignment has them, as the second has them."""
    scale = np.array(second.field.grid.size) / first.moving_size
    return np.asarray((xy + 0.5) * scale - 0.5)


def _composed_homography(first: Alignment, second: Alignment) -> FloatArray:
    """Both homographies as one: what the displacement is added to."""
    scale = np.array(second.field.grid.size) / first.moving_size
    between = np.diag([scale[0], scale[1], 1.0])
    between[:2, 2] = 0.5 * scale - 0.5
    composed = second.field.homography @ between @ first.field.homography
    return np.asarray(composed / composed[2, 2])


def _common_support(first: Alignment, second: Alignment) -> SupportMap:
    """The first map's lattice with the lesser of both counts."""
    lattice = first.support_map
    xy = lattice.nodes_xy()
    middle_xy = _between(first, second, first.field(xy))
    counts = np.minimum(lattice.counts_at(xy), second.support_map.counts_at(middle_xy))
    return SupportMap(counts.reshape(lattice.counts.shape), lattice.first_xy, lattice.step_xy)


def _kept_share(before: SupportMap, after: SupportMap) -> float:
    """Share of the supported nodes that stay so."""
    nodes = before.nodes_xy()
    supported = before.is_supported(nodes)
    return float(after.is_supported(nodes)[supported].mean()) if supported.any() else 0.0


def _middle_rc(shape: tuple[int, int]) -> FloatArray:
    rows, columns = shape
    return np.array([[0.5, 0.5], [0.35, 0.5], [0.65, 0.5], [0.5, 0.35], [0.5, 0.65]]) * [rows, columns]
