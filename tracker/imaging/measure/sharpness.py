"""How sharp a photo shows skin, and the blur that brings two photos to the same sharpness."""

from collections.abc import Iterator

import numpy as np

from tracker.imaging.measure.masks import box_around
from tracker.imaging.measure.robust import clipped_rms
from tracker.imaging.measure.scale import SkinSample
from tracker.imaging.measure.smoothing import blurred_further, mean_within

FINE_MM = (0.09, 0.18)
COARSE_MM = (0.36, 0.72)
LARGEST_BLUR_MM = 0.5

_TRIED_BLURS_MM = (0.0, 0.06, 0.09, 0.12, 0.16, 0.22, 0.30, 0.40, LARGEST_BLUR_MM)
_PIXELS_LOOKED_AT = 100_000


def sharpness(sample: SkinSample) -> float:
    """Sharpness of the control skin, ln(RMS of the 0.09-0.18 mm band / RMS of the 0.36-0.72 mm band).

    About -2.5 (soft) to 0 (noise). Measured on ln G: free of exposure and gains. Blur lowers it, noise
    and artificial sharpening raise it, and so would a real change of the control's relief: that is why
    it is measured on untreated skin.

    Returns
    -------
    float
    """
    return next(_sharpness_after(sample, (0.0,)))


def blurred_sharpness(sample: SkinSample, blur_mm: float) -> float:
    """`sharpness` of the sample after a Gaussian blur of `blur_mm`."""
    return next(_sharpness_after(sample, (blur_mm,)))


def matching_blur(sample: SkinSample, target: float) -> float:
    """The Gaussian blur in mm that brings a sample's sharpness down to `target`.

    Parameters
    ----------
    sample : SkinSample
    target : float
        ln(fine / coarse), as `sharpness` gives it.

    Returns
    -------
    float
        0 (already as soft) to 0.5 mm.
    """
    above_mm, above = 0.0, np.inf
    for blur_mm, reached in zip(_TRIED_BLURS_MM, _sharpness_after(sample, _TRIED_BLURS_MM), strict=True):
        if reached <= target:
            if not np.isfinite(above):
                return 0.0
            share = (above - target) / (above - reached)
            return float(np.sqrt(above_mm**2 + share * (blur_mm**2 - above_mm**2)))
        above_mm, above = blur_mm, reached
    return LARGEST_BLUR_MM


def _sharpness_after(sample: SkinSample, blurs_mm: tuple[float, ...]) -> Iterator[float]:
    """Sharpness after each of several rising blurs, on the control's own rectangle, one by one."""
    box = box_around(sample.control, 0)
    log_green, control = sample.log_rgb[..., 1][box], sample.control[box]
    weight = control.astype(np.float32)
    every = max(1, int(control.sum()) // _PIXELS_LOOKED_AT)
    now, now_mm = log_green, 0.0
    for blur_mm in blurs_mm:
        fine_mm, mid_mm, wide_mm, widest_mm = (float(np.hypot(blur_mm, s)) for s in (*FINE_MM, *COARSE_MM))
        fine = blurred_further(now, sample.px(fine_mm), from_sigma_px=sample.px(now_mm))
        mid = blurred_further(fine, sample.px(mid_mm), from_sigma_px=sample.px(fine_mm))
        wide = blurred_further(mid, sample.px(wide_mm), from_sigma_px=sample.px(mid_mm))
        widest = mean_within(log_green, weight, sample.px(widest_mm))
        details, forms = (clipped_rms(m[control][::every]) for m in (fine - mid, wide - widest))
        yield float(np.log(max(details, 1e-6) / max(forms, 1e-6)))
        now, now_mm = fine, fine_mm
