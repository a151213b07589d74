"""A face as 478 points of the photo."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LANDMARK_COUNT = 478
# the face's outline from the middle of the forehead on, clockwise as seen on an unmirrored photo
# fmt: off
OUTLINE = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)
# fmt: on
RIGHT_IRIS, LEFT_IRIS = 468, 473


@dataclass(frozen=True, eq=False)
class Face:
    """Landmarks of one face.

    Attributes
    ----------
    landmarks_rc : ndarray of float64, shape (478, 2)
        (row, column) in pixels of the photo, pixel centres at whole numbers. Points may lie outside
        the photo where it cuts the face. MediaPipe's order: 468 of the mesh, then five of each iris.
    depth_px : ndarray of float64, shape (478,)
        How far behind the middle of the head each point lies, in pixels of the photo, as the network
        guesses it; never stored.
    score : float
        Probability that this is a face, 0 to 1.
    """

    landmarks_rc: FloatArray
    depth_px: FloatArray
    score: float

    def resized(self, shape: tuple[int, int], into: tuple[int, int]) -> "Face":
        """The same face in another size of the photo, both given as (rows, columns)."""
        factor_rc = np.array(into) / shape
        landmarks_rc = (self.landmarks_rc + 0.5) * factor_rc - 0.5
        return Face(landmarks_rc, self.depth_px * float(factor_rc.mean()), self.score)

    @property
    def outline_rc(self) -> FloatArray:
        """Outline (36, 2), from the middle of the forehead on, clockwise as seen."""
        return self.landmarks_rc[list(OUTLINE)]

    @property
    def eye_distance_px(self) -> float:
        """Distance of the pupils' centres."""
        return float(np.hypot(*self._across_eyes))

    @property
    def roll_deg(self) -> float:
        """Turn of the head in the picture's plane, clockwise as seen, -180 to 180."""
        rows, columns = self._across_eyes
        return float(np.rad2deg(np.arctan2(rows, columns)))

    @property
    def _across_eyes(self) -> FloatArray:
        return np.asarray(self.landmarks_rc[LEFT_IRIS] - self.landmarks_rc[RIGHT_IRIS])
