from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.imaging.measure.conftest import Scene
from tracker.imaging.align.turn import Turn
from tracker.imaging.measure import measure
from tracker.imaging.measure.gates import COLOUR, EVERY, REDNESS, STRUCTURE, Conditions, judge
from tracker.imaging.measure.patch import PatchShift
from tracker.imaging.metadata import Capture
from tracker.model import GateLevel, Metric

SAME = Conditions(
    stops=0.0,
    cast=0.0,
    is_warmer=False,
    gradient=0.0,
    sharper=0.0,
    scale_ratio=1.0,
    treated_unmatched=0.0,
    control_unmatched=0.0,
    mm_per_px=0.08,
    clipped_share=0.0,
    glare_share=0.0,
    alignment_p95_mm=0.0,
    jpeg_quality=95,
    contrast=None,
    turn=None,
    captures=None,
    patch=None,
    uneven=None,
)
GOOD, WARN, FAIL = GateLevel.GOOD, GateLevel.WARN, GateLevel.FAIL


def finding(gate: str, **differences):
    found = {f.gate: f for f in judge(replace(SAME, **differences))}
    others = [f for f in found.values() if f.gate != gate]
    assert all(f.level is GOOD for f in others)
    return found[gate]


@pytest.mark.parametrize(
    ("gate", "name", "good", "warn", "fail", "metrics"),
    [
        ("exposure", "stops", 0.5, 0.51, 1.01, EVERY),
        ("exposure", "stops", -0.5, -1.0, -1.01, EVERY),
        ("cast", "cast", 0.15, 0.30, 0.31, COLOUR),
        ("light gradient", "gradient", 0.2, 0.4, 0.41, (Metric.PIGMENT,)),
        ("sharpness", "sharper", -0.15, -0.40, -0.41, STRUCTURE),
        ("sharpness", "sharper", 0.10, 0.18, 0.19, STRUCTURE),
        ("scale", "mm_per_px", 0.08, 0.10, 0.101, STRUCTURE),
        ("JPEG quality", "jpeg_quality", 90, 80, 79, REDNESS),
        ("alignment", "alignment_p95_mm", 0.5, 1.0, 1.01, EVERY),
        ("match of the region", "treated_unmatched", 0.05, 0.20, 0.21, EVERY),
        ("match of the untreated skin", "control_unmatched", 0.05, 0.20, 0.21, EVERY),
        ("glare", "glare_share", 0.03, 0.10, 0.11, EVERY),
    ],
)
def test_each_gate_trips_at_its_bounds_and_names_its_metrics(gate, name, good, warn, fail, metrics) -> None:
    levels = [finding(gate, **{name: v}).level for v in (good, warn, fail)]
    assert levels == [GOOD, WARN, FAIL]
    assert finding(gate, **{name: fail}).metrics == metrics
    assert finding(gate, **{name: fail}).value == pytest.approx(fail)


def test_more_than_five_percent_of_clipped_pixels_fail() -> None:
    assert finding("clipped", clipped_share=0.05).level is GOOD
    assert finding("clipped", clipped_share=0.051).level is FAIL


@pytest.mark.parametrize(("contrast", "level"), [(1.05, GOOD), (1.06, WARN), (0.5, WARN)])
def test_another_tone_curve_is_said_and_withholds_nothing(contrast, level) -> None:
    assert finding("tone curve", contrast=contrast).level is level


@pytest.mark.parametrize("ratio", [0.79, 1.26])
def test_another_distance_is_a_warning_and_withholds_nothing(ratio) -> None:
    assert finding("scale", scale_ratio=ratio).level is WARN


def turned(angle_deg: float, *, is_least: bool = False) -> Turn:
    return Turn(angle_deg, 0.2, is_least)


def test_a_turn_fails_beyond_seven_degrees_and_withholds_structure() -> None:
    found = [finding("turn", turn=turned(angle)) for angle in (0, 3, 3.1, 7, 7.1)]
    assert [f.level for f in found] == [GOOD, GOOD, WARN, WARN, FAIL]
    assert found[-1].metrics == STRUCTURE
    assert found[-1].value == 7.1
    assert "direction 7° away" in found[-1].sentence


