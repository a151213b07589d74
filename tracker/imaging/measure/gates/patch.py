"""Gates of the untreated patch: whether it changed itself, by a card and without one."""

from tracker.imaging.measure.gates.conditions import Conditions
from tracker.imaging.measure.gates.withholding import COLOUR, REDNESS, level_of
from tracker.model import Finding, GateLevel
from tracker.texts import Message, marked

FLUSH_SDC = 1.0
"""Smallest detectable flush of the patch, CIELAB a*. Unchanged skin beside a card scattered by 0.08 to 0.19
(1.96 SD) on the rendered phantom and by 0.2 to 0.35 in spectral simulations of phone cameras at other
white balances, exposures and tone curves; three times that, as for all provisional limits that come from
generated skin. A quarter more blood, 0.9 to 1.2 a*, is just seen."""
TAN_SDC_DEG = 10.0
"""Smallest detectable tan, degrees of ITA: 3 (fixed set-up) to 10 (free phone, uneven light) on the phantom.
It goes by brightness, and a shade between card and patch looks like a tan; so it is a note only."""
UNEVEN_GOOD = 6.0
"""Index points by which parts of the untreated skin may change against one another. Between a neutral and
a smiling photo of 13 real people, nothing treated, 57 controls changed so by 3.4 (median) and 6.0 (95th
percentile), where skin that couldn't be matched is left out; on unchanged skin of the phantom it was at most
2.3. It is reported and withholds nothing: which of the parts changed isn't known."""


def card(found: Conditions) -> Finding | None:
    """Whether the two photos' cards agree, which the other gates of the patch stand on."""
    if found.patch is None:
        return None
    return Finding(
        "colour card",
        found.patch.residual,
        GateLevel.GOOD if found.patch.is_told else GateLevel.WARN,
        Message(
            marked(
                "The colour card's patches differ from those of the reference photo by {residual:.1%} "
                "(good: up to 2.5%) after correction, so the card is not used: use the same lamp alone, and "
                "keep shadows and shine off the card."
            ),
            {"residual": found.patch.residual},
        ),
        COLOUR,
    )


def flush(found: Conditions) -> Finding | None:
    """A flush of the patch hides or feigns redness of the region."""
    if found.patch is None or not found.patch.is_told:
        return None
    redness = found.patch.redness
    if redness > 0:
        sentence = marked(
            "By the colour card the untreated skin is {change:.1f} a* redder than in the reference photo "
            "(good: up to {most:.1f}): let the patient rest for some minutes in a cool room, then take the "
            "photo again."
        )
    else:
        sentence = marked(
            "By the colour card the untreated skin is {change:.1f} a* paler than in the reference photo "
            "(good: up to {most:.1f}): let the patient rest for some minutes in a cool room, then take the "
            "photo again."
        )
    return Finding(
        "flush of the untreated skin",
        redness,
        level_of(abs(redness), FLUSH_SDC, FLUSH_SDC),
        Message(sentence, {"change": abs(redness), "most": FLUSH_SDC}),
        REDNESS,
    )


def tan(found: Conditions) -> Finding | None:
    """A tan of the patch is a note: pigment is measured against the patch and changes with it."""
    if found.patch is None or not found.patch.is_told:
        return None
    ita_deg = found.patch.ita_deg
    if ita_deg < 0:
        sentence = marked(
            "By the colour card the untreated skin is darker than in the reference photo by {change:.0f}° of "
            "ITA (good: up to {most:.0f}°): think of sun or tanning products when you read pigment, and lay "
            "the card beside the skin in the same light."
        )
    else:
        sentence = marked(
            "By the colour card the untreated skin is lighter than in the reference photo by {change:.0f}° "
            "of ITA (good: up to {most:.0f}°): think of sun or tanning products when you read pigment, and "
            "lay the card beside the skin in the same light."
        )
    return Finding(
        "tan of the untreated skin",
        ita_deg,
        GateLevel.GOOD if abs(ita_deg) <= TAN_SDC_DEG else GateLevel.WARN,
        Message(sentence, {"change": abs(ita_deg), "most": TAN_SDC_DEG}),
    )


def uneven(found: Conditions) -> Finding | None:
    """Where parts of the patch, or several patches, changed against one another, one of them did change."""
    if found.uneven is None:
        return None
    return Finding(
        "untreated skin itself",
        found.uneven,
        GateLevel.GOOD if found.uneven <= UNEVEN_GOOD else GateLevel.WARN,
        Message(
            marked(
                "Parts of the untreated skin changed in redness against one another by {change:.1f} index "
                "points (good: up to {most:.1f}): look there for a rash, sunburn, cream or a coloured "
                "shadow, or compare with other skin."
            ),
            {"change": found.uneven, "most": UNEVEN_GOOD},
        ),
        REDNESS,
    )
