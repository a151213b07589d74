"""Known differences of pose, distance and light are asked back of small frames."""

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from tests.imaging.guidance.conftest import CAMERA, Shoot
from tracker.imaging.guidance import Arrow, GuideFrame, compare
from tracker.imaging.guidance.light import light_difference
from tracker.imaging.guidance.placing import place_by_features
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light

# differences within the "good" of the gates, all at once
GOOD = [
    (Pose(2, -2, 1.5, 1.04, (2, 2)), Light(exposure_ev=0.3, temperature_k=5800)),
    (Pose(-2.5, 2, -2, 0.96, (-2, 1)), Light(exposure_ev=-0.4, azimuth_deg=-35)),
    (Pose(0, 2.5, 2.5, 1.05, (1, -3)), Light(exposure_ev=0.2, gradient=(0.05, -0.08))),
]
# beyond what may be compared, each alone: the hint that must be there
BEYOND: list[tuple[dict[str, Any], bool | None, str]] = [
    ({"pose": Pose(turn_deg=8)}, True, "turn_right"),
    ({"pose": Pose(turn_deg=-8)}, True, "turn_left"),
    ({"pose": Pose(tilt_deg=8)}, True, "look_down"),
    ({"pose": Pose(tilt_deg=-8)}, True, "look_up"),
    ({"pose": Pose(roll_deg=8)}, True, "tilt_right"),
    ({"pose": Pose(roll_deg=-8)}, True, "tilt_left"),
    ({"pose": Pose(turn_deg=8)}, False, "swing_right"),
    ({"pose": Pose(turn_deg=-8)}, False, "swing_left"),
    ({"pose": Pose(tilt_deg=8)}, False, "swing_up"),
    ({"pose": Pose(tilt_deg=-8)}, False, "swing_down"),
    ({"pose": Pose(roll_deg=8)}, False, "roll_right"),
    ({"pose": Pose(distance=1 / 0.79)}, None, "nearer"),
    ({"pose": Pose(distance=1 / 1.26)}, None, "farther"),
    ({"pose": Pose(shift_mm=(8, 0))}, None, "move_down"),
    ({"pose": Pose(shift_mm=(0, -8))}, None, "move_left"),
    ({"light": Light(exposure_ev=-1.1)}, None, "brighter"),
    ({"light": Light(exposure_ev=1.1, gloss=0)}, None, "darker"),
    ({"light": Light(temperature_k=4200)}, None, "warmer_light"),
    ({"light": Light(temperature_k=8000)}, None, "cooler_light"),
    ({"light": Light(gradient=(0, 0.5))}, None, "light_right"),
    ({"light": Light(gradient=(-0.5, 0))}, None, "light_above"),
    ({"camera": replace(CAMERA, blur_px=5)}, None, "blurred"),
]


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_a_good_repeat_is_ready(reference: GuideFrame, shoot: Shoot, is_head: bool, number: int):
    pose, light = GOOD[number]
    found = compare(reference, shoot(is_head=is_head, pose=pose, light=light), is_head=is_head)
    assert found.is_ready, found.hints


@pytest.mark.parametrize(("changes", "only_head", "kind"), BEYOND, ids=[kind for _, _, kind in BEYOND])
def test_a_pair_beyond_a_gate_is_never_ready(
    reference: GuideFrame,
    shoot: Shoot,
    is_head: bool,
    changes: dict[str, Any],
    only_head: bool | None,
    kind: str,
):
    if only_head not in (None, is_head):
        pytest.skip("heads turn, around other skin the camera is moved")
    found = compare(reference, shoot(is_head=is_head, **changes), is_head=is_head)
    assert not found.is_ready
    # a turned head also catches the lamp otherwise: the turn comes first
    assert found.hints[0].kind == kind


@pytest.mark.parametrize("distance", [0.8, 0.9, 1.1, 1.25])
def test_the_distance_is_told_in_per_cent(
    reference: GuideFrame, shoot: Shoot, is_head: bool, distance: float
):
    frame = shoot(is_head=is_head, pose=Pose(distance=distance))
    placement = place_by_features(reference, frame, is_head=is_head)
    assert placement is not None
    assert placement.scale == pytest.approx(1 / distance, rel=0.03)


