"""Which pixels of the moving photo show skin of the reference that was matched."""

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.result import Alignment

# trust is known on a lattice of at most 106 nodes along the longer side: four cells lie between two
_CELLS_ALONG = 432
# the map bends over a twenty-fourth of the shorter side: between nodes so many cells apart it is straight
_CELLS_PER_NODE = 6


def trusted_pixels(alignment: Alignment) -> npt.NDArray[np.bool_]:
    """Carry the alignment's trust to the moving photo.

    Each square cell of the photo is carried back to the reference by its centre, and is trusted as
    a whole or not at all.

    Parameters
    ----------
    alignment : Alignment

    Returns
    -------
    ndarray of bool, shape (M, N)
        In pixels of the moving photo, at cells finer than what `Alignment.is_trusted` tells apart.
    """
    rows, columns = alignment.moving_shape
    cell_px = -(-max(rows, columns) // _CELLS_ALONG)
    centres_rc = _cell_centres_in_reference(alignment, cell_px)
    trusted = alignment.is_trusted(centres_rc.reshape(-1, 2)).reshape(centres_rc.shape[:2])
    whole = cv2.resize(
        trusted.astype(np.uint8), None, fx=cell_px, fy=cell_px, interpolation=cv2.INTER_NEAREST
    )
    return whole[:rows, :columns].view(np.bool_)


def _cell_centres_in_reference(alignment: Alignment, cell_px: int) -> npt.NDArray[np.float32]:
    """(row, column) in the reference of every cell's centre, shape (P, Q, 2), from a lattice of nodes."""
    cells = [-(-n // cell_px) for n in alignment.moving_shape]
    node_px = _CELLS_PER_NODE * cell_px
    # one node beyond the photo on every side, so that nothing is extrapolated
    down, right = ((np.arange(-1, -(-n // _CELLS_PER_NODE) + 1) + 0.5) * node_px - 0.5 for n in cells)
    nodes_rc = np.stack(np.meshgrid(down, right, indexing="ij"), axis=-1)
    carried = alignment.to_reference(nodes_rc.reshape(-1, 2)).reshape(nodes_rc.shape).astype(np.float32)
    between = cv2.resize(
        carried, None, fx=_CELLS_PER_NODE, fy=_CELLS_PER_NODE, interpolation=cv2.INTER_LINEAR
    )
    first = _CELLS_PER_NODE
    return np.asarray(between[first : first + cells[0], first : first + cells[1]], np.float32)
