"""Skin of one known chroma through a real JPEG: what the decoder rounds is taken back."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.imaging.measure.conftest import make_scene, smooth_noise
from tracker.imaging.measure import measure
from tracker.imaging.measure.chroma import jpeg_to_linear
from tracker.imaging.measure.colour import srgb_to_linear
from tracker.model import Metric, PhotoFacts

# luma varies, chroma is the same all over: the decoder then rounds red in one direction everywhere
CHROMAS = [(-21, 17), (-13, 22), (-9, 6), (-30, 35)]


def true_rgb(blue: int, red: int) -> np.ndarray:
    """Levels of red, green and blue before the decoder rounds, (M, N, 3)."""
    luma = np.rint(150 + 6 * smooth_noise(4, sigma_px=2.0, shape=(160, 160)))
    return np.stack(
        [luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue], axis=-1
    )


def through_a_jpeg(rgb: np.ndarray) -> np.ndarray:
    file = BytesIO()
    Image.fromarray(np.rint(rgb).astype(np.uint8)).save(file, "JPEG", quality=100, subsampling="4:4:4")
    return np.asarray(Image.open(file))


def to_linear(levels: np.ndarray) -> np.ndarray:
    v = levels / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize(("blue", "red"), CHROMAS)
def test_the_mean_light_of_smooth_skin_is_what_the_file_holds(blue, red) -> None:
    truth = to_linear(true_rgb(blue, red)).mean(axis=(0, 1))
    decoded = through_a_jpeg(true_rgb(blue, red))
    mended = np.abs(np.log(jpeg_to_linear(decoded).mean(axis=(0, 1)) / truth))
    assert mended.max() < 0.0012


def test_the_decoder_alone_is_off_by_more_than_that() -> None:
    off = []
    for blue, red in CHROMAS:
        truth = to_linear(true_rgb(blue, red)).mean(axis=(0, 1))
        decoded = srgb_to_linear(through_a_jpeg(true_rgb(blue, red))).mean(axis=(0, 1))
        off.append(np.abs(np.log(decoded / truth)).max())
    assert max(off) > 0.004


def test_the_picture_is_not_changed_and_no_value_moves_by_more_than_a_level() -> None:
    rgb = np.random.default_rng(2).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    before = rgb.copy()
    moved = jpeg_to_linear(rgb) - srgb_to_linear(rgb)
    assert np.array_equal(rgb, before)
    assert np.abs(moved).max() < 0.01


def test_redness_of_a_brighter_photo_stays_where_it_was() -> None:
    """Exposures of one skin: the levels of chroma shift, and with them the decoder's error."""
    scene = make_scene()
    red = scene.changed(np.array([-0.01, -0.10, -0.08]), scene.treated)
    spread = {}
    for is_plain_jpeg in (False, True):
        baseline, values = None, []
        for stops in (0.0, 0.1, 0.2, -0.1, -0.2):
            photo = through_a_jpeg(red.changed(stops * np.log(2)).rgb())
            found = measure(photo, **red.asked(), baseline=baseline, is_plain_jpeg=is_plain_jpeg)
            baseline = found.baseline
            values.append(found.values[Metric.REDNESS_WITNESS])
        spread[is_plain_jpeg] = np.std(values)
    assert spread[True] < 0.75 * spread[False]


@pytest.mark.parametrize(
    ("file_format", "profile", "is_plain"),
    [
        ("JPEG", "", True),
        ("MPO", "sRGB IEC61966-2.1", True),
        ("JPEG", "Display P3", False),
        ("HEIF", "", False),
        ("PNG", "", False),
    ],
)
def test_only_jpegs_in_srgb_are_taken_back(file_format, profile, is_plain) -> None:
    facts = PhotoFacts("d", file_format, 1, 1, 1, colour_profile=profile)
    assert facts.is_plain_jpeg is is_plain
