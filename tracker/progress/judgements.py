"""The rule by which a difference becomes a verdict, and the reasons why there may be none."""

from dataclasses import dataclass

from tracker.model import Verdict
from tracker.progress import sentences
from tracker.progress.chance import (
    WITNESSES,
    Family,
    chance_once,
    chance_twice,
    correlation_by_baseline,
    question_of,
)
from tracker.progress.courses import Course
from tracker.progress.devices import Device, is_same_device
from tracker.progress.means import Compared, Stage
from tracker.progress.recovery import Wait
from tracker.texts import gettext as _

AT_ONCE = 1.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its sentences; ``reason`` where there is nothing to compare or judge yet.

    ``chance`` is the probability of a change like it on unchanged skin, 1 where none is claimed.
    """

    verdict: Verdict
    provider: str
    patient: str
    reason: str = ""
    chance: float = 1.0


def judge(course: Course, compared: Compared, *, before: Compared | None, is_opposed: bool) -> Judgement:
    """Judge one stage against its baseline, by itself: `judge_among` corrects for the others.

    Parameters
    ----------
    before : Compared or None
        The judged session before this one, against the same baseline; None where there was none
        or where its witness disagreed.
    is_opposed : bool
        Whether the metric's witness moved the other way.
    """
    metric, change, limit, excess = course.metric, compared.change, compared.limit, compared.excess
    if compared.stage.wait is not None:
        return _waiting(compared.stage.wait)
    if compared.is_baseline:
        return Judgement(Verdict.BASELINE, *_baseline_words(course, compared))
    if abs(excess) <= 1:
        return Judgement(Verdict.UNCHANGED, *sentences.unchanged(metric, change, limit))
    if is_opposed:
        words = sentences.contradicted(metric, change, limit, WITNESSES[metric])
        return Judgement(Verdict.UNCHANGED, *words)
    at_once = chance_once(excess) if abs(excess) > AT_ONCE else None
    again = _chance_of_both(before, compared) if before is not None else None
    chances = [chance for chance in (at_once, again) if chance is not None]
    if not chances:
        return Judgement(Verdict.UNCHANGED, *sentences.awaiting(metric, change, limit))
    words = sentences.changed(metric, change, limit, is_confirmed=again is not None)
    return Judgement(Verdict.BETTER if change < 0 else Verdict.WORSE, *words, chance=min(chances))


def judge_among(judgement: Judgement, course: Course, compared: Compared, family: Family) -> Judgement:
    """What remains of a judgement when all readings of its session are looked at together."""
    question = question_of(course.region.id, course.metric)
    if not judgement.verdict.is_changed or family.stands(question):
        return judgement
    words = sentences.among_many(course.metric, compared.change, compared.limit, family.readings)
    return Judgement(Verdict.UNCHANGED, *words, chance=judgement.chance)


def _chance_of_both(before: Compared, now: Compared) -> float | None:
    """Chance of two sessions running beyond their limits; None where they aren't, or on either side."""
    if before.excess * now.excess <= 0 or min(abs(before.excess), abs(now.excess)) <= 1:
        return None
    smaller = min(abs(before.excess), abs(now.excess))
    return chance_twice(smaller, correlation_by_baseline(before.limit, now.limit))


def judge_incomparable(course: Course, stage: Stage) -> Judgement:
    """Say why a stage stands against no baseline."""
    if stage.is_home:
        return _kept_apart(course, stage)
    if stage.measured and not course.baselines and stage.wait is not None:
        return _waiting(stage.wait)
    if stage.measured and course.baselines:
        reason = _device_reason(course.baselines[0].device, stage)
    else:
        reason = " ".join(dict.fromkeys(s.reason for s in stage.shots if s.reason))
    reason = reason or _("It could not be measured.")
    words = sentences.not_comparable(stage.session.details.number, reason)
    return Judgement(Verdict.NOT_COMPARABLE, *words, reason)


def _kept_apart(course: Course, stage: Stage) -> Judgement:
    """Say why photos from home stay apart: what failed, or that the camera isn't surely the clinic's."""
    reason = " ".join(dict.fromkeys(s.reason for s in stage.shots if s.reason))
    if stage.measured and not course.baselines:
        reason = _("There is no photo of the clinic yet that it could be compared with.")
    elif stage.measured:
        now = next((s.device[0] for s in stage.measured if s.device[0]), "")
        reason = sentences.home_device(course.baselines[0].device[0], now)
    reason = reason or _("It could not be measured.")
    words = sentences.kept_apart(stage.session.details.number, reason)
    return Judgement(Verdict.HOME, *words, reason)


def _waiting(wait: Wait) -> Judgement:
    words = sentences.waiting(wait.sentence, is_structure=wait.is_for_structure)
    return Judgement(Verdict.RECOVERY, *words, wait.sentence)


def _baseline_words(course: Course, compared: Compared) -> tuple[str, str]:
    """What the baseline is made of, and whether this session of it strays from the others."""
    baseline, strays_by = compared.baseline, None
    others = baseline.without(compared.stage.session)
    if others is not None:
        limit = course.limit(others, compared.stage)
        amounts = sentences.Amounts(compared.stage.mean - others.mean, limit)
        strays_by = amounts if abs(amounts.change) > limit.sdc else None
    return sentences.baseline(
        baseline.averaging.photos,
        baseline.averaging.sessions,
        is_stand_in=not compared.stage.is_baseline_kind,
        strays_by=strays_by,
    )


def _device_reason(before: Device, stage: Stage) -> str:
    """Name camera or lens, whichever differs."""
    devices = [s.device for s in stage.measured]
    now = next((d for d in devices if not is_same_device(d, before)), devices[0])
    is_lens = int(now[0] == before[0])
    return sentences.new_device(before[is_lens], now[is_lens])
