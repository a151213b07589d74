"""How a head is held: turn, tilt and roll, from its landmarks.

The network's landmarks, with the depth that it guesses, are laid on the bundle's average face by a
rotation, a scale and a shift (weighted least squares). On rendered heads this followed known turns better
than fits to the flat positions alone (perspective with an assumed focal length, or weak perspective).

A person's own face differs from the average: the angles of one person share an offset of some degrees, so
**differences** between photos of one person say more than the angles themselves.

References
----------
Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns",
doi 10.1109/34.88573.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.imaging.faces.average_face import CORNERS, AverageFace
from tracker.imaging.faces.face import Face

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class HeadPose:
    """How a head is held before the camera; all zero is straight ahead and upright.

    Attributes
    ----------
    turn_deg : float
        About the vertical; positive where the nose points to the picture's right, as in a photo of the
        right side of the person's face (their head is turned to their left).
    tilt_deg : float
        About the axis through the ears; positive with the chin up.
    roll_deg : float
        In the picture's plane; positive clockwise as seen.
    """

    turn_deg: float
    tilt_deg: float
    roll_deg: float

    @property
    def away_deg(self) -> float:
        """Angle between the directions from which this head and one straight ahead are seen, 0 to 180.

        Roll isn't in it.

        Examples
        --------
        >>> round(HeadPose(3.0, 4.0, 20.0).away_deg, 2)
        5.0
        """
        turn, tilt = np.radians([self.turn_deg, self.tilt_deg])
        return float(np.degrees(np.arccos(np.clip(np.cos(turn) * np.cos(tilt), -1, 1))))

    def minus(self, reference: "HeadPose") -> "HeadPose":
        """By how much this pose differs from another one."""
        return HeadPose(
            self.turn_deg - reference.turn_deg,
            self.tilt_deg - reference.tilt_deg,
            (self.roll_deg - reference.roll_deg + 180) % 360 - 180,
        )


def find_pose(face: Face, average: AverageFace) -> HeadPose:
    """How the head of a face is held.

    Parameters
    ----------
    face : Face
    average : AverageFace
        Of the bundle that placed the landmarks: `FaceFinder.average`.
    """
    return pose_of(head_rotation(face, average))


def pose_of(rotation: FloatArray) -> HeadPose:
    """Turn, tilt and roll of a rotation (3, 3) from the head's axes (down, right, away) to the camera's."""
    down, right, away = rotation
    turn_deg, tilt_deg = np.degrees([np.arctan2(away[1], away[2]), np.arcsin(np.clip(-away[0], -1, 1))])
    return HeadPose(float(turn_deg), float(tilt_deg), float(np.degrees(np.arctan2(-right[0], down[0]))))


def head_rotation(face: Face, average: AverageFace) -> FloatArray:
    """From the head's axes (down, right as seen, away from the camera) to the camera's, shape (3, 3)."""
    seen, drawn, weights = _about_middle(face, average)
    left, _, right = np.linalg.svd((weights * seen).T @ drawn)
    # a mirror image is no rotation
    handedness = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    return np.asarray(left @ handedness @ right)


def find_px_per_mm(face: Face, average: AverageFace) -> float:
    """How large a face is in the photo, against the average face: from the spread of all its points."""
    seen, drawn, weights = _about_middle(face, average)
    return float(np.sqrt((weights * seen**2).sum() / (weights * drawn**2).sum()))


def as_seen_from_front(average: AverageFace) -> Face:
    """The average face itself as a face in a photo of 1 mm per pixel, irises amid the eyes."""
    irises = [average.points_mm[list(corners)].mean(axis=0) for corners in ((33, 133), (362, 263))]
    points = np.concatenate([average.points_mm, np.repeat(irises, 5, axis=0)])
    return Face(points[:, :2], points[:, 2], 1.0)


def _about_middle(face: Face, average: AverageFace) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Points of face and average face, (468, 3) each, about their weighted middles; the weights."""
    seen = np.column_stack([face.landmarks_rc, face.depth_px])[:CORNERS]
    weights = average.weights[:, None]
    middles = ((weights * points).sum(axis=0) for points in (seen, average.points_mm))
    return seen - next(middles), average.points_mm - next(middles), weights
