"""From sRGB to the numbers that skin optics uses; float32 throughout, since 8-bit Lab rounds a* to 1 unit."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.imaging.cie import D65_WHITE, RGB_TO_XYZ
from tracker.imaging.measure.arrays import LinearRgb, Map, Rgb, as_map

DARKEST = 1e-4
"""Linear light below which a logarithm would only show the sensor's noise."""

_RGB_TO_WHITE_XYZ = (RGB_TO_XYZ / D65_WHITE[:, None]).astype(np.float32)
_LUMINANCE = (0.2126729, 0.7151522, 0.0721750)


def _decoding_table() -> NDArray[np.float32]:
    """Linear light of each of the 256 sRGB values (IEC 61966-2-1)."""
    v = np.arange(256) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4).astype(np.float32)


_SRGB_TO_LINEAR = _decoding_table()


def srgb_to_linear(rgb: Rgb) -> LinearRgb:
    """Decode 8-bit sRGB to linear light by table.

    Parameters
    ----------
    rgb : (M, N, 3) uint8

    Returns
    -------
    (M, N, 3) float32 in [0, 1]

    References
    ----------
    IEC 61966-2-1:1999, sRGB.

    Examples
    --------
    >>> float(srgb_to_linear(np.full((1, 1, 3), 255, np.uint8))[0, 0, 0])
    1.0
    """
    return as_map(cv2.LUT(rgb, _SRGB_TO_LINEAR))


def luminance(linear_rgb: LinearRgb) -> Map:
    """Relative luminance Y of linear sRGB, 0 to 1 (CIE 1931, D65)."""
    return as_map(cv2.transform(linear_rgb, np.array([_LUMINANCE], np.float32)))


def linear_to_lab(linear_rgb: LinearRgb) -> NDArray[np.float32]:
    """CIELAB under D65 from linear sRGB, in float.

    Parameters
    ----------
    linear_rgb : (..., 3) float32 in [0, 1]

    Returns
    -------
    (..., 3) float32
        L* 0 to 100, a* and b* about -110 to 110.

    References
    ----------
    ISO/CIE 11664-4:2019, CIE 1976 L*a*b* colour space.

    Examples
    --------
    >>> linear_to_lab(np.ones((1, 3), np.float32)).round(2).tolist()
    [[100.0, 0.0, 0.0]]
    """
    x, y, z = (_lightness_response(linear_rgb @ row) for row in _RGB_TO_WHITE_XYZ)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def a_star(linear_rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """The a* of `linear_to_lab` alone (green to red, about 5 to 25 on skin), (...) float32."""
    x, y = (_lightness_response(linear_rgb @ row) for row in _RGB_TO_WHITE_XYZ[:2])
    return 500 * (x - y)


def _lightness_response(ratio: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIE 1976: the cube root, and a straight line near black."""
    near_black = ratio <= 216 / 24389
    response = np.cbrt(ratio)
    response[near_black] = ratio[near_black] * np.float32(841 / 108) + np.float32(4 / 29)
    return response


def erythema_index(log_rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Erythema index EI = 100 log10(R / G), in index points, from natural logs of linear light.

    About 10 to 60 on skin, more is redder. Blood absorbs green much more than red, melanin a little
    more. A common factor of exposure cancels; a channel's gain adds a constant.

    References
    ----------
    Yamamoto, Takiwaki, Arase, Ohshima 2008, doi 10.1111/j.1600-0846.2007.00256.x

    Examples
    --------
    >>> erythema_index(np.log(np.array([0.5, 0.05, 0.05], np.float32))).round(3).item()
    100.0
    """
    return np.asarray((log_rgb[..., 0] - log_rgb[..., 1]) * np.float32(100 / np.log(10)))


def melanin_index(log_rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Melanin index MI = 100 log10(1 / R), in index points, from natural logs of linear light.

    About 15 to 150 on skin, more is darker. Red light is absorbed by melanin and hardly by blood. A
    change of exposure adds a constant, so only differences inside one photo mean something.

    References
    ----------
    Yamamoto, Takiwaki, Arase, Ohshima 2008, doi 10.1111/j.1600-0846.2007.00256.x

    Examples
    --------
    >>> melanin_index(np.log(np.array([0.1, 0.05, 0.05], np.float32))).round(3).item()
    100.0
    """
    return np.asarray(log_rgb[..., 0] * np.float32(-100 / np.log(10)))
