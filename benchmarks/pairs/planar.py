"""Planar pairs: one plane of skin, photographed twice, with the skin stretched between."""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from benchmarks.pairs.backdrop import PATTERNS, Wall, paint_wall
from benchmarks.pairs.exposure import Exposure, draw_exposure, expose
from benchmarks.pairs.fields import Floats, Shape, Singles, generator, pixel_grid, sample, speckle
from benchmarks.pairs.pair import Pair, thin_out
from benchmarks.pairs.people import Person
from benchmarks.pairs.treatment import Visit, two_visits
from benchmarks.pairs.viewing import SPREADS, Pose, View, draw_stretch, is_inside, no_stretch

FRAMES = ("face", "face", "cheekL", "cheekR", "forehead", "chin")
# Width of the frame in widths of the face, and the sizes that photos come in (rows, columns)
_ACROSS = {"face": (1.9, 2.6)}
_ACROSS_CLOSE = (0.5, 0.85)
_SIZES = {"face": ((1600, 1200), (1600, 1200), (1200, 900))}
_SIZES_CLOSE = ((1600, 1200), (1000, 750), (1200, 900))
_TILE = 2048
_TILE_PX_PER_FACE = 1400.0


@dataclass(frozen=True, slots=True)
class Shot:
    """Everything that makes one photo of a planar pair.

    Attributes
    ----------
    view : View
    exposure : Exposure
    wall : Wall or None
        None keeps the source's own backdrop.
    wall_pose : Pose
    relief : float
        Standard deviation of the log lightness of generated pores that stay.
    new_relief : float
        That of relief which only this photo has.
    seed : int
        Of noise and new relief.
    """

    view: View
    exposure: Exposure
    wall: Wall | None
    wall_pose: Pose
    relief: float
    new_relief: float
    seed: int


def photograph(visit: Visit, shot: Shot, *, person_seed: int) -> bytes:
    """The JPEG of one shot."""
    where = shot.view.to_skin(pixel_grid(shot.view.shape))
    linear_rgb = np.maximum(sample(visit.person.linear_rgb, where), 0)
    linear_rgb *= _relief(visit, shot, where, person_seed)[..., None]
    if shot.wall is not None:
        outline = np.clip(sample(visit.person.outline, where), 0, 1)[..., None]
        behind = paint_wall(shot.wall, shot.view.shape, shot.wall_pose)
        linear_rgb = behind + outline * (linear_rgb - behind)
    return expose(linear_rgb, shot.exposure, generator(shot.seed, "camera"))


def true_points(
    person: Person, reference: View, moving: View, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Points of facial skin that both views show, spread evenly over the reference."""
    points = rng.uniform(4, np.array(reference.shape) - 5, (30_000, 2))
    skin = reference.to_skin(points)
    is_skin = sample(person.skin.astype(np.float32), skin[None], border=cv2.BORDER_CONSTANT)[0] > 0.5
    points, skin = points[is_skin], skin[is_skin]
    found = moving.to_photo(skin)
    is_seen = is_inside(found, moving.shape)
    return thin_out(rng, points[is_seen], found[is_seen])


def planar_shots(person: Person, *, kind: str, seed: int, frame: str) -> tuple[Shot, Shot]:
    """A reference and a later shot of one frame."""
    rng = generator(seed, f"planar {kind} {frame}")
    sizes = _SIZES.get(frame, _SIZES_CLOSE)
    shape = sizes[rng.integers(len(sizes))]
    across = person.face_width * rng.uniform(*_ACROSS.get(frame, _ACROSS_CLOSE))
    first = SPREADS[kind].first(rng)
    second = SPREADS[kind].second(rng, first)
    centre, reach = person.places[frame], rng.uniform(2, 4)
    stretch = draw_stretch(rng, across=across, largest=rng.uniform(0.001, 0.015))
    reference = View(shape, centre, across, first, no_stretch(), reach)
    moving = View(shape, centre, across, second, stretch, reach)
    return _shots(rng, (reference, moving), kind=kind)


def planar_pair(person: Person, *, kind: str, seed: int, frame: str, name: str) -> Pair:
    """A good pair of one person.

    Parameters
    ----------
    person : Person
    kind : str
        "guided" or "rough".
    seed : int
    frame : str
        One of `FRAMES`.
    name : str

    Returns
    -------
    Pair
    """
    first, second = planar_shots(person, kind=kind, seed=seed, frame=frame)
    before, after = two_visits(person, generator(seed, "treatment"))
    points = true_points(person, first.view, second.view, generator(seed, "truth"))
    return Pair(
        name=name,
        category=f"planar-{'face' if frame == 'face' else 'closeup'}",
        reference=photograph(before, first, person_seed=seed),
        moving=photograph(after, second, person_seed=seed),
        reference_rc=points[0],
        moving_rc=points[1],
    )


def with_wall(shot: Shot, pattern: str, *, seed: int) -> Shot:
    """The same shot before another wall."""
    return replace(shot, wall=Wall(pattern, seed, blur_px=0.8))


def _shots(rng: np.random.Generator, views: tuple[View, View], *, kind: str) -> tuple[Shot, Shot]:
    """Light, backdrop and relief for two views."""
    backdrop = rng.choice(["own", "plain", "wall", "wall"])
    pattern = "plain" if backdrop == "plain" else str(rng.choice([*PATTERNS, "planks"]))
    wall = None if backdrop == "own" else Wall(pattern, int(rng.integers(1 << 30)), rng.uniform(0, 2))
    relief, new_relief = rng.uniform(0.015, 0.05), rng.choice([0.0, 0.01, 0.02])
    shots = []
    for view in views:
        pose = Pose(*rng.uniform(-8, 8, 3), rng.uniform(0.7, 1.3), tuple(rng.uniform(-0.3, 0.3, 2)))
        exposure = draw_exposure(rng, is_rough=kind == "rough")
        shots.append(Shot(view, exposure, wall, pose, relief, new_relief, int(rng.integers(1 << 30))))
    return shots[0], shots[1]


def _relief(visit: Visit, shot: Shot, where: Floats, person_seed: int) -> Singles:
    """Gain by pores at skin positions: those that stay, and those of this photo alone."""
    points = where * (_TILE_PX_PER_FACE / visit.person.face_width) % _TILE
    log_light = np.float32(shot.relief) * sample(_pores(person_seed), points, border=cv2.BORDER_WRAP)
    if shot.new_relief:
        new = sample(_pores(shot.seed), points, border=cv2.BORDER_WRAP)
        log_light += np.float32(shot.new_relief) * new
    return np.asarray(np.exp(log_light * sample(visit.texture, where)))


@lru_cache(maxsize=2)
def _pores(seed: int) -> Singles:
    """Log lightness of pores and fine lines, repeating, standard deviation 1."""
    rng = generator(seed, "pores")
    shape: Shape = (_TILE, _TILE)
    cells = speckle(rng, shape, grain_px=2.2) + 0.7 * speckle(rng, shape, grain_px=4.5)
    field = -np.maximum(cells - 0.9, 0) * 2 + 0.35 * speckle(rng, shape, grain_px=1.3) + 0.3 * cells
    return np.asarray((field - field.mean()) / field.std(), np.float32)
