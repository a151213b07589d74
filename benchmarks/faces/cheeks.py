"""Where a cheek lies: outlines by landmarks of MediaPipe's mesh, right and left as mirror images."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.alignment.scoring import Points
from benchmarks.faces.skin_points import FOREHEAD, LEFT_CHEEK, RIGHT_CHEEK
from tracker.imaging.measure.ring import Area
from tracker.model import Polygon


@dataclass(frozen=True)
class Geometry:
    """A region of both cheeks: what lies within the outermost of some landmarks.

    Attributes
    ----------
    title : str
    right, left : tuple of int
        Landmarks of the person's right cheek and of the left one.
    """

    title: str
    right: tuple[int, ...]
    left: tuple[int, ...]


LARGE = Geometry(
    "lower lid to jaw, short of the nasolabial fold",
    (111, 117, 118, 119, 100, 101, 36, 205, 207, 192, 213, 147, 123, 116),
    (340, 346, 347, 348, 329, 330, 266, 425, 427, 416, 433, 376, 352, 345),
)
GEOMETRIES = (
    LARGE,
    Geometry("points of the alignment's check", RIGHT_CHEEK, LEFT_CHEEK),
    Geometry(
        "down to the mouth, across the fold",
        (117, 118, 101, 36, 206, 216, 192, 213, 147, 123),
        (346, 347, 330, 266, 426, 436, 416, 433, 376, 352),
    ),
    Geometry(
        "middle of the cheek",
        (117, 118, 101, 36, 205, 187, 147, 123),
        (346, 347, 330, 266, 425, 411, 376, 352),
    ),
)


def area_within(landmarks_rc: Points, numbers: Sequence[int]) -> Area:
    """The convex area of some landmarks."""
    points_xy = landmarks_rc[list(numbers)][:, ::-1].astype(np.float32)
    outline = cv2.convexHull(points_xy).reshape(-1, 2)[:, ::-1]
    return Area.of(Polygon(tuple((float(row), float(column)) for row, column in outline)))


def forehead(landmarks_rc: Points) -> Area:
    """From the brows to the hairline."""
    return area_within(landmarks_rc, FOREHEAD)