def test_a_turn_found_with_an_assumed_lens_is_said_only_when_it_is_too_much_at_least() -> None:
    assert "turn" not in {f.gate for f in judge(replace(SAME, turn=turned(3, is_least=True)))}
    found = finding("turn", turn=turned(9, is_least=True))
    assert found.level is FAIL
    assert "at least 9°" in found.sentence


def shifted(**more) -> PatchShift:
    return replace(PatchShift(redness=0.0, ita_deg=0.0, residual=0.01, is_told=True), **more)


@pytest.mark.parametrize(("redness", "level"), [(1.0, GOOD), (-1.0, GOOD), (1.01, FAIL), (-1.3, FAIL)])
def test_a_flush_of_the_patch_beyond_what_a_card_can_tell_withholds_redness(redness, level) -> None:
    found = finding("flush of the untreated skin", patch=shifted(redness=redness))
    assert (found.level, found.value, found.metrics) == (level, redness, REDNESS)
    assert ("redder" if redness > 0 else "paler") in found.sentence


@pytest.mark.parametrize(("ita_deg", "level"), [(10, GOOD), (-10, GOOD), (-10.1, WARN), (30, WARN)])
def test_a_tan_of_the_patch_is_a_note_that_withholds_nothing(ita_deg, level) -> None:
    found = finding("tan of the untreated skin", patch=shifted(ita_deg=ita_deg))
    assert (found.level, found.value, found.metrics) == (level, ita_deg, ())
    assert ("darker" if ita_deg < 0 else "lighter") in found.sentence


def test_cards_that_disagree_are_said_and_tell_nothing_of_the_patch() -> None:
    found = {f.gate: f for f in judge(replace(SAME, patch=shifted(redness=5, residual=0.04, is_told=False)))}
    assert found["colour card"].level is WARN
    assert "4.0%" in found["colour card"].sentence
    assert not {"flush of the untreated skin", "tan of the untreated skin"} & set(found)
    assert finding("colour card", patch=shifted()).level is GOOD


@pytest.mark.parametrize(("uneven", "level"), [(6.0, GOOD), (6.1, WARN), (30.0, WARN)])
def test_parts_of_the_patch_that_changed_apart_are_reported_and_withhold_nothing(uneven, level) -> None:
    found = finding("untreated skin itself", uneven=uneven)
    assert (found.level, found.value, found.metrics) == (level, uneven, REDNESS)


PHONE = Capture(camera="Acme One", lens="main")


@pytest.mark.parametrize(
    ("now", "before", "level"),
    [
        (PHONE, PHONE, GOOD),
        (replace(PHONE, lens=""), PHONE, GOOD),
        (replace(PHONE, camera="Acme Two"), PHONE, WARN),
        (replace(PHONE, lens="tele"), PHONE, WARN),
    ],
)
def test_another_camera_or_lens_is_said_and_withholds_nothing(now, before, level) -> None:
    found = finding("device", captures=(now, before))
    assert (found.level, found.value, found.metrics) == (level, float(level is WARN), ())
    assert "Acme One (main)" in found.sentence


def test_another_mode_withholds_everything() -> None:
    portrait = replace(PHONE, mode="portrait mode")
    found = finding("camera mode", captures=(portrait, PHONE))
    assert (found.level, found.metrics) == (FAIL, EVERY)
    assert "taken in portrait mode, the reference photo in plain mode" in found.sentence
    assert finding("camera mode", captures=(portrait, portrait)).level is GOOD


@pytest.mark.parametrize("captures", [(Capture(mode="portrait mode"), PHONE), (PHONE, Capture())])
def test_photos_that_do_not_name_their_camera_are_not_judged_by_it(captures) -> None:
    found = {f.gate for f in judge(replace(SAME, captures=captures))}
    assert not {"device", "camera mode"} & found


