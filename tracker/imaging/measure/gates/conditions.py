"""How far a photo's conditions are from the reference photo's, in numbers."""

import math
from dataclasses import dataclass

from tracker.imaging.align.turn import Turn
from tracker.imaging.measure.baseline import Baseline
from tracker.imaging.measure.fit import LightFit, PatchFrame
from tracker.imaging.measure.patch import PatchShift, patch_shift, uneven_change
from tracker.imaging.measure.scale import SkinSample
from tracker.imaging.metadata import Capture


@dataclass(frozen=True)
class Conditions:
    """What the gates are judged by; None where it can't be known.

    Attributes
    ----------
    stops : float or None
        Brightness of the control against the reference photo, log2; positive is brighter.
    cast : float or None
        hypot(d ln R/G, d ln B/G); `is_warmer` says in which direction.
    gradient : float or None
        Difference of the log-illumination planes across the measured skin.
    sharper : float or None
        d ln(fine / coarse band) against the reference photo.
    scale_ratio : float or None
        mm per px over the reference photo's.
    treated_unmatched : float
        Share of the region that was left out because the alignment doesn't vouch for it.
    control_unmatched : float or None
        The same of the untreated skin; None where there is none.
    mm_per_px, clipped_share, glare_share : float
    alignment_p95_mm : float
    jpeg_quality : int or None
    contrast : float or None
        Contrast of the photo's tone curve over the reference photo's; None without a card in both.
    turn : Turn or None
        How far the camera turned around the skin since the reference photo.
    captures : tuple of Capture, or None
        How the photo and the reference photo were taken; None for the reference photo itself.
    patch : PatchShift or None
        How the untreated patch changed by the card; None without a card in both.
    uneven : float or None
        How far parts of the untreated skin changed against one another, index points of redness.
    """

    stops: float | None
    cast: float | None
    is_warmer: bool
    gradient: float | None
    sharper: float | None
    scale_ratio: float | None
    treated_unmatched: float
    control_unmatched: float | None
    mm_per_px: float
    clipped_share: float
    glare_share: float
    alignment_p95_mm: float
    jpeg_quality: int | None
    contrast: float | None
    turn: Turn | None
    captures: tuple[Capture, Capture] | None
    patch: PatchShift | None
    uneven: float | None


def conditions(
    sample: SkinSample,
    *,
    photo: Baseline | None,
    baseline: Baseline | None,
    fit: LightFit | None,
    contrast: float | None,
    jpeg_quality: int | None,
    alignment_p95_mm: float,
    turn: Turn | None,
) -> Conditions:
    """Compare a photo's state with the reference photo's.

    Parameters
    ----------
    sample : SkinSample
    photo : Baseline or None
        The photo's own state; None when nothing could be measured on it.
    baseline : Baseline or None
        The reference photo's state; None for the reference photo itself.
    fit : LightFit or None
    contrast : float or None
        Of the photo's tone curve over the reference photo's.
    jpeg_quality : int or None
    alignment_p95_mm : float
    turn : Turn or None
    """
    pair = (photo, baseline) if photo is not None and baseline is not None else None
    red = pair and pair[0].log_red_green - pair[1].log_red_green
    blue = pair and pair[0].log_blue_green - pair[1].log_blue_green
    return Conditions(
        stops=pair and pair[0].log2_luminance - pair[1].log2_luminance,
        cast=None if red is None or blue is None else math.hypot(red, blue),
        is_warmer=red is not None and blue is not None and red > blue,
        gradient=None if fit is None else fit.across(_size_in_units(sample)),
        sharper=pair and pair[0].sharpness - pair[1].sharpness,
        scale_ratio=None if baseline is None else sample.native_mm_per_px / baseline.mm_per_px,
        treated_unmatched=sample.treated_unmatched,
        control_unmatched=sample.control_unmatched if sample.has_control else None,
        mm_per_px=sample.native_mm_per_px,
        clipped_share=sample.clipped_share,
        glare_share=sample.glare_share,
        alignment_p95_mm=alignment_p95_mm,
        jpeg_quality=jpeg_quality,
        contrast=contrast,
        turn=turn,
        captures=pair and (pair[0].capture, pair[1].capture),
        patch=_patch_shift(pair) if pair and sample.has_control else None,
        uneven=uneven_change(pair[1].light, pair[0].light) if pair and sample.has_control else None,
    )


def _patch_shift(pair: tuple[Baseline, Baseline]) -> PatchShift | None:
    """How the patch changed between two photos that both show a card."""
    now, before = (state.patch for state in pair)
    return None if now is None or before is None else patch_shift(before, now)


def _size_in_units(sample: SkinSample) -> float:
    """Side of the square as large as the spread of all measured skin, in units of the patch frame."""
    whole = PatchFrame.of(sample.treated | sample.control_drawn)
    return whole.unit_px / PatchFrame.of(sample.control_drawn).unit_px
