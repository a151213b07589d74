"""A photo's own maps on the cells of the reference photo."""

import numpy as np
import pytest

from tracker.imaging.align.result import Alignment
from tracker.imaging.align.spline import SplineField
from tracker.imaging.align.support import SupportMap
from tracker.imaging.change_map.lattice import CELL_MM, MOST_CELLS, Lattice, PhotoCells


def similarity(scale: float, shift_xy: tuple[float, float], shape=(600, 800)) -> Alignment:
    """A map that shrinks or grows and shifts, trusted in the left half."""
    homography = np.array([[scale, 0, shift_xy[0]], [0, scale, shift_xy[1]], [0, 0, 1.0]])
    field = SplineField.start(homography, (shape[1], shape[0]), cells=1)
    counts = np.zeros((6, 8), np.uint8)
    counts[:, :4] = 255
    support = SupportMap(counts, (50.0, 50.0), (100.0, 100.0))
    return Alignment(shape, shape, field, (shape[1], shape[0]), support, 0.1, 0.3, 0.5)


def test_cells_are_half_a_millimetre_and_never_more_than_four_hundred_along_a_side() -> None:
    assert Lattice.over((600, 800), 0.1).shape == (120, 160)
    body = Lattice.over((3000, 4000), 0.15)
    assert body.cell_mm > CELL_MM
    assert max(body.shape) == MOST_CELLS


def test_every_centre_is_carried_as_the_alignment_carries_it() -> None:
    lattice, alignment = Lattice.over((600, 800), 0.1), similarity(0.9, (20.0, -7.0))
    carried = alignment.to_moving(lattice.centres_rc().reshape(-1, 2)).reshape(*lattice.shape, 2)
    assert np.abs(lattice.in_photo(alignment) - carried).max() < 0.01


def test_a_map_of_the_photo_is_read_where_the_alignment_says() -> None:
    rows, columns = np.mgrid[:600, :800].astype(np.float32)
    box = (slice(60, 540), slice(80, 720))
    cells = PhotoCells.of(
        {"row": rows[box], "column": columns[box]}, np.ones((480, 640), bool), box=box, step=5
    )
    lattice, alignment = Lattice.over((600, 800), 0.1), similarity(0.9, (20.0, -7.0))
    places = lattice.in_photo(alignment)
    sums, weight = cells.carried(places)
    inside = weight > 0.99
    assert inside.mean() > 0.6
    assert np.abs(sums["row"] - places[..., 0])[inside].max() < 0.05
    assert np.abs(sums["column"] - places[..., 1])[inside].max() < 0.05


def test_pixels_that_were_not_measured_count_for_nothing() -> None:
    values = np.full((100, 100), 7.0, np.float32)
    measured = np.ones((100, 100), bool)
    measured[:, 50:] = False
    values[~measured] = 1e6
    cells = PhotoCells.of({"a": values}, measured, box=(slice(0, 100), slice(0, 100)), step=4)
    there = cells.weight > 0
    assert (cells.sums["a"] / np.maximum(cells.weight, 1e-6))[there] == pytest.approx(7.0)
    assert cells.weight.mean() == pytest.approx(0.5, abs=0.03)
