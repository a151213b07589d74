"""Gates of the light: how bright, which colour, how even, and where it shines."""

import math

from tracker.imaging.measure.gates.conditions import Conditions
from tracker.imaging.measure.gates.withholding import COLOUR, EVERY, level_of
from tracker.model import Finding, Metric
from tracker.texts import Message, marked


def exposure(found: Conditions) -> Finding | None:
    if found.stops is None:
        return None
    if found.stops > 0:
        sentence = marked(
            "The skin is {stops:.1f} stops brighter than in the reference photo (good: up to 0.5): "
            "lower the exposure, or use the same light."
        )
    else:
        sentence = marked(
            "The skin is {stops:.1f} stops darker than in the reference photo (good: up to 0.5): "
            "raise the exposure, or use the same light."
        )
    return Finding(
        "exposure",
        found.stops,
        level_of(abs(found.stops), 0.5, 1.0),
        Message(sentence, {"stops": abs(found.stops)}),
        EVERY,
    )


def clipped(found: Conditions) -> Finding:
    return Finding(
        "clipped",
        found.clipped_share,
        level_of(found.clipped_share, 0.05, 0.05),
        Message(
            marked(
                "{share:.0%} of the measured skin is pure white or black (good: up to 5%): lower the "
                "exposure, and keep the light even."
            ),
            {"share": found.clipped_share},
        ),
        EVERY,
    )


def cast(found: Conditions) -> Finding | None:
    if found.cast is None:
        return None
    if found.is_warmer:
        sentence = marked(
            "The light is warmer than in the reference photo (colour cast {cast:.2f}, good: up to 0.15): "
            "use the same lamp, keep daylight out, and lock the white balance."
        )
    else:
        sentence = marked(
            "The light is cooler than in the reference photo (colour cast {cast:.2f}, good: up to 0.15): "
            "use the same lamp, keep daylight out, and lock the white balance."
        )
    return Finding(
        "cast",
        found.cast,
        level_of(found.cast, 0.15, 0.30),
        Message(sentence, {"cast": found.cast}),
        COLOUR,
    )


def gradient(found: Conditions) -> Finding | None:
    if found.gradient is None:
        return None
    return Finding(
        "light gradient",
        found.gradient,
        level_of(found.gradient, 0.2, 0.4),
        Message(
            marked(
                "The light falls off differently across the skin, by {share:.0%} (good: up to 22%): put lamp "
                "and patient where they were for the reference photo."
            ),
            {"share": math.expm1(found.gradient)},
        ),
        (Metric.PIGMENT,),
    )


def glare(found: Conditions) -> Finding:
    return Finding(
        "glare",
        found.glare_share,
        level_of(found.glare_share, 0.03, 0.10),
        Message(
            marked(
                "{share:.0%} of the treated skin shines (good: up to 3%): blot the skin, wait until "
                "creams are absorbed, and move the lamp to the side."
            ),
            {"share": found.glare_share},
        ),
        EVERY,
    )
