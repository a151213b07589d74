"""Known light and a known camera change the patches: the correction takes both back."""

import numpy as np
import pytest

from tracker.imaging.card.chart import GREY, published_linear_rgb
from tracker.imaging.card.correction import MOST_RESIDUAL, correct_to, correct_to_published

CARD = 0.8 * published_linear_rgb() + 0.01
# white balance before a camera's own mixing of channels
MIX = np.array([[1.5, -0.3, 0.0], [-0.2, 1.4, -0.3], [0.05, -0.3, 1.3]])
BALANCE = MIX @ np.diag([1.2, 1.0, 0.85]) @ np.linalg.inv(MIX)
SKIN = np.array([[0.45, 0.26, 0.18], [0.20, 0.10, 0.06], [0.05, 0.03, 0.02]])


@pytest.mark.parametrize("exponent", [0.85, 1.0, 1.15])
def test_another_white_balance_and_tone_curve_are_undone_on_skin_too(exponent) -> None:
    def seen(light: np.ndarray) -> np.ndarray:
        return np.maximum(light @ BALANCE, 0) ** (1 / exponent)

    correction = correct_to(CARD, seen(CARD))
    assert correction is not None
    assert correction.exponent == pytest.approx(exponent, rel=0.03)
    assert correction.is_close
    assert correction.applied(seen(SKIN)) == pytest.approx(SKIN, rel=0.05)


def test_gains_alone_would_leave_a_white_balance_on_skin() -> None:
    gains = np.exp(np.mean(np.log(CARD[GREY]) - np.log((CARD @ BALANCE)[GREY]), axis=0))
    left = (SKIN @ BALANCE * gains) / SKIN
    assert np.abs(left / left[:, 1:2] - 1).max() > 0.03


def test_light_that_no_matrix_explains_is_no_close_match() -> None:
    other_lamp = CARD * np.exp(np.random.default_rng(2).normal(0, 0.06, CARD.shape))
    correction = correct_to(CARD, other_lamp)
    assert correction is not None
    assert correction.residual > MOST_RESIDUAL
    assert not correction.is_close


def test_clipped_patches_do_not_count() -> None:
    over = np.minimum(CARD * 1.6, 1.0)
    correction = correct_to(CARD, over)
    assert correction is not None
    assert correction.applied(over[GREY][2:4]) == pytest.approx(CARD[GREY][2:4], rel=0.02)


@pytest.mark.parametrize("light", [CARD * 0.004, np.minimum(CARD * 30, 1.0)], ids=["black", "white"])
def test_too_few_readable_patches_correct_nothing(light) -> None:
    assert correct_to_published(light) is None


def test_the_published_values_need_no_correction() -> None:
    correction = correct_to_published(published_linear_rgb())
    assert correction is not None
    assert correction.matrix == pytest.approx(np.eye(3), abs=1e-6)
    assert correction.exponent == pytest.approx(1)
