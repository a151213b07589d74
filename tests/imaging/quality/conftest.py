"""Photos of one skin with known faults, as they are judged when they are added."""

from collections.abc import Callable
from functools import lru_cache

import pytest

from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin
from tracker.imaging.quality import Look, ReferenceLook
from tracker.imaging.renditions import make_renditions
from tracker.model import Rendition

CAMERA = Camera(width_px=1200, height_px=900)
MM_PER_PX = CAMERA.mm_across / CAMERA.width_px

Shoot = Callable[..., Look]


@lru_cache(maxsize=32)
def look_at(
    pose: Pose | None = None,
    light: Light | None = None,
    camera: Camera = CAMERA,
    shot: int = 1,
    seed: int = 4,
) -> Look:
    """One photo of a cheek as its screen rendition shows it."""
    photo = render(Skin(seed=seed), pose=pose, light=light, camera=camera, shot=shot)
    return Look.of(make_renditions(photo.rgb)[Rendition.SCREEN], width_px=camera.width_px)


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    return look_at


@pytest.fixture(scope="session")
def reference() -> ReferenceLook:
    return ReferenceLook(look_at(shot=0), MM_PER_PX)
