"""Pairs of one rendered head in two poses, two lights and two states of its skin."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from benchmarks.pairs.backdrop import Wall, draw_wall, draw_wall_pose, paint_wall
from benchmarks.pairs.exposure import Exposure, draw_exposure, expose
from benchmarks.pairs.fields import Floats, Mask, generator, sample_at
from benchmarks.pairs.head_light import HeadLight, draw_light
from benchmarks.pairs.head_look import skin_colours
from benchmarks.pairs.head_mesh import Indices, Mesh, bend_into_person, move_mouth, nearest_point, read_head
from benchmarks.pairs.head_raster import HeadView, Surface, interpolate, rasterise, weights_on_surface
from benchmarks.pairs.head_skin import SIDE, HeadSkin, draw_head_skin
from benchmarks.pairs.pair import Pair, thin_out
from benchmarks.pairs.treatment import Visit, two_visits
from benchmarks.pairs.viewing import SPREADS, Pose, is_inside

# Where the camera looks (down, right, mm), how far the head is turned, and how much it shows (mm)
_FRAMES = {
    "frontal": ((-75, 0), 0, (280, 360)),
    "left45": ((-75, -25), -45, (280, 360)),
    "right45": ((-75, 25), 45, (280, 360)),
    "cheekL": ((-45, -45), -30, (75, 120)),
    "cheekR": ((-45, 45), 30, (75, 120)),
    "forehead": ((-138, 0), 0, (75, 120)),
    "chin": ((2, 0), 0, (75, 110)),
    "jawL": ((-8, -58), -50, (75, 120)),
    "jawR": ((-8, 58), 50, (75, 120)),
    "neck": ((55, 15), 20, (75, 110)),
}
FRAMES = tuple(_FRAMES)
_SIZES = ((1600, 1200), (1600, 1200), (1200, 900))
# Heads have outlines, and detail finer than a pixel; close-ups hardly
_CLOSE_MM = 200
_FINER, _FINER_CLOSE = 1.4, 1.0
_CANDIDATES = 40_000
_FACING = np.cos(np.radians(75))
_DEPTH_TOLERANCE_MM = 1.5


@dataclass(frozen=True, slots=True)
class HeadShot:
    """Everything that makes one photo of a head.

    Attributes
    ----------
    view : HeadView
    exposure : Exposure
    light : HeadLight
    wall : Wall
    wall_pose : Pose
    mouth_mm : float
        How far the corners of the mouth are drawn.
    relief : float
        Standard deviation of the slopes of the fine relief.
    seed : int
        Of noise and expression.
    """

    view: HeadView
    exposure: Exposure
    light: HeadLight
    wall: Wall
    wall_pose: Pose
    mouth_mm: float
    relief: float
    seed: int


@dataclass(frozen=True, slots=True)
class HeadPerson:
    """One person: form and skin.

    Attributes
    ----------
    mesh : Mesh
    skin : HeadSkin
    seed : int
    """

    mesh: Mesh
    skin: HeadSkin
    seed: int

    def as_in(self, shot: HeadShot) -> Mesh:
        """The form with the expression of a shot."""
        if not shot.mouth_mm:
            return self.mesh
        return move_mouth(self.mesh, generator(shot.seed, "mouth"), largest_mm=shot.mouth_mm)

    def visits(self, seed: int) -> tuple[Visit, Visit]:
        """The skin before and after treatment."""
        return two_visits(self.skin.flat, generator(seed, "treatment"))


@lru_cache(maxsize=2)
def draw_head_person(shared: Path, seed: int) -> HeadPerson:
    """The person of a seed."""
    mesh = bend_into_person(read_head(shared), generator(seed, "form"))
    return HeadPerson(mesh, draw_head_skin(shared, seed), seed)


def head_shots(person: HeadPerson, *, kind: str, seed: int, frame: str) -> tuple[HeadShot, HeadShot]:
    """A reference and a later shot of one frame."""
    rng = generator(seed, f"head {kind} {frame}")
    place_mm, turn_deg, (narrow, wide) = _FRAMES[frame]
    shape = _SIZES[rng.integers(len(_SIZES))]
    first = SPREADS[kind].first(rng)
    first = replace(first, turn_deg=first.turn_deg + turn_deg)
    poses = first, SPREADS[kind].second(rng, first)
    target = nearest_point(person.mesh, place_mm)
    is_close = wide < _CLOSE_MM
    across, reach = rng.uniform(narrow, wide), rng.uniform(2.5, 4) * (2 if is_close else 1)
    light, wall = draw_light(rng), draw_wall(rng)
    lights = light, light.turned(rng, largest_deg=40 if kind == "rough" else 20)
    is_fixed_behind, mouth_mm = rng.random() < 0.4, rng.uniform(1, 3) if rng.random() < 0.35 else 0.0
    wall_poses = [draw_wall_pose(rng)] * 2 if is_fixed_behind else [draw_wall_pose(rng) for _ in range(2)]
    relief, seeds = rng.uniform(0.05, 0.14), rng.integers(1 << 30, size=2)
    first_shot, second_shot = (
        HeadShot(
            HeadView(shape, target, across, poses[k], reach, _FINER_CLOSE if is_close else _FINER),
            draw_exposure(rng, is_rough=kind == "rough"),
            lights[k],
            wall,
            wall_poses[k],
            mouth_mm * k,
            relief,
            int(seeds[k]),
        )
        for k in (0, 1)
    )
    return first_shot, second_shot


@dataclass(frozen=True, slots=True)
class Sitting:
    """A person before the camera of one shot.

    Attributes
    ----------
    mesh : Mesh
        With the shot's expression.
    surface : Surface
        What its samples show.
    shot : HeadShot
    """

    mesh: Mesh
    surface: Surface
    shot: HeadShot


def sit(person: HeadPerson, shot: HeadShot) -> Sitting:
    """Put a person before the camera."""
    mesh = person.as_in(shot)
    return Sitting(mesh, rasterise(mesh, shot.view), shot)


def photograph_head(person: HeadPerson, visit: Visit, sitting: Sitting) -> bytes:
    """The JPEG of one sitting."""
    shot = sitting.shot
    colours = np.zeros((*shot.view.samples, 4), np.float32)
    is_head = sitting.surface.triangle >= 0
    colours[is_head] = 1
    colours[is_head, :3] = skin_colours(
        sitting.mesh,
        sitting.surface,
        shot.view,
        skin=person.skin,
        visit=visit,
        light=shot.light,
        relief=shot.relief,
    )
    seen = cv2.resize(colours, shot.view.shape[::-1], interpolation=cv2.INTER_AREA)
    behind = paint_wall(shot.wall, shot.view.shape, shot.wall_pose)
    linear_rgb = seen[..., :3] + (1 - seen[..., 3:]) * behind
    return expose(linear_rgb, shot.exposure, generator(shot.seed, "camera"))


def true_points(
    person: HeadPerson, first: Sitting, second: Sitting, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Points of face and neck that both sittings show, spread evenly over the reference."""
    view = first.shot.view
    points = rng.uniform(4, np.array(view.shape) - 5, (_CANDIDATES, 2))
    samples = (points + 0.5) * view.finer - 0.5
    triangle = first.surface.triangle[tuple(np.rint(samples).astype(int).T)]
    points, samples, triangle = (part[triangle >= 0] for part in (points, samples, triangle))
    weights = weights_on_surface(first.mesh, view, triangle, samples)
    on_texture = interpolate(first.mesh.texture_rc, first.mesh, triangle, weights) * SIDE
    is_true = (weights >= 0).all(1) & (sample_at(person.skin.flat.skin.astype(np.float32), on_texture) > 0.5)
    is_true &= _is_seen(first, triangle, weights) & _is_seen(second, triangle, weights)
    place_mm = interpolate(second.mesh.points, second.mesh, triangle, weights)
    return thin_out(rng, points[is_true], second.shot.view.to_photo(place_mm)[is_true])


