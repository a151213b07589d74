"""The picture of trust: grey where the moving photo shows other skin, clear where it shows the same."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tracker.imaging.align import Alignment, align
from tracker.imaging.align.support import SupportMap
from tracker.imaging.align.trust_picture import trust_picture


def opened(data: bytes) -> np.ndarray:
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.mode) == ("WEBP", "RGBA")
    return np.asarray(image)


def supported_from_column(first: int) -> Alignment:
    """A map of 1200 x 1600 px that is trusted from a column of a 100 px lattice on."""
    counts = np.zeros((12, 16), np.uint8)
    counts[:, first:] = 255
    whole = Alignment.identity((1200, 1600))
    return replace(whole, support_map=SupportMap(counts, (49.5, 49.5), (100.0, 100.0)))


def test_a_photo_over_itself_has_a_picture_without_grey():
    assert opened(trust_picture(Alignment.identity((4000, 3000))))[..., 3].max() == 0


@pytest.mark.parametrize(
    ("shape", "drawn"), [((4000, 3000), (256, 192)), ((90, 120), (90, 120)), ((2, 4000), (1, 256))]
)
def test_it_is_small_and_has_the_shape_of_the_reference(shape: tuple[int, int], drawn: tuple[int, int]):
    assert opened(trust_picture(Alignment.identity(shape))).shape[:2] == drawn


def test_it_is_grey_where_the_map_is_not_trusted_with_a_soft_edge_between():
    picture = opened(trust_picture(supported_from_column(8)))
    alpha = picture[..., 3].astype(int)
    assert (alpha[:, :126] == 153).all()
    assert (alpha[:, 130:] == 0).all()
    assert (np.diff(alpha, axis=1) <= 0).all()
    assert len(np.unique(alpha)) > 2
    assert (picture[..., :3] == 119).all()


def test_replaced_skin_is_greyed_and_the_rest_stays_clear(skin: np.ndarray, other_skin: np.ndarray):
    moving = skin.copy()
    moving[:, :300] = other_skin[:, :300]
    alpha = opened(trust_picture(align(skin, moving)))[..., 3]
    across = 256 / 900
    assert (alpha[:, : round(260 * across)] > 0).mean() > 0.98
    assert (alpha[:, round(340 * across) :] == 0).mean() > 0.98
