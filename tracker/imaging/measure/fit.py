"""Undo what light and camera changed between two photos, judged on untreated skin.

Reference and later photo are in different frames, and only masks say which skin is which. So the
untreated patch carries its own frame: origin at the centre of the area as drawn, unit length the side
of the square with the same second moment. Shift, distance and small turns of the camera leave
positions in that frame as they are. Each photo is summed up as the mean log light of its untreated
skin on a grid in this frame. Comparing the two photos cell by cell, rather than fitting a plane to
each, cancels the skin's own uneven colour, which is far stronger than most gradients of light.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.imaging.measure.arrays import LinearRgb, Mask
from tracker.imaging.measure.colour import DARKEST
from tracker.imaging.measure.robust import fit_linear
from tracker.imaging.measure.scale import SkinSample

CELLS_PER_UNIT = 24
REACH = 1.25
"""The grid spans this many units on each side of the origin."""
GRID = int(2 * REACH * CELLS_PER_UNIT)

_FULL_ENOUGH = 0.5
_FEWEST_CELLS_FOR_PLANE = 12


@dataclass(frozen=True)
class PatchFrame:
    """Where the untreated patch lies in a photo: origin in pixels, unit length in pixels."""

    row: float
    column: float
    unit_px: float

    @classmethod
    def of(cls, patch: Mask) -> "PatchFrame":
        """The frame of a mask as drawn (at least one pixel)."""
        rows, columns = np.nonzero(patch)
        row, column = float(rows.mean()), float(columns.mean())
        second_moment = float(rows.var() + columns.var())
        return cls(row, column, max(1.0, float(np.sqrt(6 * second_moment))))


@dataclass(frozen=True, eq=False)
class PatchLight:
    """Mean log light of the untreated skin on the patch's own grid.

    Attributes
    ----------
    log_rgb : (GRID, GRID, 3) float32
        Natural log of mean linear light; 0 in empty cells.
    share : (GRID, GRID) float32
        Filled part of each cell, 0 to 1.
    """

    log_rgb: NDArray[np.float32]
    share: NDArray[np.float32]


@dataclass(frozen=True)
class LightFit:
    """What to add to the log light of a photo to see its skin as the reference photo saw it.

    Attributes
    ----------
    log_gains : (3,) floats
        For red, green and blue.
    down, right : float
        Slope of the log-illumination plane for each unit of the patch frame, along rows and columns.
    """

    log_gains: tuple[float, float, float]
    down: float
    right: float

    def across(self, length_in_units: float) -> float:
        """Difference of log light over a length, in the direction in which it is largest."""
        return float(np.hypot(self.down, self.right)) * length_in_units

    def light(self, shape: tuple[int, int], frame: PatchFrame) -> LinearRgb:
        """The fit as factors of linear light over a photo, (M, N, 3) float32."""
        rows = np.exp(self.down * (np.arange(shape[0]) - frame.row) / frame.unit_px)
        columns = np.exp(self.right * (np.arange(shape[1]) - frame.column) / frame.unit_px)
        plane = np.outer(rows, columns).astype(np.float32)
        return plane[..., None] * np.exp(np.array(self.log_gains, np.float32))


def patch_light(sample: SkinSample) -> PatchLight:
    """Sum up the light on the control skin of a sample."""
    frame = PatchFrame.of(sample.control_drawn)
    rows, columns = np.nonzero(sample.control)
    down = np.floor(((rows - frame.row) / frame.unit_px + REACH) * CELLS_PER_UNIT).astype(np.int64)
    right = np.floor(((columns - frame.column) / frame.unit_px + REACH) * CELLS_PER_UNIT).astype(np.int64)
    inside = (down >= 0) & (down < GRID) & (right >= 0) & (right < GRID)
    cell = (down * GRID + right)[inside]
    light = sample.linear_rgb[rows[inside], columns[inside]]
    count = np.bincount(cell, minlength=GRID * GRID)
    total = np.stack([np.bincount(cell, light[:, c], GRID * GRID) for c in range(3)], axis=-1)
    mean = np.where(count[:, None] > 0, total / np.maximum(count, 1)[:, None], 1.0)
    cell_px = (frame.unit_px / CELLS_PER_UNIT) ** 2
    return PatchLight(
        np.log(np.maximum(mean, DARKEST)).reshape(GRID, GRID, 3).astype(np.float32),
        np.minimum(1.0, count / cell_px).reshape(GRID, GRID).astype(np.float32),
    )


def fit_light(reference: PatchLight, moving: PatchLight) -> LightFit:
    """Gains for each channel and a plane of log light that carry `moving` onto `reference`.

    The plane is fitted robustly (Huber) to the mean of the channels over all cells that both photos
    show; the gains are the medians of what it leaves in each channel. With fewer than 12 common cells
    only gains are fitted, with none nothing.

    Parameters
    ----------
    reference, moving : PatchLight

    Returns
    -------
    LightFit

    Notes
    -----
    The lamp's direction, gloss and the camera's tone curve aren't undone by gains and a plane.
    """
    common = (reference.share > _FULL_ENOUGH) & (moving.share > _FULL_ENOUGH)
    if not common.any():
        return LightFit((0.0, 0.0, 0.0), 0.0, 0.0)
    difference = reference.log_rgb[common] - moving.log_rgb[common]
    cells = (np.argwhere(common).astype(np.float32) + 0.5) / CELLS_PER_UNIT - REACH
    slope = np.zeros(2, np.float32)
    if len(cells) >= _FEWEST_CELLS_FOR_PLANE:
        model = np.column_stack([cells, np.ones(len(cells), np.float32)])
        slope = fit_linear(model, difference.mean(axis=1))[:2]
    red, green, blue = np.median(difference - (cells @ slope)[:, None], axis=0)
    return LightFit((float(red), float(green), float(blue)), float(slope[0]), float(slope[1]))
