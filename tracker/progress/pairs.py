"""What changed between two sessions of a series, whichever two are on the screen."""

from dataclasses import dataclass, replace

from tracker.model import Metric, ToneGroup, Verdict
from tracker.progress import pair_sentences
from tracker.progress.chance import WITNESSES, Family, Question, chance_once, family_of, question_of
from tracker.progress.crosstalk import COUPLINGS, beyond_noise, widened
from tracker.progress.devices import common_device
from tracker.progress.judgements import AT_ONCE
from tracker.progress.limits import Limit, Limits
from tracker.progress.noise import Averaging
from tracker.progress.result import MetricProgress, ProgressPoint, SeriesProgress
from tracker.texts import gettext as _


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


@dataclass(frozen=True, slots=True)
class _Pair:
    """The points of one metric at both sessions, the earlier first."""

    earlier: ProgressPoint
    later: ProgressPoint

    @property
    def difference(self) -> float | None:
        if self.earlier.value is None or self.later.value is None:
            return None
        return self.later.value - self.earlier.value

    @property
    def sessions(self) -> tuple[int, int]:
        return self.earlier.session_number, self.later.session_number

    @property
    def question(self) -> Question:
        return question_of(self.later.region_id, self.later.metric)

    def said(self, verdict: Verdict, change: float | None, limit: Limit | None, sentence: str) -> PairChange:
        return PairChange(self.later.region_name, self.later.metric, verdict, change, limit, sentence)


def judge_pair(progress: SeriesProgress, one_id: str, other_id: str, *, limits: Limits) -> list[PairChange]:
    """Judge two sessions against each other, in whichever order they are named.

    Against the baseline the verdict is the chart's own. Any other two sessions are two means with
    their own limit, and since there is no third session to confirm them, only a change beyond 1.5
    times the smallest detectable one is called a change, if redness and its witness agree, and if
    it stands when all that is shown of the two sessions is looked at together.

    Returns
    -------
    list of PairChange
        In the order of regions and metrics, without those of which a session has no point yet.
    """
    pairs = [pair for metric in progress if (pair := _pair(metric, one_id, other_id)) is not None]
    found = [(pair, *_judge(pair, progress, limits)) for pair in pairs]
    family = family_of((pair.question, chance) for pair, said, chance in found if said.verdict.is_judged)
    return [said if chance == 1 else _among(pair, said, family) for pair, said, chance in found]


def _pair(metric: MetricProgress | None, one_id: str, other_id: str) -> _Pair | None:
    points = [p for p in (metric.at(one_id), metric.at(other_id)) if p is not None] if metric else []
    if len(points) < 2:
        return None
    return _Pair(*sorted(points, key=lambda p: (p.day, p.session_number)))


def _judge(pair: _Pair, progress: SeriesProgress, limits: Limits) -> tuple[PairChange, float]:
    """A pair by itself, and how likely chance shows the change that is claimed; 1 where none is."""
    change = pair.difference
    taken = _taken_over(pair)
    if taken is not None or change is None:
        return taken or pair.said(Verdict.NOT_COMPARABLE, None, None, pair.later.reason), 1.0
    limit = widened(_limit(pair, limits, progress.tone), _others(pair, progress, limits))
    if abs(change) <= AT_ONCE * limit.sdc:
        words = pair_sentences.unchanged(change, limit, pair.sessions)
        return pair.said(Verdict.UNCHANGED, change, limit, words), 1.0
    if _is_opposed(pair, change, progress):
        words = pair_sentences.contradicted(change, limit, pair.sessions, WITNESSES[limit.metric])
        return pair.said(Verdict.UNCHANGED, change, limit, words), 1.0
    verdict = Verdict.BETTER if change < 0 else Verdict.WORSE
    words = pair_sentences.changed(change, limit, pair.sessions)
    return pair.said(verdict, change, limit, words), chance_once(change / limit.sdc)


def _taken_over(pair: _Pair) -> PairChange | None:
    """What the chart says of the two already; None where they are to be judged here."""
    earlier, later = pair.earlier, pair.later
    waits = next((p for p in (later, earlier) if not p.is_on_line), None)
    if waits is not None:
        change = pair.difference if waits.verdict is Verdict.RECOVERY else None
        return pair.said(waits.verdict, change, None, waits.sentence)
    if earlier.segment != later.segment:
        reason = _("The two sessions were photographed with different devices.")
        return pair.said(Verdict.NOT_COMPARABLE, None, None, reason)
    if earlier.verdict is Verdict.BASELINE and later.is_judged:
        return pair.said(later.verdict, later.change, later.limit, later.sentence)
    return None


def _limit(pair: _Pair, limits: Limits, tone: ToneGroup) -> Limit:
    earlier, later = pair.earlier, pair.later
    return limits.limit(
        later.metric,
        tone,
        reference=Averaging(len(earlier.photo_ids)),
        now=Averaging(len(later.photo_ids)),
        control=later.control,
        device=common_device((earlier.device, later.device)),
    )


def _others(pair: _Pair, progress: SeriesProgress, limits: Limits) -> dict[Metric, float]:
    """What the region's other metrics changed by between the same two sessions, beyond their noise."""
    changes = {}
    for metric in COUPLINGS[pair.later.metric]:
        found = progress.find(pair.later.region_id, metric)
        other = _pair(found, pair.earlier.session_id, pair.later.session_id)
        if other is not None and other.difference is not None:
            sd = _limit(other, limits, progress.tone).change_sd
            changes[metric] = beyond_noise(other.difference, sd)
    return changes


def _is_opposed(pair: _Pair, change: float, progress: SeriesProgress) -> bool:
    """Whether the metric's witness moved the other way between the same two sessions."""
    witness = WITNESSES.get(pair.later.metric)
    if witness is None:
        return False
    metric = progress.find(pair.later.region_id, witness)
    other = _pair(metric, pair.earlier.session_id, pair.later.session_id)
    if other is None or not (other.earlier.is_on_line and other.later.is_on_line):
        return False
    return other.difference is not None and other.difference * change < 0


def _among(pair: _Pair, said: PairChange, family: Family) -> PairChange:
    """What remains of a change when all that is shown of the two sessions is looked at together."""
    if said.change is None or said.limit is None or family.stands(pair.question):
        return said
    words = pair_sentences.among_many(said.change, said.limit, pair.sessions, family.readings)
    return replace(said, verdict=Verdict.UNCHANGED, sentence=words)
