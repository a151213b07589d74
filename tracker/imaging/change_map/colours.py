"""Two-sided colour scales that mean the same to every eye: even steps, and no red against green.

Lightness falls evenly away from no change on both sides, so that a scale also reads in grey; the two
sides differ in hue by what people with any colour blindness still tell apart, blue and orange for redness,
olive and violet for texture.
"""

import numpy as np
from numpy.typing import NDArray

from tracker.model import MappedChange

STEPS = 8
"""Colours on each side."""

_HUES_DEG = {MappedChange.REDNESS: (252.0, 58.0), MappedChange.TEXTURE: (108.0, 302.0)}
_MOST_CHROMA = {MappedChange.REDNESS: 0.125, MappedChange.TEXTURE: 0.085}
_PALEST, _DEEPEST, _LEAST_CHROMA = 0.88, 0.50, 0.035
_FROM_OKLAB = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_TO_LINEAR_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


def scale(kind: MappedChange) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Colours of a fall and of a rise, from just beyond the threshold to the end of the range.

    Parameters
    ----------
    kind : MappedChange

    Returns
    -------
    tuple of ndarray of uint8, shape (STEPS, 3)
        sRGB.

    References
    ----------
    Ottosson 2020, "A perceptual color space for image processing" (Oklab)

    Examples
    --------
    >>> fell, rose = scale(MappedChange.REDNESS)
    >>> "blue", bool(fell[-1][2] > fell[-1][0]), "orange", bool(rose[-1][0] > rose[-1][2])
    ('blue', True, 'orange', True)
    """
    fell, rose = (_ramp(hue_deg, _MOST_CHROMA[kind]) for hue_deg in _HUES_DEG[kind])
    return fell, rose


def _ramp(hue_deg: float, most_chroma: float) -> NDArray[np.uint8]:
    """Even steps in Oklab along a straight line."""
    along = np.linspace(0, 1, STEPS)
    lightness = _PALEST + (_DEEPEST - _PALEST) * along
    chroma = _LEAST_CHROMA + (most_chroma - _LEAST_CHROMA) * along
    hue = np.radians(hue_deg)
    oklab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
    linear = np.clip((oklab @ _FROM_OKLAB.T) ** 3 @ _TO_LINEAR_RGB.T, 0, 1)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(srgb * 255), np.uint8)
