"""Where skin lies in a photo, both ways."""

import numpy as np
import pytest

from tracker.imaging.phantom.geometry import Pose, Projection

SHAPE = (600, 800)
POSES = [
    Pose(),
    Pose(turn_deg=7, tilt_deg=-5, roll_deg=12, distance=1.1, shift_mm=(4, -6)),
    Pose(turn_deg=-12, tilt_deg=9, roll_deg=-34, distance=0.7, shift_mm=(-8, 9)),
]


def projection(pose: Pose, *, is_mirrored: bool = False) -> Projection:
    return Projection(SHAPE, (150.0, 100.0), pose, mm_across=80.0, distance_mm=300.0, is_mirrored=is_mirrored)


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_the_maps_invert_each_other(pose: Pose, is_mirrored: bool) -> None:
    camera = projection(pose, is_mirrored=is_mirrored)
    points = np.random.default_rng(3).uniform(0, SHAPE, (500, 2))
    np.testing.assert_allclose(camera.to_photo(camera.to_skin_mm(points)), points, atol=0.01)


@pytest.mark.parametrize("pose", POSES)
def test_the_grid_is_the_exact_map_at_every_pixel(pose: Pose) -> None:
    camera = projection(pose)
    rows_mm, columns_mm = camera.skin_grid()
    points = np.random.default_rng(4).integers(0, SHAPE, (500, 2))
    seen = np.stack([rows_mm[tuple(points.T)], columns_mm[tuple(points.T)]], axis=-1)
    np.testing.assert_allclose(camera.to_photo(seen), points, atol=0.01)


def test_points_are_row_first_and_the_frame_is_centred() -> None:
    camera = projection(Pose())
    np.testing.assert_allclose(camera.to_photo([0.0, 0.0]), [299.5, 399.5])
    row, column = camera.to_photo([10.0, 0.0])
    assert row > 350
    assert column == pytest.approx(399.5)


def test_a_millimetre_has_the_stated_size_in_the_middle() -> None:
    camera = projection(Pose(distance=1.25))
    assert camera.mm_per_px == pytest.approx(80 * 1.25 / 800)
    (row0, column0), (row1, column1) = camera.to_photo([[0.0, -0.5], [0.0, 0.5]])
    assert column1 - column0 == pytest.approx(1 / camera.mm_per_px, rel=1e-3)
    assert row1 == row0


def test_skin_positions_are_lengths_along_the_surface() -> None:
    """The far edge of a bent patch looks shorter than its middle."""
    camera = projection(Pose())
    middle = np.diff(camera.to_photo([[0.0, 0.0], [0.0, 1.0]])[:, 1])[0]
    edge = np.diff(camera.to_photo([[0.0, 38.0], [0.0, 39.0]])[:, 1])[0]
    assert edge < 0.95 * middle


def test_shift_and_roll_move_the_patch_as_named() -> None:
    down, right = projection(Pose(shift_mm=(5, 0))), projection(Pose(shift_mm=(0, 5)))
    assert down.to_photo([0.0, 0.0])[0] == pytest.approx(349.5)
    assert right.to_photo([0.0, 0.0])[1] == pytest.approx(449.5)
    row, column = projection(Pose(roll_deg=90)).to_photo([0.0, 10.0])
    assert (row, column) == (pytest.approx(400, abs=2), pytest.approx(399.5))


def test_a_mirrored_photo_is_flipped_left_to_right() -> None:
    pose = POSES[1]
    points = np.array([[3.0, 12.0], [-9.0, -20.0]])
    plain, flipped = projection(pose).to_photo(points), projection(pose, is_mirrored=True).to_photo(points)
    np.testing.assert_allclose(flipped, np.stack([plain[:, 0], SHAPE[1] - 1 - plain[:, 1]], axis=-1))
