"""An alignment survives storage, draws the moving photo in place, and knows its scale."""

import cv2
import numpy as np
import pytest

from tracker.imaging.align import Alignment, align


@pytest.fixture(scope="module")
def shifted(skin: np.ndarray) -> Alignment:
    """A shift of (20, 12) px."""
    return align(skin[20:, 12:], skin[:-20, :-12])


def test_bytes_and_back_change_nothing(shifted: Alignment) -> None:
    again = Alignment.from_bytes(shifted.to_bytes())
    points = np.random.default_rng(0).uniform(0, 700, (200, 2))
    assert np.abs(again.to_moving(points) - shifted.to_moving(points)).max() < 1e-3
    assert (again.is_trusted(points) == shifted.is_trusted(points)).all()
    assert (again.error_median_px, again.error_p95_px) == (shifted.error_median_px, shifted.error_p95_px)
    assert again.support == shifted.support
    assert again.to_bytes() == shifted.to_bytes()


def test_the_bytes_are_few(shifted: Alignment) -> None:
    assert len(shifted.to_bytes()) < 60_000


@pytest.mark.parametrize("data", [b"", b"nonsense", b"ALN1", b"ALN1" + b"\0" * 40])
def test_bytes_that_are_no_alignment_are_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ValueError, match="alignment"):
        Alignment.from_bytes(data)


def test_bytes_that_were_cut_off_are_said_to_be_no_alignment(shifted: Alignment) -> None:
    with pytest.raises(ValueError, match="alignment"):
        Alignment.from_bytes(shifted.to_bytes()[:-50])


def test_the_identity_maps_every_point_to_itself_and_trusts_all() -> None:
    same = Alignment.identity((900, 700))
    points = np.array([[0.0, 0.0], [899.0, 699.0], [450.5, 20.25]])
    assert np.allclose(same.to_moving(points), points)
    assert np.allclose(same.to_reference(points), points)
    assert same.is_trusted(points).all()
    assert same.scale_at(points) == pytest.approx(1)
    assert (same.error_median_px, same.error_p95_px, same.support) == (0, 0, 1)


def test_the_identity_survives_storage() -> None:
    same = Alignment.from_bytes(Alignment.identity((900, 700)).to_bytes())
    assert same.is_trusted(np.array([[10.0, 690.0]])).all()


def test_the_warped_photo_lies_over_the_reference(skin: np.ndarray, shifted: Alignment) -> None:
    reference, drawn = skin[20:, 12:], shifted.warp(skin[:-20, :-12])
    assert drawn.shape == reference.shape
    inner = np.s_[30:-30, 30:-30]
    assert np.abs(drawn[inner].astype(int) - reference[inner]).mean() < 1.0


def test_nothing_is_drawn_where_the_moving_photo_has_no_pixels(skin: np.ndarray) -> None:
    drawn = align(skin, skin[:, :450]).warp(skin[:, :450])
    assert (drawn[:, 500:] == 128).all()
    assert (drawn[100:-100, 100:400] != 128).any(axis=-1).mean() > 0.9


def test_a_small_drawing_equals_the_large_one_made_small(skin: np.ndarray, shifted: Alignment) -> None:
    moving = skin[:-20, :-12]
    small = shifted.warp(moving, long_side_px=300)
    assert max(small.shape) == 300
    full = shifted.warp(moving)
    reduced = cv2.resize(full, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    inner = np.s_[12:-12, 12:-12]
    assert np.abs(small[inner].astype(int) - reduced[inner]).mean() < 1.5


def test_a_smaller_rendition_of_the_moving_photo_draws_the_same_picture(
    skin: np.ndarray, shifted: Alignment
) -> None:
    moving = skin[:-20, :-12]
    rendition = cv2.resize(moving, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    small = shifted.warp(moving, long_side_px=400)
    again = shifted.warp(rendition, long_side_px=400)
    inner = np.s_[12:-12, 12:-12]
    assert np.abs(small[inner].astype(int) - again[inner]).mean() < 2


def test_no_points_give_no_points(shifted: Alignment) -> None:
    nothing = np.empty((0, 2))
    assert shifted.to_moving(nothing).shape == (0, 2)
    assert shifted.to_reference(nothing).shape == (0, 2)
    assert shifted.is_trusted(nothing).shape == (0,)
