"""Planar pairs: one plane of skin, photographed twice, with the skin stretched between."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from benchmarks.pairs.backdrop import Wall, draw_wall, draw_wall_pose, paint_wall
from benchmarks.pairs.exposure import Exposure, draw_exposure, expose
from benchmarks.pairs.fields import Floats, Singles, generator, pixel_grid, sample, sample_at
from benchmarks.pairs.pair import Pair, thin_out
from benchmarks.pairs.people import Person
from benchmarks.pairs.relief import TILE, draw_relief, without_detail_finer_than
from benchmarks.pairs.treatment import Visit, two_visits
from benchmarks.pairs.viewing import SPREADS, Pose, View, draw_stretch, is_inside, no_stretch

FRAMES = ("face", "face", "cheekL", "cheekR", "forehead", "chin")
# Width of the frame in widths of the face, and the sizes that photos come in (rows, columns)
_ACROSS = {"face": (1.9, 2.6)}
_ACROSS_CLOSE = (0.5, 0.85)
_SIZES = {"face": ((1600, 1200), (1600, 1200), (1200, 900))}
_SIZES_CLOSE = ((1600, 1200), (1000, 750), (1200, 900))
_TILE_PX_PER_FACE = 1400.0
# How much of the relief's lightness is the skin's own and stays when light turns
_OWN = 0.6
_LIGHT_TURNS_DEG = {"guided": 40, "rough": 80}


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
    light_deg : float
        From where on the skin the light falls that shades generated relief, anticlockwise from the right.
    seed : int
        Of noise and new relief.
    """

    view: View
    exposure: Exposure
    wall: Wall | None
    wall_pose: Pose
    relief: float
    new_relief: float
    light_deg: float
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
    is_skin = sample_at(person.skin.astype(np.float32), skin, border=cv2.BORDER_CONSTANT) > 0.5
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


def _shots(rng: np.random.Generator, views: tuple[View, View], *, kind: str) -> tuple[Shot, Shot]:
    """Light, backdrop and relief for two views."""
    wall = None if rng.random() < 0.25 else draw_wall(rng)
    relief, new_relief = rng.uniform(0.015, 0.05), rng.choice([0.0, 0.01, 0.02])
    light_deg, turn_deg = rng.uniform(0, 360), _LIGHT_TURNS_DEG[kind]
    shots = []
    for view in views:
        exposure = draw_exposure(rng, is_rough=kind == "rough")
        pose, shot_seed = draw_wall_pose(rng), int(rng.integers(1 << 30))
        shots.append(Shot(view, exposure, wall, pose, relief, new_relief, light_deg, shot_seed))
        light_deg += rng.uniform(-turn_deg, turn_deg)
    return shots[0], shots[1]


def _relief(visit: Visit, shot: Shot, where: Floats, person_seed: int) -> Singles:
    """Gain by pores at skin positions: those that stay, and those of this photo alone."""
    points = where * (_TILE_PX_PER_FACE / visit.person.face_width)
    log_light = np.zeros(where.shape[:2], np.float32)
    for seed, strength in ((person_seed, shot.relief), (shot.seed, shot.new_relief)):
        if strength:
            log_light += _shaded(_pores(seed), points, shot) * np.float32(strength)
    return np.asarray(np.exp(log_light * sample(visit.texture, where)))


def _shaded(relief: Singles, points: Floats, shot: Shot) -> Singles:
    """Log lightness of relief at positions (M, N, 2): its own, and that of its slopes in the light."""
    step = np.median(np.abs(np.diff(points[::16], axis=1)).max(-1))
    seen = sample(without_detail_finer_than(relief, float(step)), points % TILE, border=cv2.BORDER_WRAP)
    towards = np.radians(shot.light_deg)
    slope = seen[..., 0] * np.float32(np.sin(towards)) + seen[..., 1] * np.float32(np.cos(towards))
    return np.asarray(_OWN * seen[..., 2] + (1 - _OWN) * slope, np.float32)


@lru_cache(maxsize=2)
def _pores(seed: int) -> Singles:
    return draw_relief(generator(seed, "pores"))
