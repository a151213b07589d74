"""How many millimetres a pixel is, from the eyes alone: an estimate, with how sure it is.

The visible iris is 11.7 mm wide in nearly everybody; where it can't be seen well (eyes closed, head turned
away), the distance of the pupils must do, which differs more from person to person. Both hold in the plane
of the eyes: what lies nearer to the camera is larger by the ratio of the distances.

References
----------
.. [1] Ruefer, Schroeder, Erb 2005, "White-to-white corneal diameter: normal values in healthy humans",
       doi 10.1097/01.ico.0000148312.01805.53: 11.71 mm, SD 0.42.
.. [2] Dodgson 2004, "Variation and extrema of human interpupillary distance", doi 10.1117/12.529999: adults
       63.4 mm, SD 3.8.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tracker.imaging.faces.average_face import AverageFace
from tracker.imaging.faces.expression import CLOSED_EYE, eye_openness
from tracker.imaging.faces.face import Face
from tracker.imaging.faces.pose import find_pose, head_rotation

IRIS_MM = 11.7
EYE_DISTANCE_MM = 63.0
IRIS_ERROR_SHARE = 0.10
"""95 %: persons differ by 7 % [1]_, photos of one person by 3 %; irises are drawn up to 4 % too wide."""
EYE_DISTANCE_ERROR_SHARE = 0.13
"""95 %: persons differ by 12 % [2]_, photos of one person by 3 %."""

# pairs of landmarks across each iris, along the line of the eyes
_IRISES = ((469, 471), (474, 476))
_MOST_TURNED_DEG = 20.0
_SMALLEST_IRIS_PX = 8.0


class ScaleSource(StrEnum):
    """What an estimated scale comes from."""

    IRIS = "iris"
    EYE_DISTANCE = "eye distance"


@dataclass(frozen=True)
class EstimatedScale:
    """Millimetres per pixel at the eyes.

    Attributes
    ----------
    mm_per_px : float
    error_share : float
        The true value lies within this share of it in 95 of 100 people.
    source : ScaleSource
    """

    mm_per_px: float
    error_share: float
    source: ScaleSource


def estimate_scale(face: Face, average: AverageFace) -> EstimatedScale:
    """Millimetres per pixel of the photo, at the face's eyes."""
    iris_px = float(np.mean([np.hypot(*(face.landmarks_rc[a] - face.landmarks_rc[b])) for a, b in _IRISES]))
    is_turned = abs(find_pose(face, average).turn_deg) > _MOST_TURNED_DEG
    if min(eye_openness(face)) > CLOSED_EYE and not is_turned and iris_px >= _SMALLEST_IRIS_PX:
        return EstimatedScale(IRIS_MM / iris_px, IRIS_ERROR_SHARE, ScaleSource.IRIS)
    # the eyes lie along the head's second axis: how long that axis is seen
    foreshortening = float(np.hypot(*head_rotation(face, average)[:2, 1]))
    eyes_px = face.eye_distance_px / max(foreshortening, 0.2)
    return EstimatedScale(EYE_DISTANCE_MM / eyes_px, EYE_DISTANCE_ERROR_SHARE, ScaleSource.EYE_DISTANCE)
