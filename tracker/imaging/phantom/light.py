"""Light on the patch: a soft key, a fill, their colour, and a weak gloss."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.phantom.geometry import Projection, coarse_points, coarse_skin, enlarge

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

NEUTRAL_K = 5500.0
_BANDS_M: Floats = np.array([600e-9, 540e-9, 460e-9])
_PLANCK_MK = 0.014388
_WRAP = 0.25


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one photo, relative to the camera.

    Attributes
    ----------
    obliquity_deg : float
        Angle of the key from the viewing axis: 0 is frontal, 80 grazing.
    azimuth_deg : float
        Where the key stands around the frame, clockwise from above.
    fill : float
        Share of light that comes from everywhere, 0 to 1.
    gradient : tuple of float
        Change of log illumination over the frame's width, downwards and to the right.
    temperature_k : float
        Colour of the light against a camera set to 5500 K.
    exposure_ev : float
        Stops over the exposure that shows skin in its own colour.
    gloss : float
        Strength of the sheen; 0 is matt.
    """

    obliquity_deg: float = 42.0
    azimuth_deg: float = -40.0
    fill: float = 0.45
    gradient: tuple[float, float] = (0.0, 0.0)
    temperature_k: float = NEUTRAL_K
    exposure_ev: float = 0.0
    gloss: float = 0.035

    @property
    def direction(self) -> Floats:
        """Unit vector towards the key in the camera's axes (right, down, towards the camera)."""
        away, around = np.radians([self.obliquity_deg, self.azimuth_deg])
        return np.array([np.sin(away) * np.sin(around), -np.sin(away) * np.cos(around), np.cos(away)])

    @property
    def gains(self) -> Floats:
        """Channel gains (R, G, B) of the light's colour by Planck's law, green 1; von Kries.

        Examples
        --------
        >>> [round(float(g), 2) for g in Light(temperature_k=5000).gains]
        [1.05, 1.0, 0.92]
        """
        log_gain = -_PLANCK_MK / _BANDS_M * (1 / self.temperature_k - 1 / NEUTRAL_K)
        return np.asarray(np.exp(log_gain - log_gain[1]))


def shade(projection: Projection, light: Light, slopes: Singles) -> tuple[Singles, Singles]:
    """Light on every pixel.

    Parameters
    ----------
    projection : Projection
    light : Light
    slopes : ndarray of float32, shape (M, N, 2)
        Relief slopes of the skin at every pixel (down, right).

    Returns
    -------
    tuple of ndarray of float32, shape (M, N)
        Diffuse illumination, 1 where flat skin faces the camera, and gloss.
    """
    normal, down, right = projection.normals(coarse_skin(projection))
    key = light.direction
    half = key + np.array([0.0, 0.0, 1.0])
    half = half / np.linalg.norm(half)
    shape = projection.shape
    steepness = 1 / cv2.sqrt(1 + slopes[..., 0] ** 2 + slopes[..., 1] ** 2)

    def facing(towards: Floats) -> Singles:
        """Cosine between the skin, relief included, and a direction."""
        flat, by_row, by_column = (enlarge(part @ towards, shape) for part in (normal, down, right))
        return np.asarray(
            (flat - by_row * slopes[..., 0] - by_column * slopes[..., 1]) * steepness, np.float32
        )

    level = (1 - light.fill) * (key[2] + _WRAP) + light.fill * (1 + _WRAP)
    lit = np.maximum(facing(key) + np.float32(_WRAP), 0) * np.float32((1 - light.fill) / level)
    around = enlarge((0.35 + 0.65 * normal[..., 2]) * (1 + _WRAP) * light.fill / level, shape)
    return lit + around, _gloss(facing(half), light.gloss)


def _gloss(facing_half: Singles, strength: float) -> Singles:
    """Sheen of a broad and a narrow lobe (powers of 16 and 128 by repeated squaring)."""
    broad = np.maximum(facing_half, 0)
    for _ in range(4):
        broad = broad * broad
    narrow = broad
    for _ in range(3):
        narrow = narrow * narrow
    return np.asarray(np.float32(0.5 * strength) * broad + np.float32(0.5 * strength) * narrow, np.float32)


def illumination(light: Light, shape: tuple[int, int]) -> Singles:
    """Exposure, colour and gradient of the light at every pixel, (M, N, 3)."""
    points = coarse_points(shape)
    middle = (np.array(shape) - 1) / 2
    log_light = ((points - middle) / shape[1]) @ np.array(light.gradient) + light.exposure_ev * np.log(2)
    return np.asarray(enlarge(np.exp(log_light), shape)[..., None] * light.gains.astype(np.float32))
