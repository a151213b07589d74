"""Measure one region of one photo: all metrics, all gates, and why a metric was withheld."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.errors import InvalidInput
from tracker.imaging.align.turn import Turn
from tracker.imaging.jpeg_pixels import JpegPixels
from tracker.imaging.measure.arrays import Mask, Rgb
from tracker.imaging.measure.bands import texture
from tracker.imaging.measure.baseline import Baseline
from tracker.imaging.measure.fit import PatchFrame
from tracker.imaging.measure.gates import conditions, judge
from tracker.imaging.measure.light_match import match_light
from tracker.imaging.measure.lines import line_load
from tracker.imaging.measure.pigment import relative_pigment, spot_load
from tracker.imaging.measure.pores import pore_contrast
from tracker.imaging.measure.redness import red_area, relative_erythema, relative_redness
from tracker.imaging.measure.scale import SkinSample, take_sample
from tracker.imaging.measure.tone import GreySteps
from tracker.imaging.metadata import Capture
from tracker.model import ControlKind, Finding, GateLevel, Metric
from tracker.texts import Message, marked

METHOD = "measure-8"

_NEEDS_CONTROL = (Metric.RED_AREA, Metric.PIGMENT)
_NO_CONTROL = Message(
    marked(
        "Needs untreated skin in the photo to compare with: draw an untreated area on the reference photo."
    )
)
_TOO_FEW_PIXELS = Message(
    marked(
        "Too little of the skin is neither pure white, pure black nor shining: take the photo again with "
        "even, moderate light."
    )
)
_TOO_FEW_PORES = Message(marked("The region holds too few pores to compare: draw it larger."))


@dataclass(frozen=True, eq=False)
class Measurement:
    """What one photo says of one region.

    Attributes
    ----------
    values : dict of Metric to float or None
        Every metric; None where it was withheld.
    withheld : dict of Metric to Message or str
        For each withheld metric, one sentence why.
    findings : tuple of Finding
        All comparability gates that could be judged.
    control : ControlKind
        What the region was compared with.
    baseline : Baseline
        Of the reference photo: hand it to all later photos of the same region.
    """

    values: dict[Metric, float | None]
    withheld: dict[Metric, Message | str]
    findings: tuple[Finding, ...]
    control: ControlKind
    baseline: Baseline


def measure(
    rgb: Rgb,
    *,
    mm_per_px: float,
    treated: Mask,
    untreated: Mask | None,
    control: ControlKind = ControlKind.ELSEWHERE,
    trusted: Mask | None = None,
    baseline: Baseline | None,
    card: GreySteps | None = None,
    card_rgb: NDArray[np.float64] | None = None,
    capture: Capture | None = None,
    turn: Turn | None = None,
    jpeg: JpegPixels | None = None,
    jpeg_quality: int | None = None,
    alignment_p95_mm: float = 0.0,
) -> Measurement:
    """Measure one region of one photo on its original pixels.

    Parameters
    ----------
    rgb : (M, N, 3) uint8
        The upright original in sRGB; it isn't changed.
    mm_per_px : float
        On the skin.
    treated : (M, N) bool
        The region, in this photo's pixels.
    untreated : (M, N) bool or None
        The control, in this photo's pixels. None measures the treated skin alone: nothing is fitted, and
        what would mean nothing without a control is withheld.
    control : ControlKind
        What kind of control `untreated` is; without one it is none whatever is said here.
    trusted : (M, N) bool or None
        Where the alignment vouches for the masks; what of them lies elsewhere is left out, and counted
        in the findings. None is everywhere.
    baseline : Baseline or None
        Of the reference photo; None when this is the reference photo.
    card : GreySteps or None
        Grey steps of a card in the photo. Where the reference photo shows the same card, the camera's
        tone curve is undone before the light is fitted.
    card_rgb : (24, 3) float or None
        Linear light of a colour card's patches in the photo. Where the reference photo shows the card
        too, it tells a flush or a tan of the control, and without a control it brings the photo to the
        colours of the reference photo. With one it changes no value: see Notes.
    capture : Capture or None
        How the photo was taken.
    turn : Turn or None
        How far the camera turned around the skin since the reference photo.
    jpeg : JpegPixels or None
        The photo as a JPEG's decoder gave it; None where it never was one.
    jpeg_quality : int or None
    alignment_p95_mm : float
        95th percentile of the alignment's stated error, on the skin.

    Returns
    -------
    Measurement

    Raises
    ------
    InvalidInput
        If an area is empty or too small in this photo, or if no skin of a reference photo can be measured.
    ValueError
        If shapes or types don't fit, or if the baseline was taken with another kind of control.

    Notes
    -----
    With a control the fit stands alone: in spectral simulations of phone cameras a card's matrix before
    the fit took the scatter of redness from 0.3 to 0.03 a* under one lamp, but from 0.5 to 0.7 a* where
    the lamp had changed, and both are little beside that of real skin.
    """
    _check(rgb, (treated, untreated, trusted), mm_per_px)
    if jpeg is not None and jpeg.rgb.shape != rgb.shape:
        raise ValueError(f"the JPEG's pixels must have the photo's shape {rgb.shape}, not {jpeg.rgb.shape}")
    if baseline is not None and baseline.has_control != (untreated is not None):
        raise ValueError("the baseline was taken with another kind of control")
    sample = take_sample(rgb, treated, untreated, mm_per_px=mm_per_px, trusted=trusted, jpeg=jpeg)
    steps = None if card is None or untreated is None else card.framed(PatchFrame.of(untreated))
    photo = (
        Baseline.of(sample, card=steps, card_rgb=card_rgb, capture=capture) if sample.is_measurable else None
    )
    reference = baseline or photo
    if reference is None:
        raise InvalidInput(_TOO_FEW_PIXELS, "reference")
    match = match_light(sample, photo, baseline, control=control)
    findings = judge(
        conditions(
            sample,
            photo=photo,
            baseline=baseline,
            fit=match.fit,
            contrast=match.contrast,
            jpeg_quality=jpeg_quality,
            alignment_p95_mm=alignment_p95_mm,
            turn=turn,
        )
    )
    withheld = _withheld(findings, has_control=sample.has_control, is_measurable=photo is not None)
    values = _values(match.applied(sample, reference), withheld, reference)
    if values[Metric.PORES] is None:
        withheld.setdefault(Metric.PORES, _TOO_FEW_PORES)
    kind = control if sample.has_control else ControlKind.NONE
    return Measurement(values, withheld, findings, kind, reference)


def _check(rgb: Rgb, masks: tuple[Mask | None, ...], mm_per_px: float) -> None:
    """Raise on what only a programmer can get wrong."""
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"rgb must be (M, N, 3) uint8, not {rgb.shape} {rgb.dtype}")
    for mask in masks:
        if mask is not None and (mask.dtype != np.bool_ or mask.shape != rgb.shape[:2]):
            raise ValueError(
                f"a mask must be bool of the photo's shape {rgb.shape[:2]}, not {mask.shape} {mask.dtype}"
            )
    if not mm_per_px > 0:
        raise ValueError(f"mm_per_px must be positive, not {mm_per_px}")


def _withheld(
    findings: tuple[Finding, ...], *, has_control: bool, is_measurable: bool
) -> dict[Metric, Message | str]:
    """Why metrics are withheld; the first reason counts."""
    reasons: dict[Metric, Message | str] = {}
    for finding in findings:
        if finding.level is GateLevel.FAIL:
            for metric in finding.metrics:
                reasons.setdefault(metric, finding.message)
    if not is_measurable:
        reasons |= {metric: _TOO_FEW_PIXELS for metric in Metric if metric not in reasons}
    if not has_control:
        reasons.update(dict.fromkeys(_NEEDS_CONTROL, _NO_CONTROL))
    return reasons


def _values(
    skin: SkinSample, withheld: dict[Metric, Message | str], reference: Baseline
) -> dict[Metric, float | None]:
    """Every metric that isn't withheld."""
    return {metric: None if metric in withheld else _FORMULAS[metric](skin, reference) for metric in Metric}


# every metric of the product: one line here, one function in a file of its own idea
_FORMULAS: dict[Metric, Callable[[SkinSample, Baseline], float | None]] = {
    Metric.REDNESS: lambda skin, _: relative_redness(skin),
    Metric.REDNESS_WITNESS: lambda skin, _: relative_erythema(skin),
    Metric.RED_AREA: lambda skin, _: red_area(skin),
    Metric.PIGMENT: lambda skin, reference: relative_pigment(skin, log_red_blue=reference.log_red_blue),
    Metric.DARK_SPOTS: lambda skin, _: spot_load(skin),
    Metric.TEXTURE: lambda skin, _: texture(skin),
    Metric.PORES: lambda skin, reference: pore_contrast(skin, common_sharpness=reference.common_sharpness),
    Metric.LINES: lambda skin, _: line_load(skin),
}
