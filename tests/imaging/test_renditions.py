"""Renditions are small, faithful, never enlarged and carry no metadata."""

import io

import numpy as np
import pytest
from PIL import Image

from tracker.imaging.renditions import encode_aligned, encode_webp, make_renditions, small_of_aligned
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


def test_an_aligned_picture_comes_with_the_same_for_a_cell_of_a_grid() -> None:
    columns = np.linspace(0, 255, 2048).astype(np.uint8)
    rgb = np.broadcast_to(columns[None, :, None], (1536, 2048, 3))
    made = encode_aligned(np.ascontiguousarray(rgb))
    large, small = (
        Image.open(io.BytesIO(made[kind])) for kind in (Rendition.ALIGNED, Rendition.ALIGNED_SMALL)
    )
    assert large.size == (2048, 1536)
    assert 720 <= small.width <= 800 and small.height == round(small.width * 0.75)
    levels = np.asarray(small.convert("RGB"), float)[..., 1].mean(0)
    assert np.abs(levels - np.linspace(0, 255, small.width)).max() < 4  # nothing has moved
    again = np.asarray(Image.open(io.BytesIO(small_of_aligned(made[Rendition.ALIGNED]))), float)
    assert np.abs(again - np.asarray(small, float)).max() <= 6


def test_a_small_aligned_picture_is_not_enlarged() -> None:
    made = encode_aligned(np.full((300, 400, 3), 120, np.uint8))
    assert Image.open(io.BytesIO(made[Rendition.ALIGNED_SMALL])).size == (400, 300)
