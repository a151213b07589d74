"""What two photos show, for the patient: plain words, one sentence for each metric, no numbers."""

from collections.abc import Sequence

from tracker.model import Metric, Verdict
from tracker.progress.pairs import PairChange
from tracker.texts import gettext as _
from tracker.texts import marked

SHOWN = (
    Metric.REDNESS,
    Metric.PIGMENT,
    Metric.DARK_SPOTS,
    Metric.TEXTURE,
    Metric.PORES,
    Metric.LINES,
)
"""Redness is told once: its witness and the red area say the same in other units."""
NAMES = {
    Metric.REDNESS: marked("Redness"),
    Metric.PIGMENT: marked("Skin colour"),
    Metric.DARK_SPOTS: marked("Dark spots"),
    Metric.TEXTURE: marked("Smoothness"),
    Metric.PORES: marked("Pores"),
    Metric.LINES: marked("Fine lines"),
}
_CHANGED = {
    (Metric.REDNESS, Verdict.BETTER): marked("The skin is less red than in the earlier photo."),
    (Metric.REDNESS, Verdict.WORSE): marked("The skin is redder than in the earlier photo."),
    (Metric.PIGMENT, Verdict.BETTER): marked("The skin is less dark than in the earlier photo."),
    (Metric.PIGMENT, Verdict.WORSE): marked("The skin is darker than in the earlier photo."),
    (Metric.DARK_SPOTS, Verdict.BETTER): marked("There are fewer or fainter dark spots."),
    (Metric.DARK_SPOTS, Verdict.WORSE): marked("There are more or stronger dark spots."),
    (Metric.TEXTURE, Verdict.BETTER): marked("The skin is smoother than in the earlier photo."),
    (Metric.TEXTURE, Verdict.WORSE): marked("The skin is rougher than in the earlier photo."),
    (Metric.PORES, Verdict.BETTER): marked("Pores show less than in the earlier photo."),
    (Metric.PORES, Verdict.WORSE): marked("Pores show more than in the earlier photo."),
    (Metric.LINES, Verdict.BETTER): marked("Fine lines show less than in the earlier photo."),
    (Metric.LINES, Verdict.WORSE): marked("Fine lines show more than in the earlier photo."),
}
TOLD = frozenset(
    {
        Verdict.BETTER,
        Verdict.WORSE,
        Verdict.UNCHANGED,
        Verdict.RECOVERY,
        Verdict.HOME,
        Verdict.NOT_COMPARABLE,
    }
)
"""The verdicts of which there is a sentence for the patient."""
_UNCHANGED = marked("No change that the photos can show for certain.")
_RECOVERY = marked("The skin was still recovering from the treatment, so this does not count yet.")
_HOME = marked("One of the photos was taken at home, so they can't be compared fairly here.")
_NOT_COMPARABLE = marked("These two photos can't be compared fairly here.")


def told_by_region(changes: Sequence[PairChange]) -> dict[str, list[PairChange]]:
    """What patients are told, region by region; of each region what changed first."""
    told = [change for change in changes if change.metric in SHOWN and change.verdict in TOLD]
    regions = {change.region_name: list[PairChange]() for change in told}
    for change in sorted(told, key=lambda one: (not one.verdict.is_changed, SHOWN.index(one.metric))):
        regions[change.region_name].append(change)
    return regions


def plain_sentence(change: PairChange) -> str:
    """What a verdict means to the patient, in the spoken language.

    Parameters
    ----------
    change : PairChange
        Of one of the metrics that are `SHOWN`.

    Raises
    ------
    ValueError
        If patients aren't told of the metric.
    """
    if change.metric not in SHOWN:
        raise ValueError(f"patients aren't told of {change.metric}")
    if change.verdict.is_changed:
        return _(_CHANGED[change.metric, change.verdict])
    if change.verdict is Verdict.RECOVERY:
        return _(_RECOVERY)
    if change.verdict is Verdict.HOME:
        return _(_HOME)
    return _(_NOT_COMPARABLE if change.verdict is Verdict.NOT_COMPARABLE else _UNCHANGED)
