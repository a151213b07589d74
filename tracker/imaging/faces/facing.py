"""Which parts of a face look at the camera."""

import numpy as np
import numpy.typing as npt

from tracker.imaging.faces.average_face import CORNERS, AverageFace
from tracker.imaging.faces.face import Face

FloatArray = npt.NDArray[np.float64]


def facing_cosines(face: Face, average: AverageFace) -> FloatArray:
    """For every triangle of the mesh how squarely it faces the camera, shape (T,).

    1 is seen from right in front, 0 from its edge, and what is negative is turned away.
    """
    corners = np.column_stack([face.landmarks_rc, face.depth_px])[:CORNERS][average.triangles]
    down_right_away = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    # outwards is towards the camera on a face that is seen from the front
    outwards = down_right_away * np.sign(_front_side(average))
    return np.asarray(-outwards[:, 2] / np.maximum(np.linalg.norm(outwards, axis=1), 1e-9))


def _front_side(average: AverageFace) -> float:
    """Sign of the depth that the normals of the average face have, most of which face the camera."""
    corners = average.points_mm[average.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return float(-np.sign(normals[:, 2].sum()))
