"""Known faults are found in photos that come in, good photos pass, and bounds are the clinic's."""

import time
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from tests.imaging.quality.conftest import CAMERA, MM_PER_PX, Shoot
from tracker.imaging.measure.colour import srgb_to_linear
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.quality import Look, ReferenceLook, assess
from tracker.imaging.renditions import make_renditions
from tracker.model import METHOD_LIMITS, Bounds, Finding, GateLevel, Rendition

WARN, FAIL = GateLevel.WARN, GateLevel.FAIL


def judged(look: Look, reference: ReferenceLook | None, **changes: Any) -> dict[str, Finding]:
    values = {"jpeg_quality": 95, "mm_per_px": MM_PER_PX, "is_head": False} | changes
    return {finding.gate: finding for finding in assess(look, reference=reference, **values)}


def test_a_good_repeat_has_nothing_to_say(shoot: Shoot, reference: ReferenceLook):
    repeat = shoot(Pose(1, -1, 1, 1.02, (1, 1)), Light(exposure_ev=0.2, temperature_k=5700), shot=2)
    assert judged(repeat, reference) == {}


def test_a_good_first_photo_has_nothing_to_say(shoot: Shoot):
    assert judged(shoot(), None) == {}


@pytest.mark.parametrize(
    ("changes", "gate", "level"),
    [
        ({"light": Light(exposure_ev=-0.75)}, "exposure", WARN),
        ({"light": Light(exposure_ev=-1.2)}, "exposure", FAIL),
        ({"light": Light(exposure_ev=1.7)}, "clipped", FAIL),
        ({"light": Light(temperature_k=4700)}, "cast", WARN),
        ({"light": Light(temperature_k=4000)}, "cast", FAIL),
        ({"light": Light(gradient=(0.0, 0.36))}, "light gradient", WARN),
        ({"light": Light(gradient=(0.0, 0.7))}, "light gradient", FAIL),
        ({"camera": replace(CAMERA, blur_px=1.3)}, "sharpness", WARN),
        ({"camera": replace(CAMERA, blur_px=3.0)}, "sharpness", FAIL),
        ({"camera": replace(CAMERA, noise=6.0)}, "sharpness", FAIL),
        ({"pose": Pose(turn_deg=5)}, "turn", WARN),
        ({"pose": Pose(turn_deg=10)}, "turn", FAIL),
        ({"pose": Pose(distance=1.4)}, "scale", WARN),
    ],
)
def test_a_fault_is_found_with_its_weight(
    shoot: Shoot, reference: ReferenceLook, changes: dict[str, Any], gate: str, level: GateLevel
):
    found = judged(shoot(**changes), reference)
    assert found[gate].level is level, found
    assert found[gate].sentence.endswith(".")
    assert found[gate].limit is not None


@pytest.mark.parametrize(("spots", "level"), [(20, None), (90, WARN), (260, FAIL)])
def test_shining_skin_is_found(shoot: Shoot, reference: ReferenceLook, spots: int, level: GateLevel | None):
    """White light added in spots, as sweat and cream mirror the lamp."""
    rgb, rng = shoot(shot=2).rgb, np.random.default_rng(1)
    shine = np.zeros(rgb.shape[:2], np.uint8)
    for row, column in rng.integers(0, shine.shape, (spots, 2)):
        cv2.circle(shine, (int(column), int(row)), 15, 1, -1)
    linear = np.clip(srgb_to_linear(rgb) + np.float32(0.3) * shine[..., None], 0, 1)
    shown = np.clip(255 * (1.055 * linear ** (1 / 2.4) - 0.055), 0, 250).astype(np.uint8)
    found = judged(Look(shown, CAMERA.width_px), reference).get("glare")
    assert (None if found is None else found.level) is level


def test_the_scale_is_carried_from_the_reference(shoot: Shoot, reference: ReferenceLook):
    small = replace(CAMERA, width_px=600, height_px=450)
    found = judged(shoot(Pose(distance=1.25), camera=small), reference)
    assert found["scale"].value == pytest.approx(1.25 * 92 / 600, rel=0.03)
    assert found["scale"].level is WARN


@pytest.mark.parametrize(("quality", "level"), [(95, None), (85, WARN), (70, FAIL), (None, None)])
def test_compression_is_told_by_the_file(
    shoot: Shoot, reference: ReferenceLook, quality: int | None, level: GateLevel | None
):
    found = judged(shoot(shot=2), reference, jpeg_quality=quality).get("JPEG quality")
    assert (None if found is None else found.level) is level


def test_a_first_photo_gets_only_what_it_shows_by_itself(shoot: Shoot):
    blurred = shoot(camera=replace(CAMERA, blur_px=5.0, noise=0.1))
    assert judged(blurred, None)["focus"].level is FAIL
    dark = shoot(light=Light(exposure_ev=-4.5))
    assert set(judged(dark, None)) >= {"brightness"}
    assert not {"exposure", "cast", "turn", "sharpness"} & set(judged(dark, None))


def test_one_sided_light_is_a_note_of_a_first_photo(shoot: Shoot):
    found = judged(shoot(light=Light(gradient=(0.0, 1.6))), None)["even light"]
    assert found.level is WARN
    assert "times as bright" in found.sentence


def test_other_skin_is_said_not_to_be_recognised(shoot: Shoot, reference: ReferenceLook):
    found = judged(shoot(seed=9), reference)
    assert found["recognised"].level is WARN
    assert "exposure" not in found


def test_a_picture_without_skin_is_judged_by_its_file_alone(reference: ReferenceLook):
    grey = make_renditions(np.full((900, 1200, 3), 128, np.uint8))[Rendition.SCREEN]
    look = Look.of(grey, width_px=1200)
    assert set(judged(look, None, jpeg_quality=70)) <= {"JPEG quality", "focus"}


def test_bounds_are_the_clinics(shoot: Shoot, reference: ReferenceLook):
    darker = shoot(light=Light(exposure_ev=-0.75))
    strict = replace(METHOD_LIMITS, stops=Bounds(0.1, 0.6))
    found = judged(darker, reference, limits=strict)["exposure"]
    assert (found.level, found.limit) == (FAIL, 0.1)
    assert "good: up to 0.1" in found.sentence
    lenient = replace(METHOD_LIMITS, stops=Bounds(1.0, 2.0))
    assert "exposure" not in judged(darker, reference, limits=lenient)


def test_serious_things_come_first(shoot: Shoot, reference: ReferenceLook):
    look = shoot(light=Light(exposure_ev=-0.75), camera=replace(CAMERA, blur_px=3.0))
    found = assess(look, jpeg_quality=85, mm_per_px=MM_PER_PX, reference=reference, is_head=False)
    levels = [finding.level for finding in found]
    assert levels == sorted(levels, key=lambda level: level is not FAIL)
    assert levels[0] is FAIL


def test_twelve_megapixels_are_judged_in_half_a_second(reference: ReferenceLook, shoot: Shoot):
    rgb = cv2.resize(shoot(shot=2).rgb, (4000, 3000), interpolation=cv2.INTER_CUBIC)
    screen = make_renditions(np.asarray(rgb, np.uint8))[Rendition.SCREEN]
    reference.look.frame.prepare()
    started = time.process_time()
    judged(Look.of(screen, width_px=4000), reference)
    assert time.process_time() - started < 0.5
