"""The one optional file of face models: where it lies, and whether it is the one that was tried."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import TrackerError
from tracker.texts import gettext as _

BUNDLE_NAME = "face_landmarker.task"
BUNDLE_SHA256 = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
BUNDLE_BYTES = 3_758_596
# fetched by `python -m tracker models fetch` alone; everything else only prints it
BUNDLE_ADDRESS = (
    "https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/float16/1/" + BUNDLE_NAME
)
_PARTS = (
    "face_detector.tflite",
    "face_landmarks_detector.tflite",
    "geometry_pipeline_metadata_landmarks.binarypb",
)


@dataclass(frozen=True)
class FaceModels:
    """The parts of the bundle that are used: two models, as TensorFlow Lite files, and an average face.

    Attributes
    ----------
    detector : bytes
        BlazeFace, short range.
    landmarks : bytes
        478 points of the face, irises included.
    geometry : bytes
        The average face that belongs to the points, see `tracker.imaging.faces.average_face`.
    """

    detector: bytes
    landmarks: bytes
    geometry: bytes


def bundle_path(models: Path) -> Path:
    """Where the bundle lies inside a folder of models."""
    return models / BUNDLE_NAME


def is_published(content: bytes) -> bool:
    """Whether these are the bytes of the published bundle."""
    return hashlib.sha256(content).hexdigest() == BUNDLE_SHA256


def read_bundle(models: Path) -> FaceModels:
    """Read the models out of the bundle, in memory.

    Raises
    ------
    TrackerError
        If the file is missing, can't be read, or is not the published one.
    """
    path = bundle_path(models)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrackerError(
            _("The face models can't be read: {path} is missing or closed to us.", path=path)
        ) from error
    if not is_published(content):
        raise TrackerError(
            _(
                "{path} is damaged or another version of the face models: "
                "remove it, or put the file with SHA-256 {digest} there.",
                path=path,
                digest=BUNDLE_SHA256,
            )
        )
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        return FaceModels(*(bundle.read(name) for name in _PARTS))
