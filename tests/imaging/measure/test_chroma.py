"""Skin of one known chroma through a real JPEG: what the decoder rounds is taken back."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.imaging.measure.conftest import Scene, make_scene, smooth_noise
from tracker.imaging.decode import decode_photo
from tracker.imaging.jpeg_pixels import JpegPixels
from tracker.imaging.matrix_profile import (
    ADOBE_RGB,
    DISPLAY_P3,
    SRGB,
    Primaries,
    build_profile,
    rgb_to_xyz_d50,
)
from tracker.imaging.measure import measure
from tracker.imaging.measure.chroma import jpeg_to_linear
from tracker.imaging.measure.colour import srgb_to_linear
from tracker.model import Metric

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
    for is_taken_back in (False, True):
        baseline, values = None, []
        for stops in (0.0, 0.1, 0.2, -0.1, -0.2):
            photo = through_a_jpeg(red.changed(stops * np.log(2)).rgb())
            jpeg = JpegPixels(photo) if is_taken_back else None
            found = measure(photo, **red.asked(), baseline=baseline, jpeg=jpeg)
            baseline = found.baseline
            values.append(found.values[Metric.REDNESS_WITNESS])
        spread[is_taken_back] = np.std(values)
    assert spread[True] < 0.75 * spread[False]


@pytest.mark.parametrize("space", [DISPLAY_P3, ADOBE_RGB])
@pytest.mark.parametrize(("blue", "red"), CHROMAS)
def test_a_jpeg_of_another_colour_space_holds_the_light_that_was_meant(space, blue, red) -> None:
    levels = np.tile(true_rgb(blue, red), (2, 2, 1))
    curve = to_linear(levels) if space.gamma is None else (levels / 255) ** space.gamma
    to_srgb = np.linalg.solve(rgb_to_xyz_d50(SRGB), rgb_to_xyz_d50(space))
    truth = (curve @ to_srgb.T).mean(axis=(0, 1))
    decoded = decode_photo(phone_jpeg(levels, space))
    mended = np.log(jpeg_to_linear(decoded.jpeg.rgb, decoded.jpeg.space).mean(axis=(0, 1)) / truth)
    assert np.abs(mended).max() < 0.0015


def test_colour_management_alone_is_off_by_several_times_that() -> None:
    off = []
    for blue, red in CHROMAS:
        levels = np.tile(true_rgb(blue, red), (2, 2, 1))
        to_srgb = np.linalg.solve(rgb_to_xyz_d50(SRGB), rgb_to_xyz_d50(DISPLAY_P3))
        truth = (to_linear(levels) @ to_srgb.T).mean(axis=(0, 1))
        decoded = decode_photo(phone_jpeg(levels, DISPLAY_P3))
        off.append(np.abs(np.log(srgb_to_linear(decoded.rgb).mean(axis=(0, 1)) / truth)).max())
    assert max(off) > 0.005


def phone_jpeg(levels: np.ndarray, space: Primaries) -> bytes:
    """A file of luma and chroma as a phone writes it: never rounded to red, green and blue."""
    luma = levels @ [0.299, 0.587, 0.114]
    chroma = [128 + (levels[..., 2] - luma) / 1.772, 128 + (levels[..., 0] - luma) / 1.402]
    whole = np.rint(np.stack([luma, *chroma], axis=-1)).astype(np.uint8)
    file = BytesIO()
    Image.merge("YCbCr", [Image.fromarray(channel) for channel in np.moveaxis(whole, 2, 0).copy()]).save(
        file, "JPEG", quality=100, subsampling="4:4:4", icc_profile=build_profile(space)
    )
    return file.getvalue()


def test_redness_of_a_display_p3_jpeg_is_that_of_the_skin() -> None:
    """The same skin in files of five exposures: what is read may not depend on where the levels fall."""
    scene = make_scene()
    red = scene.changed(np.array([-0.01, -0.10, -0.08]), scene.treated)
    off = {}
    for is_taken_back in (False, True):
        baseline, values = None, []
        for stops in (0.0, 0.1, 0.2, -0.1, -0.2):
            decoded = decode_photo(phone_jpeg(levels_in_p3(red.changed(stops * np.log(2))), DISPLAY_P3))
            jpeg = decoded.jpeg if is_taken_back else None
            found = measure(decoded.rgb, **red.asked(), baseline=baseline, jpeg=jpeg)
            baseline = found.baseline
            values.append(found.values[Metric.REDNESS])
        off[is_taken_back] = np.std(values)
    assert off[True] < 0.03
    assert off[True] < 0.6 * off[False]


def levels_in_p3(scene: Scene) -> np.ndarray:
    """Levels of a scene in Display P3, not rounded, (M, N, 3)."""
    to_p3 = np.linalg.solve(rgb_to_xyz_d50(DISPLAY_P3), rgb_to_xyz_d50(SRGB))
    light = np.exp(scene.log_rgb) @ to_p3.T
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
