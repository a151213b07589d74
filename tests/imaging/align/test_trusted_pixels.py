"""Trust carried to the moving photo: pixels that show matched skin, and no others."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.imaging.align.test_align import bend, bent
from tracker.imaging.align import Alignment, align
from tracker.imaging.align.support import SupportMap
from tracker.imaging.align.trusted_pixels import trusted_pixels


def supported_from_row(first: int, *, moving_shape: tuple[int, int]) -> Alignment:
    """A reference of 1200 x 1600 px, trusted from a row of a 100 px lattice on, laid over a scaled copy."""
    counts = np.zeros((12, 16), np.uint8)
    counts[first:] = 255
    support_map = SupportMap(counts, (49.5, 49.5), (100.0, 100.0))
    return replace(
        Alignment.identity((1200, 1600)),
        support_map=support_map,
        moving_shape=moving_shape,
    )


@pytest.mark.parametrize("moving_shape", [(1200, 1600), (3001, 4001), (300, 400)])
def test_the_border_of_trust_lies_where_the_skin_lies(moving_shape: tuple[int, int]):
    trusted = trusted_pixels(supported_from_row(5, moving_shape=moving_shape))
    assert trusted.shape == moving_shape
    assert trusted.dtype == np.bool_
    border = moving_shape[0] * 500 / 1200
    cell = moving_shape[1] / 400
    assert not trusted[: round(border - cell)].any()
    assert trusted[round(border + cell) : round(0.99 * moving_shape[0])].all()


def test_a_photo_over_itself_is_trusted_to_its_last_pixel():
    assert trusted_pixels(Alignment.identity((437, 611))).all()


def test_replaced_skin_of_a_bent_photo_is_found_in_that_photo(skin: np.ndarray, other_skin: np.ndarray):
    replaced = np.zeros(skin.shape[:2], bool)
    replaced[300:700, 150:450] = True
    moving = bent(np.where(replaced[..., None], other_skin, skin))
    trusted = trusted_pixels(align(skin, moving))
    # what the moving photo shows at `bend` of a point of the reference, the point itself is
    rows, columns = np.mgrid[:900, :720]
    points = np.stack([rows.ravel(), columns.ravel()], axis=1)[::7]
    places = np.rint(bend(points, skin.shape)).astype(int)
    inside = ((places >= 0) & (places < skin.shape[:2])).all(axis=1)
    points, places = points[inside], places[inside]
    deep = cv2.erode(replaced.astype(np.uint8), np.ones((91, 91), np.uint8)).astype(bool)
    near = cv2.dilate(replaced.astype(np.uint8), np.ones((91, 91), np.uint8)).astype(bool)
    found = trusted[places[:, 0], places[:, 1]]
    assert found[deep[points[:, 0], points[:, 1]]].mean() < 0.05
    assert found[~near[points[:, 0], points[:, 1]]].mean() > 0.95
