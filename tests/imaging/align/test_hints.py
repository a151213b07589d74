"""What is known beforehand helps, and never makes a pair that doesn't agree pass."""

import cv2
import numpy as np
import pytest

from tracker.errors import AlignmentRefused
from tracker.imaging.align import align
from tracker.imaging.align.starts import landmark_start, marked_start
from tracker.model import PointPairs, RefusalReason

TURN_DEG = 80.0
MARKED = np.array([[300.0, 220.0], [320.0, 520.0], [620.0, 360.0]])


def turned(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The photo turned about its middle, and the 2 x 3 matrix of (x, y) that did it."""
    rows, columns = rgb.shape[:2]
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), TURN_DEG, 1.0)
    shown = cv2.warpAffine(rgb, matrix, (columns, rows), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return shown, matrix


def carried(matrix: np.ndarray, points_rc: np.ndarray) -> np.ndarray:
    """(row, column) points through a matrix of (x, y)."""
    return (points_rc[:, ::-1] @ matrix[:, :2].T + matrix[:, 2])[:, ::-1]


def marks(reference_rc: np.ndarray, moving_rc: np.ndarray) -> PointPairs:
    return PointPairs(tuple(map(tuple, reference_rc.tolist())), tuple(map(tuple, moving_rc.tolist())))


def middle_points() -> np.ndarray:
    return np.stack(np.meshgrid(np.linspace(300, 600, 9), np.linspace(210, 510, 9)), -1).reshape(-1, 2)


@pytest.mark.parametrize("count", [2, 3])
def test_marked_points_bring_together_what_is_turned_too_far(skin: np.ndarray, count: int) -> None:
    moving, matrix = turned(skin)
    with pytest.raises(AlignmentRefused) as refused:
        align(skin, moving)
    assert refused.value.reason is RefusalReason.FAR_APART
    # nobody hits a pore exactly: six pixels off
    off = np.random.default_rng(5).normal(0, 6, (count, 2))
    found = align(skin, moving, start=marks(MARKED[:count], carried(matrix, MARKED[:count]) + off))
    error = np.hypot(*(found.to_moving(middle_points()) - carried(matrix, middle_points())).T)
    assert np.percentile(error, 95) < 0.3


def test_marked_points_do_not_make_other_skin_pass(skin: np.ndarray, other_skin: np.ndarray) -> None:
    with pytest.raises(AlignmentRefused):
        align(skin, other_skin, start=marks(MARKED, MARKED))


def test_two_marked_pairs_are_a_similarity_and_three_an_affine_map() -> None:
    xy = np.array([[10.0, 20.0], [110.0, 20.0], [40.0, 90.0]])
    linear = np.array([[1.2, -0.4], [0.4, 1.2]])
    two = marked_start(xy[:2], xy[:2] @ linear.T + [5, 6], size=(200, 200))
    assert np.allclose(two(xy), xy @ linear.T + [5, 6])
    sheared = np.array([[1.1, 0.3], [0.0, 0.9]])
    three = marked_start(xy, xy @ sheared.T - 4, size=(200, 200))
    assert np.allclose(three(xy + 7), (xy + 7) @ sheared.T - 4)


def test_landmarks_are_a_smooth_start_that_outliers_do_not_bend() -> None:
    xy = np.random.default_rng(0).uniform(50, 350, (400, 2))
    target = xy * 1.1 + [12, -7]
    target[:40] += 80
    start = landmark_start(xy, target, size=(400, 400))
    assert start is not None
    assert np.abs(start(xy[40:]) - target[40:]).max() < 1.0


def replaced_half(skin: np.ndarray, other_skin: np.ndarray) -> np.ndarray:
    moving = skin.copy()
    moving[:, :360] = other_skin[:, :360]
    return moving


def test_evidence_is_counted_on_the_mask_alone(skin: np.ndarray, other_skin: np.ndarray) -> None:
    moving = replaced_half(skin, other_skin)
    left = np.zeros(skin.shape[:2], bool)
    left[:, :340] = True
    assert align(skin, moving, mask=~left).support > 0.3
    with pytest.raises(AlignmentRefused):
        align(skin, moving, mask=left)


def test_a_mask_of_another_size_is_a_mistake_of_the_caller(skin: np.ndarray) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        align(skin, skin, mask=np.ones((10, 10), bool))


# as far as somebody sits down elsewhere: between the two motions no map can make a compromise
SHIFT = (50, -60)


def before_a_door(person: np.ndarray, door: np.ndarray, *, shift: tuple[int, int]) -> np.ndarray:
    """Somebody before a wall whose colour is skin's: the wall stays, the person moves by (row, column)."""
    rows, columns = door.shape[:2]
    oval = np.zeros((rows, columns), np.uint8)
    middle = (columns // 2 + shift[1], int(0.48 * rows) + shift[0])
    cv2.ellipse(oval, middle, (int(0.24 * columns), int(0.26 * rows)), 0, 0, 360, 1, -1)
    shown = np.roll(person, shift, axis=(0, 1))
    return np.where(oval[..., None] > 0, shown, door)


def oval_points() -> np.ndarray:
    """Points well inside the person."""
    rows, columns = np.meshgrid(np.linspace(330, 530, 9), np.linspace(290, 430, 9))
    return np.stack([rows.ravel(), columns.ravel()], axis=1)


def ring_landmarks(shift: tuple[int, int]) -> np.ndarray:
    """Points of the person's outline as a face model would give them."""
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    return np.stack([432 + 215 * np.sin(angle) + shift[0], 360 + 155 * np.cos(angle) + shift[1]], axis=1)


@pytest.fixture(scope="module")
def door() -> np.ndarray:
    """Planks: strong structure in a colour of skin."""
    rng = np.random.default_rng(8)
    grain = cv2.GaussianBlur(rng.standard_normal((900, 720)).astype(np.float32), (0, 0), sigmaX=1.2, sigmaY=9)
    knots = cv2.GaussianBlur(rng.standard_normal((900, 720)).astype(np.float32), (0, 0), 5)
    value = 60 * grain / grain.std() * 0.3 + 14 * knots / knots.std()
    return np.clip(np.array([120.0, 84.0, 60.0]) + value[..., None], 0, 255).astype(np.uint8)


def test_the_person_is_followed_and_not_the_door_behind(skin: np.ndarray, door: np.ndarray) -> None:
    reference, moving = before_a_door(skin, door, shift=(0, 0)), before_a_door(skin, door, shift=SHIFT)
    found = align(reference, moving)
    error = np.hypot(*(found.to_moving(oval_points()) - (oval_points() + SHIFT)).T)
    assert np.percentile(error, 95) < 0.5
    assert found.is_trusted(oval_points()).all()


def test_another_person_before_the_same_door_is_refused(
    skin: np.ndarray, other_skin: np.ndarray, door: np.ndarray
) -> None:
    reference = before_a_door(skin, door, shift=(0, 0))
    moving = before_a_door(other_skin, door, shift=SHIFT)
    for landmarks in (None, (ring_landmarks((0, 0)), ring_landmarks(SHIFT))):
        with pytest.raises(AlignmentRefused) as refused:
            align(reference, moving, landmarks_rc=landmarks)
        assert refused.value.reason is RefusalReason.DIFFERENT


def test_a_faces_landmarks_keep_the_evidence_on_the_face(skin: np.ndarray, door: np.ndarray) -> None:
    reference, moving = before_a_door(skin, door, shift=(0, 0)), before_a_door(skin, door, shift=SHIFT)
    found = align(reference, moving, landmarks_rc=(ring_landmarks((0, 0)), ring_landmarks(SHIFT)))
    error = np.hypot(*(found.to_moving(oval_points()) - (oval_points() + SHIFT)).T)
    assert np.percentile(error, 95) < 0.5
