"""The colour of skin from its melanin and its blood: a two-layer spectral model.

Light crosses an epidermis that holds all melanin, is scattered back by a dermis that holds all
blood, and crosses the epidermis again. The reflectance is integrated with the CIE 1931 observer
under D65, so that a photo in neutral light shows the colour that a colorimeter would read.

References
----------
.. [1] Jacques SL (2013), Optical properties of biological tissues: a review. Phys Med Biol 58:R37,
       doi:10.1088/0031-9155/58/11/R37 (melanosomes, bloodless skin, reduced scattering).
.. [2] Jacques SL (1999), Diffuse reflectance from a semi-infinite medium, Oregon Medical Laser Center.
.. [3] Prahl SA (1999), Tabulated molar extinction coefficient for hemoglobin in water, Oregon Medical
       Laser Center (after Gratzer and Kollias).
.. [4] Wyman C, Sloan P-P, Shirley P (2013), Simple analytic approximations to the CIE XYZ color
       matching functions. J Comput Graph Tech 2(2):1-11.
.. [5] Chardon A, Cretois I, Hourseau C (1991), Skin colour typology and suntanning pathways.
       Int J Cosmet Sci 13:191-208, doi:10.1111/j.1467-2494.1991.tb00561.x (ITA).
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from tracker.imaging.phantom.spectra import D65, DEOXYHAEMOGLOBIN, OXYHAEMOGLOBIN, WAVELENGTHS_NM

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

BASELINE_BLOOD = 0.008
EPIDERMIS_CM = 0.008
OXYGENATION = 0.75

XYZ_TO_LINEAR_RGB: Floats = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.969266, 1.8760108, 0.041556],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)
LINEAR_RGB_TO_XYZ: Floats = np.asarray(np.linalg.inv(XYZ_TO_LINEAR_RGB), np.float64)
_WHITE_XYZ: Floats = LINEAR_RGB_TO_XYZ.sum(axis=1)
_HAEMOGLOBIN_G_PER_L, _HAEMOGLOBIN_G_PER_MOL = 150.0, 64500.0
# mean path through the epidermis per crossing, in thicknesses: light that comes back is diffuse
_EPIDERMAL_PATH = 2.0
_REFLECTANCE_STEEPNESS = 6.4
# the strength is that of [1] at 550 nm; the slope is calibrated on colour: with -3.33 this simple model turns
# dark skin orange (b* of 33 at ITA -40, where colorimeters read about 15 to 20)
_MELANOSOMES_550 = 6.6e11 * 550.0**-3.33
_MELANIN_SLOPE = 1.8
# what the rough surface scatters without colour
_SURFACE = 0.02
_TABLE_MELANIN: Floats = np.linspace(0.0, np.sqrt(0.8), 257) ** 2
_TABLE_BLOOD: Floats = np.linspace(0.0, np.sqrt(0.08), 257) ** 2


def _lobe(wavelength: Floats, peak: float, below: float, above: float) -> Floats:
    width = np.where(wavelength < peak, below, above)
    return np.asarray(np.exp(-0.5 * ((wavelength - peak) * width) ** 2))


def _observer() -> Floats:
    """Colour matching functions on the wavelengths, (3, L) [4]."""
    w = WAVELENGTHS_NM
    x = (
        1.056 * _lobe(w, 599.8, 0.0264, 0.0323)
        + 0.362 * _lobe(w, 442.0, 0.0624, 0.0374)
        - 0.065 * _lobe(w, 501.1, 0.0490, 0.0382)
    )
    y = 0.821 * _lobe(w, 568.8, 0.0213, 0.0247) + 0.286 * _lobe(w, 530.9, 0.0613, 0.0322)
    z = 1.217 * _lobe(w, 437.0, 0.0845, 0.0278) + 0.681 * _lobe(w, 459.0, 0.0385, 0.0725)
    return np.stack([x, y, z])


def reflectance(melanin: ArrayLike, blood: ArrayLike) -> Floats:
    """Diffuse reflectance spectrum of skin.

    Parameters
    ----------
    melanin : array_like, shape (...)
        Volume fraction of melanosomes in the epidermis, about 0.01 (very light) to 0.4 (dark).
    blood : array_like, shape (...)
        Volume fraction of blood in the dermis, about 0.002 to 0.03.

    Returns
    -------
    ndarray, shape (..., 31)
        Reflectance in [0, 1] at `WAVELENGTHS_NM`.

    Notes
    -----
    Absorption in 1/cm: melanosomes 494 at 550 nm with a slope of -1.8, bloodless skin
    ``7.84e8 w**-3.255``, blood from [3]_ at 150 g/l; reduced scattering
    ``46 (w/500)**-1.421``; dermis ``exp(-A/sqrt(3 (1 + s/a)))``
    after [2]_.
    """
    w = WAVELENGTHS_NM
    f_melanin, f_blood = np.asarray(melanin)[..., None], np.asarray(blood)[..., None]
    bloodless = 7.84e8 * w**-3.255
    epidermis = f_melanin * _MELANOSOMES_550 * (w / 550.0) ** -_MELANIN_SLOPE + (1 - f_melanin) * bloodless
    extinction = OXYGENATION * OXYHAEMOGLOBIN + (1 - OXYGENATION) * DEOXYHAEMOGLOBIN
    whole_blood = np.log(10) * extinction * _HAEMOGLOBIN_G_PER_L / _HAEMOGLOBIN_G_PER_MOL
    dermis = f_blood * whole_blood + (1 - f_blood) * bloodless
    scattering = 46.0 * (w / 500.0) ** -1.421
    back = np.exp(-_REFLECTANCE_STEEPNESS / np.sqrt(3 * (1 + scattering / dermis)))
    inner = back * np.exp(-2 * _EPIDERMAL_PATH * EPIDERMIS_CM * epidermis)
    return np.asarray(_SURFACE + (1 - _SURFACE) * inner)


def skin_colour(melanin: ArrayLike, blood: ArrayLike) -> Floats:
    """Colour of skin in neutral light.

    Parameters
    ----------
    melanin, blood : array_like, shape (...)
        See `reflectance`.

    Returns
    -------
    ndarray, shape (..., 3)
        Linear sRGB; a perfect white diffuser is (1, 1, 1).

    Examples
    --------
    >>> red, green, blue = skin_colour(0.03, 0.008)
    >>> bool(red > green > blue)
    True
    """
    weights = _observer() * D65
    weights *= (_WHITE_XYZ / weights.sum(axis=1))[:, None]
    return np.asarray(reflectance(melanin, blood) @ (XYZ_TO_LINEAR_RGB @ weights).T)


def lab_of(linear_rgb: ArrayLike) -> Floats:
    """CIELAB (D65) of linear sRGB.

    Parameters
    ----------
    linear_rgb : array_like, shape (..., 3)
        Linear sRGB in [0, 1].

    Returns
    -------
    ndarray, shape (..., 3)
        L* in [0, 100], a*, b*.
    """
    xyz = np.asarray(linear_rgb, np.float64) @ (LINEAR_RGB_TO_XYZ / _WHITE_XYZ[:, None]).T
    f = np.where(xyz > 216 / 24389, np.cbrt(np.maximum(xyz, 0)), xyz * 841 / 108 + 4 / 29)
    lightness, a, b = 116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])
    return np.stack([lightness, a, b], axis=-1)


def ita_of(lab: ArrayLike) -> Floats:
    """Individual typology angle ``atan2(L* - 50, b*)`` [5]_.

    Parameters
    ----------
    lab : array_like, shape (..., 3)

    Returns
    -------
    ndarray, shape (...)
        Degrees: above 55 very light, below -30 dark.
    """
    lab = np.asarray(lab, np.float64)
    return np.asarray(np.degrees(np.arctan2(lab[..., 0] - 50, lab[..., 2])))


def melanin_for_ita(ita_deg: float, *, blood: float = BASELINE_BLOOD) -> float:
    """Melanosome fraction at which skin has a wanted typology angle.

    Parameters
    ----------
    ita_deg : float
        Wanted angle, about -55 to 57 degrees.
    blood : float
        Volume fraction of blood in the dermis.

    Raises
    ------
    ValueError
        If no amount of melanin gives this angle.

    Examples
    --------
    >>> melanin_for_ita(50) < melanin_for_ita(0) < melanin_for_ita(-40)
    True
    """
    angles = ita_of(lab_of(skin_colour(_TABLE_MELANIN, np.full_like(_TABLE_MELANIN, blood))))
    if not angles.min() <= ita_deg <= angles.max():
        raise ValueError(f"no skin has an ITA of {ita_deg} degrees (blood {blood})")
    falling = np.argmin(angles) + 1
    return float(np.interp(-ita_deg, -angles[:falling], _TABLE_MELANIN[:falling]))


def blood_response(melanin: float, blood: float) -> Floats:
    """Change of the log of skin's colour per change of the log of its blood, (3,): all negative.

    Parameters
    ----------
    melanin, blood : float
        See `reflectance`.
    """
    step = 0.05
    less, more = skin_colour(np.full(2, melanin), blood * np.exp([-step, step]))
    return np.asarray(np.log(more / less) / (2 * step))


@lru_cache(maxsize=1)
def _colour_table() -> Singles:
    """Skin colours over the square roots of blood (rows) and melanin (columns)."""
    blood, melanin = np.meshgrid(_TABLE_BLOOD, _TABLE_MELANIN, indexing="ij")
    return np.ascontiguousarray(skin_colour(melanin, blood), np.float32)


def colour_map(melanin: Singles, blood: Singles) -> Singles:
    """`skin_colour` of whole maps, from a table (error below 0.5 %).

    Parameters
    ----------
    melanin, blood : ndarray of float32, shape (M, N)
        Volume fractions; held to 0..0.8 and 0..0.08.

    Returns
    -------
    ndarray of float32, shape (M, N, 3)
        Linear sRGB.
    """
    steps = len(_TABLE_MELANIN) - 1
    column = cv2.sqrt(np.maximum(melanin, 0)) * np.float32(steps / np.sqrt(_TABLE_MELANIN[-1]))
    row = cv2.sqrt(np.maximum(blood, 0)) * np.float32(steps / np.sqrt(_TABLE_BLOOD[-1]))
    return np.asarray(
        cv2.remap(_colour_table(), column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )
