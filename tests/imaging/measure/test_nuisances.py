"""A known nuisance of a known size on generated skin: the gate that is meant for it says that size."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tracker.imaging.card import find_card
from tracker.imaging.measure import Baseline, Measurement, measure
from tracker.imaging.measure.fit import PatchFrame
from tracker.imaging.measure.gates import COLOUR, STRUCTURE
from tracker.imaging.measure.masks import BRIGHTEST_USED
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.chart import Chart
from tracker.imaging.phantom.flush import Flush
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.optics import blood_response, ita_of, lab_of, skin_colour
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin
from tracker.model import Finding, GateLevel, Metric

SHAPE = (600, 800)
CAMERA = Camera(width_px=800, height_px=600, mm_across=56.0)
CHART = Chart(centre=(0.78, 0.5), width=0.42)
MM_PER_PX = 56 / 800
# skin by its ITA, and the exposure that suits it beside a white that must not clip
TONES = {45.0: 0.0, 15.0: 0.3, -30.0: 0.6}
GOOD, WARN, FAIL = GateLevel.GOOD, GateLevel.WARN, GateLevel.FAIL
every_tone = pytest.mark.parametrize("ita_deg", TONES, ids=["light", "medium", "dark"])


@cache
def areas() -> dict[str, np.ndarray]:
    treated, untreated = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
    treated[40:340, 60:380], untreated[40:340, 420:740] = True, True
    return {"treated": treated, "untreated": untreated}


def photograph(ita_deg: float, *, ev: float = 0.0, camera: Camera = CAMERA, **more) -> np.ndarray:
    light = more.pop("light", Light())
    exposed = replace(light, exposure_ev=TONES[ita_deg] - 0.3 + ev)
    return render(Skin(seed=8, ita_deg=ita_deg, mole_count=2), light=exposed, camera=camera, **more).rgb


def measured(rgb: np.ndarray, baseline: Baseline | None = None, *, chart: Chart | None = None) -> Measurement:
    # four fifths of the time where a card is looked for: only where one lies
    card = find_card(rgb) if chart else None
    card_rgb = card.linear_rgb if card else None
    return measure(rgb, mm_per_px=MM_PER_PX, **areas(), baseline=baseline, card_rgb=card_rgb)


@cache
def baseline_of(ita_deg: float, chart: Chart | None = None) -> Baseline:
    return measured(photograph(ita_deg, chart=chart), chart=chart).baseline


def findings(rgb: np.ndarray, ita_deg: float, chart: Chart | None = None) -> dict[str, Finding]:
    return {f.gate: f for f in measured(rgb, baseline_of(ita_deg, chart), chart=chart).findings}


def tripped(found: dict[str, Finding]) -> set[str]:
    return {gate for gate, finding in found.items() if finding.level is not GOOD}


@every_tone
def test_another_shot_of_the_same_skin_trips_nothing(ita_deg) -> None:
    rgb = photograph(ita_deg, shot=1)
    assert find_card(rgb) is None
    assert tripped(findings(rgb, ita_deg)) == set()


@every_tone
@pytest.mark.parametrize(("ev", "level"), [(0.4, GOOD), (-0.7, WARN), (-1.3, FAIL)])
def test_stops_are_read_as_stops(ita_deg, ev, level) -> None:
    found = findings(photograph(ita_deg, ev=ev, shot=1), ita_deg)
    assert found["exposure"].value == pytest.approx(ev, abs=0.03)
    assert found["exposure"].level is level


@every_tone
@pytest.mark.parametrize(("kelvin", "level"), [(5100, GOOD), (4600, WARN), (3900, FAIL)])
def test_the_lights_colour_is_read_as_a_cast(ita_deg, kelvin, level) -> None:
    light = Light(temperature_k=kelvin)
    red, green, blue = np.log(light.gains)
    found = findings(photograph(ita_deg, light=light, shot=1), ita_deg)
    assert found["cast"].value == pytest.approx(np.hypot(red - green, blue - green), abs=0.02)
    assert found["cast"].level is level
    assert "warmer" in found["cast"].sentence
    assert tripped(found) <= {"cast"}


@every_tone
@pytest.mark.parametrize(("down", "right", "level"), [(0.1, 0.1, GOOD), (-0.3, 0.2, WARN), (0.5, -0.5, FAIL)])
def test_a_gradient_is_read_as_its_size_across_the_measured_skin(ita_deg, down, right, level) -> None:
    found = findings(photograph(ita_deg, light=Light(gradient=(down, right)), shot=1), ita_deg)
    side_px = PatchFrame.of(areas()["treated"] | areas()["untreated"]).unit_px
    assert found["light gradient"].value == pytest.approx(np.hypot(down, right) * side_px / 800, rel=0.12)
    assert found["light gradient"].level is level


@every_tone
def test_blur_takes_fine_detail_and_noise_adds_it(ita_deg) -> None:
    values, levels = {}, {}
    for name, camera in {
        "sharp": CAMERA,
        "soft": replace(CAMERA, blur_px=1.1),
        "blurred": replace(CAMERA, blur_px=2.5),
        "noisy": replace(CAMERA, noise=8.0),
    }.items():
        found = findings(photograph(ita_deg, camera=camera, shot=1), ita_deg)["sharpness"]
        values[name], levels[name] = found.value, found.level
        assert found.metrics == STRUCTURE
    assert abs(values["sharp"]) < 0.05
    assert values["blurred"] < values["soft"] < -0.1
    assert (levels["sharp"], levels["blurred"], levels["noisy"]) == (GOOD, FAIL, FAIL)
    assert values["noisy"] > 0.18


@every_tone
def test_the_share_of_white_pixels_is_read_as_it_is(ita_deg) -> None:
    rgb = photograph(ita_deg, ev=1.6 if ita_deg > 0 else 2.3, shot=1)
    inside = areas()["treated"] | areas()["untreated"]
    found = findings(rgb, ita_deg)["clipped"]
    assert found.value == pytest.approx((rgb.max(axis=2) > BRIGHTEST_USED)[inside].mean(), abs=0.03)


@every_tone
@pytest.mark.parametrize(("log_blood", "level"), [(0.0, GOOD), (0.1, GOOD), (0.35, FAIL), (-0.35, FAIL)])
def test_a_flush_beside_a_card_is_read_in_a_star_under_other_light(ita_deg, log_blood, level) -> None:
    skin = Skin(seed=8, ita_deg=ita_deg)
    colour, response = skin_colour(skin.melanin, skin.blood), blood_response(skin.melanin, skin.blood)
    before, now = lab_of(colour), lab_of(colour * np.exp(log_blood * response))
    light = Light(temperature_k=5000, gradient=(0.05, -0.05))
    rgb = photograph(ita_deg, light=light, ev=-0.25, chart=CHART, flush=Flush(overall=log_blood), shot=1)
    found = findings(rgb, ita_deg, CHART)
    flush = found["flush of the untreated skin"]
    assert flush.value == pytest.approx(now[1] - before[1], abs=0.2)
    assert flush.level is level
    assert set(flush.metrics) == {Metric.REDNESS, Metric.REDNESS_WITNESS, Metric.RED_AREA}
    assert found["colour card"].level is GOOD


@every_tone
def test_a_tan_beside_a_card_is_read_in_degrees_of_ita(ita_deg) -> None:
    tanned = Skin(seed=8, ita_deg=ita_deg - 18, mole_count=2)
    light = Light(exposure_ev=TONES[ita_deg] - 0.3, temperature_k=5200)
    found = findings(render(tanned, light=light, camera=CAMERA, chart=CHART, shot=1).rgb, ita_deg, CHART)
    truth = ita_of(lab_of(skin_colour(tanned.melanin, tanned.blood))) - ita_deg
    assert found["tan of the untreated skin"].value == pytest.approx(float(truth), abs=4)
    assert found["tan of the untreated skin"].level is WARN


@every_tone
def test_no_gate_of_structure_withholds_colour(ita_deg) -> None:
    blurred = photograph(ita_deg, camera=replace(CAMERA, blur_px=2.5), shot=1)
    found = measured(blurred, baseline_of(ita_deg))
    assert set(found.withheld) == set(STRUCTURE)
    assert all(found.values[metric] is not None for metric in COLOUR)