def _is_seen(sitting: Sitting, triangle: Indices, weights: Floats) -> Mask:
    """Which points of the surface (K,) lie in the photo, not too oblique, and behind nothing else."""
    mesh, view = sitting.mesh, sitting.shot.view
    place_mm = interpolate(mesh.points, mesh, triangle, weights)
    normals = interpolate(mesh.normals(), mesh, triangle, weights) @ view.pose.rotation.T
    towards = -view.to_camera(place_mm)
    cosine = (normals * towards).sum(1) / np.linalg.norm(towards, axis=1) / np.linalg.norm(normals, axis=1)
    is_seen = is_inside(view.to_photo(place_mm), view.shape) & (cosine > _FACING)
    nearest = np.rint(view.to_samples(place_mm[is_seen])).astype(int)
    behind_mm = -towards[is_seen, 2] - sitting.surface.depth_mm[tuple(nearest.T)]
    is_seen[is_seen] = np.abs(behind_mm) < _DEPTH_TOLERANCE_MM
    return np.asarray(is_seen)


def head_pair(person: HeadPerson, *, kind: str, seed: int, frame: str, name: str) -> Pair:
    """A good pair of one rendered head; `frame` is one of `FRAMES`."""
    first, second = head_shots(person, kind=kind, seed=seed, frame=frame)
    before, after = person.visits(seed)
    sittings = sit(person, first), sit(person, second)
    points = true_points(person, *sittings, generator(seed, "truth"))
    sort = "frontal" if frame == "frontal" else "oblique45" if frame.endswith("45") else "closeup"
    reference, moving = (
        photograph_head(person, visit, sitting)
        for visit, sitting in zip((before, after), sittings, strict=True)
    )
    return Pair(name, f"head-{sort}", reference, moving, points[0], points[1])
