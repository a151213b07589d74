import numpy as np
import pytest

from tracker.imaging.measure.masks import (
    box_around,
    clipped_pixels,
    plain_skin,
    rasterise,
    specular_pixels,
)


def test_an_outline_takes_rows_before_columns() -> None:
    mask = rasterise([(10, 30), (10, 50), (20, 50), (20, 30)], (40, 80))
    assert mask[15, 40]
    assert not mask[40 - 1, 15]
    assert mask.sum() == 11 * 21


def test_an_outline_may_leave_the_photo() -> None:
    mask = rasterise([(-50, -50), (-50, 9), (9, 9), (9, -50)], (40, 80))
    assert mask[:10, :10].all()
    assert mask.sum() == 100


def test_an_outline_of_two_points_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="three points"):
        rasterise([(0, 0), (1, 1)], (5, 5))


def test_the_area_of_a_circle_is_kept() -> None:
    t = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    mask = rasterise(list(zip(100 + 60 * np.sin(t), 90 + 60 * np.cos(t), strict=True)), (200, 200))
    assert mask.sum() == pytest.approx(np.pi * 60**2, rel=0.03)


def test_white_and_black_pixels_are_clipped_and_the_next_are_not() -> None:
    rgb = np.array([[[252, 9, 9], [251, 9, 9], [4, 4, 4], [5, 4, 4]]], np.uint8)
    assert clipped_pixels(rgb).tolist() == [[True, False, True, False]]


@pytest.mark.parametrize("skin", [(0.5, 0.3, 0.2), (0.12, 0.06, 0.04)])
@pytest.mark.parametrize("light", [(1.0, 1.0, 1.0), (0.6, 0.5, 0.35)])
def test_gloss_is_found_on_any_tone_and_under_any_light(skin, light) -> None:
    linear_rgb = np.tile(np.array(skin, np.float32) * light, (20, 20, 1)).astype(np.float32)
    linear_rgb[5:8, 5:8] += np.float32(0.9 * skin[1]) * np.array(light, np.float32)
    linear_rgb[12:15, 12:15] *= np.float32(1.8)
    shining = specular_pixels(linear_rgb, np.ones((20, 20), bool))
    assert shining[5:8, 5:8].all()
    assert shining.sum() == 9


def patch_with_mole() -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.mgrid[:200, :200]
    log_green = (0.004 * rows + 0.02 * np.random.default_rng(0).normal(size=(200, 200))).astype(np.float32)
    log_green[(rows - 100) ** 2 + (columns - 60) ** 2 < 12**2] -= 0.8
    return log_green, (columns < 150) & (rows > 5)


def test_a_mole_is_left_out_with_a_margin_of_about_0_8_mm() -> None:
    log_green, patch = patch_with_mole()
    plain = plain_skin(log_green, patch, treated=np.zeros_like(patch), mm_per_px=0.08)
    assert not plain[100, 60 : 60 + 12 + 8].any()
    assert plain[100, 60 + 12 + 24]
    assert (patch & ~plain).sum() < 6500


def test_what_is_no_skin_beside_the_patch_is_kept_at_a_distance_but_treated_skin_is_not() -> None:
    log_green, patch = patch_with_mole()
    log_green[:, 165:] += 1.0
    beside = np.zeros_like(patch)
    assert not plain_skin(log_green, patch, treated=beside, mm_per_px=0.08)[:, 148:].any()
    beside[:, 150:] = True
    kept = plain_skin(log_green, patch, treated=beside, mm_per_px=0.08)
    assert kept[50, 149]


def test_a_mottled_patch_is_kept_as_drawn() -> None:
    log_green, patch = patch_with_mole()
    log_green[::14] -= 3.0
    log_green[1::14] -= 3.0
    log_green[2::14] -= 3.0
    plain = plain_skin(log_green, patch, treated=np.zeros_like(patch), mm_per_px=0.08)
    assert plain.sum() >= patch.sum() / 2


def test_an_empty_mask_has_no_box() -> None:
    with pytest.raises(ValueError, match="empty"):
        box_around(np.zeros((5, 5), bool), 1)
