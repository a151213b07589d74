"""What the eyes say of the scale, and whether eyes and mouth are open."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks.head_pose import render_head
from benchmarks.pairs.head import draw_head_person
from benchmarks.pairs.viewing import Pose
from tests.imaging.faces.conftest import SHARED
from tests.imaging.faces.test_pose import needs_heads
from tracker.imaging.faces import Face, FaceFinder
from tracker.imaging.faces.expression import Expression, find_expression
from tracker.imaging.faces.face import LANDMARK_COUNT
from tracker.imaging.faces.scale import EYE_DISTANCE_MM, ScaleSource, estimate_scale

Found = dict[Path, Face]


def smiles(found: Found) -> Iterator[tuple[str, Face, Face]]:
    """Number, neutral and smiling face of every person of the studio photos."""
    for path, face in found.items():
        smiling = path.with_name(path.name.replace("neutral", "smiling"))
        if path.name.startswith("london") and smiling != path:
            yield path.name.split("_")[1], face, found[smiling]


def face_of(finder: FaceFinder, rgb: np.ndarray) -> Face:
    face = finder.find(rgb)
    assert face is not None
    return face


def test_eyes_that_are_open_give_the_scale_by_the_iris(finder: FaceFinder, found: Found) -> None:
    """Adults' pupils are 63 mm apart (SD 3.8): two estimates of one scale agree within what they state."""
    for path, face in found.items():
        scale = estimate_scale(face, finder.average)
        assert scale.source is ScaleSource.IRIS, path.name
        assert 55 < face.eye_distance_px * scale.mm_per_px < 68, path.name


def test_two_photos_of_one_person_at_one_distance_agree(finder: FaceFinder, found: Found) -> None:
    """Neutral and smiling were taken minutes apart in one place: the eyes' distance tells the true ratio."""
    for name, neutral, smiling in smiles(found):
        eyes_mm = [
            f.eye_distance_px * estimate_scale(f, finder.average).mm_per_px for f in (neutral, smiling)
        ]
        assert eyes_mm[1] / eyes_mm[0] == pytest.approx(1, abs=0.04), name


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_photo_of_twice_the_pixels_has_half_the_millimetres(
    finder: FaceFinder, portrait: np.ndarray, factor: float
) -> None:
    resized = cv2.resize(portrait, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    one, other = (estimate_scale(face_of(finder, rgb), finder.average) for rgb in (portrait, resized))
    assert other.mm_per_px * factor == pytest.approx(one.mm_per_px, rel=0.02)


@needs_heads
def test_closed_eyes_are_seen_and_the_scale_comes_from_their_distance(finder: FaceFinder) -> None:
    person = draw_head_person(SHARED, 1)
    face = face_of(finder, render_head(person, Pose(), shape=(625, 500)))
    assert find_expression(face).is_eye_closed
    scale = estimate_scale(face, finder.average)
    assert scale.source is ScaleSource.EYE_DISTANCE
    # a made-up head: what its eyes' distance is, only the product of both can say
    assert scale.mm_per_px * face.eye_distance_px == pytest.approx(EYE_DISTANCE_MM, rel=0.05)
    assert scale.error_share > 0.1
    assert scale.mm_per_px == pytest.approx(300 / 500, rel=0.2)


def test_open_mouths_are_told_from_closed_ones(found: Found) -> None:
    """Seen with the eye: who shows teeth among the smiling."""
    shows_teeth = {"006", "025", "030", "037", "061", "064"}
    for name, neutral, smiling in smiles(found):
        assert not find_expression(neutral).is_eye_closed, name
        assert not find_expression(smiling).is_eye_closed, name
        assert find_expression(smiling).is_mouth_open == (name in shows_teeth), name


def test_a_smile_differs_from_the_neutral_face_of_the_same_person(found: Found) -> None:
    pairs = [(find_expression(neutral), find_expression(smiling)) for _, neutral, smiling in smiles(found)]
    assert len(pairs) == 13
    assert not any(smiling.differs_in_eyes(neutral) for neutral, smiling in pairs)
    # some hardly smile
    assert sum(smiling.differs_in_mouth(neutral) for neutral, smiling in pairs) >= 9


def test_selfies_of_one_person_with_a_resting_face_do_not_differ(found: Found) -> None:
    resting = [find_expression(face) for path, face in found.items() if "zoom" in path.name]
    assert len(resting) == 4
    for expression in resting[1:]:
        assert not expression.differs_in_mouth(resting[0])
        assert not expression.differs_in_eyes(resting[0])


def built_face(*, lids_px: float, lips_px: float) -> Face:
    """Eyes 20 px wide and a mouth 30 px wide, opened by so much, irises 10 px wide."""
    points_rc = np.zeros((LANDMARK_COUNT, 2))
    for (upper, lower, outer, inner), middle in (((159, 145, 33, 133), -40), ((386, 374, 263, 362), 40)):
        points_rc[[outer, inner]] = (0, middle - 10), (0, middle + 10)
        points_rc[[upper, lower]] = (-lids_px / 2, middle), (lids_px / 2, middle)
    points_rc[[78, 308, 61, 291]] = (60, -15), (60, 15), (60, -18), (60, 18)
    points_rc[[13, 14]] = (60 - lips_px / 2, 0), (60 + lips_px / 2, 0)
    return Face(points_rc, np.zeros(LANDMARK_COUNT), 1.0)


def test_ratios_are_those_that_were_built() -> None:
    expression = find_expression(built_face(lids_px=6, lips_px=3))
    assert (expression.right_eye, expression.left_eye) == pytest.approx((0.3, 0.3))
    assert expression.mouth_open == pytest.approx(0.1)
    assert expression.is_mouth_open
    assert not expression.is_eye_closed
    assert find_expression(built_face(lids_px=2, lips_px=0)).is_eye_closed


def test_one_closed_eye_is_a_closed_eye() -> None:
    assert Expression(0.3, 0.1, 0, 0.5).is_eye_closed
    assert Expression(0.3, 0.1, 0, 0.5).differs_in_eyes(Expression(0.3, 0.3, 0, 0.5))
