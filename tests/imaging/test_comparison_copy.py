"""What leaves: nothing of what is covered, no metadata, every word on the picture."""

import io

import numpy as np
import pytest
from PIL import Image

from tracker.imaging.comparison_copy import (
    BAR,
    GROUND,
    cover_box,
    draw_copy,
    encode_copy,
    keep_region,
    reduced_copy,
)
from tracker.imaging.faces.eye_bar import eye_boxes, least_bar, proposed_bar
from tracker.imaging.faces.face import LANDMARK_COUNT, LEFT_IRIS, RIGHT_IRIS, Face
from tracker.model import Box, CopyFormat

SHAPE = (200, 300, 3)
BOX = Box(0.25, 0.1, 0.5, 0.9)


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, SHAPE, np.uint8)


def face_at(row: float, column: float, *, apart_px: float) -> Face:
    """Eyes level, the pupils so far apart about a middle; brows a quarter of that higher."""
    points = np.full((LANDMARK_COUNT, 2), (row, column))
    half = apart_px / 2
    for right, left, up, out in (
        (33, 263, 0, 1.3),
        (133, 362, 0, 0.7),
        (159, 386, 0.08, 1),
        (145, 374, -0.08, 1),
    ):
        points[right] = row - up * apart_px, column - out * half
        points[left] = row - up * apart_px, column + out * half
    for brow in (70, 63, 105, 66, 107):
        points[brow] = row - 0.25 * apart_px, column - half
    for brow in (336, 296, 334, 293, 300):
        points[brow] = row - 0.25 * apart_px, column + half
    points[RIGHT_IRIS], points[LEFT_IRIS] = (row, column - half), (row, column + half)
    return Face(points, np.zeros(LANDMARK_COUNT), 1.0)


@pytest.mark.parametrize("file_format", CopyFormat)
def test_two_photos_that_differ_under_the_bar_alone_give_the_very_same_file(file_format: CopyFormat) -> None:
    one, other = noise(1), noise(1)
    other[50:100, 30:270] = noise(2)[50:100, 30:270]
    files = []
    for rgb in (one, other):
        covered = cover_box(rgb, BOX)
        assert (covered[50:100, 30:270] == BAR).all()
        assert (covered[:50] == rgb[:50]).all() and (covered[100:] == rgb[100:]).all()
        files.append(encode_copy(draw_copy(covered, covered, ("a", "b"), ["c"]), file_format))
    assert files[0] == files[1]
    assert encode_copy(one, file_format) != encode_copy(other, file_format)


def test_a_bar_is_widened_to_whole_pixels_and_leaves_the_photo_alone() -> None:
    rgb = noise(3)
    kept = rgb.copy()
    covered = cover_box(rgb, Box(10.4 / 200, 20.6 / 300, 20.2 / 200, 30.1 / 300))
    rows, columns = np.nonzero((covered != rgb).any(axis=2))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (10, 20, 20, 30)
    assert (rgb == kept).all()


def test_outside_of_a_region_nothing_is_left() -> None:
    rgb = noise(4)
    triangle = [(20.0, 30.0), (20.0, 130.0), (120.0, 30.0)]
    kept = keep_region(rgb, triangle)
    assert kept.shape == (101, 101, 3)
    assert (kept[5, 5] == rgb[25, 35]).all()
    assert (kept[60:, 60:] == GROUND).all()
    other = noise(5)
    other[20:121, 30:131] = rgb[20:121, 30:131]
    assert (keep_region(other, triangle) == kept).all()
    with pytest.raises(ValueError, match="empty"):
        keep_region(rgb, [(900.0, 900.0), (900.0, 990.0), (990.0, 900.0)])


@pytest.mark.parametrize("file_format", CopyFormat)
def test_the_file_holds_the_picture_and_nothing_else(file_format: CopyFormat) -> None:
    file = encode_copy(noise(6), file_format)
    image = Image.open(io.BytesIO(file))
    assert image.size == (300, 200)
    assert not image.getexif()
    # what JPEG says of the density of its pixels, and that it is no animation, says nothing of a photo
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}
    for mark in (b"Exif", b"ICC", b"XMP", b"xmp", b"tEXt", b"tIME", b"iTXt"):
        assert mark not in file


def test_the_photos_stand_beside_each_other_unchanged_with_words_below() -> None:
    left, right = noise(7), noise(8)
    drawn = draw_copy(left, right, ("before treatment", "84 días después del tratamiento"), ["word " * 60])
    assert (drawn[:200, :300] == left).all() and (drawn[:200, -300:] == right).all()
    assert (drawn[:200, 300:308] == GROUND).all()
    below = drawn[200:].astype(int)
    assert below.shape[1] == 608
    for part in (below[:, :300], below[:, 308:]):
        assert (part < 60).any() and (part > 250).any()
    # nothing is cut: the margin all around the words is empty
    assert (below[:, :6] == 255).all() and (below[:, -6:] == 255).all() and (below[-6:] == 255).all()
    taller = draw_copy(left, right, ("a", "b"), ["word " * 120])
    assert taller.shape[0] > drawn.shape[0]
    with pytest.raises(ValueError, match="one size"):
        draw_copy(left, right[1:], ("a", "b"), [])


def test_a_preview_is_never_larger_than_the_copy() -> None:
    assert reduced_copy(noise(9), 150).shape == (100, 150, 3)
    assert reduced_copy(noise(9), 1400).shape == SHAPE


def test_a_bar_has_room_around_eyes_and_brows_and_stays_in_the_picture() -> None:
    face = face_at(100, 150, apart_px=60)
    least, proposed = least_bar(face, SHAPE), proposed_bar(face, SHAPE)
    assert proposed.holds(least)
    # brows lie 15 px above the pupils, outer corners 39 px beside the middle
    assert least.top * 200 < 85 and least.bottom * 200 > 104.8
    assert least.left * 300 < 111 and least.right * 300 > 189
    assert proposed.left * 300 == pytest.approx(111 - 21)
    for eye in eye_boxes(face, SHAPE):
        assert least.holds(eye)
    assert eye_boxes(face, SHAPE)[0].right < 0.5 < eye_boxes(face, SHAPE)[1].left
    cut = proposed_bar(face_at(5, 150, apart_px=280), SHAPE)
    assert (cut.top, cut.left, cut.right) == (0.0, 0.0, 1.0)
