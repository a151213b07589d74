"""Whether the untreated patch changed: beside a card under other light, and in parts without one."""

from dataclasses import replace

import numpy as np
import pytest

from tests.imaging.measure.conftest import SHAPE, Scene, make_scene
from tracker.imaging.card.chart import published_linear_rgb
from tracker.imaging.measure import Baseline, measure
from tracker.imaging.measure.fit import patch_light
from tracker.imaging.measure.patch import PatchColour, patch_shift, uneven_change
from tracker.imaging.measure.scale import take_sample
from tracker.imaging.metadata import Capture
from tracker.imaging.phantom.optics import ita_of, lab_of, melanin_for_ita, skin_colour
from tracker.model import ControlKind, Metric

CARD = 0.85 * published_linear_rgb()
TONES = (45.0, 20.0, -25.0)
# gains, a camera's own mixing of channels around them, and a steeper tone curve
MIX = np.array([[1.5, -0.3, 0.0], [-0.2, 1.4, -0.3], [0.05, -0.3, 1.3]])
OTHER_LIGHT = MIX @ np.diag([0.85, 0.7, 0.6]) @ np.linalg.inv(MIX)


def photo_of(skin_rgb: np.ndarray, *, light: np.ndarray | None = None, power: float = 1.0) -> PatchColour:
    """Skin and card as a camera shows them."""
    matrix = np.eye(3) if light is None else light
    skin, card = (np.maximum(x @ matrix, 1e-4) ** power for x in (0.85 * skin_rgb, CARD))
    return PatchColour(skin, card)


@pytest.mark.parametrize("ita_deg", TONES)
@pytest.mark.parametrize("more_blood", [0.8, 1.0, 1.25, 1.6])
def test_a_flush_is_read_through_other_light_and_another_tone_curve(ita_deg, more_blood) -> None:
    melanin = melanin_for_ita(ita_deg)
    before, now = skin_colour(melanin, 0.008), skin_colour(melanin, 0.008 * more_blood)
    truth = lab_of(now)[1] - lab_of(before)[1]
    shift = patch_shift(photo_of(before), photo_of(now, light=OTHER_LIGHT, power=1.06))
    assert shift is not None
    assert shift.is_told
    assert shift.redness == pytest.approx(truth, abs=0.15 + 0.1 * abs(truth))


@pytest.mark.parametrize("ita_deg", TONES)
def test_a_tan_is_read_through_other_light(ita_deg) -> None:
    before, now = (skin_colour(melanin_for_ita(tone), 0.008) for tone in (ita_deg, ita_deg - 15))
    shift = patch_shift(photo_of(before), photo_of(now, light=OTHER_LIGHT))
    assert shift is not None
    assert shift.ita_deg == pytest.approx(float(ita_of(lab_of(now)) - ita_of(lab_of(before))), abs=1.5)


def test_a_shade_between_card_and_patch_is_no_flush() -> None:
    skin = skin_colour(melanin_for_ita(40.0), 0.008)
    lit, shaded = photo_of(skin), photo_of(skin)
    shift = patch_shift(lit, replace(shaded, linear_rgb=0.8 * shaded.linear_rgb))
    assert shift is not None
    assert shift.redness == pytest.approx(0, abs=0.02)
    assert shift.ita_deg < -3


def test_cards_under_different_lamps_tell_nothing() -> None:
    skin = skin_colour(melanin_for_ita(40.0), 0.008)
    other = photo_of(skin)
    odd = other.card_rgb * np.exp(np.random.default_rng(1).normal(0, 0.05, (24, 3)))
    shift = patch_shift(photo_of(skin), replace(other, card_rgb=odd))
    assert shift is not None
    assert not shift.is_told
    assert shift.residual > 0.03


def test_a_card_that_cannot_be_read_says_nothing() -> None:
    skin = photo_of(skin_colour(melanin_for_ita(40.0), 0.008))
    assert patch_shift(skin, replace(skin, card_rgb=np.full((24, 3), 0.99))) is None


RED_LOG = np.array([-0.02, -0.20, -0.17])
"""Light that is lost to more blood; about 7.8 index points of the erythema index."""
POINTS = 100 / np.log(10) * 0.18


def light_of(scene: Scene):
    return patch_light(take_sample(scene.rgb(), scene.treated, scene.untreated, mm_per_px=scene.mm_per_px))


def part_of_patch(rows: slice) -> np.ndarray:
    part = np.zeros(SHAPE, bool)
    part[rows, 290:560] = True
    return part


