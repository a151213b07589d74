"""P1, P2: how dark treated skin is against own skin, and how much of it lies in spots."""

import numpy as np

from tracker.imaging.measure.bands import band
from tracker.imaging.measure.redness import difference
from tracker.imaging.measure.robust import mean_inside
from tracker.imaging.measure.scale import SkinSample

BLOOD_IN_MELANIN_INDEX = 0.65
BLOOD_IN_SPOTS = 0.5
SPOT_BAND_MM = (0.35, 3.5)
SPOT_THRESHOLD = 1.0


def relative_pigment(sample: SkinSample) -> float:
    """P1, pigment against own skin: difference of 100 log10(1/R), minus 0.65 times that of 100 log10(R/G).

    The second term takes out what blood adds to the first (simulated skin). Needs untreated skin: an
    exposure's change would otherwise read as pigment.

    Parameters
    ----------
    sample : SkinSample
        With untreated skin, fitted to the reference photo.

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
    return difference(sample.melanin, sample) - BLOOD_IN_MELANIN_INDEX * redder


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
