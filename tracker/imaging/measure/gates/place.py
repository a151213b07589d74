"""Gates of place and pose: how surely the same skin was found, and from where it is seen."""

from tracker.imaging.measure.gates.conditions import Conditions
from tracker.imaging.measure.gates.withholding import (
    EVERY,
    MOST_LEFT_OUT,
    MOST_LEFT_OUT_UNNOTICED,
    STRUCTURE,
    level_of,
    level_within,
)
from tracker.model import METHOD_LIMITS, Finding, QualityLimits
from tracker.texts import Message, marked


def alignment(found: Conditions) -> Finding:
    return Finding(
        "alignment",
        found.alignment_p95_mm,
        level_of(found.alignment_p95_mm, 0.5, 1.0),
        Message(
            marked(
                "The skin could be found again to within {error:.1f} mm only (good: 0.5 mm): take the photo "
                "from the same angle, with the same expression."
            ),
            {"error": found.alignment_p95_mm},
        ),
        EVERY,
    )


def matched(found: Conditions) -> Finding:
    return match("match of the region", marked("this region"), found.treated_unmatched)


def matched_control(found: Conditions) -> Finding | None:
    if found.control_unmatched is None:
        return None
    return match("match of the untreated skin", marked("the untreated skin"), found.control_unmatched)


def match(gate: str, area: str, share: float) -> Finding:
    """What is left out of an area makes its reading one of other skin than in the reference photo."""
    return Finding(
        gate,
        share,
        level_of(share, MOST_LEFT_OUT_UNNOTICED, MOST_LEFT_OUT),
        Message(
            marked(
                "{share:.0%} of {area} could not be matched to the reference photo and is left out (good: up "
                "to {most:.0%}): take the photo from the same angle, with the same expression and nothing on "
                "the skin."
            ),
            {"share": share, "area": Message(area), "most": MOST_LEFT_OUT_UNNOTICED},
        ),
        EVERY,
    )


def turn(found: Conditions) -> Finding | None:
    """With focal lengths that were only assumed, what is found is the least that it can be."""
    if found.turn is None:
        return None
    is_least = found.turn.is_least
    if is_least and found.turn.angle_deg <= METHOD_LIMITS.turn_deg.good:
        return None
    return turn_finding(found.turn.angle_deg, is_least=is_least)


def turn_finding(angle_deg: float, limits: QualityLimits = METHOD_LIMITS, *, is_least: bool) -> Finding:
    """Angle between the directions from which the skin is seen."""
    if is_least:
        sentence = marked(
            "The skin is seen from a direction at least {angle:.0f}° away from the reference photo's (good: "
            "up to {good:g}°): use the outline of the reference photo, the same seat and the same distance."
        )
    else:
        sentence = marked(
            "The skin is seen from a direction {angle:.0f}° away from the reference photo's (good: up to "
            "{good:g}°): use the outline of the reference photo, the same seat and the same distance."
        )
    message = Message(sentence, {"angle": angle_deg, "good": limits.turn_deg.good})
    return Finding("turn", angle_deg, level_within(angle_deg, limits.turn_deg), message, STRUCTURE)
