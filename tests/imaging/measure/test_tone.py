"""A card under a known tone curve: the curve is undone, and what it did to the numbers with it."""

import numpy as np
import pytest

from tests.imaging.measure.conftest import Scene
from tracker.imaging.measure import Baseline, measure
from tracker.imaging.measure.colour import srgb_to_linear
from tracker.imaging.measure.fit import LightFit, PatchFrame
from tracker.imaging.measure.tone import FramedSteps, GreySteps, fit_contrast
from tracker.model import Metric

REFLECTANCE = np.array([0.90, 0.59, 0.36, 0.198, 0.09, 0.031])
NO_DIFFERENCE = LightFit((0.0, 0.0, 0.0), 0.0, 0.0)
SKIN = np.log([0.45, 0.26, 0.18])


def steps(*, exponent: float = 1.0, gains: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> FramedSteps:
    light = np.log(np.outer(REFLECTANCE, gains)) * exponent
    places = np.column_stack([np.full(6, -0.8), np.linspace(-0.5, 0.5, 6)])
    return FramedSteps(light.astype(np.float32), places.astype(np.float32))


@pytest.mark.parametrize("exponent", [0.85, 1.0, 1.12])
def test_a_known_power_law_is_found(exponent) -> None:
    found = fit_contrast(steps(), steps(exponent=exponent), NO_DIFFERENCE, SKIN)
    assert found == pytest.approx((1 / exponent,) * 3, abs=1e-4)


def test_light_that_falls_off_along_the_card_is_no_tone_curve() -> None:
    slope = 0.3
    moving = steps()
    slanted = FramedSteps(moving.log_rgb - slope * moving.places[:, 1:], moving.places)
    light = LightFit((0.0, 0.0, 0.0), 0.0, slope)
    assert fit_contrast(steps(), slanted, light, SKIN) == pytest.approx((1, 1, 1), abs=1e-4)
    assert fit_contrast(steps(), slanted, NO_DIFFERENCE, SKIN)[0] < 0.95


def test_clipped_steps_do_not_count_and_two_steps_are_too_few() -> None:
    frame_places = np.zeros((6, 2))
    light = np.repeat(REFLECTANCE[:, None], 3, axis=1)
    overexposed = np.minimum(light * 6, 1.0)
    framed = GreySteps(overexposed, frame_places).framed(PatchFrame(0, 0, 100))
    assert np.isnan(framed.log_rgb).any(axis=1).tolist() == [True, True, True, True, False, False]
    assert fit_contrast(steps(), framed, NO_DIFFERENCE, SKIN) is None


def with_card(scene: Scene, exponent: float) -> tuple[np.ndarray, GreySteps]:
    """The scene and a grey strip above it, seen through a power law."""
    log_rgb = scene.log_rgb.copy()
    for k, reflectance in enumerate(REFLECTANCE):
        log_rgb[8:32, 60 + 70 * k : 130 + 70 * k] = np.log(reflectance)
    rgb = Scene(log_rgb * exponent, scene.treated, scene.untreated).rgb()
    middles = np.array([[20.0, 95 + 70 * k] for k in range(6)])
    seen = srgb_to_linear(rgb)
    means = [seen[14:27, int(c) - 15 : int(c) + 15].mean(axis=(0, 1)) for _, c in middles]
    return rgb, GreySteps(np.array(means), middles)


def test_a_card_takes_the_tone_curve_out_of_redness_and_pigment(scene) -> None:
    red = scene.changed(np.array([-0.01, -0.12, -0.10]), scene.treated)
    first_rgb, first_card = with_card(red, 1.0)
    later_rgb, later_card = with_card(red, 1.12)
    first = measure(first_rgb, **red.asked(), card=first_card, baseline=None)
    plain = measure(later_rgb, **red.asked(), baseline=first.baseline)
    mended = measure(later_rgb, **red.asked(), card=later_card, baseline=first.baseline)
    for metric, least in ((Metric.REDNESS, 0.25), (Metric.REDNESS_WITNESS, 0.4)):
        truth = first.values[metric]
        assert plain.values[metric] - truth > least
        assert abs(mended.values[metric] - truth) < 0.15 * (plain.values[metric] - truth)
    found = {f.gate: f for f in mended.findings}["tone curve"]
    assert found.value == pytest.approx(1.12, abs=0.01)
    assert found.level == "warn"
    assert "12% steeper" in found.sentence
    assert "tone curve" not in {f.gate for f in plain.findings}


def test_a_baseline_keeps_its_card(scene) -> None:
    rgb, card = with_card(scene, 1.0)
    baseline = measure(rgb, **scene.asked(), card=card, baseline=None).baseline
    again = Baseline.from_bytes(baseline.to_bytes())
    assert np.array_equal(again.card.log_rgb, baseline.card.log_rgb, equal_nan=True)
    assert np.array_equal(again.card.places, baseline.card.places)
    assert Baseline.from_bytes(measure(rgb, **scene.asked(), baseline=None).baseline.to_bytes()).card is None
