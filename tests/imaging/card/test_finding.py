"""A chart under known light on generated skin: it is found, and its light read back."""

import time
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.imaging.card.tilted import chart_picture, lay
from tracker.imaging.card import find_card, finding
from tracker.imaging.card.chart import GREY, published_linear_rgb
from tracker.imaging.phantom import chart as phantom_chart
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.chart import Chart
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin

CAMERA = Camera(width_px=1200, height_px=900, vignette=0.0)
SHAPE = (900, 1200)


def photo(chart: Chart | None, *, light: Light | None = None, ita_deg: float = 40.0) -> np.ndarray:
    return render(Skin(seed=5, ita_deg=ita_deg), chart=chart, light=light, camera=CAMERA).rgb


@pytest.mark.parametrize("ita_deg", [50.0, 10.0, -30.0])
@pytest.mark.parametrize(("width", "angle_deg"), [(0.13, 0), (0.2, 100), (0.3, 187), (0.45, 275)])
def test_a_chart_is_found_however_it_lies_on_any_skin(width, angle_deg, ita_deg) -> None:
    chart = Chart(centre=(0.55, 0.45), width=width, angle_deg=angle_deg)
    card = find_card(photo(chart, ita_deg=ita_deg))
    assert card is not None
    patch_px = width * 1200 / 8
    assert np.abs(card.centres_rc - chart.patch_centres(SHAPE)).max() < patch_px / 4


@pytest.mark.parametrize(
    "light", [Light(), Light(temperature_k=3900, exposure_ev=-0.8)], ids=["5500", "3900"]
)
def test_its_light_is_that_of_the_patches_times_the_gains(light) -> None:
    card = find_card(photo(Chart(), light=light))
    assert card is not None
    bright = published_linear_rgb() > 0.05
    expected = published_linear_rgb() * light.gains * 2**light.exposure_ev
    assert card.linear_rgb[bright] == pytest.approx(expected[bright], rel=0.03)
    assert card.grey_steps.linear_rgb.shape == (6, 3)
    assert np.array_equal(card.grey_steps.centres_rc, card.centres_rc[GREY])


def test_the_photo_is_left_as_it_was() -> None:
    rgb = photo(Chart())
    rgb.flags.writeable = False
    assert find_card(rgb) is not None


@pytest.mark.parametrize("ita_deg", [50.0, 10.0, -30.0])
def test_skin_without_a_chart_shows_none(ita_deg) -> None:
    assert find_card(photo(None, ita_deg=ita_deg)) is None


def test_a_chart_that_the_frame_cuts_is_not_read() -> None:
    assert find_card(photo(Chart(centre=(0.5, 0.05)))) is None


def test_a_grey_strip_is_no_chart() -> None:
    rgb = photo(None)
    for step, level in enumerate((240, 200, 160, 120, 80, 50)):
        rgb[700:800, 200 + 110 * step : 310 + 110 * step] = level
    assert find_card(rgb) is None


def cores_xy(chart: Chart, *, half_px: float = 8.0) -> np.ndarray:
    """Squares in the middles of a chart's patches, as the detector hands them over."""
    corners = half_px * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    return chart.patch_centres(SHAPE)[:, None, ::-1] + corners


def propose(monkeypatch, chart: Chart) -> None:
    monkeypatch.setattr(finding, "_proposed", lambda small: cores_xy(chart) * small.shape[1] / SHAPE[1])


def test_what_is_proposed_is_read_only_when_its_colours_are_the_charts(monkeypatch) -> None:
    propose(monkeypatch, Chart())
    assert find_card(photo(Chart())) is not None
    mixed = published_linear_rgb().copy()
    mixed[:18] = mixed[np.random.default_rng(1).permutation(18)]
    monkeypatch.setattr(phantom_chart, "published_linear_rgb", lambda: mixed)
    assert find_card(photo(Chart())) is None


def test_what_is_proposed_upside_down_is_not_read(monkeypatch) -> None:
    propose(monkeypatch, Chart())
    assert find_card(photo(Chart(angle_deg=180))) is None


@pytest.mark.parametrize("centre", [(0.5, 0.02), (0.5, 0.99), (0.98, 0.5)])
def test_what_is_proposed_beyond_the_frame_is_not_read(monkeypatch, centre) -> None:
    propose(monkeypatch, Chart(centre=centre))
    assert find_card(photo(Chart(centre=centre))) is None


def test_a_chart_under_hair_is_not_read() -> None:
    rgb = photo(Chart(width=0.4))
    rows, columns = np.mgrid[:900, :1200]
    rgb[(columns + rows // 3) % 8 < 4] //= 4
    assert find_card(rgb) is None


def test_a_photo_of_twelve_megapixels_is_read_at_full_size() -> None:
    camera = replace(CAMERA, width_px=2000, height_px=1500)
    rgb = render(Skin(seed=5), chart=Chart(width=0.25), camera=camera).rgb.repeat(2, axis=0).repeat(2, axis=1)
    card = find_card(rgb)
    assert card is not None
    assert card.centres_rc == pytest.approx(2 * Chart(width=0.25).patch_centres((1500, 2000)), abs=30)


TILTED = [(420.0, 300.0), (820.0, 340.0), (780.0, 560.0), (440.0, 600.0)]


@pytest.mark.parametrize(
    "changes",
    [
        {"gains": (0.35, 0.3, 0.14)},
        {"gains": (0.12, 0.1, 0.06), "noise": 0.001},
        {"gains": (1.0, 1.0, 1.3), "blur_px": 3.0},
        {"falloff": 0.4, "blur_px": 2.0},
    ],
    ids=["warm", "dark", "cool and blurred", "uneven"],
)
def test_a_tilted_chart_is_found_under_casts_blur_and_falling_light(changes) -> None:
    laid = lay(photo(None), chart_picture(), **{"corners_xy": TILTED, **changes})
    card = find_card(laid.rgb)
    assert card is not None
    assert np.abs(card.centres_rc - laid.patch_centres_rc).max() < 8


def test_one_look_that_sees_nothing_is_followed_by_others(monkeypatch) -> None:
    seen = finding._proposed
    shown = []

    def only_the_last(small: np.ndarray) -> np.ndarray | None:
        shown.append(small.shape)
        return seen(small) if len(shown) == len(finding.LOOKS) else None

    monkeypatch.setattr(finding, "_proposed", only_the_last)
    assert find_card(photo(Chart())) is not None
    assert len(shown) == len(finding.LOOKS) >= 4


def test_a_detector_that_fails_is_no_card(monkeypatch) -> None:
    class Failing:
        def setColorChartType(self, _: int) -> None:  # noqa: N802
            pass

        def process(self, *_: object) -> bool:
            raise cv2.error("assertion failed")

    monkeypatch.setattr(cv2.mcc.CCheckerDetector, "create", staticmethod(Failing))
    assert find_card(photo(Chart())) is None


def test_looking_in_vain_costs_little() -> None:
    rgb = photo(None)
    started = time.process_time()
    assert find_card(rgb) is None
    assert time.process_time() - started < 3.0
