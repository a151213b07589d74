import numpy as np
import pytest

from tracker.imaging.card.chart import GREY, published_linear_rgb
from tracker.imaging.measure.colour import luminance


def test_the_greys_have_the_luminance_of_their_munsell_values() -> None:
    """N 9.5, 8, 6.5, 5, 3.5 and 2 of the Munsell renotation (Newhall et al. 1943, magnesium oxide 1.0257)."""
    greys = published_linear_rgb()[GREY].astype(np.float32)
    munsell = np.array([0.900, 0.591, 0.362, 0.198, 0.090, 0.031])
    assert luminance(greys[None])[0] == pytest.approx(munsell, rel=0.05)
    assert np.ptp(greys[1:], axis=1).max() < 0.01


@pytest.mark.parametrize(
    ("number", "srgb"),
    [(0, (115, 82, 68)), (1, (194, 150, 130)), (12, (56, 61, 150)), (13, (70, 148, 73)), (14, (175, 54, 60))],
)
def test_the_colours_are_those_that_were_published_for_earlier_charts_to_a_few_levels(number, srgb) -> None:
    """sRGB of the charts before 2014 (Pascale 2006, "RGB coordinates of the Macbeth ColorChecker")."""
    linear = published_linear_rgb()[number]
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055) * 255
    assert encoded == pytest.approx(srgb, abs=17)


def test_the_published_values_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        published_linear_rgb()[0] = 0
