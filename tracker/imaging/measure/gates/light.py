"""Gates of the light: how bright, which colour, how even, and where it shines.

Each is a sentence about a number, used where a photo is measured and where it is added.
"""

import math

from tracker.imaging.measure.gates.conditions import Conditions
from tracker.imaging.measure.gates.withholding import COLOUR, EVERY, level_within
from tracker.model import METHOD_LIMITS, Finding, Metric, QualityLimits
from tracker.texts import Message, marked


def exposure(found: Conditions) -> Finding | None:
    return None if found.stops is None else exposure_finding(found.stops)


def exposure_finding(stops: float, limits: QualityLimits = METHOD_LIMITS) -> Finding:
    """Brightness of the skin against the reference photo, log2; positive is brighter."""
    if stops > 0:
        sentence = marked(
            "The skin is {stops:.1f} stops brighter than in the reference photo (good: up to {good:.1f}): "
            "lower the exposure, or use the same light."
        )
    else:
        sentence = marked(
            "The skin is {stops:.1f} stops darker than in the reference photo (good: up to {good:.1f}): "
            "raise the exposure, or use the same light."
        )
    values = {"stops": abs(stops), "good": limits.stops.good}
    return Finding(
        "exposure", stops, level_within(abs(stops), limits.stops), Message(sentence, values), EVERY
    )


def clipped(found: Conditions) -> Finding:
    return clipped_finding(found.clipped_share)


def clipped_finding(share: float, limits: QualityLimits = METHOD_LIMITS) -> Finding:
    """Share of the skin that is too bright or too dark to hold a value."""
    sentence = marked(
        "{share:.0%} of the measured skin is pure white or black (good: up to {good:.0%}): lower the "
        "exposure, and keep the light even."
    )
    message = Message(sentence, {"share": share, "good": limits.clipped.good})
    return Finding("clipped", share, level_within(share, limits.clipped), message, EVERY)


def cast(found: Conditions) -> Finding | None:
    return None if found.cast is None else cast_finding(found.cast, is_warmer=found.is_warmer)


def cast_finding(strength: float, limits: QualityLimits = METHOD_LIMITS, *, is_warmer: bool) -> Finding:
    """Colour of the light against the reference photo, hypot(d ln R/G, d ln B/G)."""
    if is_warmer:
        sentence = marked(
            "The light is warmer than in the reference photo (colour cast {cast:.2f}, good: up to "
            "{good:.2f}): use the same lamp, keep daylight out, and lock the white balance."
        )
    else:
        sentence = marked(
            "The light is cooler than in the reference photo (colour cast {cast:.2f}, good: up to "
            "{good:.2f}): use the same lamp, keep daylight out, and lock the white balance."
        )
    message = Message(sentence, {"cast": strength, "good": limits.cast.good})
    return Finding("cast", strength, level_within(strength, limits.cast), message, COLOUR)


def gradient(found: Conditions) -> Finding | None:
    return None if found.gradient is None else gradient_finding(found.gradient)


def gradient_finding(difference: float, limits: QualityLimits = METHOD_LIMITS) -> Finding:
    """Difference of the planes of log light across the skin."""
    sentence = marked(
        "The light falls off differently across the skin, by {share:.0%} (good: up to {good:.0%}): put lamp "
        "and patient where they were for the reference photo."
    )
    message = Message(sentence, {"share": math.expm1(difference), "good": math.expm1(limits.gradient.good)})
    level = level_within(difference, limits.gradient)
    return Finding("light gradient", difference, level, message, (Metric.PIGMENT,))


def glare(found: Conditions) -> Finding:
    sentence = marked(
        "{share:.0%} of the treated skin shines (good: up to {good:.0%}): blot the skin, wait until "
        "creams are absorbed, and move the lamp to the side."
    )
    return glare_finding(found.glare_share, sentence)


def glare_finding(share: float, sentence: str, limits: QualityLimits = METHOD_LIMITS) -> Finding:
    """Specular share of an area; the sentence names the area, and takes ``share`` and ``good``."""
    message = Message(sentence, {"share": share, "good": limits.glare.good})
    return Finding("glare", share, level_within(share, limits.glare), message, EVERY)
