"""Pairs of the product's own generated skin, in light that turns further than on heads."""

import numpy as np

from benchmarks.pairs.exposure import encode
from benchmarks.pairs.fields import Floats, generator
from benchmarks.pairs.pair import Pair, thin_out
from benchmarks.pairs.viewing import SPREADS, is_inside
from benchmarks.pairs.viewing import Pose as FramePose
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import PhantomPhoto, render
from tracker.imaging.phantom.skin import Skin, Zone

_SIZES = ((1600, 1200), (1200, 900), (1200, 1600))
_TONES_ITA_DEG = (55, 42, 28, 10, -20, -40)
_TURNS_DEG = {"guided": 35, "rough": 70}


def phantom_pair(*, kind: str, seed: int, name: str) -> Pair:
    """A good pair of one phantom: treated between, in another pose and light."""
    reference, moving = _photographs(seed, kind=kind)
    rng = generator(seed, "truth")
    points = true_points(reference, moving, rng)
    return Pair(name, "phantom", *_jpegs(rng, reference, moving), *points)


def wrong_phantom_pair(*, kind: str, seed: int, name: str) -> Pair:
    """Two phantoms in the same pose and light as of one: to be refused."""
    reference, _ = _photographs(seed, kind=kind)
    _, moving = _photographs(seed, kind=kind, skin_seed=seed + 1)
    jpegs = _jpegs(generator(seed, "truth"), reference, moving)
    return Pair(name, "negative", *jpegs, why="other_phantom")


def true_points(
    reference: PhantomPhoto, moving: PhantomPhoto, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Points that both photos show, spread evenly over the reference."""
    points = rng.uniform(4, np.array(reference.rgb.shape[:2]) - 5, (4000, 2))
    found = moving.to_photo(reference.to_skin_mm(points))
    is_seen = is_inside(found, moving.rgb.shape[:2])
    return thin_out(rng, points[is_seen], found[is_seen])


def _jpegs(rng: np.random.Generator, *photos: PhantomPhoto) -> list[bytes]:
    return [encode(photo.rgb, quality=int(rng.integers(75, 96))) for photo in photos]


def _photographs(seed: int, *, kind: str, skin_seed: int | None = None) -> tuple[PhantomPhoto, PhantomPhoto]:
    rng = generator(seed, f"phantom {kind}")
    before, after = _skins(rng, seed if skin_seed is None else skin_seed)
    shape = _SIZES[rng.integers(len(_SIZES))]
    across_mm = rng.uniform(60, 100)
    lights = _lights(rng, turn_deg=_TURNS_DEG[kind])
    first = SPREADS[kind].first(rng)
    photos = (
        render(
            skin,
            pose=_pose(pose, across_mm),
            light=light,
            camera=Camera(
                shape[1], shape[0], across_mm, 4 * across_mm, rng.uniform(0.4, 1.3), noise=rng.uniform(0.4, 2)
            ),
            shot=shot,
        )
        for shot, (skin, pose, light) in enumerate(
            zip((before, after), (first, SPREADS[kind].second(rng, first)), lights, strict=True)
        )
    )
    reference, moving = photos
    return reference, moving


def _skins(rng: np.random.Generator, seed: int) -> tuple[Skin, Skin]:
    """The skin before and after treatment, with some of its finest relief grown anew."""
    marks = {
        "ita_deg": float(_TONES_ITA_DEG[rng.integers(len(_TONES_ITA_DEG))]),
        "mole_count": int(rng.integers(1, 10)),
        "freckles": float(rng.choice([0.0, rng.uniform(0, 1)])),
        "radii_mm": tuple(rng.uniform(10, 28, 2)),
        "curvature_mm": tuple(rng.uniform(80, 220, 2)),
    }
    worse = Zone(redness=rng.uniform(0.1, 0.8), papules=rng.uniform(0, 0.6), spots=rng.uniform(0, 0.8))
    better = Zone(redness=rng.uniform(0, 0.2), spots=rng.uniform(0, 0.2), pore_depth_um=rng.uniform(15, 30))
    new_relief = float(rng.choice([0.0, 0.2, 0.4]))
    return Skin(seed, treated=worse, **marks), Skin(seed, treated=better, new_relief=new_relief, **marks)


def _lights(rng: np.random.Generator, *, turn_deg: float) -> tuple[Light, Light]:
    """Two lights; the second stands elsewhere."""
    azimuth, obliquity, fill = rng.uniform(-90, 90), rng.uniform(15, 50), rng.uniform(0.35, 0.7)
    lights = (
        Light(
            obliquity_deg=float(np.clip(obliquity + later * rng.uniform(-20, 20), 5, 65)),
            azimuth_deg=azimuth + later * rng.uniform(-turn_deg, turn_deg),
            fill=fill,
            gradient=tuple(rng.uniform(-0.3, 0.3, 2)),
            temperature_k=rng.uniform(4300, 6500),
            exposure_ev=rng.uniform(-0.4, 0.3),
        )
        for later in (0, 1)
    )
    first, second = lights
    return first, second


def _pose(pose: FramePose, across_mm: float) -> Pose:
    """A pose of the other pair kinds, in the phantom's own words."""
    down, right = (share * across_mm for share in pose.shift)
    return Pose(pose.turn_deg, pose.tilt_deg, pose.roll_deg, pose.distance, (down, right))
