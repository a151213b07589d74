"""The face in a photo, by the models of one optional file.

Without the file there is no face, and the rest of the product works as if photos had none.
"""

import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from tracker.errors import TrackerError
from tracker.imaging.faces.average_face import AverageFace, read_average_face
from tracker.imaging.faces.bundle import bundle_path, read_bundle
from tracker.imaging.faces.detector import FaceDetector
from tracker.imaging.faces.face import LANDMARK_COUNT, Face
from tracker.imaging.faces.landmarks import LandmarkPlacer, square_around
from tracker.imaging.faces.square import FloatArray, RgbArray, Square
from tracker.texts import Message, marked
from tracker.texts import gettext as _

# whole faces reach 0.998 and more, also from 45 degrees; lone eyes and mouths hardly ever
LEAST_PRESENCE = 0.99
# close-ups in which the rest would be guessed are no faces
LEAST_SHARE_INSIDE = 2 / 3
# what the landmarks' square still resolves of a face that takes a tenth of the width
_LONG_SIDE_PX = 2048
_CANNOT_RUN = Message(
    marked("The installed OpenCV can't run the face models: install the version in requirements.txt.")
)


def find_face(rgb: RgbArray, *, models: Path | None) -> Face | None:
    """The most prominent face of a photo; None without a face or without models.

    The networks are loaded once per process. A photo always gives the same face, and is never changed.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB, upright.
    models : Path or None
        Folder of ``face_landmarker.task``. None, or a folder without the file: faces aren't used.

    Raises
    ------
    TrackerError
        If the file is there but is damaged or another version.
    """
    if models is None or not bundle_path(models).is_file():
        return None
    return _finder(models.absolute()).find(rgb)


def average_face(models: Path) -> AverageFace:
    """The average face of the models by which `find_face` found a face in this folder."""
    return _finder(models.absolute()).average


def check_models(models: Path) -> None:
    """Load the networks and run them once.

    Raises
    ------
    TrackerError
        If the file is missing, damaged or another version, or this OpenCV can't run it.
    """
    if not bundle_path(models).is_file():
        raise TrackerError(
            _(
                "There are no face models at {path}: fetch them with python -m tracker models fetch, or name "
                "their folder in TRACKER_MODELS_DIR. Everything else works without them.",
                path=bundle_path(models),
            )
        )
    FaceFinder(models).run_once()


@lru_cache(maxsize=2)
def _finder(models: Path) -> "FaceFinder":
    return FaceFinder(models)


class FaceFinder:
    """Both networks, loaded; safe to share between threads.

    Attributes
    ----------
    average : AverageFace
        The average face that belongs to the landmarks.

    Raises
    ------
    TrackerError
        If the bundle is missing, damaged or another version, or OpenCV can't read it.
    """

    def __init__(self, models: Path) -> None:
        bundle = read_bundle(models)
        try:
            self._detector = FaceDetector(bundle.detector)
            self._placer = LandmarkPlacer(bundle.landmarks)
            self.average = read_average_face(bundle.geometry)
        except (cv2.error, ValueError) as error:
            raise TrackerError(_CANNOT_RUN) from error
        self._turn = threading.Lock()

    def run_once(self) -> None:
        """Run every network on a grey square.

        Raises
        ------
        TrackerError
            If the installed OpenCV can't.
        """
        grey, whole = np.full((256, 256, 3), 128, np.uint8), Square((127.5, 127.5), 256.0)
        try:
            with self._turn:
                self._detector.largest(grey, whole)
                points = self._placer.place(grey, whole)
                self._placer.presence(grey, whole)
        except (cv2.error, ValueError) as error:
            raise TrackerError(_CANNOT_RUN) from error
        if points.shape != (LANDMARK_COUNT, 3):
            raise TrackerError(_CANNOT_RUN)

    def find(self, rgb: RgbArray) -> Face | None:
        """The most prominent face of a photo (M, N, 3) in sRGB, or None."""
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3:
            raise ValueError(f"a photo is uint8 of shape (M, N, 3), not {rgb.dtype} of shape {rgb.shape}")
        reduced, factor_xy = _reduce(rgb)
        with self._turn:
            found = self._find(reduced)
        if found is None:
            return None
        placed, score = found
        landmarks_rc = ((placed[:, :2] + 0.5) * factor_xy - 0.5)[:, ::-1].copy()
        return Face(landmarks_rc, placed[:, 2] * factor_xy.mean(), score)

    def _find(self, rgb: RgbArray) -> tuple[FloatArray, float] | None:
        """Landmarks (478, 3) as (x, y, depth) and presence, from the first view that shows a face."""
        for view in views(rgb.shape):
            detection = self._detector.largest(rgb, view)
            found = detection and self._place(rgb, detection.square)
            if found:
                # inside a face that is cut off, closer views would only see faces in its features
                return found if _share_inside(found[0][:, :2], rgb.shape) >= LEAST_SHARE_INSIDE else None
        return None

    def _place(self, rgb: RgbArray, first: Square) -> tuple[FloatArray, float] | None:
        """Landmarks from a square that the detector gives; None where they don't make a face."""
        # a second look, at the square that the first landmarks ask for, places them better
        second = square_around(self._placer.place(rgb, first)[:, :2])
        score = self._placer.presence(rgb, second)
        if score < LEAST_PRESENCE:
            return None
        return self._placer.place(rgb, second), score


def _share_inside(xy: FloatArray, shape: tuple[int, ...]) -> float:
    """Share of landmarks (478, 2) inside the photo."""
    return float(np.mean(((xy >= -0.5) & (xy <= np.array(shape[1::-1]) - 0.5)).all(axis=1)))


def views(shape: tuple[int, ...]) -> Iterator[Square]:
    """Squares to look for a face in, likeliest first.

    The detector knows faces that take a fifth to two thirds of its view, at any roll up to 75 degrees:
    so the whole photo, then from farther away, then closer in parts that overlap.
    """
    rows, columns = shape[:2]
    middle = ((columns - 1) / 2, (rows - 1) / 2)
    long_side = float(max(rows, columns))
    for reach in (1.0, 1.25, 1.6):
        yield Square(middle, reach * long_side)
    for y in (0.3, 0.7):
        for x in (0.3, 0.7):
            yield Square((x * columns, y * rows), 0.6 * long_side)


def _reduce(rgb: RgbArray) -> tuple[RgbArray, FloatArray]:
    """The photo at no more than `_LONG_SIDE_PX`, and pixels of the photo per pixel of it, (x, y)."""
    rows, columns = rgb.shape[:2]
    fraction = _LONG_SIDE_PX / max(rows, columns)
    if fraction >= 1:
        return rgb, np.ones(2)
    size = (max(1, round(columns * fraction)), max(1, round(rows * fraction)))
    reduced = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    return reduced, np.array([columns, rows]) / size