def test_a_rash_on_a_third_of_the_patch_shows_as_its_own_change(scene) -> None:
    rash = scene.changed(RED_LOG, part_of_patch(slice(0, 160)))
    assert uneven_change(light_of(scene), light_of(scene)) == 0
    assert uneven_change(light_of(scene), light_of(rash)) == pytest.approx(POINTS, rel=0.1)


def test_light_that_changes_its_colour_and_slope_is_no_change_of_the_patch(scene) -> None:
    columns = np.linspace(-0.3, 0.3, SHAPE[1])[None, :, None]
    other = scene.changed(np.log([0.8, 0.6, 0.5]) + columns)
    assert uneven_change(light_of(scene), light_of(other)) < 0.5


def test_one_of_two_untreated_areas_that_flushed_shows_against_the_other(scene) -> None:
    apart = replace(scene, untreated=scene.untreated & ~part_of_patch(slice(180, 250)))
    flushed = apart.changed(RED_LOG, part_of_patch(slice(250, 420)))
    assert uneven_change(light_of(apart), light_of(flushed)) == pytest.approx(POINTS, rel=0.1)


def test_a_patch_of_a_few_parts_is_not_judged(scene) -> None:
    light = light_of(scene)
    few = replace(
        light, share=np.where(np.arange(light.share.size).reshape(light.share.shape) % 60 < 28, 0, 1)
    )
    few.share[:28] = few.share[32:] = 0
    few.share[:, 34:] = 0
    assert uneven_change(light, few) is None


def measured(scene: Scene, *, baseline: Baseline | None = None, **more):
    return measure(scene.rgb(), **scene.asked(), baseline=baseline, **more)


def test_a_flushed_patch_beside_a_card_withholds_redness_alone(scene) -> None:
    baseline = measured(scene, card_rgb=CARD).baseline
    flushed = scene.changed(0.3 * RED_LOG)
    found = measured(flushed, baseline=baseline, card_rgb=CARD)
    flush = {f.gate: f for f in found.findings}["flush of the untreated skin"]
    assert flush.value > 1
    assert set(found.withheld) == {Metric.REDNESS, Metric.REDNESS_WITNESS, Metric.RED_AREA}
    dimmer = {
        f.gate: f
        for f in measured(scene.changed(-0.3), baseline=baseline, card_rgb=CARD * np.exp(-0.3)).findings
    }
    assert dimmer["flush of the untreated skin"].value == pytest.approx(0, abs=0.1)
    assert dimmer["colour card"].level == "good"


def test_without_a_card_in_both_photos_no_flush_is_told(scene) -> None:
    baseline = measured(scene).baseline
    found = {f.gate for f in measured(scene, baseline=baseline, card_rgb=CARD).findings}
    assert not {"colour card", "flush of the untreated skin", "tan of the untreated skin"} & found


def test_a_card_brings_skin_without_any_control_to_the_reference_photos_colours(scene) -> None:
    alone = {
        "mm_per_px": scene.mm_per_px,
        "treated": scene.treated,
        "untreated": None,
        "control": ControlKind.NONE,
    }
    first = measure(scene.rgb(), **alone, baseline=None, card_rgb=CARD)
    light = np.diag([0.85, 0.75, 0.65])
    other = scene.changed(np.log(np.diag(light)))
    plain, by_card = (
        measure(other.rgb(), **alone, baseline=first.baseline, card_rgb=card).values[Metric.REDNESS]
        for card in (None, CARD @ light)
    )
    truth = first.values[Metric.REDNESS]
    assert abs(plain - truth) > 1
    assert by_card == pytest.approx(truth, abs=0.1)
    assert first.control == ControlKind.NONE


def test_a_baseline_keeps_card_and_capture(scene) -> None:
    capture = Capture(camera="Acme One", lens="main", mode="night mode", focal_35mm=26.0)
    baseline = measured(make_scene(seed=4), card_rgb=CARD, capture=capture).baseline
    again = Baseline.from_bytes(baseline.to_bytes())
    assert again.capture == capture
    assert again.patch is not None
    assert np.array_equal(again.patch.card_rgb, CARD)
    assert np.array_equal(again.patch.linear_rgb, baseline.patch.linear_rgb)
    bare = Baseline.from_bytes(measured(scene).baseline.to_bytes())
    assert (bare.patch, bare.capture) == (None, Capture())
