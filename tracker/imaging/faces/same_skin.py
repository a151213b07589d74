"""The same places of a face's skin in two photos of one person.

The landmarks' mesh says roughly where a place of one photo lies in the other; optical flow between the two
looks, one laid over the other by the mesh, says it to a fraction of a millimetre. Landmarks alone miss by
1 to 4 mm on rendered heads: they slide over the skin as the head turns.

References
----------
Kroeger, Timofte, Dai, Van Gool 2016, "Fast optical flow using dense inverse search",
doi 10.1007/978-3-319-46493-0_29.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.faces.average_face import CORNERS, AverageFace
from tracker.imaging.faces.face import Face
from tracker.imaging.faces.facing import facing_cosines
from tracker.imaging.faces.landmarks import square_around
from tracker.imaging.faces.square import FloatArray, RgbArray, Square, cut_square
from tracker.imaging.faces.zone_outlines import eyes_and_lips

Singles = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_SIDE_PX = 256
# the square of the landmarks' network has half as much again around the face; this one has a tenth
_TIGHTER = 1.1 / 1.5
_LEAST_COSINE = 0.35
"""Skin seen more obliquely than this, in either photo, is left out."""
_MARGIN_PX = 3
"""Kept off eyes and lips, which move by themselves."""
# detail of skin lies between these grains; shade, which stays with the lamp when a head turns, is coarser
_FINEST_PX, _COARSEST_PX = 0.7, 4.0
_CONTRAST = 45.0
# the mesh's own kinks are smoothed over so much, and what one round of flow finds over so much
_KINKS_PX, _ROUND_PX = 8.0, 6.4
_ROUNDS = 2
# a place that comes back elsewhere than where it set out isn't found; more loosely between the rounds
_BACK_PX, _BACK_BETWEEN_PX = 0.7, 1.5
_STEP_PX = 8
# triangles are drawn to a sixteenth of a pixel
_FRACTION_BITS = 4


@dataclass(frozen=True, eq=False)
class SameSkin:
    """Places of skin that both photos show.

    Attributes
    ----------
    reference_rc, moving_rc : ndarray, shape (K, 2)
        (row, column) in the pixels of each photo.
    depth_px : ndarray, shape (K,)
        How far back each place lies in the reference, in its pixels, as the landmarks guess it.
    """

    reference_rc: FloatArray
    moving_rc: FloatArray
    depth_px: FloatArray

    def __len__(self) -> int:
        return len(self.depth_px)


def find_same_skin(
    reference_rgb: RgbArray,
    reference: Face,
    moving_rgb: RgbArray,
    moving: Face,
    average: AverageFace,
) -> SameSkin:
    """Places of a lattice on the face that are found in both photos.

    Parameters
    ----------
    reference_rgb, moving_rgb : ndarray of uint8, shape (M, N, 3)
        sRGB, upright.
    reference, moving : Face
        Found in these photos.
    average : AverageFace
        Of the models that found them.
    """
    here, there = _Cut.around(reference, reference_rgb), _Cut.around(moving, moving_rgb)
    is_seen = np.minimum(facing_cosines(reference, average), facing_cosines(moving, average)) > _LEAST_COSINE
    mesh_xy = here.from_photo(reference.landmarks_rc)
    corners = np.column_stack([there.from_photo(moving.landmarks_rc), reference.depth_px])[:CORNERS]
    on_mesh, is_on_mesh = _over_mesh(mesh_xy, corners, average.triangles, is_seen)
    parts = [here.from_photo(part_rc) for part_rc in eyes_and_lips(reference, average)]
    is_skin = is_on_mesh & ~_within(parts)
    found, is_found = _follow(here.detail, there.detail, on_mesh[..., :2], is_skin, is_on_mesh)
    lattice = slice(_STEP_PX // 2, None, _STEP_PX), slice(_STEP_PX // 2, None, _STEP_PX)
    chosen = is_found[lattice]
    return SameSkin(
        here.to_photo(_pixels()[lattice][chosen]),
        there.to_photo(found[lattice][chosen]),
        np.asarray(on_mesh[lattice][chosen][:, 2], np.float64),
    )


@dataclass(frozen=True, eq=False)
class _Cut:
    """A square around a face, as (x, y) of its pixels, and the detail that it shows."""

    square: Square
    detail: RgbArray

    @classmethod
    def around(cls, face: Face, rgb: RgbArray) -> "_Cut":
        wide = square_around(face.landmarks_rc[:, ::-1])
        square = Square(wide.centre_xy, wide.side_px * _TIGHTER, wide.angle_deg)
        return cls(square, _detail(cut_square(rgb, square, size_px=_SIDE_PX, is_edge_repeated=True)))

    def from_photo(self, points_rc: FloatArray) -> FloatArray:
        return np.asarray(self.square.from_photo(points_rc[:, ::-1]) * _SIDE_PX - 0.5)

    def to_photo(self, xy: Singles) -> FloatArray:
        return self.square.to_photo((xy.astype(np.float64) + 0.5) / _SIDE_PX)[:, ::-1].copy()


def _pixels() -> Singles:
    """(x, y) of every pixel of a cut."""
    return np.stack(np.meshgrid(*[np.arange(_SIDE_PX, dtype=np.float32)] * 2), axis=-1)


def _detail(rgb: RgbArray) -> RgbArray:
    """Fine differences of brightness, the same whatever the light: (S, S) around 128."""
    logs = np.log(rgb[..., 1].astype(np.float32) + np.float32(0.5) * rgb[..., 0] + 8)
    fine = _blurred(logs, _FINEST_PX) - _blurred(logs, _COARSEST_PX)
    strength = np.sqrt(_blurred(fine * fine, 2 * _COARSEST_PX)) + 0.01
    return np.asarray(np.clip(128 + _CONTRAST * fine / strength, 0, 255), np.uint8)


def _blurred(values: Singles, sigma_px: float) -> Singles:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma_px), np.float32)


def _over_mesh(
    mesh_xy: FloatArray, corners: FloatArray, triangles: npt.NDArray[np.int64], is_seen: Mask
) -> tuple[Singles, Mask]:
    """Values (V, C) of the mesh's corners at every pixel, linear in each triangle; and where the mesh is."""
    numbers = np.full((_SIDE_PX, _SIDE_PX), -1, np.float32)
    whole = np.rint(mesh_xy * (1 << _FRACTION_BITS)).astype(np.int32)
    for number in np.flatnonzero(is_seen):
        cv2.fillConvexPoly(numbers, whole[triangles[number]], (float(number),), shift=_FRACTION_BITS)
    is_on_mesh = numbers >= 0
    planes = _planes(mesh_xy[triangles], corners[triangles])[numbers.clip(0).astype(np.int64)]
    at = np.concatenate([_pixels(), np.ones((_SIDE_PX, _SIDE_PX, 1), np.float32)], axis=-1)
    return np.asarray((planes @ at[..., None])[..., 0], np.float32), np.asarray(is_on_mesh)


