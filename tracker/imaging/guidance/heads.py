"""How a head lies in a frame, against the reference: by the landmarks of the optional face models."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tracker.errors import TrackerError
from tracker.imaging.faces import Face, find_face
from tracker.imaging.faces.expression import Expression, find_expression
from tracker.imaging.faces.finder import average_face
from tracker.imaging.faces.pose import HeadPose, find_pose
from tracker.imaging.guidance.placement import Placement, Size, as_placement
from tracker.imaging.measure.arrays import Mask, Rgb
from tracker.imaging.measure.masks import rasterise

_SEED = 1
# what differences of one person's pose are off by, standard error: the landmarks' own
_POSE_ERROR_DEG = 1.0


@dataclass(frozen=True)
class SeenHead:
    """A face, how its head is held, and what eyes and mouth do."""

    face: Face
    pose: HeadPose
    expression: Expression

    def covered(self, shape: tuple[int, int]) -> Mask:
        """The pixels inside the face's outline."""
        return rasterise([(float(row), float(column)) for row, column in self.face.outline_rc], shape)


def see_head(rgb: Rgb, models: Path | None) -> SeenHead | None:
    """The most prominent head of a picture; None without one, or without usable models."""
    try:
        face = find_face(rgb, models=models)
        if face is None or models is None:
            return None
        return SeenHead(face, find_pose(face, average_face(models)), find_expression(face))
    except TrackerError:  # a damaged file is told where faces are needed; here features do
        return None


def place_by_heads(reference: SeenHead, head: SeenHead, *, sizes: tuple[Size, Size]) -> Placement | None:
    """How a head lies against the reference's; None where no similarity joins the two.

    Parameters
    ----------
    reference, head : SeenHead
    sizes : tuple of (width, height)
        Of the two frames.
    """
    cv2.setRNGSeed(_SEED)
    xy, target_xy = (seen.face.landmarks_rc[:, ::-1].copy() for seen in (reference, head))
    matrix, _ = cv2.estimateAffinePartial2D(xy, target_xy, method=cv2.LMEDS)
    if matrix is None:
        return None
    turned = head.pose.minus(reference.pose)
    return as_placement(
        np.asarray(matrix, np.float64),
        *sizes,
        turn_deg=turned.turn_deg,
        # chin up moves what is near the camera up
        tilt_deg=-turned.tilt_deg,
        turn_error_deg=_POSE_ERROR_DEG,
        deformation=0.0,
        is_of_face=True,
    )
