"""A known slope through known noise."""

import numpy as np
import pytest
from scipy import stats

from tracker.model import Metric, SessionKind, Verdict

R = Metric.REDNESS
BASELINE, TREATMENT, CHECK, FOLLOW_UP = (
    SessionKind.BASELINE, SessionKind.TREATMENT, SessionKind.EARLY_CHECK, SessionKind.FOLLOW_UP,
)  # fmt: skip


def trend_of(course, limits):
    return course.judge(limits).find("cheek", R).trend


def test_a_steady_fall_is_found_per_four_weeks_from_the_fourth_session_on(course, fine_limits) -> None:
    for number in range(4):
        assert trend_of(course, fine_limits) is None if number else True
        course.visit(28 * number, BASELINE if not number else FOLLOW_UP, {R: [8.0 - 0.9 * number]})
    trend = trend_of(course, fine_limits)
    assert trend.per_four_weeks == pytest.approx(-0.9)
    assert trend.low < -0.9 < trend.high < 0
    assert trend.is_clear
    assert trend.sentence.startswith("Redness falls: −0.9 a* per 4 weeks")


def test_the_slope_is_theil_and_sens(course, fine_limits) -> None:
    days, values = [0, 20, 50, 90, 100], [8.0, 7.1, 7.4, 5.0, 9.9]
    for day, value in zip(days, values, strict=True):
        course.visit(day, FOLLOW_UP if day else BASELINE, {R: [value]})
    expected = stats.theilslopes(values, [d / 28 for d in days]).slope
    assert trend_of(course, fine_limits).per_four_weeks == pytest.approx(expected)


def test_recovery_and_what_is_not_comparable_are_left_out(new_course, fine_limits) -> None:
    plain, busy = new_course(), new_course()
    for number in range(4):
        kind = BASELINE if not number else FOLLOW_UP
        plain.visit(28 * number, kind, {R: [8.0 - number]})
        busy.visit(28 * number, kind, {R: [8.0 - number]})
        if number:
            busy.visit(28 * number + 5, TREATMENT, {R: [None]})
            busy.visit(28 * number + 6, CHECK, {R: [30.0]})
    verdicts = {p.verdict for p in busy.points(fine_limits)}
    assert {Verdict.RECOVERY, Verdict.NOT_COMPARABLE} <= verdicts
    assert trend_of(busy, fine_limits) == trend_of(plain, fine_limits)


def test_flat_series_have_an_interval_around_zero_nineteen_times_in_twenty(new_course, fine_limits) -> None:
    covered = 0
    for seed in range(200):
        rng, course = np.random.default_rng(seed), new_course()
        for number in range(5):
            course.visit(28 * number, FOLLOW_UP if number else BASELINE, {R: [5 + rng.normal(0, 0.36)]})
        trend = trend_of(course, fine_limits)
        covered += not trend.is_clear
        assert ("told from noise" in trend.sentence) is not trend.is_clear
    assert 0.88 <= covered / 200 <= 0.99


def test_the_interval_is_the_same_every_time(course, fine_limits) -> None:
    for number in range(5):
        course.visit(28 * number, FOLLOW_UP if number else BASELINE, {R: [5.0 + number % 2]})
    assert trend_of(course, fine_limits) == trend_of(course, fine_limits)


def test_a_new_device_starts_a_trend_of_its_own(course, fine_limits) -> None:
    for number in range(4):
        course.visit(28 * number, FOLLOW_UP if number else BASELINE, {R: [5.0 - number]})
    assert trend_of(course, fine_limits).sessions == 4
    for number in range(4):
        kind = FOLLOW_UP if number else BASELINE
        course.visit(200 + 28 * number, kind, {R: [9.0 + number]}, camera="Bolt Two")
    assert trend_of(course, fine_limits).per_four_weeks == pytest.approx(1.0)