def test_what_cannot_be_known_is_not_judged() -> None:
    unknown = replace(
        SAME,
        stops=None,
        cast=None,
        gradient=None,
        sharper=None,
        scale_ratio=None,
        control_unmatched=None,
        jpeg_quality=None,
    )
    judged = {f.gate for f in judge(unknown)}
    assert judged == {"clipped", "scale", "alignment", "match of the region", "glare"}


def test_sentences_say_how_much_and_what_to_do() -> None:
    assert "1.4 stops darker" in finding("exposure", stops=-1.4).sentence
    assert "raise the exposure" in finding("exposure", stops=-1.4).sentence
    assert "warmer" in finding("cast", cast=0.4, is_warmer=True).sentence
    assert "12% of this region could not" in finding("match of the region", treated_unmatched=0.12).sentence
    assert "cooler" in finding("cast", cast=0.4).sentence
    assert "weaker" in finding("sharpness", sharper=-0.5).sentence
    assert "stronger" in finding("sharpness", sharper=0.5).sentence


def findings_of(reference: Scene, moving: Scene, **more):
    baseline = measure(reference.rgb(), **reference.asked(), baseline=None).baseline
    measurement = measure(moving.rgb(), **moving.asked(), baseline=baseline, **more)
    return measurement, {f.gate: f for f in measurement.findings}


def test_the_same_photo_again_passes_every_gate(scene) -> None:
    measurement, found = findings_of(scene, scene, jpeg_quality=95)
    assert {f.level for f in found.values()} == {GOOD}
    assert set(found) == {
        "exposure",
        "clipped",
        "cast",
        "light gradient",
        "sharpness",
        "scale",
        "JPEG quality",
        "alignment",
        "match of the region",
        "match of the untreated skin",
        "glare",
        "untreated skin itself",
    }
    assert measurement.withheld == {}


def test_known_light_is_read_back_as_values_of_the_gates(scene) -> None:
    columns = np.linspace(-0.5, 0.5, 560)[None, :, None]
    dimmer = scene.changed(np.log(0.4) + np.array([0.1, 0.0, -0.2]) + 0.3 * columns)
    _, found = findings_of(scene, dimmer)
    # the patch lies right of the middle, where the gradient adds 0.3 * 0.29
    assert found["exposure"].value == pytest.approx((np.log(0.4) + 0.3 * 0.29) / np.log(2), abs=0.12)
    assert found["cast"].value == pytest.approx(np.hypot(0.1, 0.2), abs=0.02)
    # measured across 36 x 27 mm of a picture 45 mm wide
    assert 0.15 < found["light gradient"].value < 0.3
    assert found["light gradient"].level is WARN


def test_too_dark_a_photo_withholds_every_metric_with_the_gates_sentence(scene) -> None:
    measurement, found = findings_of(scene, scene.changed(np.log(0.4)))
    assert found["exposure"].level is FAIL
    assert set(measurement.values.values()) == {None}
    assert set(measurement.withheld.values()) == {found["exposure"].message}


def test_a_blurred_photo_loses_structure_and_keeps_colour(scene) -> None:
    soft = Scene(cv2.GaussianBlur(scene.log_rgb, (0, 0), 3.0), scene.treated, scene.untreated)
    measurement, found = findings_of(scene, soft)
    assert found["sharpness"].level is FAIL
    assert set(measurement.withheld) == set(STRUCTURE)
    assert all(measurement.values[m] is not None for m in COLOUR)


def test_glare_on_the_treated_skin_is_seen(scene) -> None:
    shiny = scene.treated & (np.arange(420) < 120)[:, None]
    wet = scene.changed(0.0)
    wet.log_rgb[shiny] = np.log(np.exp(wet.log_rgb[shiny]) + 0.35)
    measurement, found = findings_of(scene, wet)
    assert found["glare"].value == pytest.approx(shiny.sum() / scene.treated.sum(), abs=0.03)
    assert found["glare"].level is FAIL
    assert measurement.values[Metric.REDNESS] is None
