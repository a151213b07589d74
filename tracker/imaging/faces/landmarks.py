"""Placing landmarks in a square around a face, and telling whether there is a face at all.

References
----------
Kartynnik et al. 2019, "Real-time facial surface geometry from monocular video on mobile GPUs",
doi 10.48550/arXiv.1907.06724. Grishchenko et al. 2020, "Attention mesh: high-fidelity face mesh
prediction in real-time", doi 10.48550/arXiv.2006.10962.
"""

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.faces.detector import angle_of, probabilities, run
from tracker.imaging.faces.square import FloatArray, RgbArray, Square, cut_square
from tracker.imaging.faces.tflite import read_net

INPUT_PX = 256
_ENLARGEMENT = 1.5
# outer corners of the person's right and left eye: surer than irises, which lids may hide
_RIGHT_CORNER, _LEFT_CORNER = 33, 263


class LandmarkPlacer:
    """The landmark network; one caller at a time."""

    def __init__(self, model: bytes) -> None:
        self._points = read_net(model, output="Identity")
        self._presence = read_net(model, output="Identity_1")

    def place(self, rgb: RgbArray, square: Square) -> FloatArray:
        """Places (478, 3) as (x, y, depth) in the photo, depth away from the camera in its pixels."""
        points = run(self._points, _blob(rgb, square)).reshape(-1, 3) / INPUT_PX
        return np.column_stack([square.to_photo(points[:, :2]), points[:, 2] * square.side_px])

    def presence(self, rgb: RgbArray, square: Square) -> float:
        """Probability that the square shows a face."""
        return float(probabilities(run(self._presence, _blob(rgb, square)).reshape(-1))[0])


def _blob(rgb: RgbArray, square: Square) -> npt.NDArray[np.float32]:
    seen = cut_square(rgb, square, size_px=INPUT_PX, is_edge_repeated=True)
    return np.asarray(cv2.dnn.blobFromImage(seen, 1 / 255), np.float32)


def square_around(xy: FloatArray) -> Square:
    """The square around landmarks (478, 2), enlarged, turned as the corners of the eyes are."""
    angle_deg = angle_of(xy[_LEFT_CORNER] - xy[_RIGHT_CORNER])
    upright = Square((0.0, 0.0), 1.0, angle_deg)
    inside = upright.from_photo(xy)
    low, high = inside.min(axis=0), inside.max(axis=0)
    centre = upright.to_photo((low + high)[None] / 2)[0]
    return Square((float(centre[0]), float(centre[1])), float((high - low).max()) * _ENLARGEMENT, angle_deg)
