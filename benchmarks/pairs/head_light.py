"""Light on a head: a key from one side, light from everywhere, and sheen, on skin with relief."""

from dataclasses import dataclass

import numpy as np

from benchmarks.pairs.fields import Floats, Singles

_WRAP = 0.2
_TOWARDS_CAMERA = np.array([0.0, 0.0, -1.0])


@dataclass(frozen=True, slots=True)
class HeadLight:
    """The light of one photo, in the camera's axes.

    Attributes
    ----------
    from_right_deg, from_above_deg : float
        Where the key stands, from the camera.
    ambient : float
        Share of light that comes from everywhere.
    gloss : float
        Strength of the sheen.
    """

    from_right_deg: float
    from_above_deg: float
    ambient: float
    gloss: float

    @property
    def direction(self) -> Floats:
        """Unit vector towards the key (down, right, away)."""
        right, above = np.radians([self.from_right_deg, self.from_above_deg])
        return np.array([-np.sin(above), np.cos(above) * np.sin(right), -np.cos(above) * np.cos(right)])

    def turned(self, rng: np.random.Generator, *, largest_deg: float) -> "HeadLight":
        """Light of a later visit: the key turned, and a little more or less from everywhere."""
        right, above = rng.uniform(-largest_deg, largest_deg, 2)
        return HeadLight(
            self.from_right_deg + right,
            float(np.clip(self.from_above_deg + above, -10, 70)),
            float(np.clip(self.ambient + rng.uniform(-0.15, 0.15), 0.25, 0.8)),
            self.gloss * rng.uniform(0.5, 1.5),
        )


def draw_light(rng: np.random.Generator) -> HeadLight:
    """A random light in front of the head, more often from above."""
    return HeadLight(rng.uniform(-45, 45), rng.uniform(0, 50), rng.uniform(0.35, 0.7), rng.uniform(0.0, 0.06))


def shade(normals: Floats | Singles, light: HeadLight) -> tuple[Singles, Singles]:
    """Diffuse light, about 1 where skin faces the key, and sheen.

    Parameters
    ----------
    normals : ndarray, shape (K, 3)
        Unit normals in the camera's axes, relief included.
    light : HeadLight

    Returns
    -------
    tuple of ndarray of float32, shape (K,)
    """
    key = light.direction.astype(np.float32)
    lit = np.maximum(normals @ key + _WRAP, 0) / (1 + _WRAP)
    from_above = 0.75 - 0.25 * normals[:, 0]
    half = key + _TOWARDS_CAMERA.astype(np.float32)
    sheen = np.maximum(normals @ (half / np.linalg.norm(half)), 0)
    for _ in range(4):
        sheen = sheen * sheen
    sheen = light.gloss * sheen
    diffuse = light.ambient * from_above + (1 - light.ambient) * lit
    return np.asarray(diffuse, np.float32), np.asarray(sheen, np.float32)
