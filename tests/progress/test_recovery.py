"""Fresh skin is shown and never judged."""

from datetime import date

import pytest

from tracker.model import Metric, Phase, SessionKind, Verdict

R, T = Metric.REDNESS, Metric.TEXTURE
BASELINE, TREATMENT, CHECK, FOLLOW_UP = (
    SessionKind.BASELINE, SessionKind.TREATMENT, SessionKind.EARLY_CHECK, SessionKind.FOLLOW_UP,
)  # fmt: skip


@pytest.mark.parametrize(
    ("days", "redness_waits", "texture_waits"),
    [(0.2, True, True), (3, True, True), (4, False, True), (27, False, True), (28, False, False)],
)
def test_redness_waits_three_days_and_texture_twenty_eight(
    course, fine_limits, days: float, redness_waits: bool, texture_waits: bool
) -> None:
    course.visit(0, BASELINE, {R: [5.0], T: [30.0]})
    course.visit(10, TREATMENT, {R: [5.0], T: [30.0]})
    course.visit(10 + days, CHECK, {R: [9.0], T: [60.0]})
    for metric, waits in ((R, redness_waits), (T, texture_waits)):
        last = course.points(fine_limits, metric)[-1]
        assert (last.verdict is Verdict.RECOVERY) == waits
        assert bool(last.reason) == waits
        assert last.days_since_treatment == int(days)


def test_the_clinics_own_windows_are_used(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0], T: [30.0]})
    course.visit(10, TREATMENT, {R: [5.0], T: [30.0]})
    course.visit(17, CHECK, {R: [9.0], T: [60.0]})
    assert course.points(fine_limits, R, recovery_days=7)[-1].verdict is Verdict.RECOVERY
    assert course.points(fine_limits, R, recovery_days=6)[-1].verdict is Verdict.WORSE
    assert course.points(fine_limits, T, structure_days=7)[-1].verdict is Verdict.WORSE
    assert "day 7 of 8" in course.points(fine_limits, T, structure_days=8)[-1].reason


def test_a_treatment_session_is_judged_by_its_photos_before_the_treatment(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0], T: [30.0]})
    first = course.visit(10, TREATMENT, {R: [5.1], T: [30.0]})
    course.shoot(first, {R: [12.0], T: [80.0]}, phase=Phase.IMMEDIATELY_POST)
    course.shoot(first, {R: [11.0], T: [70.0]}, phase=Phase.FOLLOW_UP)
    points = course.points(fine_limits)
    assert [p.verdict for p in points] == [
        Verdict.BASELINE, Verdict.UNCHANGED, Verdict.RECOVERY, Verdict.RECOVERY,
    ]  # fmt: skip
    assert points[1].value == pytest.approx(5.1)
    assert course.judge(fine_limits).find("cheek", R).at(first.id) is points[1] or points[1].is_judged


def test_the_next_treatments_photos_before_it_are_judged_by_the_treatment_before(course, fine_limits) -> None:
    course.visit(0, BASELINE, {T: [30.0]})
    course.visit(10, TREATMENT, {T: [30.0]})
    course.visit(37, TREATMENT, {T: [25.0]})
    course.visit(65, TREATMENT, {T: [25.0]})
    points = course.points(fine_limits, T)
    assert [p.verdict for p in points[2:]] == [Verdict.RECOVERY, Verdict.BETTER]
    assert [p.days_since_treatment for p in points] == [None, None, 27, 28]


def test_photos_right_after_a_treatment_never_reach_a_baseline(course, fine_limits) -> None:
    session = course.visit(0, BASELINE, {R: [5.0]})
    course.shoot(session, {R: [15.0]}, phase=Phase.IMMEDIATELY_POST)
    assert course.points(fine_limits)[0].baseline == pytest.approx(5.0)


def test_windows_run_from_the_treatments_day_to_the_last_recovery_day(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(10, TREATMENT, {R: [5.0]})
    (window,) = course.judge(fine_limits).windows
    assert (window.starts_on, window.ends_on) == (date(2026, 1, 15), date(2026, 1, 18))
