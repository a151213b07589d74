"""The ring of skin around a region: how far off, how large, and without what is no plain skin."""

import math

import cv2
import numpy as np
import pytest

from tracker.errors import InvalidInput
from tracker.imaging.measure.masks import rasterise, rasterise_area
from tracker.imaging.measure.ring import AREA, GAP_MM, WIDEST_MM, Area, ring_around
from tracker.model import Ellipse

SHAPE = (600, 800)
MM = 0.15
CENTRE = (300.0, 400.0)
CHEEK = Ellipse(CENTRE, 100.0, 100.0)
SKIN, LIP, GREY, HAIR = (205, 150, 128), (170, 84, 92), (140, 140, 140), (40, 30, 26)
ROWS, COLUMNS = np.mgrid[: SHAPE[0], : SHAPE[1]]
OFF_MM = (np.hypot(ROWS - CENTRE[0], COLUMNS - CENTRE[1]) - 100) * MM


def plain(colour: tuple[int, int, int] = SKIN) -> np.ndarray:
    """Skin with a little grain and a gradient of light."""
    grain = np.random.default_rng(3).normal(0, 2, SHAPE)[..., None]
    light = np.linspace(0.9, 1.1, SHAPE[1])[None, :, None]
    return np.clip(np.array(colour) * light + cv2.GaussianBlur(grain, (0, 0), 1.5)[..., None], 0, 255).astype(
        np.uint8
    )


def laid(
    rgb: np.ndarray, *, spared: tuple[Ellipse, ...] = (), cheek: Ellipse = CHEEK, mm: float = MM
) -> Area:
    others = [shape.outline for shape in spared]
    return ring_around(rgb, cheek.outline, spared=others, mm_per_px=mm, photo_shape=SHAPE)


def pixels(area: Area) -> np.ndarray:
    return rasterise_area(area.outlines, SHAPE)


def test_on_plain_skin_the_ring_keeps_its_distance_and_has_the_wanted_area() -> None:
    area = laid(plain())
    ring = pixels(area)
    assert OFF_MM[ring].min() == pytest.approx(GAP_MM, abs=0.4)
    assert area.area_px / CHEEK.area_px == pytest.approx(AREA, rel=0.05)
    assert ring.sum() == pytest.approx(area.area_px, rel=0.03)
    outer_mm = math.sqrt((15 + GAP_MM) ** 2 + AREA * 15**2) - 15
    assert OFF_MM[ring].max() == pytest.approx(outer_mm, abs=0.5)
    between = np.logical_and(OFF_MM > GAP_MM + 0.5, outer_mm - OFF_MM > 0.5)
    assert ring[between].mean() > 0.99  # a speck of the skin's own grain may be cut out


def test_a_smaller_picture_of_the_photo_gives_the_same_ring() -> None:
    rgb = plain()
    small = cv2.resize(rgb, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    whole, half = pixels(laid(rgb)), pixels(laid(small))
    assert (whole & half).sum() > 0.98 * (whole | half).sum()


def test_the_photo_is_left_as_it_was() -> None:
    rgb = plain()
    rgb.flags.writeable = False
    laid(rgb)


def test_other_treated_regions_and_a_rim_around_them_are_left_out() -> None:
    other = Ellipse((300.0, 590.0), 60.0, 60.0)
    ring = pixels(laid(plain(), spared=(CHEEK, other)))
    off_other_mm = (np.hypot(ROWS - 300, COLUMNS - 590) - 60) * MM
    assert off_other_mm[ring].min() > GAP_MM - 0.4
    assert ring.sum() == pytest.approx(AREA * CHEEK.area_px, rel=0.06)


@pytest.mark.parametrize("colour", [LIP, HAIR], ids=["lips", "hair"])
def test_what_departs_from_the_skin_around_is_cut_out_with_a_margin(colour) -> None:
    rgb = plain()
    spot = np.hypot(ROWS - 160, COLUMNS - 400) < 22
    rgb[spot] = colour
    ring = pixels(laid(rgb))
    assert OFF_MM[spot].min() > GAP_MM
    near = cv2.dilate(spot.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert not ring[near].any()
    assert ring.sum() > 1.2 * CHEEK.area_px


def test_a_background_that_can_not_be_skin_is_never_in_the_ring() -> None:
    rgb = plain()
    background = np.broadcast_to(COLUMNS > 545, SHAPE)
    rgb[background] = GREY
    ring = pixels(laid(rgb))
    assert not ring[background].any()
    assert ring[:, :540].sum() > 1.2 * CHEEK.area_px


def test_the_ring_ends_at_the_frame_and_grows_on_the_other_sides_instead() -> None:
    cheek = Ellipse((80.0, 400.0), 100.0, 100.0)
    area = laid(plain(), cheek=cheek)
    inside = rasterise(cheek.outline, SHAPE).sum()
    assert area.area_px == pytest.approx(AREA * inside, rel=0.06)


def test_a_small_region_gets_a_ring_that_is_wide_enough_and_a_large_one_not_too_wide() -> None:
    spot = Ellipse(CENTRE, 15.0, 15.0)
    assert laid(plain(), cheek=spot).area_px > 3 * spot.area_px
    wide = pixels(laid(plain(), cheek=Ellipse(CENTRE, 60.0, 60.0), mm=0.9))
    off_mm = (np.hypot(ROWS - CENTRE[0], COLUMNS - CENTRE[1]) - 60) * 0.9
    assert off_mm[wide].max() < GAP_MM + WIDEST_MM + 1


@pytest.mark.parametrize("where", ["grey all around", "another region all around"])
def test_where_there_is_no_skin_around_a_sentence_says_what_to_do(where) -> None:
    rgb, spared = plain(), ()
    if where == "grey all around":
        rgb[OFF_MM > GAP_MM] = GREY
    else:
        spared = (Ellipse(CENTRE, 290.0, 390.0),)
    with pytest.raises(InvalidInput, match="too little plain skin around this region"):
        laid(rgb, spared=spared)


@pytest.mark.parametrize("skin", [(238, 200, 180), (205, 150, 128), (96, 62, 48), (58, 38, 30)])
def test_a_ring_is_laid_on_every_tone(skin) -> None:
    assert laid(plain(skin)).area_px == pytest.approx(AREA * CHEEK.area_px, rel=0.06)
