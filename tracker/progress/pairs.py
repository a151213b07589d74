"""What changed between two sessions of a series, whichever two are on the screen."""

from dataclasses import dataclass

from tracker.model import Metric, ToneGroup, Verdict
from tracker.progress.devices import common_device
from tracker.progress.judgements import AT_ONCE
from tracker.progress.limits import Limit, Limits
from tracker.progress.noise import Averaging
from tracker.progress.result import MetricProgress, ProgressPoint
from tracker.progress.sentences import Amounts, metric_noun


@dataclass(frozen=True, slots=True)
class PairChange:
    """One metric of one region between two sessions, the earlier first.

    Attributes
    ----------
    change : float or None
        Later minus earlier, in the metric's unit; below zero is better. None where one of the two
        has no value or they stand on different devices.
    limit : Limit or None
        The smallest detectable change for exactly these two sessions.
    """

    region_name: str
    metric: Metric
    verdict: Verdict
    change: float | None
    limit: Limit | None
    sentence: str


def change_between(
    progress: MetricProgress, one_id: str, other_id: str, *, limits: Limits, tone: ToneGroup
) -> PairChange | None:
    """Judge two sessions against each other, in whichever order they are named.

    Against the baseline the verdict is the chart's own. Any other two sessions are two means with
    their own limit, and since there is no third session to confirm them, only a change beyond 1.5
    times the smallest detectable one is called a change.

    Returns
    -------
    PairChange or None
        None while one of the sessions has no point yet.
    """
    points = [p for p in (progress.at(one_id), progress.at(other_id)) if p is not None]
    if len(points) < 2:
        return None
    earlier, later = sorted(points, key=lambda p: (p.day, p.session_number))
    waits = next((p for p in (later, earlier) if not p.is_on_line), None)
    if waits is not None:
        change = _difference(earlier, later) if waits.verdict is Verdict.RECOVERY else None
        return _pair(later, waits.verdict, change, None, waits.sentence)
    if earlier.segment != later.segment:
        reason = "The two sessions were photographed with different devices."
        return _pair(later, Verdict.NOT_COMPARABLE, None, None, reason)
    if earlier.verdict is Verdict.BASELINE and later.is_judged:
        return _pair(later, later.verdict, later.change, later.limit, later.sentence)
    return _judged(earlier, later, limits, tone)


def _judged(earlier: ProgressPoint, later: ProgressPoint, limits: Limits, tone: ToneGroup) -> PairChange:
    change = _difference(earlier, later)
    if change is None:
        return _pair(later, Verdict.NOT_COMPARABLE, None, None, later.reason or earlier.reason)
    limit = limits.limit(
        later.metric,
        tone,
        reference=Averaging(len(earlier.photo_ids)),
        now=Averaging(len(later.photo_ids)),
        control=later.control,
        device=common_device((earlier.device, later.device)),
    )
    sentence = _sentence(earlier, later, change, limit)
    if not _is_large(change, limit):
        return _pair(later, Verdict.UNCHANGED, change, limit, sentence)
    return _pair(later, Verdict.BETTER if change < 0 else Verdict.WORSE, change, limit, sentence)


def _sentence(earlier: ProgressPoint, later: ProgressPoint, change: float, limit: Limit) -> str:
    """What a provider can read out of two sessions of which none is the baseline."""
    amounts, noun = Amounts(change, limit), metric_noun(later.metric)
    between = f"between sessions {earlier.session_number} and {later.session_number}"
    if _is_large(change, limit):
        verb = "fell" if change < 0 else "rose"
        return (
            f"{noun[0].upper()}{noun[1:]} {verb} by {amounts.size} {between}, more than the smallest "
            f"detectable change of {amounts.smallest} ({limit.source})."
        )
    return (
        f"No detectable change in {noun} {between}: {amounts.size} {amounts.direction}. A change between "
        f"two single sessions counts from {amounts.at_once} on ({limit.source})."
    )


def _is_large(change: float, limit: Limit) -> bool:
    return abs(change) > AT_ONCE * limit.sdc


def _difference(earlier: ProgressPoint, later: ProgressPoint) -> float | None:
    if earlier.value is None or later.value is None:
        return None
    return later.value - earlier.value


def _pair(
    point: ProgressPoint, verdict: Verdict, change: float | None, limit: Limit | None, sentence: str
) -> PairChange:
    return PairChange(point.region_name, point.metric, verdict, change, limit, sentence)
