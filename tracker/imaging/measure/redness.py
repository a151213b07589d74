"""R1, R2, R3: how red treated skin is against the patient's own untreated skin."""

import numpy as np

from tracker.imaging.measure.arrays import Map
from tracker.imaging.measure.robust import mean_inside
from tracker.imaging.measure.scale import SkinSample
from tracker.imaging.measure.smoothing import blurred

RED_ABOVE = 3.0
_RED_AREA_BLUR_MM = 0.5


def difference(values: Map, sample: SkinSample) -> float:
    """Mean of a map over the treated skin, less its mean over the untreated skin where there is any."""
    own = mean_inside(values, sample.control) if sample.has_control else 0.0
    return mean_inside(values, sample.treated) - own


def relative_redness(sample: SkinSample) -> float:
    """R1, redness against own skin: mean a*(region) - mean a*(control).

    Without untreated skin: mean a*(region), which follows light and white balance too.

    Parameters
    ----------
    sample : SkinSample
        Fitted to the reference photo.

    Returns
    -------
    float
        In CIELAB a*, about -3 to 15; less is less red.

    Notes
    -----
    In 21 rosacea patients the correlation with the clinician's score was weak (0.37 and 0.30), so it
    documents and does not grade. The same change of blood gives about a third of the response on very
    dark skin that it gives on very light skin (simulation): limits belong to a tone group.

    References
    ----------
    Logger et al. 2020, doi 10.1111/srt.12878
    """
    return difference(sample.a_star, sample)


def relative_erythema(sample: SkinSample) -> float:
    """R2, redness's second witness: mean 100 log10(R/G)(region) - the same of the control.

    Exactly free of exposure and of channel gains, with or without a fit, as long as no pixel clips.
    Without untreated skin: the region's own mean, which follows the white balance.

    Returns
    -------
    float
        In index points, about -3 to 20; less is less red.

    Notes
    -----
    Melanin moves it too: tanning of the treated skin alone reads as some redness.

    References
    ----------
    Yamamoto, Takiwaki, Arase, Ohshima 2008, doi 10.1111/j.1600-0846.2007.00256.x
    """
    return difference(sample.erythema, sample)


def red_area(sample: SkinSample) -> float:
    """R3, red area: share of the region whose a* (0.5 mm blur) exceeds the control's median by 3.

    Parameters
    ----------
    sample : SkinSample
        With untreated skin, fitted to the reference photo.

    Returns
    -------
    float
        In percent, 0 to 100; less is less red.

    Notes
    -----
    A threshold makes it jumpy where the skin is just about that red. Not meaningful below ITA 10, where
    a* hardly responds to blood.

    References
    ----------
    a* against own skin: Logger et al. 2020, doi 10.1111/srt.12878. The threshold of 3 is this product's.
    """
    smooth = blurred(sample.a_star, sample.px(_RED_AREA_BLUR_MM))
    return 100 * float((smooth[sample.treated] > np.median(smooth[sample.control]) + RED_ABOVE).mean())
