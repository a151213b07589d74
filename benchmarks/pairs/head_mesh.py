"""The head: a triangle mesh with texture positions, bent into different persons and expressions."""

import json
import struct
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.pairs.fields import Floats

Indices = NDArray[np.int64]

# A face about 140 mm wide
_MM_PER_UNIT = 56.0
_MOUTH_REACH_MM = 18.0
_MOUTH_CORNERS_MM = ((-18.0, -33.0), (-18.0, 33.0))


class MissingMeshReader(Exception):
    """The head is stored with Draco's compression, and its reader is not installed."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """A surface of triangles.

    Attributes
    ----------
    points : ndarray, shape (V, 3)
        (down, right, away from a camera in front), mm.
    triangles : ndarray of int, shape (T, 3)
    texture_rc : ndarray, shape (V, 2)
        Position in the texture, (row, column) as shares of its height and width.
    twins : ndarray of int, shape (V,)
        A number for each place: corners that lie at the seams of the texture are one place.
    """

    points: Floats
    triangles: Indices
    texture_rc: Floats
    twins: Indices

    def normals(self) -> Floats:
        """Unit normals of every corner, away from the head, (V, 3)."""
        first, second, third = (self.points[self.triangles[:, k]] for k in range(3))
        return self._smooth(np.cross(third - first, second - first))

    def tangents(self) -> tuple[Floats, Floats]:
        """How the place moves as the texture's row and column grow, mm per whole texture, each (V, 3)."""
        first, *others = (self.triangles[:, k] for k in range(3))
        edges = np.stack([self.points[k] - self.points[first] for k in others], 1)
        steps = np.stack([self.texture_rc[k] - self.texture_rc[first] for k in others], 1)
        is_flat = np.abs(np.linalg.det(steps)) < 1e-12
        moves = np.linalg.inv(np.where(is_flat[:, None, None], np.eye(2), steps)) @ edges
        moves[is_flat] = 0
        return self._mean_at_corners(moves[:, 0]), self._mean_at_corners(moves[:, 1])

    def _mean_at_corners(self, of_triangles: Floats) -> Floats:
        total, count = np.zeros_like(self.points), np.zeros((len(self.points), 1))
        for k in range(3):
            np.add.at(total, self.triangles[:, k], of_triangles)
            np.add.at(count, self.triangles[:, k], 1)
        return total / np.maximum(count, 1)

    def _smooth(self, of_triangles: Floats) -> Floats:
        """Unit vectors of corners from vectors of triangles, the same on both sides of a seam."""
        total = np.zeros((self.twins.max() + 1, 3))
        for k in range(3):
            np.add.at(total, self.twins[self.triangles[:, k]], of_triangles)
        at_corners = total[self.twins]
        return at_corners / np.maximum(np.linalg.norm(at_corners, axis=1, keepdims=True), 1e-12)


@lru_cache(maxsize=1)
def read_head(shared: Path) -> Mesh:
    """The head scan "Infinite" by Lee Perry-Smith.

    Raises
    ------
    MissingMeshReader
        When the package DracoPy is not installed.

    References
    ----------
    Lee Perry-Smith, Infinite-Realities / Triplegangers, CC BY 3.0.
    """
    try:
        import DracoPy
    except ImportError as error:
        raise MissingMeshReader(
            "The head mesh is compressed with Draco: install DracoPy (pip install DracoPy==2.2.0), "
            "or leave the heads out (--categories planar phantom)."
        ) from error
    head = DracoPy.decode(_compressed_part(shared / "bench/alignment/source/LeePerrySmith.glb"))
    right, up, nearer = np.asarray(head.points, float).T
    # The texture's pictures are stored from top to bottom, its positions from bottom to top
    texture_rc = np.column_stack([1 - head.tex_coord[:, 1], head.tex_coord[:, 0]]).astype(float)
    points = _MM_PER_UNIT * np.column_stack([-up, right, -nearer])
    _, twins = np.unique(np.round(points, 2), axis=0, return_inverse=True)
    return Mesh(points, np.asarray(head.faces, np.int64), texture_rc, twins.reshape(-1))


def _compressed_part(path: Path) -> bytes:
    """The mesh's bytes out of a binary glTF file."""
    glb = path.read_bytes()
    json_length = struct.unpack_from("<I", glb, 12)[0]
    view = json.loads(glb[20 : 20 + json_length])["bufferViews"][0]
    start = 28 + json_length + view.get("byteOffset", 0)
    return glb[start : start + view["byteLength"]]


def bend_into_person(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Another person's head: other proportions and smoothly other forms everywhere."""
    middle = mesh.points.mean(0)
    points = middle + (mesh.points - middle) * rng.normal(1, 0.05, 3).clip(0.88, 1.12)
    for _ in range(14):
        length_mm = rng.uniform(60, 220)
        wave = _direction(rng) * 2 * np.pi / length_mm
        height_mm = rng.normal(0, 1) * 0.012 * length_mm
        points = (
            points + height_mm * _direction(rng) * np.sin(mesh.points @ wave + rng.uniform(0, 6.3))[:, None]
        )
    return replace(mesh, points=points)


def move_mouth(mesh: Mesh, rng: np.random.Generator, *, largest_mm: float) -> Mesh:
    """Another expression: the corners of the mouth drawn smoothly by up to some millimetres."""
    points = mesh.points
    for corner_mm in _MOUTH_CORNERS_MM:
        away = mesh.points - nearest_point(mesh, corner_mm)
        share = np.exp(-(away**2).sum(1) / (2 * _MOUTH_REACH_MM**2))
        move = np.array([rng.uniform(-1, 0.4), np.sign(corner_mm[1]) * rng.uniform(-0.2, 1), 0.2])
        points = points + largest_mm * share[:, None] * move
    return replace(mesh, points=points)


def nearest_point(mesh: Mesh, place_mm: tuple[float, float]) -> Floats:
    """The point in front of the head that is seen at (down, right), mm."""
    in_front = mesh.points[:, 2] < 0
    away = np.hypot(*(mesh.points[:, :2] - place_mm).T) + np.where(in_front, 0, 1e6)
    return np.asarray(mesh.points[away.argmin()])


def _direction(rng: np.random.Generator) -> Floats:
    vector = rng.standard_normal(3)
    return np.asarray(vector / np.linalg.norm(vector))
