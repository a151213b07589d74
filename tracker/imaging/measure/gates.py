"""How far a photo's conditions are from the reference photo's, and which metrics that spoils.

One row of the table for each gate; all are measured on the control skin of the photo itself. Bounds are
the defaults of the product's method. What a photo can't show (lamp direction, turn of the head, device)
is judged elsewhere.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from tracker.imaging.measure.baseline import Baseline
from tracker.imaging.measure.fit import LightFit, PatchFrame
from tracker.imaging.measure.scale import SkinSample
from tracker.model import Finding, GateLevel, Metric

EVERY = tuple(Metric)
STRUCTURE = tuple(m for m in Metric if m.is_structure)
REDNESS = tuple(m for m in Metric if m.is_redness)
COLOUR = tuple(m for m in Metric if not m.is_structure)

MOST_LEFT_OUT_UNNOTICED, MOST_LEFT_OUT = 0.05, 0.2
"""Shares of an area that may be left out before that is said, and before nothing of it is measured."""
_SAME_CONTRAST = 0.05


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


def conditions(
    sample: SkinSample,
    *,
    photo: Baseline | None,
    baseline: Baseline | None,
    fit: LightFit | None,
    contrast: float | None,
    jpeg_quality: int | None,
    alignment_p95_mm: float,
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
    )


def judge(found: Conditions) -> tuple[Finding, ...]:
    """One finding for each gate that can be judged.

    Parameters
    ----------
    found : Conditions

    Returns
    -------
    tuple of Finding
        With value, level, one sentence for the provider, and the metrics that a failure withholds.
    """
    findings = (gate(found) for gate in _GATES)
    return tuple(f for f in findings if f is not None)


def _level(value: float, good: float, warn: float) -> GateLevel:
    """GOOD up to one bound, WARN up to the other, FAIL beyond."""
    if value <= good:
        return GateLevel.GOOD
    return GateLevel.WARN if value <= warn else GateLevel.FAIL


def _exposure(found: Conditions) -> Finding | None:
    if found.stops is None:
        return None
    word, remedy = ("brighter", "lower") if found.stops > 0 else ("darker", "raise")
    return Finding(
        "exposure",
        found.stops,
        _level(abs(found.stops), 0.5, 1.0),
        f"The skin is {abs(found.stops):.1f} stops {word} than in the reference photo (good: up to 0.5): "
        f"{remedy} the exposure, or use the same light.",
        EVERY,
    )


def _clipped(found: Conditions) -> Finding:
    return Finding(
        "clipped",
        found.clipped_share,
        _level(found.clipped_share, 0.05, 0.05),
        f"{found.clipped_share:.0%} of the measured skin is pure white or black (good: up to 5%): lower the "
        "exposure, and keep the light even.",
        EVERY,
    )


def _cast(found: Conditions) -> Finding | None:
    if found.cast is None:
        return None
    word = "warmer" if found.is_warmer else "cooler"
    return Finding(
        "cast",
        found.cast,
        _level(found.cast, 0.15, 0.30),
        f"The light is {word} than in the reference photo (colour cast {found.cast:.2f}, good: up to 0.15): "
        "use the same lamp, keep daylight out, and lock the white balance.",
        COLOUR,
    )


def _gradient(found: Conditions) -> Finding | None:
    if found.gradient is None:
        return None
    return Finding(
        "light gradient",
        found.gradient,
        _level(found.gradient, 0.2, 0.4),
        f"The light falls off differently across the skin, by {math.expm1(found.gradient):.0%} (good: up to "
        "22%): put lamp and patient where they were for the reference photo.",
        (Metric.PIGMENT,),
    )


def _sharpness(found: Conditions) -> Finding | None:
    if found.sharper is None:
        return None
    if found.sharper < 0:
        level = _level(-found.sharper, 0.15, 0.40)
        sentence = (
            f"Fine detail is {-math.expm1(found.sharper):.0%} weaker than in the reference photo (good: up "
            "to 14%): tap to focus, hold still, clean the lens, and use more light."
        )
    else:
        level = _level(found.sharper, 0.10, 0.18)
        sentence = (
            f"Fine detail is {math.expm1(found.sharper):.0%} stronger than in the reference photo (good: up "
            "to 11%), by noise, by sharpening in the camera or because the reference photo is softer: use "
            "more light, and switch beauty and sharpening modes off."
        )
    return Finding("sharpness", found.sharper, level, sentence, STRUCTURE)


def _scale(found: Conditions) -> Finding:
    level = _level(found.mm_per_px, 0.08, 0.10)
    ratio = found.scale_ratio
    if ratio is not None and not 0.8 <= ratio <= 1.25 and level is GateLevel.GOOD:
        level = GateLevel.WARN
    beside = "" if ratio is None else f", {ratio:.2f} times the reference photo's (good: 0.8 to 1.25)"
    return Finding(
        "scale",
        found.mm_per_px,
        level,
        f"One pixel covers {found.mm_per_px:.3f} mm of skin (good: up to 0.080){beside}: take the photo from "
        "the distance of the reference photo, close enough for fine detail.",
        STRUCTURE,
    )


def _jpeg_quality(found: Conditions) -> Finding | None:
    if found.jpeg_quality is None:
        return None
    return Finding(
        "JPEG quality",
        float(found.jpeg_quality),
        _level(-found.jpeg_quality, -90, -80),
        f"The file is compressed to JPEG quality {found.jpeg_quality} (good: 90 or more): send the camera's "
        "original file, not one that passed through a messenger.",
        REDNESS,
    )


def _contrast(found: Conditions) -> Finding | None:
    """Undone by the card, so it withholds nothing; it says that the camera's settings differ."""
    if found.contrast is None:
        return None
    word = "steeper" if found.contrast > 1 else "flatter"
    return Finding(
        "tone curve",
        found.contrast,
        GateLevel.GOOD if abs(math.log(found.contrast)) <= _SAME_CONTRAST else GateLevel.WARN,
        f"The camera's tone curve is {abs(found.contrast - 1):.0%} {word} than in the reference photo (good: "
        "up to 5%). The card undoes most of it: use the same camera app and mode, with HDR and filters off.",
        EVERY,
    )


