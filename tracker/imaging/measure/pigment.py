"""P1, P2: how dark treated skin is against own skin, and how much of it lies in spots."""

import numpy as np

from tracker.imaging.measure.bands import band
from tracker.imaging.measure.redness import difference
from tracker.imaging.measure.robust import mean_inside
from tracker.imaging.measure.scale import SkinSample

LIGHT_SKIN_LOG_RED_BLUE = 0.65
"""Usual ln(R/B) of very light skin in a white-balanced photo; very dark skin has about 1.4."""
BLOOD_IN_LIGHT_SKIN, BLOOD_PER_LOG_RED_BLUE = 0.45, 0.35
_LEAST_BLOOD, _MOST_BLOOD = 0.35, 0.85
BLOOD_IN_SPOTS = 0.5
SPOT_BAND_MM = (0.35, 3.5)
SPOT_THRESHOLD = 1.0


def blood_in_melanin_index(log_red_blue: float) -> float:
    """By how much blood moves the melanin index where it moves the erythema index by 1.

    0.45 + 0.35 (ln(R/B) - 0.65), from 0.35 to 0.85. Melanin takes green from blood before red, so on dark
    skin the same blood shows less in ln(R/G) and as much in ln R.

    Parameters
    ----------
    log_red_blue : float
        ln(R/B) of the patient's own untreated skin in white-balanced light: about 0.65 on very light skin,
        1.4 on very dark.

    Returns
    -------
    float

    Notes
    -----
    Fitted on two independent digital phantoms, between them: from ITA 55 to -40 one has 0.4 to 0.65, the
    other 0.5 to 1.2. With one value for all tones (0.65) a flush read as paler skin on light skin. A white
    balance off by 400 K moves the factor by 0.03.

    Examples
    --------
    >>> [round(blood_in_melanin_index(r), 2) for r in (0.65, 1.0, 1.4)]
    [0.45, 0.57, 0.71]
    """
    factor = BLOOD_IN_LIGHT_SKIN + BLOOD_PER_LOG_RED_BLUE * (log_red_blue - LIGHT_SKIN_LOG_RED_BLUE)
    return min(max(factor, _LEAST_BLOOD), _MOST_BLOOD)


def relative_pigment(sample: SkinSample, *, log_red_blue: float) -> float:
    """P1, pigment against own skin: difference of 100 log10(1/R), minus k times that of 100 log10(R/G).

    The second term takes out what blood adds to the first (simulated skin); k is
    `blood_in_melanin_index` of the patient's own skin. Needs untreated skin: an exposure's change would
    otherwise read as pigment.

    Parameters
    ----------
    sample : SkinSample
        With untreated skin, fitted to the reference photo.
    log_red_blue : float
        ln(R/B) of the untreated skin on the reference photo, so that k is one for all of a series.

    Returns
    -------
    float
        In index points, about -10 to 20; less is less pigment.

    Notes
    -----
    A gradient of light between region and control reads as pigment; the fit takes out a plane, no more.

    References
    ----------
    Yamamoto, Takiwaki, Arase, Ohshima 2008, doi 10.1111/j.1600-0846.2007.00256.x
    """
    redder = difference(sample.erythema, sample)
    return difference(sample.melanin, sample) - blood_in_melanin_index(log_red_blue) * redder


def spot_load(sample: SkinSample) -> float:
    """P2, dark-spot load: mean of max(0, band 0.35-3.5 mm of MI - 0.5 EI, minus 1) over the region, times 10.

    Returns
    -------
    float
        In points (tenths of an index point), about 0 to 30; less is fewer or paler spots.

    Notes
    -----
    Free of exposure, gains and slow gradients. Moles, scabs and hair inside the region count as spots.

    References
    ----------
    Index of melanin: Yamamoto et al. 2008, doi 10.1111/j.1600-0846.2007.00256.x
    """
    melanin = sample.melanin - np.float32(BLOOD_IN_SPOTS) * sample.erythema
    darker = band(melanin, sample, from_mm=SPOT_BAND_MM[0], to_mm=SPOT_BAND_MM[1])
    return 10 * mean_inside(np.maximum(darker - np.float32(SPOT_THRESHOLD), 0), sample.treated)
