"""The scale of a photo from the eyes of whoever it shows, where the models are at hand."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from tracker.imaging.faces.finder import average_face, find_face
from tracker.imaging.faces.scale import EstimatedScale, estimate_scale


def scale_from_eyes(rgb: npt.NDArray[np.uint8], *, models: Path | None) -> EstimatedScale | None:
    """Millimetres per pixel at the eyes; None without models or without a face.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB, upright.
    models : Path or None
        Folder of the models, see `find_face`.

    Raises
    ------
    TrackerError
        If the models are damaged or another version.
    """
    face = find_face(rgb, models=models)
    if face is None or models is None:
        return None
    return estimate_scale(face, average_face(models))
