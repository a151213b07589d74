"""Two cameras at known places before a curved patch of skin: from the map alone, the turn is asked back."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from tracker.imaging import align
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.spline import Grid, SplineField
from tracker.imaging.align.support import SupportMap
from tracker.imaging.align.turn import Turn, find_turn, focal_px, turn_between
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose, Projection
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin

SHAPE = (1200, 1600)
MIDDLE = np.array([599.5, 799.5])
ACROSS_MM, DISTANCE_MM = 92.0, 200.0
FOCAL_PX = DISTANCE_MM * SHAPE[1] / ACROSS_MM
FLAT, ROUND = (1e5, 1e5), (90.0, 70.0)

PointMap = Callable[[np.ndarray], np.ndarray]


def seen(pose: Pose, curvature_mm: tuple[float, float] = ROUND) -> Projection:
    return Projection(SHAPE, curvature_mm, pose, ACROSS_MM, DISTANCE_MM)


def between(reference: Projection, moving: Projection) -> PointMap:
    return lambda points_rc: moving.to_photo(reference.to_skin_mm(points_rc))


@cache
def solved_spline() -> tuple[Grid, np.ndarray, np.ndarray]:
    """A grid, points (x, y) of the reference, and what makes displacements there into coefficients."""
    grid = Grid((1600, 1200), 16)
    y, x = (a.ravel() for a in np.mgrid[0:1200:33, 0:1600:33].astype(float))
    indices, weights = grid.basis(np.column_stack([x, y]))
    basis = np.zeros((len(x), grid.count))
    np.put_along_axis(basis, indices, weights, axis=1)
    return grid, np.column_stack([x, y]), np.linalg.pinv(basis)


def alignment_of(point_map: PointMap, *, trusted_columns: int = 1600) -> Alignment:
    """An alignment that is the given map to a hundredth of a pixel, trusted in the first columns."""
    grid, xy, solve = solved_spline()
    field = SplineField(np.eye(3), grid, solve @ (point_map(xy[:, ::-1])[:, ::-1] - xy))
    counts = np.where(np.arange(0, 1600, 20)[None] < trusted_columns, 255, 0).repeat(60, axis=0)
    support = SupportMap(counts.astype(np.uint8), (10.0, 10.0), (20.0, 20.0))
    return Alignment(SHAPE, SHAPE, field, (1600, 1200), support, 0.2, 0.8, 1.0)


def turn_of(alignment: Alignment, *, focal: float = FOCAL_PX) -> Turn | None:
    return find_turn(alignment, MIDDLE, reference_focal_px=focal, moving_focal_px=focal)


@pytest.mark.parametrize("curvature_mm", [FLAT, ROUND], ids=["flat", "round"])
@pytest.mark.parametrize("angle_deg", [0, 2, 3, 5, 7, 10, 15])
@pytest.mark.parametrize("around_deg", [0, 40, 90])
def test_a_known_turn_is_found_whatever_its_axis(angle_deg, around_deg, curvature_mm) -> None:
    turn, tilt = (angle_deg * f(np.radians(around_deg)) for f in (np.cos, np.sin))
    moving = Pose(turn_deg=turn, tilt_deg=tilt, roll_deg=4, distance=1.03)
    turn = turn_of(alignment_of(between(seen(Pose(), curvature_mm), seen(moving, curvature_mm))))
    assert turn is not None
    assert turn.angle_deg == pytest.approx(angle_deg, abs=0.5)
    assert turn.error_deg < 1


@pytest.mark.parametrize(
    "pose", [Pose(roll_deg=30), Pose(distance=1.25), Pose(distance=0.8, roll_deg=-12)], ids=str
)
def test_roll_and_distance_are_no_turn(pose) -> None:
    turn = turn_of(alignment_of(between(seen(Pose()), seen(pose))))
    assert turn is not None
    assert turn.angle_deg < 0.5


def test_a_camera_that_pans_does_not_turn_around_the_skin() -> None:
    """The same direction of view, with the skin elsewhere in the frame."""
    pan = np.radians(5)
    rotation = np.array([[1, 0, 0], [0, np.cos(pan), -np.sin(pan)], [0, np.sin(pan), np.cos(pan)]])

    def panned(points_rc: np.ndarray) -> np.ndarray:
        rays = np.column_stack([(points_rc - MIDDLE) / FOCAL_PX, np.ones(len(points_rc))]) @ rotation.T
        return rays[:, :2] / rays[:, 2:] * FOCAL_PX + MIDDLE

    turn = turn_of(alignment_of(panned))
    assert turn is not None
    assert turn.angle_deg < 0.5


def test_a_way_sideways_is_a_turn_around_the_skin() -> None:
    turn = turn_of(alignment_of(between(seen(Pose()), seen(Pose(shift_mm=(0, 20))))))
    assert turn is not None
    assert turn.angle_deg == pytest.approx(np.degrees(np.arctan(20 / DISTANCE_MM)), abs=0.5)


def test_too_short_a_focal_length_finds_too_small_a_turn() -> None:
    flat = alignment_of(between(seen(Pose(), FLAT), seen(Pose(turn_deg=8), FLAT)))
    halved = turn_of(flat, focal=FOCAL_PX / 2)
    assert halved is not None
    assert 3 < halved.angle_deg < 6


def test_of_two_explanations_that_fit_alike_none_is_told() -> None:
    """Flat skin that leans and turns while the camera comes nearer could also lean the other way."""
    told = []
    for lean_deg, turn_deg, distance in product((0, 18, 26, 35), (-6, 6), (0.85, 1.1)):
        views = [
            seen(Pose(turn_deg=lean_deg), FLAT),
            seen(Pose(lean_deg + turn_deg, distance=distance), FLAT),
        ]
        turn = turn_of(replace(alignment_of(between(*views)), error_median_px=0.4))
        told.append(turn is not None)
        if turn is not None:
            assert turn.angle_deg == pytest.approx(6, abs=2.2), (lean_deg, turn_deg, distance)
    assert 4 <= sum(told) < len(told)


def test_skin_that_moved_by_itself_says_nothing_of_a_turn() -> None:
    turned = between(seen(Pose()), seen(Pose(turn_deg=2)))

    def smiling(points_rc: np.ndarray) -> np.ndarray:
        away = (points_rc - np.array([800.0, 500.0])) / 180
        return turned(points_rc) + np.exp(-(away**2).sum(axis=1) / 2)[:, None] * np.array([-18.0, 14.0])

    assert turn_of(alignment_of(turned)) is not None
    assert turn_of(alignment_of(smiling)) is None


@pytest.mark.parametrize("trusted_columns", [0, 200])
def test_a_strip_of_trusted_skin_is_too_little(trusted_columns) -> None:
    turned = between(seen(Pose()), seen(Pose(turn_deg=9)))
    assert turn_of(alignment_of(turned, trusted_columns=trusted_columns)) is None


@pytest.mark.parametrize("angle_deg", [1.0, 10.0])
def test_the_turn_of_a_rendered_pair_is_found_by_its_alignment(angle_deg) -> None:
    camera = Camera(width_px=960, height_px=720, mm_across=80, distance_mm=200)
    skin, light = Skin(seed=3, mole_count=8), Light(azimuth_deg=-35)
    photos = [render(skin, pose=Pose(tilt_deg=t), light=light, camera=camera).rgb for t in (0.0, angle_deg)]
    focal = 200 * 960 / 80
    turn = find_turn(
        align.align(*photos), np.array([360, 480]), reference_focal_px=focal, moving_focal_px=focal
    )
    assert turn is not None
    assert turn.angle_deg == pytest.approx(angle_deg, abs=1.2)


def test_where_a_file_names_no_focal_length_the_least_turn_is_told() -> None:
    flat = alignment_of(between(seen(Pose(), FLAT), seen(Pose(turn_deg=8), FLAT)))
    true_35mm = FOCAL_PX * 43.2666 / 2000
    for one in (None, true_35mm):
        turn = turn_between(flat, MIDDLE, reference_focal_35mm=one, moving_focal_35mm=one)
        assert turn is not None
        assert turn.is_least == (one is None)
    assert turn.angle_deg == pytest.approx(8, abs=0.5)
    least = turn_between(flat, MIDDLE, reference_focal_35mm=true_35mm, moving_focal_35mm=None)
    assert least is None or least.is_least


def test_focal_lengths_go_by_the_diagonal() -> None:
    assert focal_px(43.2666, (300, 400)) == pytest.approx(500, rel=1e-4)
