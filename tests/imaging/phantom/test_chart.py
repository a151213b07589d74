import numpy as np
import pytest

from tracker.imaging.card.chart import published_linear_rgb
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.chart import Chart
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin

CAMERA = Camera(width_px=800, height_px=600, noise=0.0, vignette=0.0)


@pytest.mark.parametrize("angle_deg", [0, 35, 180])
def test_every_patch_lies_where_the_chart_says_and_shows_its_colour_in_the_light(angle_deg) -> None:
    chart, light = Chart(centre=(0.5, 0.5), width=0.5, angle_deg=angle_deg), Light(exposure_ev=-0.5)
    rgb = render(Skin(seed=2), chart=chart, light=light, camera=CAMERA).rgb
    linear = published_linear_rgb() * 2**-0.5
    expected = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055) * 255
    rows, columns = np.rint(chart.patch_centres((600, 800))).astype(int).T
    assert rgb[rows, columns] == pytest.approx(expected, abs=1.5)


def test_skin_beside_the_chart_stays_as_it_was() -> None:
    with_chart = render(Skin(seed=2), chart=Chart(centre=(0.8, 0.5), width=0.3), camera=CAMERA).rgb
    without = render(Skin(seed=2), camera=CAMERA).rgb
    assert np.array_equal(with_chart[:340], without[:340])
    assert not np.array_equal(with_chart, without)
