"""Where skin lies in a photo: a curved patch before a perspective camera, with exact maps both ways.

The surface bends like two crossed cylinders, ``(Rx sin(u/Rx), Ry sin(v/Ry), z)``: skin positions are arc
lengths, so that a millimetre on the map is a millimetre on the skin along both axes.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

_NEWTON_STEPS = 12
_STEP_MM = 1e-6
_COARSE_PX = 4


@dataclass(frozen=True, slots=True)
class Pose:
    """How the patch is held before the camera.

    Attributes
    ----------
    turn_deg, tilt_deg, roll_deg : float
        About the vertical, the horizontal and the viewing axis.
    distance : float
        Camera distance, as a multiple of the nominal one.
    shift_mm : tuple of float
        Shift of the patch in the frame (down, right).
    """

    turn_deg: float = 0.0
    tilt_deg: float = 0.0
    roll_deg: float = 0.0
    distance: float = 1.0
    shift_mm: tuple[float, float] = (0.0, 0.0)

    @property
    def rotation(self) -> Floats:
        """Rotation from the patch (right, down, towards the camera) to the camera's axes, (3, 3)."""
        turn, tilt, roll = np.radians([self.turn_deg, self.tilt_deg, self.roll_deg])
        about_y = [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]]
        about_x = [[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]]
        about_z = [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
        return np.asarray(np.array(about_z) @ np.array(about_x) @ np.array(about_y))


@dataclass(frozen=True, slots=True)
class Projection:
    """The exact geometry of one photo.

    Attributes
    ----------
    shape : tuple of int
        (rows, columns) of the photo.
    curvature_mm : tuple of float
        Radii of the surface down and across.
    pose : Pose
    mm_across : float
        Width of the frame at the middle of the patch, at the nominal distance.
    distance_mm : float
        Nominal distance of the camera.
    is_mirrored : bool
        The picture is flipped left to right, as some front cameras do.
    """

    shape: tuple[int, int]
    curvature_mm: tuple[float, float]
    pose: Pose
    mm_across: float
    distance_mm: float
    is_mirrored: bool = False

    @property
    def mm_per_px(self) -> float:
        """Millimetres of skin per pixel at the middle of the patch, before foreshortening."""
        return self.mm_across * self.pose.distance / self.shape[1]

    def to_photo(self, points_mm: ArrayLike) -> Floats:
        """Carry skin positions into the photo.

        Parameters
        ----------
        points_mm : array_like, shape (..., 2)
            (row, column) in mm on the skin.

        Returns
        -------
        ndarray, shape (..., 2)
            (row, column) in pixels; (0, 0) is the centre of the first pixel.
        """
        return self._project(np.asarray(points_mm, np.float64))[0]

    def to_skin_mm(self, points_rc: ArrayLike) -> Floats:
        """Carry pixels of the photo onto the skin: the inverse of `to_photo`.

        Parameters
        ----------
        points_rc : array_like, shape (..., 2)
            (row, column) in pixels.

        Returns
        -------
        ndarray, shape (..., 2)
            (row, column) in mm on the skin.
        """
        wanted = np.asarray(points_rc, np.float64)
        skin = self._first_guess(wanted)
        for _ in range(_NEWTON_STEPS):
            found, jacobian = self._project(skin)
            step = np.clip(_solve(jacobian, wanted - found), -20.0, 20.0)
            skin = skin + step
            if np.abs(step).max(initial=0) < _STEP_MM:
                break
        return skin

    def skin_grid(self) -> tuple[Singles, Singles]:
        """Skin position of every pixel.

        Returns
        -------
        tuple of ndarray of float32, shape (M, N)
            Rows and columns in mm, exact to about 0.001 px.
        """
        skin = coarse_skin(self)
        return enlarge(skin[..., 0], self.shape), enlarge(skin[..., 1], self.shape)

    def normals(self, points_mm: Floats) -> tuple[Floats, Floats, Floats]:
        """Unit normal and the two unit tangents (down, right) in the camera's axes, each (..., 3)."""
        rotation = self.pose.rotation
        down, right = (t @ rotation.T for t in self._surface(points_mm)[1:])
        normal = np.cross(right, down)
        return _unit(normal), _unit(down), _unit(right)

    def heights(self, points_mm: Floats) -> Floats:
        """Distance in front of the middle of the patch, towards the camera, mm, (...)."""
        return np.asarray(self._surface(points_mm)[0] @ self.pose.rotation[2])

    def _surface(self, skin: Floats) -> tuple[Floats, Floats, Floats]:
        """Position in the patch's axes and its derivatives by row and by column, each (..., 3)."""
        radius_v, radius_u = self.curvature_mm
        v, u = skin[..., 0] / radius_v, skin[..., 1] / radius_u
        zero = np.zeros_like(u)
        height = radius_u * (np.cos(u) - 1) + radius_v * (np.cos(v) - 1)
        place = np.stack([radius_u * np.sin(u), radius_v * np.sin(v), height], -1)
        return place, np.stack([zero, np.cos(v), -np.sin(v)], -1), np.stack([np.cos(u), zero, -np.sin(u)], -1)

    def _project(self, skin: Floats) -> tuple[Floats, Floats]:
        """Pixels of skin positions and their derivatives, (..., 2) and (..., 2, 2)."""
        rotation = self.pose.rotation
        place, by_row, by_column = (part @ rotation.T for part in self._surface(skin))
        shift = np.array([self.pose.shift_mm[1], self.pose.shift_mm[0], 0.0])
        place = place + shift
        focal = self.distance_mm * self.shape[1] / self.mm_across
        depth = self.distance_mm * self.pose.distance - place[..., 2:]
        flat = focal * place[..., :2] / depth
        slopes = [(focal * d[..., :2] + flat * d[..., 2:]) / depth for d in (by_row, by_column)]
        sign = np.array([-1.0 if self.is_mirrored else 1.0, 1.0])
        middle = (np.array(self.shape) - 1) / 2
        pixels = (flat * sign)[..., ::-1] + middle
        return pixels, np.stack([(slope * sign)[..., ::-1] for slope in slopes], axis=-1)

    def _first_guess(self, pixels: Floats) -> Floats:
        """Where a flat, unturned patch would show these pixels."""
        middle = (np.array(self.shape) - 1) / 2
        skin = (pixels - middle) * self.mm_per_px
        if self.is_mirrored:
            skin = skin * np.array([1.0, -1.0])
        flat = (skin - np.array(self.pose.shift_mm))[..., ::-1] @ self.pose.rotation[:2, :2]
        return np.asarray(flat[..., ::-1])


def coarse_points(shape: tuple[int, int]) -> Floats:
    """Pixels on a coarse grid that covers a photo with a margin, (K, L, 2), for `enlarge`."""
    rows, columns = (
        np.arange(-1, -(-n // _COARSE_PX) + 1) * _COARSE_PX + (_COARSE_PX - 1) / 2 for n in shape
    )
    return np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1)


@lru_cache(maxsize=1)
def coarse_skin(projection: Projection) -> Floats:
    """Skin positions (mm) of `coarse_points`, (K, L, 2); kept for the steps of one photo."""
    skin = projection.to_skin_mm(coarse_points(projection.shape))
    skin.flags.writeable = False
    return skin


def enlarge(coarse: NDArray[np.floating], shape: tuple[int, int]) -> Singles:
    """Values on the coarse grid of `coarse_points`, at every pixel.

    Parameters
    ----------
    coarse : ndarray, shape (K, L)
    shape : tuple of int
        (rows, columns) of the photo.

    Returns
    -------
    ndarray of float32, shape (M, N)
    """
    size = (coarse.shape[1] * _COARSE_PX, coarse.shape[0] * _COARSE_PX)
    whole = cv2.resize(coarse.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(whole[_COARSE_PX : _COARSE_PX + shape[0], _COARSE_PX : _COARSE_PX + shape[1]])


def _solve(matrix: Floats, right: Floats) -> Floats:
    """Solutions of many 2 x 2 systems (much faster by hand than by LAPACK)."""
    a, b, c, d = matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 1, 0], matrix[..., 1, 1]
    x, y = right[..., 0], right[..., 1]
    return np.asarray(np.stack([d * x - b * y, a * y - c * x], axis=-1) / (a * d - b * c)[..., None])


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))
