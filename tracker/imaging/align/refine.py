"""From a start to a dense map: correlate patches, fit the field, at finer and finer levels."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.matching import agree_with_neighbours
from tracker.imaging.align.patches import Patches, correlate_patches
from tracker.imaging.align.spline import SplineField
from tracker.imaging.align.spline_fit import Observations, fit_field
from tracker.imaging.align.working import Float32Array, FloatArray, WorkingPhoto

_MAP_STEP_PX = 8
_FEWEST_PATCHES = 20
_ROBUST_WIDTH = 2.0
_COMPANY_PX, _COMPANY_PEAK = 1.2, 0.4


@dataclass(frozen=True)
class Level:
    """One pass of refinement.

    Attributes
    ----------
    fraction : float
        Of the working size.
    step_px, reach_px : int
        Distance of patches (a patch is three steps wide) and search range, in the level's pixels.
    cells : int
        Cells of the field along the shorter side.
    stiffness : float
        Weight of the field's bending.
    grows : bool
        Patches that agree with their neighbours are believed even where the field was wrong.
    is_fine : bool
        Hardly anything is left to move: the patches' own bias is removed.
    """

    fraction: float
    step_px: int
    reach_px: int
    cells: int
    stiffness: float
    grows: bool = False
    is_fine: bool = False


# wide and stiff first: enough to bring a global model onto a face
OPENING = (Level(0.125, 4, 6, 5, 1.0), Level(0.25, 5, 4, 8, 0.3))
# then fine and soft; a cell of 1/24 of the width stays blind to single spots
CLOSING = (
    Level(0.125, 4, 6, 8, 0.05, grows=True),
    Level(0.125, 4, 6, 8, 0.05, grows=True),
    Level(0.25, 5, 5, 8, 0.03, grows=True),
    Level(0.25, 5, 5, 12, 0.03, grows=True),
    Level(0.5, 6, 3, 12, 0.025),
    Level(1.0, 10, 2, 16, 0.02),
    Level(1.0, 8, 2, 24, 0.02, is_fine=True),
)


@dataclass(frozen=True)
class Refined:
    """A field and the patches it was last fitted to, all in working pixels of the reference.

    ``trust`` is the robust fit's weight of each patch, 0 where none was found.
    """

    field: SplineField
    patches: Patches
    trust: FloatArray


class Refiner:
    """Refines fields for one pair; keeps each level's pictures."""

    def __init__(self, reference: WorkingPhoto, moving: WorkingPhoto) -> None:
        self._reference, self._moving = reference, moving
        self._pictures = lru_cache(maxsize=8)(self._make_pictures)

    def refine(
        self, field: SplineField, levels: tuple[Level, ...], keypoints: Observations | None = None
    ) -> Refined | None:
        """Run the levels one after the other; None when too few patches are found."""
        refined = None
        for level in levels:
            refined = self._pass(field if refined is None else refined.field, level, keypoints)
            if refined is None:
                return None
        return refined

    def _pass(self, field: SplineField, level: Level, keypoints: Observations | None) -> Refined | None:
        """Correlate at one level and fit the field to what is found."""
        reference, moving, skin = self._pictures(level.fraction)
        carried, inside = carry(moving, field, reference.shape[::-1], self._moving.size)
        patches = correlate_patches(
            reference,
            carried,
            skin & inside,
            step_px=level.step_px,
            reach_px=level.reach_px,
            removes_bias=level.is_fine,
        )
        patches = _in_working_px(patches, np.array(self._reference.size) / reference.shape[::-1])
        if patches.is_found.sum() < _FEWEST_PATCHES:
            return None
        observed = _observations(field, patches)
        count = len(observed)
        believed = _in_company(patches, level) if level.grows else None
        if keypoints is not None:
            observed = observed.joined(keypoints)
            believed = None if believed is None else np.append(believed, np.zeros(len(keypoints), bool))
        field, weights = fit_field(
            field,
            observed,
            cells=level.cells,
            stiffness=level.stiffness,
            width=_ROBUST_WIDTH,
            believed=believed,
        )
        trust = np.zeros(len(patches.xy))
        trust[patches.is_found] = weights[:count]
        return Refined(field, patches, trust)

    def _make_pictures(self, fraction: float) -> tuple[Float32Array, Float32Array, npt.NDArray[np.bool_]]:
        """Evened contrast of both photos and the reference's skin at one level."""
        reference = self._reference.even_contrast(fraction)
        skin = cv2.resize(
            self._reference.skin.astype(np.uint8), reference.shape[::-1], interpolation=cv2.INTER_NEAREST
        )
        return reference, self._moving.even_contrast(fraction), skin.astype(bool)


def carry(
    moving: Float32Array, field: SplineField, size: tuple[int, int], moving_size: tuple[int, int]
) -> tuple[Float32Array, npt.NDArray[np.bool_]]:
    """The moving picture in the reference's frame at one level, and where it has pixels."""
    rows, columns = moving.shape
    x, y = _dense_map(field, size, np.array([columns, rows]) / moving_size)
    carried = cv2.remap(moving, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    inside = (x > 2) & (y > 2) & (x < columns - 3) & (y < rows - 3)
    return np.asarray(carried, np.float32), np.asarray(inside)


def _dense_map(
    field: SplineField, size: tuple[int, int], moving_fraction: FloatArray
) -> tuple[Float32Array, Float32Array]:
    """The field at every pixel of a level as maps of x and y, in the moving photo's level pixels."""
    fraction = np.array(size) / field.grid.size
    step = max(2, round(_MAP_STEP_PX * float(fraction.min())))
    # nodes lie where an enlargement by a whole number puts them, with one to spare on each side
    columns, rows = (np.arange(-1, -(-n // step) + 1) * step + step / 2 for n in size)
    nodes = field.lattice(columns / fraction[0] - 0.5, rows / fraction[1] - 0.5)
    nodes = ((nodes + 0.5) * moving_fraction - 0.5).astype(np.float32)
    full = cv2.resize(nodes, None, fx=step, fy=step, interpolation=cv2.INTER_LINEAR)
    inner = full[step : step + size[1], step : step + size[0]]
    return np.ascontiguousarray(inner[..., 0]), np.ascontiguousarray(inner[..., 1])


def _observations(field: SplineField, patches: Patches) -> Observations:
    """What the found patches say of the map, with the information of their shifts."""
    found = patches.is_found
    xy, shift = patches.xy[found], patches.shift[found]
    return Observations(xy, field(xy + shift), patches.information[found])


def _in_company(patches: Patches, level: Level) -> npt.NDArray[np.bool_]:
    """Found patches that are sure of themselves and moved as their neighbours did."""
    found = patches.is_found
    within_px = _COMPANY_PX / level.fraction
    agree = agree_with_neighbours(patches.xy[found], patches.shift[found], within_px=within_px)
    return np.asarray(agree & (patches.peak[found] > _COMPANY_PEAK))


def _in_working_px(patches: Patches, scale: FloatArray) -> Patches:
    """Patches of a level in working pixels."""
    return Patches(
        patches.lattice,
        (patches.xy + 0.5) * scale - 0.5,
        patches.shift * scale,
        patches.peak,
        patches.information / (scale[0] * scale[1]),
        patches.is_valid,
        patches.is_found,
    )
