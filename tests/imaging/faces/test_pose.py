"""Turn, tilt and roll of heads: exact on the average face itself, and within bounds on rendered heads."""

import importlib.util
import math
import struct
from pathlib import Path

import numpy as np
import pytest

from benchmarks.head_pose import known_pose, render_head
from benchmarks.pairs.head import draw_head_person
from benchmarks.pairs.viewing import Pose
from tests.imaging.faces.conftest import SHARED
from tracker.imaging.faces import Face, FaceFinder, average_face
from tracker.imaging.faces.average_face import CORNERS, AverageFace, read_average_face
from tracker.imaging.faces.face import LANDMARK_COUNT
from tracker.imaging.faces.pose import HeadPose, find_pose

needs_heads = pytest.mark.skipif(
    importlib.util.find_spec("DracoPy") is None
    or not (SHARED / "bench/alignment/source/LeePerrySmith.glb").is_file(),
    reason="the head scan or the package that reads it (DracoPy) is not here",
)


def as_tuple(pose: HeadPose) -> tuple[float, float, float]:
    return pose.turn_deg, pose.tilt_deg, pose.roll_deg


def built_average() -> AverageFace:
    """A lopsided cloud of points, all of the same weight."""
    points_mm = np.random.default_rng(3).normal(0, (50, 40, 30), (CORNERS, 3))
    return AverageFace(points_mm, np.full(CORNERS, 1 / CORNERS), np.zeros((0, 3), np.int64))


def seen_face(average: AverageFace, pose: Pose, *, px_per_mm: float) -> Face:
    seen = px_per_mm * average.points_mm @ pose.rotation.T + (300, 200, 40)
    seen = np.vstack([seen, np.zeros((LANDMARK_COUNT - CORNERS, 3))])
    return Face(seen[:, :2], seen[:, 2], 1.0)


@pytest.mark.parametrize("pose", [Pose(), Pose(20, 10, -15), Pose(-45, -12, 30), Pose(80, 5, 170)])
def test_a_pose_that_was_built_is_found_again(pose: Pose) -> None:
    average = built_average()
    found = find_pose(seen_face(average, pose, px_per_mm=3.0), average)
    assert as_tuple(found) == pytest.approx((-pose.turn_deg, pose.tilt_deg, pose.roll_deg), abs=1e-6)


def test_a_difference_of_rolls_goes_the_short_way() -> None:
    assert HeadPose(5, 0, 175).minus(HeadPose(2, 0, -175)) == HeadPose(3, 0, -10)


def test_a_geometry_that_is_none_is_refused() -> None:
    for content in (b"", b"\x0a\x03abc", b"\xff" * 40, struct.pack("<f", 1.0)):
        with pytest.raises(ValueError, match="geometry"):
            read_average_face(content)


def test_the_average_face_is_as_large_as_a_face_and_has_two_sides(models: Path) -> None:
    average = average_face(models)
    across_eyes_mm = average.points_mm[263] - average.points_mm[33]
    assert 80 < np.linalg.norm(across_eyes_mm) < 100
    assert across_eyes_mm[1] > 0
    nose_mm, chin_mm = average.points_mm[[1, 152]]
    assert chin_mm[0] > nose_mm[0]
    assert nose_mm[2] < chin_mm[2]
    assert average.weights.sum() == pytest.approx(1)
    assert average.weights.min() >= 0


def test_a_mirrored_photo_has_the_mirrored_pose(finder: FaceFinder, portrait: np.ndarray) -> None:
    face, mirrored = finder.find(portrait), finder.find(np.ascontiguousarray(portrait[:, ::-1]))
    assert face is not None
    assert mirrored is not None
    turn, tilt, roll = as_tuple(find_pose(face, finder.average))
    assert as_tuple(find_pose(mirrored, finder.average)) == pytest.approx((-turn, tilt, -roll), abs=1.5)


def test_portraits_from_the_front_look_ahead(finder: FaceFinder, found: dict[Path, Face]) -> None:
    for path, face in found.items():
        pose = find_pose(face, finder.average)
        if path.name.startswith("london"):
            assert abs(pose.turn_deg) < 12, path.name
            assert abs(pose.tilt_deg) < 16, path.name
        assert abs(math.remainder(pose.roll_deg - face.roll_deg, 360)) < 4, path.name


@needs_heads
def test_rendered_heads_differ_by_their_known_poses(finder: FaceFinder) -> None:
    person = draw_head_person(SHARED, 1)
    turned = [Pose(), Pose(10), Pose(6, -6, 12), Pose(-25, 0, 0, 1.2)]
    faces = [finder.find(render_head(person, pose, shape=(625, 500))) for pose in turned]
    found = [find_pose(face, finder.average) for face in faces if face is not None]
    assert len(found) == len(turned)
    for pose, seen in zip(turned[1:], found[1:], strict=True):
        assert as_tuple(seen.minus(found[0])) == pytest.approx(as_tuple(known_pose(pose)), abs=3.0)