@pytest.mark.parametrize("turn_deg", [-10.0, -6.0, 6.0, 10.0])
def test_a_turn_is_told_within_a_quarter(reference: GuideFrame, shoot: Shoot, is_head: bool, turn_deg: float):
    frame = shoot(is_head=is_head, pose=Pose(turn_deg=turn_deg))
    placement = place_by_features(reference, frame, is_head=is_head)
    assert placement is not None
    assert placement.turn_deg == pytest.approx(turn_deg, rel=0.25)
    assert abs(placement.tilt_deg) < 1.0


def test_light_is_told_on_the_same_skin(reference: GuideFrame, shoot: Shoot, is_head: bool):
    light = Light(exposure_ev=-0.7, temperature_k=4800, gradient=(0.0, 0.3))
    frame = shoot(is_head=is_head, pose=Pose(roll_deg=5, shift_mm=(3, -4)), light=light)
    placement = place_by_features(reference, frame, is_head=is_head)
    assert placement is not None
    told = light_difference(reference, frame, placement.matrix)
    assert told is not None
    red, _, blue = np.log(light.gains)
    assert told.stops == pytest.approx(-0.7, abs=0.1)
    assert told.log_red_green == pytest.approx(red, abs=0.03)
    assert told.log_blue_green == pytest.approx(blue, abs=0.03)
    assert told.right == pytest.approx(0.3, abs=0.1)
    assert abs(told.down) < 0.12


def test_a_frame_of_another_shape_holds_the_reference_in_its_middle(
    reference: GuideFrame, shoot: Shoot, is_head: bool
):
    rgb = shoot(is_head=is_head).photo.rgb
    upright = np.full((320, 240, 3), 90, np.uint8)
    upright[70:250] = cv2.resize(rgb, (240, 180), interpolation=cv2.INTER_AREA)
    placement = place_by_features(reference, GuideFrame.of(upright), is_head=is_head)
    assert placement is not None
    assert placement.scale == pytest.approx(1, abs=0.02)
    assert np.abs(placement.shift_rc).max() < 0.02


def test_more_than_two_hints_are_never_given_and_the_largest_comes_first(
    reference: GuideFrame, shoot: Shoot, is_head: bool
):
    frame = shoot(
        is_head=is_head,
        pose=Pose(roll_deg=20, distance=1.15, shift_mm=(6, 6)),
        light=Light(exposure_ev=-1.2, temperature_k=4600),
    )
    found = compare(reference, frame, is_head=is_head)
    assert len(found.hints) == 2
    assert found.hints[0].arrow is Arrow.TILT_LEFT if is_head else Arrow.TILT_RIGHT
    assert all(0 < hint.amount <= 1 for hint in found.hints)


def test_another_persons_skin_is_never_ready(shoot: Shoot):
    reference = shoot(is_head=False, shot=0).prepare()
    found = compare(reference, shoot(is_head=False, seed=9), is_head=False)
    assert [hint.kind for hint in found.hints][-1] == "not_recognised"


def test_darkness_is_told_though_nothing_is_recognised(reference: GuideFrame, is_head: bool):
    dark = np.random.default_rng(1).integers(0, 7, (240, 320, 3)).astype(np.uint8)
    dark[..., 0] += 9
    found = compare(reference, GuideFrame.of(dark), is_head=is_head)
    assert [hint.kind for hint in found.hints] == ["brighter", "not_recognised"]


def test_a_wall_is_no_reference_and_no_failure(reference: GuideFrame, is_head: bool):
    found = compare(reference, GuideFrame.of(np.full((240, 320, 3), 128, np.uint8)), is_head=is_head)
    assert not found.is_ready
    assert found.hints[-1].kind == "not_recognised"


def test_too_few_features_leave_the_pose_unknown(reference: GuideFrame, shoot: Shoot, is_head: bool):
    """Most of the frame is covered: what is left lies right, but can't tell a turn."""
    rgb = shoot(is_head=is_head).photo.rgb.copy()
    rgb[:, :135], rgb[:, 185:], rgb[:95], rgb[145:] = (90, 90, 90), (90, 90, 90), (90, 90, 90), (90, 90, 90)
    assert not compare(reference, GuideFrame.of(rgb), is_head=is_head).is_ready
