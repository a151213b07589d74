"""What can be said of every session of a series, against its baseline and the clinic's noise."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo

from tracker.model import Metric, Photo, Reading, Region, RegionRole, Session, ToneGroup, View
from tracker.progress.chance import WITNESSES, Family, Question, family_of, question_of
from tracker.progress.courses import Course, courses_of
from tracker.progress.crosstalk import COUPLINGS, beyond_noise, widened
from tracker.progress.judgements import Judgement, judge, judge_among, judge_incomparable
from tracker.progress.limits import Limits
from tracker.progress.means import Compared, Stage
from tracker.progress.recovery import Healing, in_order
from tracker.progress.result import MetricProgress, ProgressPoint, SeriesProgress, SessionMark
from tracker.progress.trend import find_trend


@dataclass(frozen=True, slots=True)
class _Judged:
    """A stage of a course with its judgement; ``compared`` is None where there is nothing to compare with."""

    course: Course
    stage: Stage
    compared: Compared | None
    judgement: Judgement

    @property
    def shown_with(self) -> tuple[str, View]:
        """Session and view, whose readings are looked at together."""
        return self.stage.session.id, self.course.region.view

    @property
    def point(self) -> ProgressPoint:
        return _point(self.course, self.stage, self.judgement, self.compared)


def judge_series(
    sessions: Sequence[Session],
    photos: Sequence[Photo],
    regions: Sequence[Region],
    readings: Sequence[Reading],
    limits: Limits,
    *,
    tone: ToneGroup = ToneGroup.UNKNOWN,
    recovery_days: int = 3,
    structure_days: int = 28,
    zone: tzinfo = UTC,
    refusals: Mapping[str, str] | None = None,
) -> SeriesProgress:
    """Judge every session of a series, per treated region and metric.

    A session's photos of the region's view are averaged and compared with the baseline: the mean
    over the baseline sessions before the first treatment, else the first comparable session. A
    change counts when it is beyond 1.5 times the smallest detectable change once, or beyond it
    in two judged sessions running with the same sign; for redness, R1 and R2 must agree in sign
    as well. What changed so must also stand when all readings of that session and view are looked
    at together (`tracker.progress.chance`). Photos of another camera or lens are not compared
    until that device has a baseline session of its own.

    Parameters
    ----------
    sessions, photos : sequence
        Of one series. Photos of other views than a region's are ignored for it.
    regions : sequence of Region
        Untreated regions are passed over.
    readings : sequence of Reading
        Of one method version. Those of an older revision of a region are ignored, so that a
        photo that is still to be measured again has no point.
    limits : Limits
        See `tracker.progress.limits.learn_limits`.
    tone : ToneGroup
        Of the patient, from the skin type that a person entered.
    recovery_days, structure_days : int
        The clinic's windows after a treatment.
    zone : tzinfo
        The clinic's zone, by which days are counted.
    refusals : mapping, optional
        By photo id, the sentence why a photo could not be aligned.

    Returns
    -------
    SeriesProgress

    Raises
    ------
    ValueError
        If the readings are of more than one method version.
    """
    if len({r.method for r in readings}) > 1:
        raise ValueError("readings of different method versions can't be compared")
    healing = Healing(sessions, recovery_days, structure_days, zone)
    judged: list[tuple[Course, list[_Judged]]] = []
    for region in regions:
        if region.role is RegionRole.TREATED:
            mine = [p for p in photos if p.view == region.view]
            courses = courses_of(region, mine, readings, healing, refusals or {}, limits, tone)
            judged += [(course, _judge_course(course, courses)) for course in courses.values()]
    families = _families([one for _, mine in judged for one in mine])
    metrics = [_progress(course, [_among(one, families) for one in mine]) for course, mine in judged]
    return SeriesProgress(tone, _marks(healing), healing.windows(), tuple(metrics))


def _marks(healing: Healing) -> tuple[SessionMark, ...]:
    """The sessions of a series on the time axis, oldest first."""
    return tuple(
        SessionMark(s.id, s.details.number, s.details.kind, healing.day_of(s))
        for s in sorted(healing.sessions, key=in_order)
    )


def _judge_course(course: Course, courses: Mapping[Metric, Course]) -> list[_Judged]:
    """Judge the stages in order, since a change may need the session before it."""
    witness = courses.get(WITNESSES.get(course.metric, course.metric))
    judged: list[_Judged] = []
    previous: dict[int, Compared | None] = {}
    for stage in course.stages:
        compared = course.compare(stage)
        if compared is None:
            judged.append(_Judged(course, stage, None, judge_incomparable(course, stage)))
            continue
        compared = _beside_others(compared, course, courses)
        is_opposed = witness is not None and witness.opposes(compared)
        before = previous.get(compared.segment)
        judgement = judge(course, compared, before=before, is_opposed=is_opposed)
        judged.append(_Judged(course, compared.stage, compared, judgement))
        if judgement.verdict.is_judged:
            previous[compared.segment] = None if is_opposed else compared
    return judged


def _beside_others(compared: Compared, course: Course, courses: Mapping[Metric, Course]) -> Compared:
    """The same with the limit that the changes of the region's other metrics leave."""
    others = {m: other.beside(compared) for m, other in courses.items() if m in COUPLINGS[course.metric]}
    changes = {
        m: beyond_noise(other.change, other.limit.change_sd)
        for m, other in others.items()
        if other is not None
    }
    return replace(compared, limit=widened(compared.limit, changes))


def _families(judged: Sequence[_Judged]) -> dict[tuple[str, View], Family]:
    """By session and view, all that was judged in it."""
    looks: dict[tuple[str, View], list[tuple[Question, float]]] = defaultdict(list)
    for one in judged:
        if one.judgement.verdict.is_judged:
            question = question_of(one.course.region.id, one.course.metric)
            looks[one.shown_with].append((question, one.judgement.chance))
    return {session_and_view: family_of(found) for session_and_view, found in looks.items()}


def _among(one: _Judged, families: Mapping[tuple[str, View], Family]) -> _Judged:
    """The same with the judgement that remains beside the others of its session."""
    if one.compared is None or not one.judgement.verdict.is_changed:
        return one
    found = judge_among(one.judgement, one.course, one.compared, families[one.shown_with])
    return replace(one, judgement=found)


def _progress(course: Course, judged: Sequence[_Judged]) -> MetricProgress:
    points = tuple(one.point for one in judged)
    limits = [p.limit for p in points if p.is_judged and p.limit is not None]
    limit = limits[-1] if limits else course.usual_limit()
    return MetricProgress(course.region, course.metric, points, limit, find_trend(points))


def _point(course: Course, stage: Stage, judgement: Judgement, compared: Compared | None) -> ProgressPoint:
    details = stage.session.details
    return ProgressPoint(
        session_id=stage.session.id,
        session_number=details.number,
        session_kind=details.kind,
        day=course.healing.day_of(stage.session),
        days_since_treatment=stage.days_since_treatment,
        region_id=course.region.id,
        region_name=course.region.name,
        metric=course.metric,
        verdict=judgement.verdict,
        value=stage.mean if stage.measured else None,
        change=compared.change if compared else None,
        baseline=compared.baseline.mean if compared else None,
        limit=compared.limit if compared else None,
        reason=judgement.reason,
        sentence=judgement.provider,
        patient_sentence=judgement.patient,
        photo_ids=tuple(s.photo.id for s in stage.measured or stage.shots),
        method=stage.method,
        control=stage.control,
        segment=compared.segment if compared else None,
        device=stage.device,
    )
