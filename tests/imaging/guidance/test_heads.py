"""Guidance by the landmarks of real faces, where models and photos are at hand."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tracker.imaging.faces.bundle import bundle_path
from tracker.imaging.faces.expression import Expression
from tracker.imaging.guidance import GuideFrame, compare
from tracker.imaging.guidance.hints import hints_of_expression
from tracker.imaging.guidance.placing import place

SHARED = Path(__file__).parents[4] / "shared"
MODELS = Path(os.environ.get("TRACKER_MODELS_DIR") or SHARED / "models")
PEOPLE = sorted((SHARED / "bench" / "faces").glob("london_*_neutral.jpg"))

pytestmark = pytest.mark.skipif(
    not PEOPLE or not bundle_path(MODELS).is_file(), reason="the shared face photos and models are not here"
)


def small(path: Path) -> np.ndarray:
    rgb = np.asarray(Image.open(path).convert("RGB"))
    return np.asarray(cv2.resize(rgb, (320, 320), interpolation=cv2.INTER_AREA), np.uint8)


def frame_of(rgb: np.ndarray) -> GuideFrame:
    return GuideFrame.of(np.ascontiguousarray(rgb), models=MODELS)


def moved(rgb: np.ndarray, *, roll_deg: float = 0.0, scale: float = 1.0) -> np.ndarray:
    matrix = cv2.getRotationMatrix2D((159.5, 159.5), -roll_deg, scale)
    return np.asarray(cv2.warpAffine(rgb, matrix, (320, 320), borderMode=cv2.BORDER_REPLICATE), np.uint8)


@pytest.mark.parametrize("person", PEOPLE[:4], ids=lambda path: path.stem)
@pytest.mark.parametrize(("roll_deg", "scale"), [(0.0, 0.8), (0.0, 1.15), (10.0, 1.0), (-10.0, 1.0)])
def test_roll_and_distance_of_a_face_are_told(person: Path, roll_deg: float, scale: float) -> None:
    rgb = small(person)
    placement = place(frame_of(rgb), frame_of(moved(rgb, roll_deg=roll_deg, scale=scale)), is_head=True)
    assert placement is not None
    assert placement.is_of_face
    assert placement.scale == pytest.approx(scale, rel=0.02)
    assert placement.roll_deg == pytest.approx(roll_deg, abs=1.0)
    assert max(abs(placement.turn_deg), abs(placement.tilt_deg)) < 3


@pytest.mark.parametrize("person", PEOPLE, ids=lambda path: path.stem)
def test_a_face_that_is_barely_moved_is_ready(person: Path) -> None:
    rgb = small(person)
    noise = np.random.default_rng(1).normal(0, 2, rgb.shape)
    again = np.clip(moved(rgb, roll_deg=1.5, scale=1.03) + noise, 0, 255).astype(np.uint8)
    found = compare(frame_of(rgb), frame_of(again), is_head=True)
    assert found.is_ready, found.hints


def test_smiles_are_seen_in_most_people() -> None:
    """Some of them smile hardly wider than in the neutral photo."""
    seen = []
    for person in PEOPLE:
        smiling = person.with_name(person.name.replace("neutral", "smiling"))
        heads = [frame_of(small(path)).head for path in (person, smiling)]
        assert heads[0] is not None
        assert heads[1] is not None
        seen += hints_of_expression(heads[0].expression, heads[1].expression)
    assert len(seen) >= 9
    assert {hint.kind for hint in seen} <= {"same_mouth", "close_mouth"}


def test_closed_eyes_are_asked_to_open() -> None:
    opened, closed = Expression(0.3, 0.3, 0.0, 0.5), Expression(0.05, 0.3, 0.0, 0.5)
    assert [hint.kind for hint in hints_of_expression(opened, closed)] == ["open_eyes"]
    assert [hint.kind for hint in hints_of_expression(closed, opened)] == ["close_eyes"]
    assert hints_of_expression(opened, opened) == []


def test_without_models_or_in_close_ups_there_is_no_head() -> None:
    rgb = small(PEOPLE[0])
    assert GuideFrame.of(rgb).head is None
    assert GuideFrame.of(rgb, models=Path("nowhere")).head is None
    placement = place(frame_of(rgb), frame_of(rgb), is_head=False)
    assert placement is not None
    assert not placement.is_of_face
