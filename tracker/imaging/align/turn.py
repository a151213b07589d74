"""From how different a direction two photos look at the same skin.

A turn of the head, or a way of the camera around it, shows in the map between the photos: as a
trapezium, where the camera is near enough for perspective, and as a parallax between what stands out
and what lies back. Both need the focal lengths. Two photos of one plane have two explanations, and
those of faces that smile have none: where explanations fit alike and differ, or none fits, nothing is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from tracker.imaging.align.result import Alignment
from tracker.imaging.align.rigid_surface import RigidSurface
from tracker.imaging.align.working import FloatArray

ASSUMED_FOCAL_35MM = 26.0
"""Of phones' main cameras, and about the shortest that skin is photographed with: an angle that is found
with it is no larger than the true one, but for ultra-wide lenses, which double it."""

_LATTICE = 15
_FEWEST_POINTS = 40
# skin that moves by more than this share of the frame isn't rigid: smiles leave 0.1 to 0.4 %, rigid heads,
# aligned by this product, up to 0.09 %
_MOST_UNEXPLAINED = 0.001
_LARGEST_ERROR_DEG = 2.0
# explanations less likely than the best one by this factor of e are out of the question
_DOUBT = 6.0
_ALIKE_DEG = 2.0
_STRAY = 0.01
# a plane seen from its edge, how steep one may begin, and singular values of a camera that didn't move
_EDGE_ON, _STEEPEST, _NO_WAY = 1e-3, 1.5, 1e-4


@dataclass(frozen=True)
class Turn:
    """How far apart the directions are from which two photos show the same skin.

    Attributes
    ----------
    angle_deg : float
        Between the directions from the skin to the cameras, in the skin's own frame: roll isn't in it.
    error_deg : float
        Standard error, from what is left of the map.
    is_least : bool
        Whether it is only known that the angle is no smaller, since a focal length was assumed.
    """

    angle_deg: float
    error_deg: float
    is_least: bool = False


def focal_px(focal_35mm_mm: float, shape: tuple[int, int]) -> float:
    """A focal length in pixels from its equivalent on 35 mm film.

    Parameters
    ----------
    focal_35mm_mm : float
    shape : tuple of int
        (rows, columns) of the photo, not cropped.

    References
    ----------
    CIPA DCG-001-2018: the equivalent goes by the diagonal, 43.27 mm.

    Examples
    --------
    >>> round(focal_px(26, (4032, 3024)))
    3029
    """
    return focal_35mm_mm / float(np.hypot(36, 24)) * float(np.hypot(*shape))


def turn_between(
    alignment: Alignment,
    skin_rc: npt.ArrayLike,
    *,
    reference_focal_35mm: float | None,
    moving_focal_35mm: float | None,
) -> Turn | None:
    """`find_turn` by focal lengths as files tell them.

    Parameters
    ----------
    alignment : Alignment
    skin_rc : array_like, shape (2,)
    reference_focal_35mm, moving_focal_35mm : float or None
        Equivalents on 35 mm film. Where one is missing, that of a phone's main camera is assumed, and
        the turn is the least that it can be.
    """
    known = reference_focal_35mm, moving_focal_35mm
    first, second = (focal or ASSUMED_FOCAL_35MM for focal in known)
    turn = find_turn(
        alignment,
        skin_rc,
        reference_focal_px=focal_px(first, alignment.reference_shape),
        moving_focal_px=focal_px(second, alignment.moving_shape),
    )
    return turn if turn is None or all(known) else replace(turn, is_least=True)


def find_turn(
    alignment: Alignment, skin_rc: npt.ArrayLike, *, reference_focal_px: float, moving_focal_px: float
) -> Turn | None:
    """The turn between two photos at a place of skin.

    Parameters
    ----------
    alignment : Alignment
    skin_rc : array_like, shape (2,)
        (row, column) of the skin in the reference.
    reference_focal_px, moving_focal_px : float
        Where they are taken too short, the turn comes out too small, down to in the same proportion.

    Returns
    -------
    Turn or None
        None with too little trusted skin, where the skin itself moved, and where explanations that fit
        alike differ.

    References
    ----------
    Longuet-Higgins 1986, doi 10.1098/rspb.1986.0030: the two explanations of a plane. Ma, Soatto, Kosecka,
    Sastry 2004, "An invitation to 3-D vision", section 5.3: the decomposition, doi 10.1007/978-0-387-21779-6.
    """
    points_rc = _trusted_lattice(alignment)
    if len(points_rc) < _FEWEST_POINTS:
        return None
    surface = RigidSurface(
        _rays(points_rc, alignment.reference_shape, reference_focal_px),
        _rays(alignment.to_moving(points_rc), alignment.moving_shape, moving_focal_px),
        frame=min(alignment.reference_shape) / reference_focal_px,
        finest=max(alignment.error_median_px, 0.05) / moving_focal_px,
    )
    place = _rays(np.reshape(skin_rc, (1, 2)), alignment.reference_shape, reference_focal_px)[0]
    return _agreed(surface, place)


def _trusted_lattice(alignment: Alignment) -> FloatArray:
    """Points (K, 2) of the reference that are trusted, and that the moving photo shows."""
    steps = (np.arange(_LATTICE) + 0.5) / _LATTICE
    lattice = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    points_rc = lattice * alignment.reference_shape - 0.5
    points_rc = points_rc[alignment.is_trusted(points_rc)]
    found_rc = alignment.to_moving(points_rc)
    is_inside = ((found_rc >= 0) & (found_rc <= np.array(alignment.moving_shape) - 1)).all(axis=1)
    return np.asarray(points_rc[is_inside])


def _rays(points_rc: FloatArray, shape: tuple[int, int], focal: float) -> FloatArray:
    return np.asarray((points_rc - (np.array(shape) - 1) / 2) / focal)


def _agreed(surface: RigidSurface, place: FloatArray) -> Turn | None:
    """The turn of the likeliest explanation, where it holds and those as likely say the same."""
    found = [surface.explain(start) for start in _starts(surface)]
    if not found:
        return None
    noise = min(surface.unexplained(numbers) for numbers in found)
    found.sort(key=lambda numbers: surface.unlikeliness(numbers, noise))
    best = found[0]
    most = surface.unlikeliness(best, noise) + _DOUBT
    turns = [surface.turn_deg(n, place) for n in found if surface.unlikeliness(n, noise) <= most]
    turn = Turn(turns[0], surface.turn_error_deg(best, place))
    is_rigid = surface.unexplained(best) <= _MOST_UNEXPLAINED * surface.frame
    is_sure = max(turns) - min(turns) < _ALIKE_DEG and turn.error_deg <= _LARGEST_ERROR_DEG
    return turn if is_rigid and is_sure else None


def _starts(surface: RigidSurface) -> Iterator[FloatArray]:
    """The two explanations of a plane, and a camera that only rolled and went."""
    homography, _ = cv2.findHomography(
        surface.seen, surface.target, cv2.RANSAC, _STRAY * surface.frame, maxIters=200
    )
    middle = np.append(surface.seen.mean(axis=0), 1.0)
    for rotation, way, normal in [] if homography is None else _decomposed(np.asarray(homography)):
        nearness = float(normal @ middle)
        if abs(nearness) > _EDGE_ON:
            lean = np.clip(normal[:2] / nearness, -_STEEPEST, _STEEPEST) * surface.frame
            yield np.concatenate([cv2.Rodrigues(rotation)[0][:, 0], way * nearness, lean, np.zeros(3)])
    yield _rolled_start(surface, middle)


def _decomposed(homography: FloatArray) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
    """Rotation, way in distances of the plane, and the plane's normal, in the two ways that there are.

    Written out, since OpenCV's own answers NaN where the camera turns about one axis exactly.
    """
    scale = np.linalg.svd(homography, compute_uv=False)[1] * np.sign(np.linalg.det(homography))
    plain = homography / scale
    squares, axes = np.linalg.eigh(plain.T @ plain)
    shrinks, grows = np.sqrt(max(1 - squares[0], 0.0)), np.sqrt(max(squares[2] - 1, 0.0))
    if np.hypot(shrinks, grows) < _NO_WAY:
        return
    for sign in (1, -1):
        level = (shrinks * axes[:, 2] + sign * grows * axes[:, 0]) / np.hypot(shrinks, grows)
        normal = np.cross(axes[:, 1], level)
        carried = plain @ axes[:, 1], plain @ level
        after = np.column_stack([*carried, np.cross(*carried)])
        rotation = after @ np.column_stack([axes[:, 1], level, normal]).T
        yield rotation, (plain - rotation) @ normal, normal


def _rolled_start(surface: RigidSurface, middle: FloatArray) -> FloatArray:
    """A camera that looks the same way at a facing plane, after a roll and at another distance."""
    similarity, _ = cv2.estimateAffinePartial2D(surface.seen, surface.target)
    matrix = np.eye(2, 3) if similarity is None else similarity
    growth, roll = float(np.hypot(*matrix[:, 0])), float(np.arctan2(matrix[1, 0], matrix[0, 0]))
    vector = np.array([0.0, 0.0, roll])
    rotated = np.asarray(cv2.Rodrigues(vector)[0]) @ middle
    way = np.append(surface.target.mean(axis=0), 1.0) / growth - rotated
    return np.concatenate([vector, way, np.zeros(5)])
