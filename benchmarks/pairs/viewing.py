"""Where a plane of skin lies in a photo: a perspective camera and a smooth stretch, exact both ways."""

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.pairs.fields import Floats, Shape

_INVERSE_STEPS = 60
_EXACT = 1e-9
_LONGEST, _SHORTEST = 1.6, 0.6


@dataclass(frozen=True, slots=True)
class Pose:
    """How the camera meets the skin.

    Attributes
    ----------
    turn_deg, tilt_deg, roll_deg : float
        About the vertical, the horizontal and the viewing axis.
    distance : float
        As a multiple of the nominal one; twice as far is half as large.
    shift : tuple of float
        Shift in the frame (down, right), as a share of the frame's width.
    """

    turn_deg: float = 0.0
    tilt_deg: float = 0.0
    roll_deg: float = 0.0
    distance: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    @property
    def rotation(self) -> Floats:
        """From the skin's axes (down, right, away from the camera) to the camera's, shape (3, 3)."""
        turn, tilt, roll = np.radians([self.turn_deg, self.tilt_deg, self.roll_deg])
        about_row = [[1, 0, 0], [0, np.cos(turn), np.sin(turn)], [0, -np.sin(turn), np.cos(turn)]]
        about_column = [[np.cos(tilt), 0, np.sin(tilt)], [0, 1, 0], [-np.sin(tilt), 0, np.cos(tilt)]]
        about_view = [[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
        return np.asarray(np.array(about_view) @ np.array(about_column) @ np.array(about_row))


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the poses of two visits lie apart: the largest difference of each kind.

    Attributes
    ----------
    angle_deg, roll_deg : float
        Turn and tilt; roll.
    scale : tuple of float
        Smallest and largest ratio of sizes.
    shift : float
        As a share of the frame's width.
    """

    angle_deg: float
    roll_deg: float
    scale: tuple[float, float]
    shift: float

    def first(self, rng: np.random.Generator) -> Pose:
        """A reference taken with care."""
        turn, tilt, roll = rng.uniform(-3, 3, 3)
        return Pose(turn, tilt, roll, rng.uniform(0.95, 1.05), tuple(rng.uniform(-0.02, 0.02, 2)))

    def second(self, rng: np.random.Generator, first: Pose) -> Pose:
        """A later pose that differs from the first one by at most the spread."""
        turn, tilt = rng.uniform(-1, 1, 2) * self.angle_deg
        return replace(
            first,
            turn_deg=first.turn_deg + turn,
            tilt_deg=first.tilt_deg + tilt,
            roll_deg=first.roll_deg + rng.uniform(-1, 1) * self.roll_deg,
            distance=first.distance / np.exp(rng.uniform(*np.log(self.scale))),
            shift=(rng.uniform(-1, 1) * self.shift, rng.uniform(-1, 1) * self.shift),
        )


SPREADS = {
    "guided": Spread(angle_deg=10, roll_deg=5, scale=(1 / 1.15, 1.15), shift=0.05),
    "rough": Spread(angle_deg=10, roll_deg=34, scale=(0.6, 1.5), shift=0.16),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A smooth stretch of skin: a sum of long plane waves; none is the identity.

    Attributes
    ----------
    waves : ndarray, shape (W, 2)
        Wave vectors (row, column) in radians per unit of skin.
    phases : ndarray, shape (W,)
    amplitudes : ndarray, shape (W, 2)
        Displacement (down, right) of each wave.
    """

    waves: Floats
    phases: Floats
    amplitudes: Floats

    def apply(self, points_rc: Floats) -> Floats:
        """Points (..., 2) after the stretch."""
        phase = points_rc[..., 0, None] * self.waves[:, 0] + points_rc[..., 1, None] * self.waves[:, 1]
        return np.asarray(points_rc + np.sin(phase + self.phases) @ self.amplitudes)

    def undo(self, points_rc: Floats) -> Floats:
        """Points (..., 2) that `apply` takes to these, by iteration to a billionth of a unit."""
        before = points_rc
        for _ in range(_INVERSE_STEPS):
            step = self.apply(before) - points_rc
            before = before - step
            if np.abs(step).max(initial=0) < _EXACT:
                break
        return np.asarray(before)


def no_stretch() -> Stretch:
    """The identity."""
    return Stretch(np.zeros((1, 2)), np.zeros(1), np.zeros((1, 2)))


def draw_stretch(rng: np.random.Generator, *, across: float, largest: float) -> Stretch:
    """A random stretch by at most a share of the width that the frame shows.

    The waves are long: the skin is nowhere stretched or pressed together by more than about a fifth.
    """
    count = 4
    length = across * rng.uniform(_SHORTEST, _LONGEST, count)
    angle = rng.uniform(0, 2 * np.pi, (2, count))
    weight = rng.uniform(0.4, 1, count) * length
    weight *= largest * across / weight.sum()
    waves = (2 * np.pi / length)[:, None] * np.stack([np.sin(angle[0]), np.cos(angle[0])], -1)
    directions = np.stack([np.sin(angle[1]), np.cos(angle[1])], -1)
    return Stretch(waves, rng.uniform(0, 2 * np.pi, count), weight[:, None] * directions)


@dataclass(frozen=True, slots=True)
class View:
    """One photo's exact geometry: skin positions (row, column) to pixels and back.

    Attributes
    ----------
    shape : tuple of int
        (rows, columns) of the photo.
    centre_rc : tuple of float
        Skin position that the camera looks at.
    across : float
        Width of skin that the frame shows at the nominal distance, in units of skin.
    pose : Pose
    stretch : Stretch
        Takes the skin as photographed to the skin at rest.
    reach : float
        Nominal distance of the camera in widths of the frame: near cameras bend the perspective more.
    """

    shape: Shape
    centre_rc: tuple[float, float]
    across: float
    pose: Pose
    stretch: Stretch
    reach: float = 3.0

    @property
    def homography(self) -> Floats:
        """From the stretched skin to pixels, homogeneous (row, column, 1), shape (3, 3)."""
        distance = self.reach * self.across
        row, column, _ = self.pose.rotation.T
        away = np.array([0, 0, distance * self.pose.distance])
        focal = self.shape[1] * self.reach
        middle = (np.array(self.shape) - 1) / 2 + np.array(self.pose.shift) * self.shape[1]
        lens = np.array([[focal, 0, middle[0]], [0, focal, middle[1]], [0, 0, 1]])
        centre = np.array([[1, 0, -self.centre_rc[0]], [0, 1, -self.centre_rc[1]], [0, 0, 1]])
        return np.asarray(lens @ np.column_stack([row, column, away]) @ centre)

    def to_skin(self, points_rc: Floats) -> Floats:
        """Pixels (..., 2) to skin positions."""
        return self.stretch.apply(_transform(np.linalg.inv(self.homography), points_rc))

    def to_photo(self, skin_rc: Floats) -> Floats:
        """Skin positions (..., 2) to pixels."""
        return _transform(self.homography, self.stretch.undo(skin_rc))


def _transform(homography: Floats, points_rc: Floats) -> Floats:
    down, right, depth = (
        row[0] * points_rc[..., 0] + row[1] * points_rc[..., 1] + row[2] for row in homography
    )
    return np.stack([down / depth, right / depth], -1)


def is_inside(points_rc: Floats, shape: Shape, *, margin_px: float = 4.0) -> "np.ndarray":
    """Which points (K, 2) lie in a photo."""
    return ((points_rc >= margin_px) & (points_rc <= np.array(shape) - 1 - margin_px)).all(axis=-1)
