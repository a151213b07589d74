"""The colour of skin follows its melanin and its blood."""

import numpy as np
import pytest

from tracker.imaging.phantom.optics import (
    colour_map,
    ita_of,
    lab_of,
    melanin_for_ita,
    reflectance,
    skin_colour,
)

TONES = (55, 42, 28, 10, -15, -40)


def redness_response(ita_deg: float) -> float:
    """Rise of a* when blood rises by half."""
    melanin = melanin_for_ita(ita_deg)
    return float(np.diff(lab_of(skin_colour(melanin, np.array([0.008, 0.012])))[:, 1])[0])


@pytest.mark.parametrize("ita_deg", TONES)
def test_more_blood_is_always_redder(ita_deg: float) -> None:
    blood = np.linspace(0.003, 0.05, 30)
    a = lab_of(skin_colour(np.full(30, melanin_for_ita(ita_deg)), blood))[:, 1]
    assert (np.diff(a) > 0).all()


def test_dark_skin_shows_the_same_blood_less() -> None:
    responses = [redness_response(tone) for tone in TONES]
    assert responses[-1] < 0.6 * max(responses)
    assert responses[-1] == min(responses)


@pytest.mark.parametrize("ita_deg", TONES)
def test_melanin_is_found_for_a_wanted_tone(ita_deg: float) -> None:
    colour = skin_colour(melanin_for_ita(ita_deg), 0.008)
    assert ita_of(lab_of(colour)) == pytest.approx(ita_deg, abs=0.2)


@pytest.mark.parametrize("ita_deg", TONES)
def test_colours_lie_where_colorimeters_find_skin(ita_deg: float) -> None:
    lightness, a, b = lab_of(skin_colour(melanin_for_ita(ita_deg), 0.008))
    assert 30 < lightness < 75
    assert 4 < a < 14
    assert 11 < b < 23


def test_a_tone_that_no_skin_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no skin"):
        melanin_for_ita(80)


def test_oxygenated_blood_has_its_double_dip_in_green() -> None:
    spectrum = reflectance(0.01, 0.02)
    at = {nm: spectrum[(nm - 400) // 10] for nm in (420, 500, 540, 560, 580, 650)}
    assert at[540] < at[560] > at[580]
    assert at[420] < at[540] < at[500] < at[650]


def test_the_table_agrees_with_the_spectral_model() -> None:
    melanin, blood = (
        a.astype(np.float32) for a in np.meshgrid([0.004, 0.02, 0.13, 0.3], [0.002, 0.009, 0.04])
    )
    np.testing.assert_allclose(colour_map(melanin, blood), skin_colour(melanin, blood), rtol=0.005)


def test_white_is_white_in_lab() -> None:
    np.testing.assert_allclose(lab_of([1.0, 1.0, 1.0]), [100, 0, 0], atol=1e-9)
