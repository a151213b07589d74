import numpy as np
import pytest

from tests.imaging.measure.conftest import Scene
from tracker.imaging.measure import measure
from tracker.imaging.measure.redness import relative_erythema
from tracker.imaging.measure.scale import take_sample
from tracker.imaging.phantom.optics import melanin_for_ita, skin_colour
from tracker.model import Metric

BLOOD = -np.array([0.10, 1.00, 0.80])
MELANIN = -np.array([1.0, 1.6, 2.2])
REDNESS = (Metric.REDNESS, Metric.REDNESS_WITNESS, Metric.RED_AREA)


def values_of(scene, baseline=None):
    return measure(scene.rgb(), **scene.asked(), baseline=baseline)


@pytest.mark.parametrize("tone", [0.0, -0.9, -1.8])
def test_more_blood_in_the_treated_skin_reads_as_more_redness_on_every_tone(scene, tone) -> None:
    skin = scene.changed(tone * np.array([0.8, 1.0, 1.2]))
    start = values_of(skin)
    doses = [
        values_of(skin.changed(d * BLOOD, skin.treated), start.baseline).values for d in (0.05, 0.1, 0.2)
    ]
    for metric in REDNESS[:2]:
        steps = np.diff([start.values[metric], *(v[metric] for v in doses)])
        assert (steps > 0).all(), metric
    assert doses[-1][Metric.RED_AREA] >= start.values[Metric.RED_AREA]


def test_a_known_absorbance_of_green_gives_its_own_erythema_index(scene) -> None:
    start = values_of(scene).values[Metric.REDNESS_WITNESS]
    redder = values_of(scene.changed(np.array([0, -0.1, 0]), scene.treated)).values[Metric.REDNESS_WITNESS]
    assert redder - start == pytest.approx(100 * 0.1 / np.log(10), rel=0.02)


def test_red_area_is_the_share_that_is_redder_by_three(scene) -> None:
    upper_half = scene.treated & (np.arange(420) < 210)[:, None]
    value = values_of(scene.changed(0.2 * BLOOD, upper_half)).values[Metric.RED_AREA]
    assert value == pytest.approx(100 * upper_half.sum() / scene.treated.sum(), abs=4)


def test_the_witness_is_exactly_free_of_exposure_and_channel_gains(scene) -> None:
    sample = take_sample(scene.rgb(), scene.treated, scene.untreated, mm_per_px=0.08)
    for gains in ((0.5, 0.5, 0.5), (0.7, 1.1, 1.6)):
        light = np.broadcast_to(np.float32(gains), sample.linear_rgb.shape)
        assert relative_erythema(sample.relit(light)) == pytest.approx(relative_erythema(sample), abs=1e-3)


def test_colour_is_unmoved_by_gains_and_a_gradient_after_the_fit(scene) -> None:
    columns = np.linspace(-0.5, 0.5, 560)[None, :, None]
    start = values_of(scene)
    other_light = scene.changed(np.log([0.8, 0.72, 0.6]) + 0.3 * columns)
    again = values_of(other_light, start.baseline)
    unfitted = values_of(other_light)
    assert again.values[Metric.REDNESS] == pytest.approx(start.values[Metric.REDNESS], abs=0.15)
    assert again.values[Metric.PIGMENT] == pytest.approx(start.values[Metric.PIGMENT], abs=0.4)
    assert abs(unfitted.values[Metric.PIGMENT] - start.values[Metric.PIGMENT]) > 3


def test_pigment_follows_melanin_and_hardly_blood(scene) -> None:
    start = values_of(scene)
    darker = values_of(scene.changed(0.1 * MELANIN, scene.treated), start.baseline)
    redder = values_of(scene.changed(0.1 * BLOOD, scene.treated), start.baseline)
    gained = darker.values[Metric.PIGMENT] - start.values[Metric.PIGMENT]
    assert gained > 2
    assert abs(redder.values[Metric.PIGMENT] - start.values[Metric.PIGMENT]) < gained


@pytest.mark.parametrize(("ita_deg", "at_most"), [(55, 0.06), (10, 0.2), (-40, 0.3)])
def test_a_flush_of_the_region_reads_as_little_pigment_on_generated_skin(scene, ita_deg, at_most) -> None:
    melanin = float(melanin_for_ita(ita_deg))
    calm, flushed = (np.log(np.ravel(skin_colour(melanin, blood))) for blood in (0.008, 0.012))
    skin = Scene(np.broadcast_to(calm, scene.log_rgb.shape), scene.treated, scene.untreated)
    start = values_of(skin)
    redder = values_of(skin.changed(flushed - calm, skin.treated), start.baseline)
    pigment, redness = (redder.values[m] - start.values[m] for m in (Metric.PIGMENT, Metric.REDNESS_WITNESS))
    assert redness > 1
    assert abs(pigment) < at_most * redness


def test_the_factor_of_blood_belongs_to_the_reference_photo(scene) -> None:
    redder = scene.changed(0.1 * BLOOD, scene.treated)
    start = values_of(redder)
    warmer = redder.changed(np.array([0.1, 0, -0.1]))
    again = values_of(warmer, start.baseline).values[Metric.PIGMENT]
    assert again == pytest.approx(start.values[Metric.PIGMENT], abs=0.05)
    assert abs(values_of(warmer).values[Metric.PIGMENT] - again) > 0.2


def test_dark_spots_are_followed_by_their_depth_and_not_by_an_even_tan(scene) -> None:
    rows, columns = np.mgrid[:420, :560]
    spots = sum(
        np.exp(-((rows - r) ** 2 + (columns - c) ** 2) / (2 * 9.0**2))
        for r in range(90, 360, 60)
        for c in range(80, 240, 50)
    )
    loads = [
        values_of(scene.changed(spots[..., None] * depth * MELANIN)).values[Metric.DARK_SPOTS]
        for depth in (0.0, 0.1, 0.2, 0.3)
    ]
    assert (np.diff(loads) > 0.3).all()
    tanned = values_of(scene.changed(0.15 * MELANIN, scene.treated)).values[Metric.DARK_SPOTS]
    assert tanned == pytest.approx(loads[0], abs=0.1)
