"""The cells of a reference photo on which two photos are compared, and how a photo's own map gets there."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.align.result import Alignment
from tracker.imaging.measure.arrays import Map, Mask, as_map

CELL_MM = 0.5
MOST_CELLS = 400
"""Along the longer side: beyond 200 mm cells are larger than half a millimetre."""

_NODE_CELLS = 4


@dataclass(frozen=True, slots=True)
class Lattice:
    """Square cells over a reference photo.

    Attributes
    ----------
    shape : (rows, columns)
    cell_px : float
        Side of a cell in pixels of the reference photo.
    cell_mm : float
        The same on the skin.
    """

    shape: tuple[int, int]
    cell_px: float
    cell_mm: float

    @classmethod
    def over(cls, photo_shape: tuple[int, int], mm_per_px: float) -> "Lattice":
        """Cells of half a millimetre, or larger ones where the photo shows more than 200 mm.

        Examples
        --------
        >>> Lattice.over((1200, 1600), 0.05).shape
        (120, 160)
        """
        cell_mm = max(CELL_MM, mm_per_px, max(photo_shape) * mm_per_px / MOST_CELLS)
        cell_px = cell_mm / mm_per_px
        rows, columns = (max(1, math.ceil(side / cell_px - 0.01)) for side in photo_shape)
        return cls((rows, columns), cell_px, cell_mm)

    def centres_rc(self, *, every: int = 1) -> NDArray[np.float64]:
        """Centres of the cells in pixels of the reference photo, (rows, columns, 2).

        With `every` above 1 those of blocks of so many cells, one block more on every side.
        """
        if every == 1:
            down, right = ((np.arange(n) + 0.5) * self.cell_px - 0.5 for n in self.shape)
        else:
            block_px = every * self.cell_px
            down, right = ((np.arange(-1, -(-n // every) + 1) + 0.5) * block_px - 0.5 for n in self.shape)
        return np.stack(np.meshgrid(down, right, indexing="ij"), axis=-1)

    def trusted(self, alignment: Alignment) -> Mask:
        """The cells whose skin was found again in the moving photo."""
        return alignment.is_trusted(self.centres_rc().reshape(-1, 2)).reshape(self.shape)

    def in_photo(self, alignment: Alignment) -> NDArray[np.float32]:
        """(row, column) in the moving photo of every cell's centre, (rows, columns, 2)."""
        nodes_rc = self.centres_rc(every=_NODE_CELLS)
        carried = alignment.to_moving(nodes_rc.reshape(-1, 2)).reshape(nodes_rc.shape).astype(np.float32)
        between = cv2.resize(carried, None, fx=_NODE_CELLS, fy=_NODE_CELLS, interpolation=cv2.INTER_LINEAR)
        first, (rows, columns) = _NODE_CELLS, self.shape
        return as_map(between[first : first + rows, first : first + columns])


@dataclass(frozen=True, slots=True, eq=False)
class PhotoCells:
    """Sums over small squares of a photo's own pixels.

    Attributes
    ----------
    sums : dict of str to ndarray, each (M, N) float32
        Of each map over the measured pixels of every square, as a share of all its pixels.
    weight : ndarray, shape (M, N), float32
        Share of measured pixels.
    first_rc : (row, column)
        Of the photo where the first square begins.
    square_px : (rows, columns)
        Sides of a square in pixels of the photo.
    """

    sums: dict[str, Map]
    weight: Map
    first_rc: tuple[float, float]
    square_px: tuple[float, float]

    @classmethod
    def of(cls, maps: dict[str, Map], measured: Mask, *, box: tuple[slice, slice], step: int) -> "PhotoCells":
        """Average maps of a part of a photo over squares of `step` of their pixels.

        Parameters
        ----------
        maps : dict of str to ndarray, each (P, Q) float32
        measured : (P, Q) bool
        box : tuple of slice
            The part of the photo that the maps show, whatever their scale.
        step : int
        """
        rows, columns = (max(1, round(n / step)) for n in measured.shape)
        size = (columns, rows)
        weight = measured.astype(np.float32)
        sums = {name: _averaged(values * weight, size) for name, values in maps.items()}
        height, width = (part.stop - part.start for part in box)
        return cls(
            sums,
            _averaged(weight, size),
            (float(box[0].start), float(box[1].start)),
            (height / rows, width / columns),
        )

    def carried(self, places_rc: NDArray[np.float32]) -> tuple[dict[str, Map], Map]:
        """Sums and weight at places of the photo, between squares linearly; 0 outside.

        Parameters
        ----------
        places_rc : (R, C, 2) float32
            (row, column) in pixels of the photo.
        """
        first = np.array(self.first_rc, np.float32)
        at = (places_rc + np.float32(0.5) - first) / np.array(self.square_px, np.float32) - np.float32(0.5)
        row, column = (as_map(np.ascontiguousarray(at[..., k])) for k in (0, 1))

        def read(values: Map) -> Map:
            return as_map(cv2.remap(values, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT))

        return {name: read(values) for name, values in self.sums.items()}, read(self.weight)


def _averaged(values: Map, size: tuple[int, int]) -> Map:
    return as_map(cv2.resize(values, size, interpolation=cv2.INTER_AREA))
