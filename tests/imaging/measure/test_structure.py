import cv2
import numpy as np
import pytest

from tests.imaging.measure.conftest import Scene, make_scene, smooth_noise
from tracker.imaging.measure import measure
from tracker.imaging.measure.scale import take_sample
from tracker.imaging.measure.sharpness import matching_blur, sharpness
from tracker.model import Metric


def value_of(scene: Scene, metric: Metric, baseline=None) -> float:
    value = measure(scene.rgb(), **scene.asked(), baseline=baseline).values[metric]
    assert value is not None
    return value


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.25, 2.0])
def test_relief_scaled_by_a_factor_moves_texture_by_its_logarithm(factor) -> None:
    even = value_of(make_scene(relief=0.04), Metric.TEXTURE)
    scaled = value_of(make_scene(relief=0.04, treated_relief=factor), Metric.TEXTURE)
    assert scaled - even == pytest.approx(100 * np.log(factor), abs=5)


def test_texture_ignores_pigment_and_blood_that_vary_softly(scene) -> None:
    spots = 0.08 * smooth_noise(77, sigma_px=6)
    start = value_of(scene, Metric.TEXTURE)
    pigmented = scene.changed(spots[..., None] * -np.array([1.0, 1.6, 2.2]), scene.treated)
    shaded = scene.changed(spots[..., None] * np.ones(3), scene.treated)
    assert (
        abs(value_of(pigmented, Metric.TEXTURE) - start) < abs(value_of(shaded, Metric.TEXTURE) - start) / 2
    )


def test_texture_is_free_of_exposure_and_white_balance(scene) -> None:
    other = scene.changed(np.log([0.8, 0.7, 0.6]))
    assert value_of(other, Metric.TEXTURE) == pytest.approx(value_of(scene, Metric.TEXTURE), abs=1.5)


def pores(depth: float) -> np.ndarray:
    """A pore of sigma 0.16 mm every 2 mm of the treated area."""
    dots = np.zeros((420, 560), np.float32)
    dots[56:380:25, 56:250:25] = 1
    dots = cv2.GaussianBlur(dots, (0, 0), 2.0)
    return -depth * dots[..., None] / dots.max()


def test_pore_contrast_follows_the_depth_of_pores() -> None:
    scene = make_scene(relief=0.01)
    start = measure(scene.rgb(), **scene.asked(), baseline=None)
    found = [value_of(scene.changed(pores(d)), Metric.PORES, start.baseline) for d in (0.05, 0.1, 0.2, 0.3)]
    assert (np.diff(found) > 0.6).all()
    assert found[3] / found[1] == pytest.approx(3, rel=0.15)


def test_pore_contrast_is_much_the_same_in_a_softer_photo() -> None:
    scene = make_scene(relief=0.02).changed(pores(0.25))
    start = measure(scene.rgb(), **scene.asked(), baseline=None)
    soft = Scene(cv2.GaussianBlur(scene.log_rgb, (0, 0), 0.8), scene.treated, scene.untreated)
    matched = value_of(soft, Metric.PORES, start.baseline)
    unmatched = value_of(soft, Metric.PORES)
    sharp = start.values[Metric.PORES]
    assert abs(matched - sharp) < 0.05 * sharp
    assert abs(unmatched - sharp) > 2 * abs(matched - sharp)


def lines(depth: float) -> np.ndarray:
    """Three slanting lines of 0.25 mm over the treated area."""
    canvas = np.zeros((420, 560), np.float32)
    for start in (100, 190, 280):
        cv2.line(canvas, (60, start), (240, start + 50), 1.0, 3, cv2.LINE_AA)
    return -depth * canvas[..., None]


def test_line_load_follows_the_depth_of_lines_and_not_pores() -> None:
    scene = make_scene(relief=0.02)
    found = [value_of(scene.changed(lines(d)), Metric.LINES) for d in (0.0, 0.06, 0.12)]
    assert (np.diff(found) > 0.3).all()
    dotted = value_of(scene.changed(pores(0.12)), Metric.LINES)
    assert dotted - found[0] < (found[2] - found[0]) / 4


def test_a_blur_lowers_sharpness_and_noise_raises_it(scene) -> None:
    soft = Scene(cv2.GaussianBlur(scene.log_rgb, (0, 0), 1.2), scene.treated, scene.untreated)
    grain = np.random.default_rng(5).normal(0, 0.05, scene.log_rgb.shape)
    plain, blurred, noisy = (
        sharpness(take_sample(s.rgb(), s.treated, s.untreated, mm_per_px=0.08))
        for s in (scene, soft, scene.changed(grain))
    )
    assert blurred < plain - 0.1
    assert noisy > plain + 0.1


def test_the_matching_blur_is_the_one_that_was_added(scene) -> None:
    soft = Scene(cv2.GaussianBlur(scene.log_rgb, (0, 0), 0.15 / 0.08), scene.treated, scene.untreated)
    sharp, blurred = (take_sample(s.rgb(), s.treated, s.untreated, mm_per_px=0.08) for s in (scene, soft))
    assert matching_blur(sharp, sharpness(blurred)) == pytest.approx(0.15, abs=0.03)
    assert matching_blur(blurred, sharpness(sharp)) == 0