def _alignment(found: Conditions) -> Finding:
    return Finding(
        "alignment",
        found.alignment_p95_mm,
        _level(found.alignment_p95_mm, 0.5, 1.0),
        f"The skin could be found again to within {found.alignment_p95_mm:.1f} mm only (good: 0.5 mm): take "
        "the photo from the same angle, with the same expression.",
        EVERY,
    )


def _glare(found: Conditions) -> Finding:
    return Finding(
        "glare",
        found.glare_share,
        _level(found.glare_share, 0.03, 0.10),
        f"{found.glare_share:.0%} of the treated skin shines (good: up to 3%): blot the skin, wait until "
        "creams are absorbed, and move the lamp to the side.",
        EVERY,
    )


def _matched(found: Conditions) -> Finding:
    return _match("match of the region", "this region", found.treated_unmatched)


def _matched_control(found: Conditions) -> Finding | None:
    if found.control_unmatched is None:
        return None
    return _match("match of the untreated skin", "the untreated skin", found.control_unmatched)


def _match(gate: str, area: str, share: float) -> Finding:
    """What is left out of an area makes its reading one of other skin than in the reference photo."""
    return Finding(
        gate,
        share,
        _level(share, MOST_LEFT_OUT_UNNOTICED, MOST_LEFT_OUT),
        f"{share:.0%} of {area} could not be matched to the reference photo and is left out (good: up to "
        f"{MOST_LEFT_OUT_UNNOTICED:.0%}): take the photo from the same angle, with the same expression and "
        "nothing on the skin.",
        EVERY,
    )


def _size_in_units(sample: SkinSample) -> float:
    """Side of the square as large as the spread of all measured skin, in units of the patch frame."""
    whole = PatchFrame.of(sample.treated | sample.control_drawn)
    return whole.unit_px / PatchFrame.of(sample.control_drawn).unit_px


_GATES: tuple[Callable[[Conditions], Finding | None], ...] = (
    _exposure,
    _clipped,
    _cast,
    _gradient,
    _sharpness,
    _scale,
    _jpeg_quality,
    _contrast,
    _alignment,
    _matched,
    _matched_control,
    _glare,
)
