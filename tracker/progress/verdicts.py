"""What can be said of every session of a series, against its baseline and the clinic's noise."""

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo

from tracker.model import Metric, Photo, Reading, Region, RegionRole, Session, ToneGroup
from tracker.progress.courses import Course, courses_of
from tracker.progress.judgements import WITNESSES, Judgement, judge, judge_incomparable
from tracker.progress.limits import Limits
from tracker.progress.means import Compared, Stage
from tracker.progress.recovery import Healing, in_order
from tracker.progress.result import MetricProgress, ProgressPoint, SeriesProgress, SessionMark
from tracker.progress.trend import find_trend


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
    as well. Photos of another camera or lens are not compared until that device has a baseline
    session of its own.

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
    metrics: list[MetricProgress] = []
    for region in regions:
        if region.role is RegionRole.TREATED:
            mine = [p for p in photos if p.view == region.view]
            courses = courses_of(region, mine, readings, healing, refusals or {}, limits, tone)
            metrics += [_judge_course(course, courses) for course in courses.values()]
    return SeriesProgress(tone, _marks(healing), healing.windows(), tuple(metrics))


def _marks(healing: Healing) -> tuple[SessionMark, ...]:
    """The sessions of a series on the time axis, oldest first."""
    return tuple(
        SessionMark(s.id, s.details.number, s.details.kind, healing.day_of(s))
        for s in sorted(healing.sessions, key=in_order)
    )


def _judge_course(course: Course, courses: Mapping[Metric, Course]) -> MetricProgress:
    """Judge the stages in order, since a change may need the session before it."""
    witness = courses.get(WITNESSES.get(course.metric, course.metric))
    points: list[ProgressPoint] = []
    previous: dict[int, float] = {}
    for stage in course.stages:
        compared = course.compare(stage)
        if compared is None:
            points.append(_point(course, stage, judge_incomparable(course, stage), None))
            continue
        is_opposed = witness is not None and witness.opposes(compared)
        before = previous.get(compared.segment, 0.0)
        judgement = judge(course, compared, before=before, is_opposed=is_opposed)
        points.append(_point(course, compared.stage, judgement, compared))
        if points[-1].is_judged:
            previous[compared.segment] = 0.0 if is_opposed else compared.excess
    judged = [p.limit for p in points if p.is_judged and p.limit is not None]
    limit = judged[-1] if judged else course.usual_limit()
    return MetricProgress(course.region, course.metric, tuple(points), limit, find_trend(points))


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
