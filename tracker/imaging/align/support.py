"""Local evidence: how many well-fitted patches lie near each place of the reference."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.imaging.align.working import FloatArray

LEAST_SUPPORT_PATCHES = 18
# patches within this share of the shorter side count as near
SUPPORT_RADIUS = 0.045


@dataclass(frozen=True)
class SupportMap:
    """How many well-fitted patches lie near each node of a lattice over the reference.

    Attributes
    ----------
    counts : ndarray of uint8, shape (M, N)
        Well-fitted patches near each node, at most 255.
    first_xy : tuple of float
        Place of the first node, working pixels.
    step_xy : tuple of float
        Distance of nodes, working pixels.
    """

    counts: npt.NDArray[np.uint8]
    first_xy: tuple[float, float]
    step_xy: tuple[float, float]

    def nodes_xy(self) -> FloatArray:
        """Places (K, 2) of the nodes, row by row."""
        y, x = np.indices(self.counts.shape)
        return np.asarray(np.stack([x.ravel(), y.ravel()], axis=1) * np.array(self.step_xy) + self.first_xy)

    def counts_at(self, xy: FloatArray) -> npt.NDArray[np.uint8]:
        """Well-fitted patches near each point (K, 2) of the working reference."""
        nearest = np.rint((xy - self.first_xy) / self.step_xy).astype(np.intp)
        rows, columns = self.counts.shape
        # half a patch beyond the outermost nodes there is no skin that was looked at
        column, row = np.clip(nearest.T, [[-2], [-2]], [[columns + 1], [rows + 1]])
        inside = (column > -2) & (row > -2) & (column < columns + 1) & (row < rows + 1)
        counts = self.counts[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
        return np.asarray(np.where(inside, counts, 0), np.uint8)

    def drawn(self, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
        """Whether each working pixel of the reference is supported, shape (height, width)."""
        width, height = size
        columns = self._nearest(np.arange(width), 0)
        rows = self._nearest(np.arange(height), 1)
        return np.asarray(self.counts[np.ix_(rows, columns)] >= LEAST_SUPPORT_PATCHES)

    def _nearest(self, pixels: npt.NDArray[np.intp], axis: int) -> npt.NDArray[np.intp]:
        """The node nearest to each pixel along x (0) or y (1)."""
        node = np.rint((pixels - self.first_xy[axis]) / self.step_xy[axis]).astype(np.intp)
        return np.asarray(np.clip(node, 0, self.counts.shape[1 - axis] - 1))

    def share_at(self, xy: FloatArray, *, width_px: int) -> FloatArray:
        """Well-fitted patches near each point, of all that there could be, 0 to 1.

        Parameters
        ----------
        width_px : int
            Shorter side of the working reference.
        """
        reach = SUPPORT_RADIUS * width_px
        possible = np.pi * reach * reach / (self.step_xy[0] * self.step_xy[1])
        return np.asarray(np.minimum(1.0, self.counts_at(xy) / possible), np.float64)

    def is_supported(self, xy: FloatArray) -> npt.NDArray[np.bool_]:
        """Whether enough patches lie near each point (K, 2) of the working reference."""
        return np.asarray(self.counts_at(xy) >= LEAST_SUPPORT_PATCHES)
