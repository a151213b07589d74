"""Which way a head is asked to turn, by its pose alone: no models are needed."""

import numpy as np
import pytest

from tracker.imaging.faces import Face
from tracker.imaging.faces.expression import Expression
from tracker.imaging.faces.pose import HeadPose
from tracker.imaging.guidance.heads import SeenHead, place_by_heads
from tracker.imaging.guidance.hints import Arrow, hints_of_placement

SIZE = (320, 240)


def held(pose: HeadPose) -> SeenHead:
    landmarks = np.random.default_rng(1).uniform(60, 180, (478, 2))
    face = Face(landmarks_rc=landmarks, score=1.0, depth_px=np.zeros(478))
    return SeenHead(face, pose, Expression(0.3, 0.3, 0.0, 0.5))


@pytest.mark.parametrize(
    ("pose", "kind", "arrow"),
    [
        # the nose points to the picture's right: the head is turned to the person's left
        (HeadPose(8, 0, 0), "turn_right", Arrow.TURN_LEFT),
        (HeadPose(-8, 0, 0), "turn_left", Arrow.TURN_RIGHT),
        (HeadPose(0, 8, 0), "look_down", Arrow.DOWN),
        (HeadPose(0, -8, 0), "look_up", Arrow.UP),
    ],
)
def test_a_turned_head_is_asked_back(pose: HeadPose, kind: str, arrow: Arrow) -> None:
    placement = place_by_heads(held(HeadPose(0, 0, 0)), held(pose), sizes=(SIZE, SIZE))
    assert placement is not None
    assert [(hint.kind, hint.arrow) for hint in hints_of_placement(placement, is_head=True)] == [
        (kind, arrow)
    ]


def test_a_head_within_three_degrees_is_left_alone() -> None:
    placement = place_by_heads(held(HeadPose(0, 0, 0)), held(HeadPose(3, -3, 0)), sizes=(SIZE, SIZE))
    assert placement is not None
    assert hints_of_placement(placement, is_head=True) == []
