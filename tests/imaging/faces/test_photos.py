"""Faces in real photos: where they are, and where there are none. Needs the optional models."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tracker.imaging.faces import Face, FaceFinder, find_face
from tracker.imaging.faces.face import LEFT_IRIS, RIGHT_IRIS

Portraits = dict[Path, np.ndarray]


def distance_share(face: Face, wanted_rc: np.ndarray) -> float:
    """Median distance of the landmarks from where they should be, shares of the eye distance."""
    return float(np.median(np.hypot(*(face.landmarks_rc - wanted_rc).T)) / face.eye_distance_px)


def pupils_rc(portrait: Path) -> np.ndarray:
    """Both pupils, placed by hand."""
    lines = portrait.with_suffix(".tem").read_text("utf-8").splitlines()[1:3]
    return np.array([line.split()[1::-1] for line in lines], float)


def test_every_portrait_has_its_face(finder: FaceFinder, portraits: Portraits) -> None:
    assert [path.name for path, rgb in portraits.items() if finder.find(rgb) is None] == []


def test_pupils_lie_where_a_person_put_them(finder: FaceFinder, portraits: Portraits) -> None:
    errors = []
    for path, rgb in portraits.items():
        if path.name.startswith("london") and path.with_suffix(".tem").exists():
            face = finder.find(rgb)
            assert face is not None
            away = face.landmarks_rc[[RIGHT_IRIS, LEFT_IRIS]] - pupils_rc(path)
            errors += list(100 * np.hypot(*away.T) / face.eye_distance_px)
    assert np.median(errors) < 1.0
    assert max(errors) < 2.5


def test_the_outline_surrounds_the_eyes_clockwise(finder: FaceFinder, portrait: np.ndarray) -> None:
    face = finder.find(portrait)
    assert face is not None
    outline = face.outline_rc[:, ::-1].astype(np.float32)
    assert cv2.contourArea(outline, oriented=True) > (1.5 * face.eye_distance_px) ** 2
    for iris in (RIGHT_IRIS, LEFT_IRIS):
        row, column = face.landmarks_rc[iris]
        assert cv2.pointPolygonTest(outline, (column, row), measureDist=False) > 0
    assert face.outline_rc[0, 0] == face.outline_rc[:, 0].min()
    assert face.score > 0.99


@pytest.mark.parametrize("angle_deg", [-45, -20, 20, 45])
def test_a_turned_head_is_found_turned(finder: FaceFinder, portrait: np.ndarray, angle_deg: int) -> None:
    rows, columns = portrait.shape[:2]
    matrix = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), -angle_deg, 0.7)
    turned = cv2.warpAffine(portrait, matrix, (columns, rows), borderValue=(190, 190, 190))
    upright, face = finder.find(portrait), finder.find(turned)
    assert upright is not None
    assert face is not None
    wanted = (upright.landmarks_rc[:, ::-1] @ matrix[:, :2].T + matrix[:, 2])[:, ::-1]
    assert distance_share(face, wanted) < 0.02
    assert face.roll_deg - upright.roll_deg == pytest.approx(angle_deg, abs=2)


def test_a_mirrored_photo_gives_the_mirrored_face(finder: FaceFinder, portrait: np.ndarray) -> None:
    face, mirrored = finder.find(portrait), finder.find(portrait[:, ::-1])
    assert face is not None
    assert mirrored is not None
    wanted = face.outline_rc * (1, -1) + (0, portrait.shape[1] - 1)
    # the outline is walked the same way round as seen: the mirror image runs backwards
    assert np.abs(mirrored.outline_rc[1:] - wanted[:0:-1]).max() < 0.1 * face.eye_distance_px


@pytest.mark.parametrize("long_side_px", [640, 6000])
def test_size_does_not_matter(finder: FaceFinder, portrait: np.ndarray, long_side_px: int) -> None:
    factor = long_side_px / max(portrait.shape)
    resized = cv2.resize(portrait, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    face, other = finder.find(portrait), finder.find(resized)
    assert face is not None
    assert other is not None
    assert distance_share(other, (face.landmarks_rc + 0.5) * factor - 0.5) < 0.005


def test_a_face_that_fills_the_frame_is_found(finder: FaceFinder, portraits: Portraits) -> None:
    for rgb in portraits.values():
        face = finder.find(rgb)
        assert face is not None
        low, high = face.landmarks_rc.min(axis=0), face.landmarks_rc.max(axis=0)
        reach = 0.35 * (high - low).max()
        (top, left), (bottom, right) = ((low + high) / 2 + [[-reach], [reach]]).astype(int).clip(0)
        filling = finder.find(rgb[top:bottom, left:right])
        assert filling is not None
        assert distance_share(filling, face.landmarks_rc - (top, left)) < 0.04


def test_half_a_face_or_a_pair_of_eyes_is_no_face(finder: FaceFinder, portraits: Portraits) -> None:
    for rgb in list(portraits.values())[::3]:
        face = finder.find(rgb)
        assert face is not None
        row, column = face.landmarks_rc[[RIGHT_IRIS, LEFT_IRIS]].mean(axis=0).astype(int)
        reach = int(0.4 * face.eye_distance_px)
        assert finder.find(rgb[:, :column]) is None
        assert finder.find(rgb[:, column:]) is None
        assert finder.find(rgb[row - reach : row + reach]) is None


def test_a_face_in_the_distance_is_found(finder: FaceFinder, portrait: np.ndarray) -> None:
    small = cv2.resize(portrait, (480, 480), interpolation=cv2.INTER_AREA)
    wide = np.full((1600, 1600, 3), 150, np.uint8)
    wide[1000:1480, 100:580] = small
    face, near = finder.find(wide), finder.find(small)
    assert face is not None
    assert near is not None
    assert distance_share(face, np.add(near.landmarks_rc, (1000, 100))) < 0.03


@pytest.mark.parametrize("landmark", [205, 425, 151, 199])
def test_skin_in_close_up_is_no_face(finder: FaceFinder, portraits: Portraits, landmark: int) -> None:
    for rgb in list(portraits.values())[::4]:
        face = finder.find(rgb)
        assert face is not None
        reach = 0.42 * face.eye_distance_px
        (top, left) = (face.landmarks_rc[landmark] - reach).astype(int).clip(0)
        (bottom, right) = (face.landmarks_rc[landmark] + reach).astype(int)
        assert finder.find(cv2.resize(rgb[top:bottom, left:right], (800, 800))) is None


def test_nothing_is_no_face(finder: FaceFinder) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (900, 1200, 3), dtype=np.uint8)
    assert finder.find(noise) is None
    assert finder.find(cv2.GaussianBlur(noise, (0, 0), 40)) is None
    for grey in (0, 128, 255):
        assert finder.find(np.full((700, 900, 3), grey, np.uint8)) is None


def test_the_same_photo_gives_the_same_face_and_stays_as_it_is(models: Path, portrait: np.ndarray) -> None:
    kept = portrait.copy()
    first = find_face(portrait, models=models)
    find_face(portrait[:, ::-1], models=models)
    again = find_face(portrait, models=models)
    assert first is not None
    assert again is not None
    assert (first.landmarks_rc == again.landmarks_rc).all()
    assert first.score == again.score
    assert (portrait == kept).all()


def test_only_photos_in_colour_are_taken(finder: FaceFinder) -> None:
    with pytest.raises(ValueError, match="uint8"):
        finder.find(np.zeros((700, 700, 3), np.float32))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="shape"):
        finder.find(np.zeros((700, 700), np.uint8))
