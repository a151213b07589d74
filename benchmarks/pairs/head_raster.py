"""Which point of a mesh each pixel shows: a perspective camera and a z-buffer."""

from dataclasses import dataclass

import numpy as np

from benchmarks.pairs.fields import Floats, Shape, Singles
from benchmarks.pairs.head_mesh import Indices, Mesh
from benchmarks.pairs.viewing import Pose


@dataclass(frozen=True, slots=True)
class HeadView:
    """The camera before a head.

    Attributes
    ----------
    shape : tuple of int
        (rows, columns) of the photo.
    target_mm : ndarray, shape (3,)
        Point that the camera looks at.
    across_mm : float
        Width of the frame there, at the nominal distance.
    pose : Pose
        Of the head, the base view included.
    reach : float
        Nominal distance in widths of the frame.
    finer : float
        Samples per pixel along each axis.
    """

    shape: Shape
    target_mm: Floats
    across_mm: float
    pose: Pose
    reach: float = 3.0
    finer: float = 1.0

    @property
    def samples(self) -> Shape:
        """(rows, columns) of the samples."""
        return round(self.shape[0] * self.finer), round(self.shape[1] * self.finer)

    def to_camera(self, points_mm: Floats) -> Floats:
        """Points (V, 3) in the camera's axes (down, right, away), mm."""
        away_mm = np.array([0, 0, self.reach * self.across_mm * self.pose.distance])
        return np.asarray((points_mm - self.target_mm) @ self.pose.rotation.T + away_mm)

    def to_photo(self, points_mm: Floats) -> Floats:
        """Pixels (row, column) of points (V, 3)."""
        seen = self.to_camera(points_mm)
        middle = (np.array(self.shape) - 1) / 2 + np.array(self.pose.shift) * self.shape[1]
        return np.asarray(middle + self.shape[1] * self.reach * seen[:, :2] / seen[:, 2:])

    def to_samples(self, points_mm: Floats) -> Floats:
        """Samples (row, column) of points (V, 3): pixels are squares around their middles."""
        return (self.to_photo(points_mm) + 0.5) * self.finer - 0.5


@dataclass(frozen=True, slots=True)
class Surface:
    """What each sample of a view shows.

    Attributes
    ----------
    triangle : ndarray of int, shape (M, N)
        Number of the triangle, -1 where there is none.
    depth_mm : ndarray of float32, shape (M, N)
        Distance along the viewing axis, infinite where there is nothing.
    """

    triangle: Indices
    depth_mm: Singles


def rasterise(mesh: Mesh, view: HeadView) -> Surface:
    """The nearest triangle at every sample.

    Triangles that turn away are left out. What is linear in the picture is the inverse of depth.
    """
    corners_rc = view.to_samples(mesh.points)[mesh.triangles]
    planes = _planes(corners_rc, 1 / view.to_camera(mesh.points)[:, 2][mesh.triangles])
    first = np.ceil(corners_rc.min(1)).clip(0).astype(int)
    last = (np.floor(corners_rc.max(1)) + 1).clip(0, view.samples).astype(int)
    chosen = np.full(view.samples, -1, np.int64)
    nearness = np.zeros(view.samples)
    for number in np.flatnonzero((_areas(corners_rc) > 0) & (last > first).all(1)):
        box = tuple(slice(a, b) for a, b in zip(first[number], last[number], strict=True))
        _draw(number, planes[number], box, chosen, nearness)
    with np.errstate(divide="ignore"):
        return Surface(chosen, np.asarray(1 / nearness, np.float32))


def _areas(corners_rc: Floats) -> Floats:
    """Twice the signed areas of triangles (..., 3, 2) in the picture; positive ones face the camera."""
    one, two = (corners_rc[..., k, :] - corners_rc[..., 0, :] for k in (1, 2))
    return np.asarray(one[..., 0] * two[..., 1] - one[..., 1] * two[..., 0])


def _planes(corners_rc: Floats, inverse_depth: Floats) -> Floats:
    """Barycentric weights and inverse depth as planes over the picture: (T, 4, 3) for 1, row and column."""
    origin = _weights(corners_rc, np.zeros((len(corners_rc), 2)))
    down, right = (_weights(corners_rc, np.tile(step, (len(corners_rc), 1))) - origin for step in np.eye(2))
    weights = np.stack([origin, down, right], -1)
    return np.concatenate([weights, np.einsum("tk,tkc->tc", inverse_depth, weights)[:, None]], 1)


def _draw(number: int, planes: Floats, box: tuple[slice, ...], chosen: Indices, nearness: Floats) -> None:
    """Draw one triangle into the buffers, in place."""
    rows, columns = (np.arange(part.start, part.stop) for part in box)
    one, two, three, here = (c + (down * rows)[:, None] + right * columns for c, down, right in planes)
    is_nearer = (np.minimum(np.minimum(one, two), three) >= -1e-9) & (here > nearness[box])
    chosen[box][is_nearer] = number
    nearness[box][is_nearer] = here[is_nearer]


def _weights(corners_rc: Floats, points_rc: Floats) -> Floats:
    """Barycentric weights (..., 3) of points (..., 2) in triangles (..., 3, 2)."""
    one, two = (corners_rc[..., k, :] - corners_rc[..., 0, :] for k in (1, 2))
    here = points_rc - corners_rc[..., 0, :]
    area = _areas(corners_rc)
    area = np.where(area == 0, np.inf, area)
    second = (here[..., 0] * two[..., 1] - here[..., 1] * two[..., 0]) / area
    third = (one[..., 0] * here[..., 1] - one[..., 1] * here[..., 0]) / area
    return np.stack([1 - second - third, second, third], -1)


def weights_on_surface(mesh: Mesh, view: HeadView, triangle: Indices, samples_rc: Floats) -> Floats:
    """Barycentric weights on the surface itself of samples (K, 2) in their triangles (K,), shape (K, 3)."""
    corners = mesh.triangles[triangle]
    in_picture = _weights(view.to_samples(mesh.points)[corners], samples_rc)
    nearer = in_picture / view.to_camera(mesh.points)[:, 2][corners]
    return np.asarray(nearer / (nearer @ np.ones(3))[:, None])


def interpolate(values: Floats, mesh: Mesh, triangle: Indices, weights: Floats) -> Floats:
    """Values of corners (V, C) at points of triangles, shape (K, C)."""
    corners = mesh.triangles[triangle]
    total = values[corners[:, 0]] * weights[:, :1]
    for k in (1, 2):
        total += values[corners[:, k]] * weights[:, k : k + 1]
    return np.asarray(total)
