"""Two sessions side by side, of which one need not be the baseline."""

from dataclasses import replace

import pytest

from tracker.model import Metric, SessionKind, ToneGroup, Verdict
from tracker.progress.limits import learn_limits
from tracker.progress.pairs import judge_pair

R, W = Metric.REDNESS, Metric.REDNESS_WITNESS
BASELINE, TREATMENT, CHECK, FOLLOW_UP = (
    SessionKind.BASELINE, SessionKind.TREATMENT, SessionKind.EARLY_CHECK, SessionKind.FOLLOW_UP,
)  # fmt: skip


@pytest.fixture
def between(course, fine_limits):
    def change(one: int, other: int):
        found = judge_pair(course.judge(fine_limits), f"s{one}", f"s{other}", limits=fine_limits)
        return next((change for change in found if change.metric is R), None)

    return change


def test_against_the_baseline_the_charts_own_verdict_is_shown(course, between) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [3.7]})
    course.visit(70, FOLLOW_UP, {R: [3.7]})
    assert between(1, 2).verdict is Verdict.UNCHANGED
    assert between(1, 3).verdict is between(3, 1).verdict is Verdict.BETTER
    assert between(3, 1).change == pytest.approx(-1.3)


def test_two_later_sessions_need_one_and_a_half_times_the_limit(course, between) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    for day, value in ((40, 5.0), (70, 3.7), (100, 3.2)):
        course.visit(day, FOLLOW_UP, {R: [value]})
    assert between(2, 3).verdict is Verdict.UNCHANGED
    assert between(2, 4).verdict is Verdict.BETTER
    assert "between sessions 2 and 4" in between(2, 4).sentence


def test_two_later_sessions_are_not_called_when_the_witness_moves_the_other_way(course, between) -> None:
    course.visit(0, BASELINE, {R: [5.0], W: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [5.0], W: [5.0]})
    course.visit(70, FOLLOW_UP, {R: [2.5], W: [5.3]})
    course.visit(100, FOLLOW_UP, {R: [2.5], W: [None]})
    assert between(2, 3).verdict is Verdict.UNCHANGED
    assert "redness (second witness) is higher" in between(2, 3).sentence
    assert between(2, 4).verdict is Verdict.BETTER


@pytest.mark.parametrize(("regions", "verdict"), [(2, Verdict.BETTER), (3, Verdict.UNCHANGED)])
def test_two_later_sessions_are_corrected_for_all_that_is_shown_of_them(
    course, fine_limits, between, regions: int, verdict: Verdict
) -> None:
    """1.53 limits: chance shows that in 2.7 of 1000; two regions ask 14 questions, three ask 21."""
    fall = 1.53 * fine_limits.limit(R, ToneGroup.LIGHT).sdc
    course.visit(0, BASELINE, {m: [5.0] for m in Metric})
    course.visit(40, FOLLOW_UP, {m: [5.0] for m in Metric})
    course.visit(70, FOLLOW_UP, {m: [5.0] for m in Metric})
    course.draw(*("chin", "nose")[: regions - 1])
    course.readings = [
        replace(r, value=5.0 - fall)
        if (r.digest, r.region_id) == ("d2", "cheek") and r.metric in (R, W)
        else r
        for r in course.readings
    ]
    assert between(2, 3).verdict is verdict
    assert ("24 readings are looked at together" in between(2, 3).sentence) is (regions == 3)


def test_verdicts_against_the_baseline_are_not_corrected_twice(course, fine_limits, between) -> None:
    """Redness stands among the chart's readings; its pair is taken over as it is."""
    course.visit(0, BASELINE, {m: [5.0] for m in Metric})
    course.visit(40, FOLLOW_UP, {m: [5.0 - 2.0 * (m is R)] for m in Metric})
    course.draw("chin", "nose", "brow")
    assert between(1, 2).verdict is Verdict.BETTER


def test_recovery_and_what_is_not_comparable_keep_their_words(course, between) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(10, TREATMENT, {R: [5.0]})
    course.visit(11, CHECK, {R: [9.0]})
    course.visit(50, FOLLOW_UP, {R: [None]})
    assert between(1, 3).verdict is Verdict.RECOVERY
    assert between(1, 3).change == pytest.approx(4.0)
    assert between(1, 4).verdict is Verdict.NOT_COMPARABLE
    assert between(1, 4).change is None


def test_sessions_of_different_devices_are_not_compared_even_from_a_baseline(course, between) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, BASELINE, {R: [9.0]}, camera="Bolt Two")
    course.visit(80, FOLLOW_UP, {R: [5.0]}, camera="Bolt Two")
    assert between(2, 3).verdict is Verdict.BETTER
    assert between(1, 3).verdict is Verdict.NOT_COMPARABLE
    assert between(1, 3).change is None


def test_two_later_sessions_are_judged_by_their_devices_limit(course, repeats) -> None:
    """The new phone's own scatter of 0.1 tells a fall of 1, the old one's of 1.0 does not."""
    new = [replace(r, camera="Bolt Two", series_id=r.series_id + "new") for r in repeats(0.1, 0.0)]
    limits = learn_limits(repeats(1.0, 0.0) + new)
    for camera in ("Acme One", "Bolt Two"):
        day = 200 * (camera == "Bolt Two")
        course.visit(day, BASELINE, {R: [5.0]}, camera=camera)
        course.visit(day + 40, FOLLOW_UP, {R: [5.0]}, camera=camera)
        course.visit(day + 80, FOLLOW_UP, {R: [4.0]}, camera=camera)
    progress = course.judge(limits)
    (old,), (of_new,) = (
        judge_pair(progress, one, other, limits=limits) for one, other in (("s2", "s3"), ("s5", "s6"))
    )
    assert old.verdict is Verdict.UNCHANGED
    assert of_new.verdict is Verdict.BETTER
    assert of_new.limit.sdc < 0.5


def test_a_session_without_analysed_photos_has_no_change_yet(course, between) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    assert between(1, 2) is None
