import numpy as np
import pytest
from numpy.testing import assert_allclose

from tracker.imaging.measure.colour import (
    a_star,
    erythema_index,
    linear_to_lab,
    luminance,
    melanin_index,
    srgb_to_linear,
)


def test_srgb_is_decoded_by_its_published_curve() -> None:
    rgb = np.array([[[0, 10, 128]], [[188, 254, 255]]], np.uint8)
    v = rgb / 255
    expected = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    linear_rgb = srgb_to_linear(rgb)
    assert linear_rgb.dtype == np.float32
    assert_allclose(linear_rgb, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
        ((3, 3, 3), (0.82, 0.0, 0.0)),
    ],
)
def test_lab_has_the_published_values_of_the_primaries(rgb, lab) -> None:
    found = linear_to_lab(srgb_to_linear(np.array([[rgb]], np.uint8)))[0, 0]
    assert_allclose(found, lab, atol=0.02)


def test_a_star_alone_equals_that_of_lab() -> None:
    linear_rgb = np.random.default_rng(0).random((20, 30, 3)).astype(np.float32)
    assert_allclose(a_star(linear_rgb), linear_to_lab(linear_rgb)[..., 1], atol=1e-5)


def test_lab_is_finer_than_eight_bits() -> None:
    redder = np.array([[0.450, 0.26, 0.18], [0.451, 0.26, 0.18]], np.float32)
    assert 0.01 < np.diff(linear_to_lab(redder)[:, 1])[0] < 0.2


def test_luminance_of_white_is_one() -> None:
    assert_allclose(luminance(np.ones((2, 2, 3), np.float32)), 1, atol=1e-5)


def test_erythema_index_ignores_exposure_and_melanin_index_follows_it_by_a_constant() -> None:
    log_rgb = np.log(np.random.default_rng(1).uniform(0.05, 0.5, (9, 3))).astype(np.float32)
    halved = log_rgb + np.float32(np.log(0.5))
    assert_allclose(erythema_index(halved), erythema_index(log_rgb), atol=1e-4)
    assert_allclose(melanin_index(halved) - melanin_index(log_rgb), 100 * np.log10(2), atol=1e-4)
