"""Tiles of full detail: every pixel in its place, few bytes, little memory."""

import io
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.services.detailed_photos import dotted, shifted
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.spline import SplineField
from tracker.imaging.align.warp import draw_strips
from tracker.imaging.detail import (
    TILE_PX,
    Rgb,
    Tile,
    aligned_shape,
    aligned_strips,
    detail_key,
    has_more_detail,
    pack_detail,
    read_manifest,
    read_tile,
    strips_of,
)


def packed(strips: Iterator[Rgb], shape: tuple[int, int]) -> io.BytesIO:
    return io.BytesIO(pack_detail(strips, shape, key="k"))


def put_together(file: io.BytesIO, level: int) -> Rgb:
    """A whole level out of its tiles."""
    width, height = read_manifest(file).sizes[level]
    whole = np.zeros((height, width, 3), np.uint8)
    for row, top in enumerate(range(0, height, TILE_PX)):
        for column, left in enumerate(range(0, width, TILE_PX)):
            webp = read_tile(file, Tile(level, row, column), key="k")
            assert webp is not None
            place = whole[top : top + TILE_PX, left : left + TILE_PX]
            place[:] = np.asarray(Image.open(io.BytesIO(webp)))
    return whole


def smooth(rows: int, columns: int) -> Rgb:
    """Every place has a colour of its own."""
    across, down = np.meshgrid(np.linspace(40, 215, columns), np.linspace(40, 215, rows))
    return np.stack([across, down, (across + down) / 2], axis=-1).astype(np.uint8)


def test_a_photo_is_whole_again_out_of_its_tiles() -> None:
    rgb = smooth(2111, 3007)
    file = packed(strips_of(rgb), rgb.shape[:2])
    assert read_manifest(file).sizes == ((3007, 2111),)
    assert np.abs(put_together(file, 0).astype(int) - rgb).max() <= 6


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((3024, 4032), [(4032, 3024)]),
        ((4001, 6001), [(6001, 4001), (3001, 2001)]),
        ((10400, 700), [(700, 10400), (350, 5200), (175, 2600)]),
    ],
)
def test_half_sizes_lead_down_to_the_screen_rendition(
    shape: tuple[int, int], sizes: list[tuple[int, int]]
) -> None:
    file = packed(strips_of(np.full((*shape, 3), 90, np.uint8)), shape)
    assert list(read_manifest(file).sizes) == sizes
    last = len(sizes) - 1
    assert put_together(file, last).shape[1::-1] == sizes[last]


def test_a_half_size_is_the_mean_of_its_pixels_in_the_same_place() -> None:
    rgb = smooth(3001, 5401)
    file = packed(strips_of(rgb), rgb.shape[:2])
    half = put_together(file, 1).astype(int)
    mean = rgb[:3000, :5400].reshape(1500, 2, 2700, 2, 3).mean(axis=(1, 3))
    assert np.abs(half[:1500, :2700] - mean).max() <= 7


def test_a_single_pixel_survives_which_the_screen_rendition_loses() -> None:
    rgb = dotted(1600, 4096)
    whole = put_together(packed(strips_of(rgb), (1600, 4096)), 0).astype(int)
    dots, skin = whole[5::16, 5::16, 1], whole[13::16, 13::16, 1]
    assert dots.max() < 70
    assert skin.min() > 155


def test_an_aligned_photo_lies_pixel_for_pixel_in_the_references_frame() -> None:
    shape = (1600, 4096)
    alignment = shifted(shape)
    strips = aligned_strips(alignment, dotted(*shape, shift_rc=(24, 40)), shape)
    whole = put_together(packed(strips, shape), 0).astype(int)
    seen = whole[: 1600 - 24, : 4096 - 40, 1]
    assert seen[5::16, 5::16].max() < 80
    assert seen[13::16, 13::16].min() > 150


@pytest.mark.parametrize("strip_rows", [64, 100, 512, 900])
def test_strips_make_the_very_picture_that_is_drawn_in_one_piece(strip_rows: int, bent: Alignment) -> None:
    rgb = np.random.default_rng(3).integers(0, 256, (900, 720, 3), dtype=np.uint8)
    strips = list(draw_strips(bent, rgb, size=(720, 900), strip_rows=strip_rows))
    assert {len(strip) for strip in strips[:-1]} <= {strip_rows}
    apart = np.abs(np.concatenate(strips).astype(int) - bent.warp(rgb))
    # places are rounded to a 32nd of a pixel: on noise a rounding the other way shows, a wrong row 80 levels
    assert apart.max() < 16
    assert apart.mean() < 0.02


@pytest.fixture
def bent() -> Alignment:
    """Turned, shifted and in perspective."""
    homography = np.array([[1.01, 0.03, -7.3], [-0.02, 0.99, 11.6], [2e-5, -1e-5, 1]])
    return replace(Alignment.identity((900, 720)), field=SplineField.start(homography, (720, 900), cells=4))


def test_an_aligned_photo_is_drawn_with_as_many_pixels_as_it_has() -> None:
    same = Alignment.identity((3000, 4000))
    assert aligned_shape(replace(same, moving_shape=(3030, 4040))) == (3000, 4000)
    assert aligned_shape(replace(same, moving_shape=(1500, 2000))) == (1500, 2000)
    assert aligned_shape(replace(same, moving_shape=(4500, 6000))) == (4500, 6000)
    assert aligned_shape(replace(same, moving_shape=(15000, 20000))) == (6000, 8000)


def test_only_what_is_larger_than_the_screen_rendition_has_more_detail() -> None:
    assert has_more_detail((3024, 4032))
    assert has_more_detail((2049, 600))
    assert not has_more_detail((1536, 2048))


def test_a_tile_that_is_not_there_or_of_another_drawing_is_none() -> None:
    file = packed(strips_of(smooth(600, 2600)), (600, 2600))
    assert read_tile(file, Tile(0, 1, 5), key="k") is not None
    for tile in (Tile(0, 2, 0), Tile(0, 0, 6), Tile(1, 0, 0), Tile(-1, 0, 0)):
        assert read_tile(file, tile, key="k") is None
    assert read_tile(file, Tile(0, 0, 0), key="another") is None


def test_another_map_has_another_key() -> None:
    assert detail_key(b"") != detail_key(b"map") != detail_key(b"map of another day")
    assert detail_key(b"map") == detail_key(b"map")


def test_the_same_photo_gives_the_same_bytes() -> None:
    rgb = smooth(600, 2600)
    first, second = (pack_detail(strips_of(rgb), (600, 2600), key="k") for _ in range(2))
    assert first == second


def test_no_more_than_some_strips_are_held_at_once() -> None:
    """12 megapixels: beside the photo itself less than half of the 132 MB that drawing it whole takes."""
    rgb = dotted(3000, 4000)
    alignment = shifted((3000, 4000))
    tracemalloc.start()
    pack_detail(aligned_strips(alignment, rgb, (3000, 4000)), (3000, 4000), key="k")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6
