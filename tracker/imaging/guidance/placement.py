"""Where the subject lies in a frame, whatever told it."""

from dataclasses import dataclass

import numpy as np

from tracker.imaging.align.working import FloatArray

Size = tuple[int, int]


@dataclass(frozen=True)
class Placement:
    """How the subject lies in the frame, against the reference laid over it as large as it fits in whole.

    Attributes
    ----------
    matrix : ndarray, shape (2, 3)
        Maps (x, y, 1) of the reference to the frame: a similarity.
    scale : float
        Size in the frame over that in the reference; above 1 the camera is nearer.
    roll_deg : float
        Clockwise as seen.
    shift_rc : tuple of float
        Down and right, shares of the frame's short side.
    turn_deg, tilt_deg : float
        Turn of the surface to the right and down as seen, estimated.
    turn_error_deg : float
        Standard error of both by what the estimate leaves unexplained.
    deformation : float
        How far features typically lie from where a similarity puts them, in mean radii of where they lie:
        what a turn in whatever direction, or another expression, leaves.
    is_of_face : bool
        Whether a face's landmarks told it; they leave no deformation.
    """

    matrix: FloatArray
    scale: float
    roll_deg: float
    shift_rc: tuple[float, float]
    turn_deg: float
    tilt_deg: float
    turn_error_deg: float
    deformation: float
    is_of_face: bool = False


def apply(matrix: FloatArray, xy: FloatArray) -> FloatArray:
    """Points (K, 2) as (x, y) through a matrix (2, 3)."""
    return np.asarray(xy @ matrix[:, :2].T + matrix[:, 2])


def fitted(size: tuple[int, int], into: tuple[int, int]) -> FloatArray:
    """How a picture lies in the middle of another, as large as it fits in whole ("contain").

    Parameters
    ----------
    size, into : tuple of int
        (width, height).

    Returns
    -------
    ndarray, shape (2, 3)
        Maps (x, y, 1) of the picture to the other, pixel centres at whole numbers.

    Examples
    --------
    >>> fitted((160, 120), (320, 320)).tolist()
    [[2.0, 0.0, 0.5], [0.0, 2.0, 40.5]]
    """
    scale = min(into[0] / size[0], into[1] / size[1])
    middle, other = (np.array(size) - 1) / 2, (np.array(into) - 1) / 2
    return np.column_stack([scale * np.eye(2), other - scale * middle])


def as_placement(
    matrix: FloatArray,
    size: Size,
    frame_size: Size,
    *,
    turn_deg: float,
    tilt_deg: float,
    turn_error_deg: float,
    deformation: float,
    is_of_face: bool = False,
) -> Placement:
    """Hold a similarity against how the reference is laid over the frame."""
    wanted = fitted(size, frame_size)
    middle = (np.array([size], np.float64) - 1) / 2
    shift = (apply(matrix, middle) - apply(wanted, middle))[0] / min(frame_size)
    return Placement(
        matrix=matrix,
        scale=float(np.hypot(*matrix[:, 0]) / wanted[0, 0]),
        roll_deg=float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))),
        shift_rc=(float(shift[1]), float(shift[0])),
        turn_deg=turn_deg,
        tilt_deg=tilt_deg,
        turn_error_deg=turn_error_deg,
        deformation=deformation,
        is_of_face=is_of_face,
    )
