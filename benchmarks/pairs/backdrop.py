"""What stands behind a person: walls whose pattern an aligner may take for the thing to be followed."""

from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.pairs.fields import Floats, Shape, Singles, generator, pixel_grid, sample, speckle
from benchmarks.pairs.viewing import Pose, View, no_stretch

PATTERNS = ("planks", "tiles", "foliage")
_SIDE = 1024
_WOOD = np.float32([[0.42, 0.23, 0.13], [0.55, 0.33, 0.2], [0.3, 0.15, 0.08], [0.62, 0.42, 0.3]])
_LEAVES = np.float32([[0.1, 0.2, 0.06], [0.2, 0.3, 0.1], [0.05, 0.12, 0.05]])


@dataclass(frozen=True, slots=True)
class Wall:
    """A pattern on a plane; the same seed is the same wall.

    Attributes
    ----------
    pattern : str
        One of `PATTERNS`, or "plain".
    seed : int
    blur_px : float
        How far out of focus it is, in the photo.
    """

    pattern: str
    seed: int
    blur_px: float = 0.0


def draw_wall(rng: np.random.Generator) -> Wall:
    """A random wall: plain, patterned, or wood, which has the colours of skin."""
    pattern = str(rng.choice(["plain", *PATTERNS, "planks"]))
    return Wall(pattern, int(rng.integers(1 << 30)), rng.uniform(0, 2))


def draw_wall_pose(rng: np.random.Generator) -> Pose:
    """How a camera meets the wall."""
    shift = rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3)
    return Pose(*rng.uniform(-8, 8, 3), rng.uniform(0.7, 1.3), shift)


def paint_wall(wall: Wall, shape: Shape, pose: Pose) -> Singles:
    """The wall as a camera sees it, linear rgb (M, N, 3).

    Parameters
    ----------
    wall : Wall
    shape : tuple of int
        (rows, columns) of the photo.
    pose : Pose
        Of the wall, which has nothing to do with the person's.
    """
    texture = _texture(wall)
    view = View(shape, (_SIDE / 2, _SIDE / 2), _SIDE * 0.7, pose, no_stretch())
    points = view.to_skin(pixel_grid(shape)) % _SIDE
    seen = sample(texture, points, border=cv2.BORDER_WRAP)
    return cv2.GaussianBlur(seen, (0, 0), wall.blur_px) if wall.blur_px > 0.2 else seen


def _texture(wall: Wall) -> Singles:
    """Linear colours of one repeat of the pattern, shape (1024, 1024, 3)."""
    rng = generator(wall.seed, f"wall {wall.pattern}")
    painters = {"plain": _plain, "planks": _planks, "tiles": _tiles, "foliage": _foliage}
    return painters[wall.pattern](rng)


def _plain(rng: np.random.Generator) -> Singles:
    colour = rng.uniform(0.15, 0.7) * rng.uniform(0.8, 1.2, 3)
    return np.full((_SIDE, _SIDE, 3), colour, np.float32)


def _planks(rng: np.random.Generator) -> Singles:
    """Upright boards with grain, knots and dark joints, in colours close to skin."""
    count = int(rng.choice([4, 8, 8, 16]))
    board = np.arange(_SIDE) * count // _SIDE
    grain = _stretched_speckle(rng, 1.5, 24) * 0.10 + _stretched_speckle(rng, 5, 14) * 0.12
    lightness = rng.uniform(-0.15, 0.15, count)[board] + grain
    for row, column, radius in rng.uniform(
        [40, 40, 5], [_SIDE - 40, _SIDE - 40, 16], (int(rng.integers(4, 24)), 3)
    ):
        cv2.ellipse(lightness, (int(column), int(row)), (int(radius * 0.7), int(radius)), 0, 0, 360, -0.8, -1)
    edge = np.abs((np.arange(_SIDE) * count / _SIDE + 0.5) % 1 - 0.5) * _SIDE / count
    lightness = lightness - 1.2 * np.exp(-((edge / 2.5) ** 2))
    return _in_colour(
        _WOOD[rng.integers(len(_WOOD))], cv2.GaussianBlur(lightness.astype(np.float32), (0, 0), 0.8)
    )


def _tiles(rng: np.random.Generator) -> Singles:
    """Tiles with joints, each a little different, and speckled."""
    count = int(rng.choice([8, 16, 32]))
    cell = np.arange(_SIDE) * count // _SIDE
    lightness = rng.normal(0, 0.12, (count, count))[cell][:, cell] + 0.06 * speckle(
        rng, (_SIDE, _SIDE), grain_px=1.5
    )
    edge = np.abs((np.arange(_SIDE) * count / _SIDE + 0.5) % 1 - 0.5) * _SIDE / count
    joint = np.exp(-((edge / 2.5) ** 2))
    lightness = lightness - 0.7 * np.maximum(joint[:, None], joint[None])
    return _in_colour(rng.uniform(0.25, 0.7, 3).astype(np.float32), lightness)


def _foliage(rng: np.random.Generator) -> Singles:
    """Overlapping leaves of many sizes."""
    picture = np.full((_SIDE, _SIDE, 3), _LEAVES[2], np.float32)
    for _ in range(1400):
        row, column = rng.uniform(0, _SIDE, 2)
        length = rng.gamma(4, 6) + 6
        colour = _LEAVES[rng.integers(3)] * rng.uniform(0.5, 1.6)
        axes = int(length), int(length * 0.35)
        centre = int(column), int(row)
        cv2.ellipse(picture, centre, axes, rng.uniform(0, 180), 0, 360, colour.tolist(), -1, cv2.LINE_AA)
    return picture


def _stretched_speckle(rng: np.random.Generator, grain_px: float, times: int) -> Floats:
    """Speckle drawn out downwards."""
    small = speckle(rng, (_SIDE // times, _SIDE), grain_px=grain_px)
    return np.asarray(cv2.resize(small, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC), float)


def _in_colour(colour: Singles, log_lightness: Floats | Singles) -> Singles:
    return np.asarray(np.exp(log_lightness)[..., None] * colour, np.float32)
