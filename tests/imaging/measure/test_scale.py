import cv2
import numpy as np
import pytest

from tracker.errors import InvalidInput
from tracker.imaging.measure.scale import WORK_MM_PER_PX, take_sample
from tracker.imaging.measure.smoothing import blurred, blurred_further, mean_within


def square(shape: tuple[int, int], top: int, left: int, side: int) -> np.ndarray:
    mask = np.zeros(shape, bool)
    mask[top : top + side, left : left + side] = True
    return mask


def grey(shape: tuple[int, int], value: int = 120) -> np.ndarray:
    return np.full((*shape, 3), value, np.uint8)


def test_a_fine_photo_is_averaged_in_linear_light() -> None:
    rgb = grey((400, 400))
    rgb[::2] = 200
    masks = square((400, 400), 100, 60, 120), square((400, 400), 100, 220, 120)
    sample = take_sample(rgb, *masks, mm_per_px=0.04)
    v = np.array([120, 200]) / 255
    assert sample.mm_per_px == pytest.approx(WORK_MM_PER_PX, rel=0.01)
    assert np.median(sample.linear_rgb) == pytest.approx(np.mean(((v + 0.055) / 1.055) ** 2.4), rel=1e-3)
    assert sample.treated.sum() == pytest.approx(60 * 60, rel=0.05)


def test_a_coarse_photo_is_never_upsampled() -> None:
    masks = square((100, 200), 20, 10, 60), square((100, 200), 20, 120, 60)
    sample = take_sample(grey((100, 200)), *masks, mm_per_px=0.3)
    assert sample.mm_per_px == 0.3
    assert sample.treated.sum() == 3600


def test_only_the_surroundings_of_the_masks_are_looked_at() -> None:
    masks = square((2000, 2000), 900, 800, 100), square((2000, 2000), 900, 950, 100)
    sample = take_sample(grey((2000, 2000)), *masks, mm_per_px=0.08)
    assert max(sample.treated.shape) < 400


def test_clipped_pixels_are_left_out_and_counted() -> None:
    rgb = grey((200, 400))
    masks = square((200, 400), 50, 50, 100), square((200, 400), 50, 250, 100)
    rgb[50:75, 50:150] = 255
    sample = take_sample(rgb, *masks, mm_per_px=0.08)
    assert sample.treated.sum() == 7500
    assert sample.clipped_share == pytest.approx(2500 / 20000)


@pytest.mark.parametrize("role", ["treated", "untreated"])
@pytest.mark.parametrize("side", [0, 1, 10])
def test_an_empty_or_tiny_area_is_refused_in_one_sentence(role, side) -> None:
    masks = {"treated": square((200, 400), 50, 50, 100), "untreated": square((200, 400), 50, 250, 100)}
    masks[role] = square((200, 400), 50, 50, side)
    with pytest.raises(InvalidInput) as refused:
        take_sample(grey((200, 400)), masks["treated"], masks["untreated"], mm_per_px=0.08)
    assert refused.value.field == role
    assert "draw it" in str(refused.value)


def test_wide_means_inside_a_mask_agree_with_the_exact_ones() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(300, 300)).astype(np.float32)
    values = cv2.GaussianBlur(values, (0, 0), 6)
    weight = square((300, 300), 60, 40, 200).astype(np.float32)
    exact = blurred(values * weight, 20.0) / np.maximum(blurred(weight, 20.0), 1e-3)
    inside = weight > 0
    error = np.abs(mean_within(values, weight, 20.0) - exact)[inside]
    assert error.max() < 0.2 * exact[inside].std()


def test_what_lies_outside_of_the_mask_does_not_reach_a_mean_inside() -> None:
    values = np.ones((100, 100), np.float32)
    weight = square((100, 100), 20, 20, 60).astype(np.float32)
    values[weight == 0] = 1000
    assert np.abs(mean_within(values, weight, 4.0)[weight > 0] - 1).max() < 1e-3


def test_a_blur_in_two_steps_is_the_blur_in_one() -> None:
    values = np.random.default_rng(0).normal(size=(80, 80)).astype(np.float32)
    twice = blurred_further(blurred(values, 2.0), 4.0, from_sigma_px=2.0)
    assert np.abs(twice - blurred(values, 4.0)).max() < 0.002