def _planes(triangles_xy: FloatArray, values: FloatArray) -> Singles:
    """What gives the values (T, 3, C) of triangles (T, 3, 2) from (x, y, 1), shape (T, C, 3)."""
    homogeneous = np.concatenate([triangles_xy, np.ones((*triangles_xy.shape[:2], 1))], axis=2)
    is_flat = np.abs(np.linalg.det(homogeneous)) < 1e-6
    inverse = np.linalg.inv(np.where(is_flat[:, None, None], np.eye(3), homogeneous))
    return np.asarray((inverse @ values).transpose(0, 2, 1), np.float32)


def _within(parts: list[FloatArray]) -> Mask:
    """What outlines (K, 2) enclose, with a margin."""
    mask = np.zeros((_SIDE_PX, _SIDE_PX), np.uint8)
    for part in parts:
        cv2.fillConvexPoly(mask, cv2.convexHull(np.rint(part).astype(np.int32)), (1,))
    width = 2 * _MARGIN_PX + 1
    return np.asarray(cv2.dilate(mask, np.ones((width, width), np.uint8)) > 0)


def _follow(
    here: RgbArray, there: RgbArray, on_mesh: Singles, is_skin: Mask, is_on_mesh: Mask
) -> tuple[Singles, Mask]:
    """Where every pixel lies in the other cut (S, S, 2), and which are found there and back."""
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow.setUseMeanNormalization(True)
    pixels = _pixels()
    place = pixels + _smoothed(on_mesh - pixels, is_on_mesh, _KINKS_PX)
    for rounds_left in range(_ROUNDS - 1, -1, -1):
        laid_over = np.rint(_at(there.astype(np.float32), place)).astype(np.uint8)
        onward = flow.calc(here, laid_over, None)  # type: ignore[call-overload]
        back = flow.calc(laid_over, here, None)  # type: ignore[call-overload]
        missed_px = np.hypot(*np.moveaxis(onward + _at(back, pixels + onward), -1, 0))
        found = _at(place, pixels + onward)
        if rounds_left:
            is_near = is_skin & (missed_px < _BACK_BETWEEN_PX)
            place = place + _smoothed(found - place, is_near, _ROUND_PX)
    return found, np.asarray(is_skin & (missed_px < _BACK_PX))


def _at(values: Singles, xy: Singles) -> Singles:
    """Values (S, S) or (S, S, C) at places between the pixels."""
    repeated = cv2.BORDER_REPLICATE
    return np.asarray(
        cv2.remap(values, xy[..., 0], xy[..., 1], cv2.INTER_LINEAR, borderMode=repeated), np.float32
    )


def _smoothed(moves: Singles, counts: Mask, sigma_px: float) -> Singles:
    """Moves (S, S, 2) averaged over what counts around each pixel; none where nothing near counts."""
    weights = counts.astype(np.float32)
    near = np.maximum(_blurred(weights, sigma_px), 0.02)
    return np.asarray(_blurred(moves * weights[..., None], sigma_px) / near[..., None], np.float32)
