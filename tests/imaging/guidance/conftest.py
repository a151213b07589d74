"""Skin and heads of known pose and light, photographed as small frames."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest

from tracker.imaging.guidance import GuideFrame
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin

CAMERA = Camera(width_px=640, height_px=480)
# as round as a head in the frame of its view
ROUND_MM = (65.0, 45.0)

Shoot = Callable[..., GuideFrame]


@lru_cache(maxsize=64)
def shot_of(
    *,
    is_head: bool,
    pose: Pose | None = None,
    light: Light | None = None,
    camera: Camera = CAMERA,
    shot: int = 1,
    seed: int = 4,
) -> GuideFrame:
    """One frame; the same skin for all but another `seed`."""
    skin = Skin(seed=seed)
    skin = replace(skin, curvature_mm=ROUND_MM) if is_head else skin
    return GuideFrame.of(render(skin, pose=pose, light=light, camera=camera, shot=shot).rgb)


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    return shot_of


@pytest.fixture(params=[True, False], ids=["head", "flat skin"])
def is_head(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def reference(is_head: bool) -> GuideFrame:
    return shot_of(is_head=is_head, shot=0).prepare()
