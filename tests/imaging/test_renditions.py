"""Renditions are small, faithful, never enlarged and carry no metadata."""

import io

import numpy as np
import pytest
from PIL import Image

from tracker.imaging.renditions import encode_webp, make_renditions
from tracker.model import Rendition

SKIN = (196, 148, 124)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def flat(rows: int, columns: int) -> np.ndarray:
    return np.full((rows, columns, 3), SKIN, np.uint8)


@pytest.mark.parametrize(
    ("shape", "screen", "thumbnail"),
    [
        ((3024, 4032), (2016, 1512), (400, 300)),
        ((4032, 3024), (1512, 2016), (300, 400)),
        ((2000, 3000), (2048, 1365), (400, 267)),
        ((900, 1200), (1200, 900), (400, 300)),
        ((220, 300), (300, 220), (300, 220)),
        ((3, 4000), (2000, 2), (400, 1)),
    ],
)
def test_sizes_fit_and_are_never_enlarged(
    shape: tuple[int, int], screen: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    renditions = make_renditions(flat(*shape))
    assert set(renditions) == {Rendition.SCREEN, Rendition.THUMBNAIL}
    assert opened(renditions[Rendition.SCREEN]).size == screen
    assert opened(renditions[Rendition.THUMBNAIL]).size == thumbnail


def test_a_rendition_is_webp_without_metadata() -> None:
    for data in make_renditions(flat(800, 1000)).values():
        image = opened(data)
        assert image.format == "WEBP"
        assert not dict(image.getexif())
        assert not {"exif", "icc_profile", "xmp"} & set(image.info)


def test_colours_stay() -> None:
    for data in make_renditions(flat(800, 1000)).values():
        np.testing.assert_allclose(np.asarray(opened(data))[5, 5], SKIN, atol=2)


def test_fine_stripes_are_averaged_and_not_sampled() -> None:
    stripes = np.zeros((1500, 4200, 3), np.uint8)
    stripes[:, ::2] = 200
    screen = np.asarray(opened(make_renditions(stripes)[Rendition.SCREEN])).astype(int)
    assert np.abs(screen - 100).max() < 30  # a sampled stripe would be off by 100


def test_the_photo_itself_is_left_alone() -> None:
    rgb = flat(600, 3000)
    make_renditions(rgb)
    assert (rgb == np.array(SKIN)).all()


def test_a_higher_quality_is_nearer_to_the_photo() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    errors = [
        np.abs(np.asarray(opened(encode_webp(rgb, quality=q))).astype(int) - rgb).mean() for q in (20, 95)
    ]
    assert errors[1] < errors[0]
