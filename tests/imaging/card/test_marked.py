"""Cards that a person marked: read under tilt, blur and casts, in any order of the corners; or refused."""

from functools import lru_cache

import numpy as np
import pytest

from tests.imaging.card.tilted import Laid, chart_picture, lay
from tracker.errors import InvalidInput
from tracker.imaging.card import grey_unevenness, read_marked_chart, read_marked_grey
from tracker.imaging.card.chart import published_linear_rgb
from tracker.imaging.card.correction import correct_to, correct_to_published
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin

TILTED = [(420.0, 300.0), (820.0, 340.0), (780.0, 560.0), (440.0, 600.0)]
GREY = np.full((200, 300, 3), 0.18, np.float32)
WARM = (1.5, 1.0, 0.5)


@lru_cache(maxsize=2)
def skin(ita_deg: float = 30.0) -> np.ndarray:
    return render(
        Skin(seed=5, ita_deg=ita_deg), camera=Camera(width_px=1200, height_px=900, vignette=0.0)
    ).rgb


def chart(**changes: object) -> Laid:
    return lay(skin(), chart_picture(), **{"corners_xy": TILTED, **changes})


@pytest.mark.parametrize(
    "changes",
    [{}, {"gains": (0.5, 0.4, 0.25)}, {"gains": (0.8, 0.8, 1.0), "blur_px": 3.0}, {"falloff": 0.15}],
)
def test_a_marked_chart_is_read_in_any_light(changes) -> None:
    laid = chart(**changes)
    card = read_marked_chart(laid.rgb, laid.corner_patches_rc)
    expected = published_linear_rgb() * laid.gains
    bright = (expected > 0.04) & (expected < 0.9)
    assert np.median(np.abs(card.linear_rgb[bright] / expected[bright] - 1)) < 0.03 + changes.get(
        "falloff", 0
    )
    assert np.abs(card.centres_rc - laid.patch_centres_rc).max() < 2


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
@pytest.mark.parametrize("step", [1, -1])
def test_the_corners_may_be_marked_from_any_one_on_and_either_way_round(turn: int, step: int) -> None:
    laid = chart()
    card = read_marked_chart(laid.rgb, np.roll(laid.corner_patches_rc[::step], turn, axis=0))
    assert np.abs(card.centres_rc - laid.patch_centres_rc).max() < 2


@pytest.mark.parametrize("shift_px", [3.0, -3.0])
def test_a_hand_that_is_off_by_a_few_pixels_reads_the_same(shift_px: float) -> None:
    laid = chart()
    exact = read_marked_chart(laid.rgb, laid.corner_patches_rc)
    shaken = laid.corner_patches_rc + shift_px * np.array([[1, 1], [-1, 1], [1, -1], [0, 1]])
    card = read_marked_chart(laid.rgb, shaken)
    assert card.linear_rgb == pytest.approx(exact.linear_rgb, abs=0.01)


def test_the_correction_brings_a_marked_chart_to_the_published_colours() -> None:
    laid = chart(gains=(0.9, 0.6, 0.35))
    card = read_marked_chart(laid.rgb, laid.corner_patches_rc)
    correction = correct_to_published(card.linear_rgb)
    assert correction is not None
    assert correction.is_close
    bright = published_linear_rgb().min(axis=1) > 0.05
    assert correction.applied(card.linear_rgb)[bright] == pytest.approx(
        published_linear_rgb()[bright], rel=0.08
    )


def test_what_is_no_chart_is_refused_with_what_to_do() -> None:
    laid = chart()
    for corners in (
        np.array(TILTED)[:, ::-1] * 0.3,
        laid.corner_patches_rc / 400,
        laid.corner_patches_rc + 900,
    ):
        with pytest.raises(InvalidInput, match="middles of its four corner patches"):
            read_marked_chart(laid.rgb, corners)


def grey(**changes: object) -> tuple[Laid, np.ndarray]:
    laid = lay(skin(), GREY, **{"corners_xy": TILTED, **changes})
    return laid, np.array(TILTED)[:, ::-1]


@pytest.mark.parametrize("gains", [(1, 1, 1), WARM, (0.4, 0.5, 0.7)])
def test_a_grey_card_tells_the_light(gains) -> None:
    laid, corners_rc = grey(gains=gains)
    card = read_marked_grey(laid.rgb, corners_rc)
    assert card.linear_rgb.shape == (1, 3)
    assert card.linear_rgb[0] == pytest.approx(0.18 * np.array(gains), rel=0.02)
    assert card.grey_steps is None


def test_two_grey_cards_give_the_gains_between_their_photos() -> None:
    cards = [read_marked_grey(grey(gains=gains)[0].rgb, grey()[1]) for gains in ((1, 1, 1), WARM)]
    correction = correct_to(cards[0].linear_rgb, cards[1].linear_rgb)
    assert correction is not None
    light = np.array([[0.3, 0.2, 0.1]])
    assert correction.applied(light * WARM) == pytest.approx(light, rel=0.02)


def test_a_grey_card_and_a_chart_correct_nothing_together() -> None:
    laid, corners_rc = grey()
    card = read_marked_grey(laid.rgb, corners_rc)
    assert correct_to_published(card.linear_rgb) is None


def test_light_that_changes_colour_over_the_card_is_told() -> None:
    even, corners_rc = grey(noise=0.001)
    assert grey_unevenness(even.rgb, corners_rc) < 0.01
    picture = GREY * np.linspace(1.15, 0.85, 300, dtype=np.float32)[None, :, None] ** np.array([1, 0, -1])
    two_lamps = lay(skin(), picture.astype(np.float32), corners_xy=TILTED)
    assert grey_unevenness(two_lamps.rgb, corners_rc) > 0.03


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"gains": (6, 6, 6)}, "too bright or too dark"),
        ({"gains": (0.02, 0.02, 0.02)}, "too bright or too dark"),
        ({"falloff": 3.0}, "no evenly lit grey"),
    ],
)
def test_a_grey_card_that_says_nothing_is_refused(changes, sentence) -> None:
    laid, corners_rc = grey(**changes)
    with pytest.raises(InvalidInput, match=sentence):
        read_marked_grey(laid.rgb, corners_rc)


def test_marks_outside_of_the_photo_are_refused() -> None:
    laid, corners_rc = grey()
    with pytest.raises(InvalidInput, match="too small, or outside"):
        read_marked_grey(laid.rgb, corners_rc + 800)
    with pytest.raises(InvalidInput, match="too small, or outside"):
        read_marked_grey(laid.rgb, 400 + corners_rc / 400)
