"""The threshold on drawn fields: how often noise alone makes a spot anywhere."""

import cv2
import numpy as np
import pytest

from tracker.imaging.change_map.noise import FieldNoise, field_noise, level

CELL_MM = 0.5
SHAPE = (150, 190)
AREA_MM2 = SHAPE[0] * SHAPE[1] * CELL_MM**2
EVERYWHERE = np.ones(SHAPE, bool)


def smooth_field(seed: int, sigma_mm: float, *, sd: float = 1.0) -> np.ndarray:
    """Gaussian noise whose roughness is known: 1 / (2 sigma²) for white noise after a Gaussian mean."""
    white = np.random.default_rng(seed).standard_normal([n + 80 for n in SHAPE]).astype(np.float32)
    sigma = sigma_mm / CELL_MM
    field = cv2.GaussianBlur(white, (0, 0), sigma)[40:-40, 40:-40]
    return field * np.float32(sd * 2 * np.sqrt(np.pi) * sigma)


@pytest.mark.parametrize("sigma_mm", [1.5, 3.0])
def test_scatter_and_grain_of_a_known_field_are_found(sigma_mm) -> None:
    found = [
        field_noise(smooth_field(k, sigma_mm, sd=0.4), EVERYWHERE, cell_mm=CELL_MM, is_surely_quiet=True)
        for k in range(12)
    ]
    assert np.median([one.sd for one in found]) == pytest.approx(0.4, rel=0.12)
    assert np.median([one.roughness for one in found]) == pytest.approx(1 / (2 * sigma_mm**2), rel=0.2)
    assert found[0].area_mm2 == AREA_MM2


@pytest.mark.parametrize("sigma_mm", [1.5, 6.0])
def test_noise_alone_makes_a_spot_in_at_most_one_map_of_ten(sigma_mm) -> None:
    spotted = 0
    for seed in range(100):
        field = smooth_field(seed, sigma_mm)
        noise = field_noise(field, EVERYWHERE, cell_mm=CELL_MM, is_surely_quiet=True)
        spotted += bool((np.abs(field) > level(noise, AREA_MM2, quiet_share=1.0)).any())
    assert spotted <= 10


def test_with_the_true_noise_one_map_of_twenty_has_a_spot() -> None:
    noise = FieldNoise(1.0, 1 / (2 * 3.0**2), AREA_MM2)
    height = level(noise, AREA_MM2, quiet_share=1.0)
    spotted = sum(bool((np.abs(smooth_field(seed, 3.0)) > height).any()) for seed in range(200))
    assert 2 <= spotted <= 20


def test_a_changed_tenth_hardly_moves_the_noise_of_the_rest() -> None:
    field = smooth_field(1, 1.5)
    alone = field_noise(field, EVERYWHERE, cell_mm=CELL_MM, is_surely_quiet=False)
    changed = field.copy()
    changed[:15] += 20
    assert field_noise(changed, EVERYWHERE, cell_mm=CELL_MM, is_surely_quiet=False).sd < 1.3 * alone.sd


def test_a_shift_of_all_untreated_skin_is_noise() -> None:
    field = smooth_field(2, 1.5) + np.float32(2.0)
    assert field_noise(field, EVERYWHERE, cell_mm=CELL_MM, is_surely_quiet=False).sd > 2.0


def test_long_tails_widen_the_noise_where_the_skin_is_surely_untreated() -> None:
    field = smooth_field(3, 1.5)
    field[:, :12] *= 6
    quiet, unsure = (
        field_noise(field, EVERYWHERE, cell_mm=CELL_MM, is_surely_quiet=is_sure).sd
        for is_sure in (True, False)
    )
    assert quiet > 1.2 * unsure


def test_little_untreated_skin_makes_the_threshold_wider() -> None:
    noise = FieldNoise(1.0, 0.05, 300.0)
    assert level(noise, AREA_MM2, quiet_share=0.1) > 1.2 * level(noise, AREA_MM2, quiet_share=0.5)


def test_many_looks_need_more_than_one() -> None:
    noise = FieldNoise(1.0, 0.2, AREA_MM2)
    assert level(noise, 40.0, quiet_share=1.0) < level(noise, AREA_MM2, quiet_share=1.0) < 5.5
