"""What may be known of a pair before its pixels are compared: skin of interest, points, faces."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.working import BoolArray, FloatArray, WorkingPhoto
from tracker.model import PointPairs

# a face's outline ends at the hairline's edge and the jaw: this much more belongs to it
_GROWTH = 1.12


@dataclass(frozen=True)
class Hints:
    """Known beforehand; all of it is optional.

    Attributes
    ----------
    mask : ndarray of bool, shape (M, N), optional
        Skin of interest of the reference, at the size of the original.
    points : PointPairs, optional
        The same places in both photos, marked by a person.
    landmarks_rc : tuple of ndarray, shape (K, 2), optional
        The same K landmarks of a face in the reference and in the moving photo.
    """

    mask: BoolArray | None = None
    points: PointPairs | None = None
    landmarks_rc: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None = None

    def of_interest(self, reference: WorkingPhoto, moving: WorkingPhoto) -> tuple[WorkingPhoto, WorkingPhoto]:
        """Both photos with their skin of interest: the mask's, else the face's, else unknown."""
        faces: tuple[BoolArray | None, BoolArray | None] = (None, None)
        if self.landmarks_rc is not None:
            first, second = self.landmarks_rc
            faces = face_area(reference, first), face_area(moving, second)
        interest = faces[0] if self.mask is None else _reduced(self.mask, reference)
        return reference.with_interest(interest), moving.with_interest(faces[1])


def face_area(photo: WorkingPhoto, landmarks_rc: npt.NDArray[np.float64]) -> BoolArray | None:
    """The convex hull of a face's landmarks, a little grown; None where hardly any of it is shown."""
    xy: FloatArray = photo.to_working(landmarks_rc)
    middle = xy.mean(axis=0)
    outline = cv2.convexHull((middle + (xy - middle) * _GROWTH).astype(np.float32))
    area = np.zeros(photo.rgb.shape[:2], np.uint8)
    cv2.fillConvexPoly(area, np.rint(outline).astype(np.int32), 1)
    return area.astype(bool) if area.any() else None


def _reduced(mask: BoolArray, reference: WorkingPhoto) -> BoolArray:
    """A mask of the original at working size."""
    if mask.shape != reference.shape:
        raise ValueError(f"a mask of shape {mask.shape} does not fit a photo of shape {reference.shape}")
    small = cv2.resize(mask.astype(np.uint8), reference.size, interpolation=cv2.INTER_NEAREST)
    return small.astype(bool)
