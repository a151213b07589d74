"""Finding faces in a square: BlazeFace's short-range network and what its outputs mean.

References
----------
Bazarevsky et al. 2019, "BlazeFace: sub-millisecond neural face detection on mobile GPUs",
doi 10.48550/arXiv.1907.05047.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.faces.square import FloatArray, RgbArray, Square, cut_square
from tracker.imaging.faces.tflite import read_net

INPUT_PX = 128
LEAST_SCORE = 0.5
# cells per side and anchors per cell of the network's two layers
_LAYERS = ((16, 2), (8, 6))
_ENLARGEMENT = 1.5
_RIGHT_EYE, _LEFT_EYE = 0, 1


@dataclass(frozen=True)
class Detection:
    """A face that the detector sees.

    Attributes
    ----------
    square : Square
        Around the face with room, its upper edge along the eyes.
    score : float
        0 to 1.
    """

    square: Square
    score: float


class FaceDetector:
    """The detector's network; one caller at a time."""

    def __init__(self, model: bytes) -> None:
        self._boxes = read_net(model, output="regressors")
        self._scores = read_net(model, output="classificators")

    def largest(self, rgb: RgbArray, view: Square) -> Detection | None:
        """The largest face that is seen in a square of the photo."""
        seen = cut_square(rgb, view, size_px=INPUT_PX, is_edge_repeated=False)
        blob = np.asarray(cv2.dnn.blobFromImage(seen, 1 / 127.5, mean=(127.5, 127.5, 127.5)), np.float32)
        scores = probabilities(run(self._scores, blob).reshape(-1))
        if scores.max() < LEAST_SCORE:
            return None
        boxes = decode_boxes(run(self._boxes, blob).reshape(len(scores), -1))
        return _largest(boxes, scores, view)


def run(net: cv2.dnn.Net, blob: npt.NDArray[np.float32]) -> FloatArray:
    """A network's one output."""
    net.setInput(blob)
    return np.asarray(net.forward(), np.float64)


def probabilities(logits: FloatArray) -> FloatArray:
    """Logistic function, safe for any logit."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -100, 100))))


def anchor_centres() -> FloatArray:
    """Middles (896, 2) of the network's anchors, shares of the side.

    >>> anchor_centres()[[0, 1, 2, -1]].tolist()
    [[0.03125, 0.03125], [0.03125, 0.03125], [0.09375, 0.03125], [0.9375, 0.9375]]
    """
    layers = []
    for cells, anchors in _LAYERS:
        y, x = (np.indices((cells, cells)) + 0.5) / cells
        layers.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), anchors, axis=0))
    return np.concatenate(layers)


def decode_boxes(regressors: FloatArray) -> FloatArray:
    """Middle, size and six points of each anchor's face, shape (896, 8, 2), shares of the side.

    Regressors are (x, y) pairs in input pixels relative to the anchor's middle: the box's middle, its
    size, right eye, left eye, nose, mouth, right ear, left ear (the person's own right and left).
    """
    pairs = regressors.reshape(-1, 8, 2) / INPUT_PX
    is_place = np.arange(8) != 1
    return np.asarray(pairs + is_place[:, None] * anchor_centres()[:, None, :])


def _largest(boxes: FloatArray, scores: FloatArray, view: Square) -> Detection:
    """The largest face; of its many anchors the one that is surest."""
    sides = np.where(scores >= LEAST_SCORE, boxes[:, 1].max(axis=1), 0.0)
    # anchors of one face differ a little in size
    is_largest = sides > 0.8 * sides.max()
    best = int(np.argmax(np.where(is_largest, scores, 0.0)))
    return Detection(face_square(boxes[best], view), float(scores[best]))


def face_square(box: FloatArray, view: Square) -> Square:
    """The square around a decoded box (8, 2), enlarged, turned as the eyes are."""
    points = view.to_photo(box)
    side_px = float(box[1].max()) * view.side_px * _ENLARGEMENT
    across = points[2 + _LEFT_EYE] - points[2 + _RIGHT_EYE]
    return Square((float(points[0, 0]), float(points[0, 1])), side_px, angle_of(across))


def angle_of(across: FloatArray) -> float:
    """Degrees, clockwise as seen, from the photo's rows to a vector (x, y)."""
    return float(np.rad2deg(np.arctan2(across[1], across[0])))
