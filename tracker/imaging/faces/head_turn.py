"""How far a head is turned in one photo against another photo of the same person.

Landmarks tell a head's pose to some degrees, since persons differ from the average face and landmarks
slide. Two photos of one person share their skin: places that are found in both say more. Both poses are
meant against the line of sight to the face, so a face at the edge of a photo isn't turned for that.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.faces.average_face import AverageFace
from tracker.imaging.faces.expression import find_expression
from tracker.imaging.faces.face import Face
from tracker.imaging.faces.pose import HeadPose, find_px_per_mm, head_rotation, pose_of
from tracker.imaging.faces.rigid_face import FittedFace, RigidFace
from tracker.imaging.faces.same_skin import find_same_skin

FloatArray = npt.NDArray[np.float64]

_FEWEST_PLACES = 80
_MOST_UNEXPLAINED_MM = 1.5
"""Skin that moves by more isn't the same."""
_NEAREST_MM, _FARTHEST_MM = 150.0, 4000.0
"""Whole heads are photographed from no nearer and no farther."""
_RIGID_MM = 0.45
"""Rigid heads leave less, rendered or photographed again from elsewhere; with this much or more of movement
of the skin itself, what it says of a turn is doubted by half of how far landmarks disagree."""


@dataclass(frozen=True, eq=False)
class Portrait:
    """A face and the photo that shows it.

    Attributes
    ----------
    rgb : ndarray of uint8, shape (M, N, 3)
        sRGB, upright, not cropped where the focal length is told.
    face : Face
        Found in it.
    focal_px : float or None
        The camera's focal length in pixels of this photo, where it is known.
    """

    rgb: npt.NDArray[np.uint8]
    face: Face
    focal_px: float | None = None


@dataclass(frozen=True)
class HeadTurn:
    """How far a head is turned against a reference.

    Attributes
    ----------
    pose : HeadPose
        Against the reference, as if that looked straight ahead.
    error_deg : float
        Standard error of turn and of tilt, whichever is larger, by what the two photos leave open.
    """

    pose: HeadPose
    error_deg: float


def find_head_turn(reference: Portrait, moving: Portrait, average: AverageFace) -> HeadTurn | None:
    """How far a head is turned against the reference.

    Parameters
    ----------
    reference, moving : Portrait
        Of one person.
    average : AverageFace
        Of the models that found both faces.

    Returns
    -------
    HeadTurn or None
        None where too little skin is found in both photos, and where the mouth is drawn otherwise: a smile
        moves the skin up to the brows, which would pass for a tilt of several degrees.
    """
    if find_expression(moving.face).differs_in_mouth(find_expression(reference.face)):
        return None
    skin = find_same_skin(reference.rgb, reference.face, moving.rgb, moving.face, average)
    if len(skin) < _FEWEST_PLACES:
        return None
    sizes = tuple(find_px_per_mm(photo.face, average) for photo in (reference, moving))
    first, second = (head_rotation(photo.face, average) for photo in (reference, moving))
    fitted = RigidFace(
        _from_middle(reference, skin.reference_rc) / sizes[0],
        _from_middle(moving, skin.moving_rc) / sizes[1],
        skin.depth_px / sizes[0],
        start=second @ first.T,
        distances_mm=(_distance_mm(reference, sizes[0]), _distance_mm(moving, sizes[1])),
    ).fit()
    if fitted.unexplained_mm > _MOST_UNEXPLAINED_MM:
        return None
    sights = (
        _to_sight(_from_middle(photo, photo.face.landmarks_rc).mean(axis=0) / (size * distance_mm))
        for photo, size, distance_mm in zip((reference, moving), sizes, fitted.distances_mm, strict=True)
    )
    pose = pose_of(_seen_along(fitted.rotation, *sights))
    return HeadTurn(pose, _error_deg(fitted, pose, pose_of(second @ first.T)))


def _seen_along(rotation: FloatArray, first_sight: FloatArray, second_sight: FloatArray) -> FloatArray:
    return np.asarray(second_sight @ rotation @ first_sight.T)


def _error_deg(fitted: FittedFace, pose: HeadPose, by_landmarks: HeadPose) -> float:
    """The fit's own error of turn and tilt, or more where the skin moved by itself."""
    error_deg = float(np.sqrt(np.diag(fitted.covariance_deg2)[:2].max()))
    if fitted.unexplained_mm <= _RIGID_MM:
        return error_deg
    return max(error_deg, pose.minus(by_landmarks).away_deg / 2)


def _distance_mm(photo: Portrait, px_per_mm: float) -> float | None:
    """Of the camera; None without a focal length, and where it belies the photo, as in a part of it."""
    if photo.focal_px is None:
        return None
    distance_mm = photo.focal_px / px_per_mm
    return distance_mm if _NEAREST_MM <= distance_mm <= _FARTHEST_MM else None


def _from_middle(photo: Portrait, points_rc: FloatArray) -> FloatArray:
    return np.asarray(points_rc - (np.array(photo.rgb.shape[:2]) - 1) / 2)


def _to_sight(ray_rc: FloatArray) -> FloatArray:
    """The shortest rotation from a camera's axes to those about a ray (down, right) of it, shape (3, 3)."""
    down, right = ray_rc
    angle = np.arctan(np.hypot(down, right))
    # turning the ray onto the viewing axis: about what is square to both
    about = np.array([right, -down, 0.0]) / max(float(np.hypot(down, right)), 1e-12)
    return np.asarray(cv2.Rodrigues(about * angle)[0])
