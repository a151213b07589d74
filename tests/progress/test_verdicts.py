"""Series whose course is known: every session must get the verdict that it deserves."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tracker.model import Metric, Phase, RegionRole, SessionKind, Verdict
from tracker.progress.limits import learn_limits

R, W, T = Metric.REDNESS, Metric.REDNESS_WITNESS, Metric.TEXTURE
BASELINE, TREATMENT, CHECK, FOLLOW_UP = (
    SessionKind.BASELINE, SessionKind.TREATMENT, SessionKind.EARLY_CHECK, SessionKind.FOLLOW_UP,
)  # fmt: skip


def verdicts(points) -> list[Verdict]:
    return [p.verdict for p in points]


def test_a_step_of_two_limits_down_is_better_and_up_is_worse_for_every_metric(
    new_course, fine_limits
) -> None:
    sdc = fine_limits.limit(R, "light").sdc
    for metric in Metric:
        course, still = new_course(), {m: [10.0] for m in Metric}
        course.visit(0, BASELINE, still)
        course.visit(60, FOLLOW_UP, still | {metric: [10.0 - 2 * sdc]})
        course.visit(90, FOLLOW_UP, still | {metric: [10.0 + 2 * sdc]})
        points = course.points(fine_limits, metric)
        assert verdicts(points) == [Verdict.BASELINE, Verdict.BETTER, Verdict.WORSE]
        assert " fell by 2" in points[1].sentence
        assert " rose by 2" in points[2].sentence
        assert "learned from" in points[1].sentence


def test_one_session_just_beyond_the_limit_waits_and_the_second_running_is_called(
    course, fine_limits
) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    for day in (40, 70, 100):
        course.visit(day, FOLLOW_UP, {R: [5.0 - 1.25]})
    points = course.points(fine_limits)
    assert verdicts(points)[1:] == [Verdict.UNCHANGED, Verdict.BETTER, Verdict.BETTER]
    assert "for the first time" in points[1].sentence
    assert "second session running" in points[2].sentence


def test_two_sessions_beyond_the_limit_on_opposite_sides_are_no_change(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [5.0 - 1.25]})
    course.visit(70, FOLLOW_UP, {R: [5.0 + 1.25]})
    assert verdicts(course.points(fine_limits))[1:] == [Verdict.UNCHANGED] * 2


def test_a_quiet_session_between_breaks_the_run(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    for day, value in ((40, 3.75), (70, 5.0), (100, 3.75)):
        course.visit(day, FOLLOW_UP, {R: [value]})
    assert verdicts(course.points(fine_limits))[1:] == [Verdict.UNCHANGED] * 3


def test_sessions_in_recovery_and_not_comparable_ones_do_not_break_the_run(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(20, FOLLOW_UP, {R: [3.75]})
    course.visit(30, TREATMENT, {R: [None]})
    course.visit(31, CHECK, {R: [9.0]})
    course.visit(60, FOLLOW_UP, {R: [3.75]})
    assert verdicts(course.points(fine_limits))[1:] == [
        Verdict.UNCHANGED, Verdict.NOT_COMPARABLE, Verdict.RECOVERY, Verdict.BETTER,
    ]  # fmt: skip


def test_no_detectable_change_names_the_smallest_change_that_could_have_been_seen(
    course, fine_limits
) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [4.8]})
    last = course.points(fine_limits)[-1]
    assert last.verdict is Verdict.UNCHANGED
    assert f"smallest change that could have been seen is {last.sdc:.1f} a*" in last.sentence


def test_a_change_and_its_limit_are_written_so_that_they_can_be_told_apart(course, fine_limits) -> None:
    sdc = fine_limits.limit(R, "light").sdc
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [5.0 - 1.004 * sdc]})
    course.visit(70, FOLLOW_UP, {R: [5.0 - 1.004 * sdc]})
    last = course.points(fine_limits)[-1]
    assert (
        f"by {1.004 * sdc:.3f} a*, more than the smallest detectable change of {sdc:.3f} a*" in last.sentence
    )


def test_redness_is_not_called_when_its_witness_moves_the_other_way(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0], W: [8.0]})
    course.visit(40, FOLLOW_UP, {R: [2.0], W: [8.4]})
    course.visit(70, FOLLOW_UP, {R: [3.8], W: [7.0]})
    course.visit(100, FOLLOW_UP, {R: [2.0], W: [None]})
    points = course.points(fine_limits)
    assert verdicts(points)[1:] == [Verdict.UNCHANGED, Verdict.UNCHANGED, Verdict.BETTER]
    assert "witness disagrees" in points[1].sentence
    assert "for the first time" in points[2].sentence
    assert course.points(fine_limits, W)[1].verdict is Verdict.UNCHANGED


def test_texture_needs_no_witness(course, fine_limits) -> None:
    course.visit(0, BASELINE, {T: [30.0], R: [5.0]})
    course.visit(40, FOLLOW_UP, {T: [25.0], R: [9.0]})
    assert course.points(fine_limits, T)[-1].verdict is Verdict.BETTER


def test_photos_of_a_session_are_averaged_and_narrow_the_limit(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [4.0, 6.0]})
    course.visit(40, FOLLOW_UP, {R: [3.0, 5.0, None, 4.0]})
    course.visit(70, FOLLOW_UP, {R: [4.0]})
    points = course.points(fine_limits)
    assert points[0].value == pytest.approx(5.0)
    assert points[1].value == pytest.approx(4.0)
    assert points[1].change == pytest.approx(-1.0)
    assert len(points[1].photo_ids) == 3
    assert points[1].sdc < points[2].sdc < fine_limits.limit(R, "light").sdc


def test_the_baseline_is_the_mean_over_all_baseline_photos_before_the_first_treatment(
    course, fine_limits
) -> None:
    course.visit(0, BASELINE, {R: [4.0, 5.0]})
    course.visit(5, BASELINE, {R: [9.0]})
    course.visit(10, TREATMENT, {R: [6.0]})
    course.visit(60, BASELINE, {R: [1.0]})
    points = course.points(fine_limits)
    assert {p.baseline for p in points} == {6.0}
    assert verdicts(points) == [Verdict.BASELINE, Verdict.BASELINE, Verdict.UNCHANGED, Verdict.BETTER]
    assert "check its photos" in points[1].sentence
    assert points[1].limit.sdc < 4.5


def test_the_first_comparable_session_stands_in_for_a_missing_baseline(course, fine_limits) -> None:
    course.visit(0, TREATMENT, {R: [None]})
    course.visit(1, CHECK, {R: [9.0]})
    course.visit(30, TREATMENT, {R: [5.0]})
    course.visit(60, FOLLOW_UP, {R: [3.0]})
    points = course.points(fine_limits)
    assert verdicts(points) == [
        Verdict.NOT_COMPARABLE, Verdict.RECOVERY, Verdict.BASELINE, Verdict.BETTER,
    ]  # fmt: skip
    assert "stands in for a baseline" in points[2].sentence


def test_a_series_that_has_only_recovery_photos_so_far_is_in_recovery(course, fine_limits) -> None:
    course.visit(0, TREATMENT, {R: [9.0]}, phase=Phase.IMMEDIATELY_POST)
    (point,) = course.points(fine_limits)
    assert point.verdict is Verdict.RECOVERY
    assert point.change is None


def test_withheld_readings_make_a_session_not_comparable_with_the_reason(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [None, None]}, withheld="The light is 1.4 stops darker: add light.")
    last = course.points(fine_limits)[-1]
    assert last.verdict is Verdict.NOT_COMPARABLE
    assert last.reason == "The light is 1.4 stops darker: add light."
    assert last.sentence == f"Session 2 can't be compared. {last.reason}"
    assert last.value is None


def test_refused_photos_appear_with_their_sentence_and_unanalysed_ones_do_not(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    refused = course.visit(40, FOLLOW_UP, {R: [1.0]})
    course.visit(70, FOLLOW_UP, {R: [1.0]})
    course.readings = course.readings[:1]
    photo = next(p for p in course.photos if p.session_id == refused.id)
    course.refusals = {photo.id: "One photo is a mirror image of the other."}
    points = course.points(fine_limits)
    assert verdicts(points) == [Verdict.BASELINE, Verdict.NOT_COMPARABLE]
    assert "mirror image" in points[1].sentence


def test_a_new_camera_is_not_compared_until_it_has_a_baseline_of_its_own(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [9.0]}, camera="Bolt Two")
    course.visit(70, BASELINE, {R: [9.0]}, camera="Bolt Two")
    course.visit(100, FOLLOW_UP, {R: [6.0]}, camera="Bolt Two")
    course.visit(130, FOLLOW_UP, {R: [5.1]})
    points = course.points(fine_limits)
    assert verdicts(points) == [
        Verdict.BASELINE, Verdict.NOT_COMPARABLE, Verdict.BASELINE, Verdict.BETTER, Verdict.UNCHANGED,
    ]  # fmt: skip
    assert "a new device is a new baseline" in points[1].reason
    assert "Bolt Two" in points[1].reason
    assert [p.segment for p in points] == [0, None, 1, 1, 0]
    assert points[3].baseline == pytest.approx(9.0)


def test_another_lens_of_the_same_phone_is_a_new_device(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]}, lens="wide")
    course.visit(40, FOLLOW_UP, {R: [3.0]}, lens="macro")
    last = course.points(fine_limits)[-1]
    assert last.verdict is Verdict.NOT_COMPARABLE
    assert "(macro)" in last.reason


def test_photos_that_do_not_say_their_camera_are_compared(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [3.0]}, camera="")
    assert course.points(fine_limits)[-1].verdict is Verdict.BETTER


def test_every_session_is_judged_by_the_limit_of_its_own_device(course, repeats) -> None:
    """The old phone scatters by 0.1, the new one by 1.0: a fall of 1 is a change with the old alone."""
    rows = []
    for camera, scatter in (("Acme One", 0.1), ("Bolt Two", 1.0)):
        rows += [
            replace(r, camera=camera, lens="wide", series_id=r.series_id + camera)
            for r in repeats(scatter, 0.0)
        ]
    limits = learn_limits(rows)
    for day, camera in ((0, "Acme One"), (50, "Bolt Two")):
        course.visit(day, BASELINE, {R: [5.0]}, camera=camera, lens="wide")
        course.visit(day + 1, FOLLOW_UP, {R: [4.0]}, camera=camera, lens="wide")
    points = course.points(limits)
    assert verdicts(points)[1::2] == [Verdict.BETTER, Verdict.UNCHANGED]
    assert points[3].sdc == pytest.approx(10 * points[1].sdc, rel=0.2)
    assert points[1].limit.source.startswith("learned from 300 repeat pairs of this camera")
    assert [p.device[0] for p in points] == ["Acme One", "Acme One", "Bolt Two", "Bolt Two"]


def test_a_follow_up_that_names_its_camera_is_judged_by_that_cameras_limit(course, repeats) -> None:
    limits = learn_limits([replace(r, camera="Bolt Two") for r in repeats(0.1, 0.0)] + repeats(1.0, 0.0))
    course.visit(0, BASELINE, {R: [5.0]}, camera="")
    course.visit(40, FOLLOW_UP, {R: [4.0]}, camera="Bolt Two")
    assert course.points(limits)[-1].limit.source.startswith("learned from 300 repeat pairs of this camera")


def test_of_a_session_with_two_cameras_the_baselines_own_is_compared(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    session = course.visit(40, FOLLOW_UP, {R: [4.9]})
    course.shoot(session, {R: [1.0]}, camera="Bolt Two")
    assert course.points(fine_limits)[-1].value == pytest.approx(4.9)


def test_other_views_untreated_regions_and_old_revisions_are_passed_over(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [3.0]})
    course.readings[1] = replace(course.readings[1], region_revision=0)
    assert len(course.points(fine_limits)) == 1
    assert course.judge(fine_limits).metrics[0].region.role is RegionRole.TREATED


def test_readings_of_two_method_versions_are_never_mixed(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(40, FOLLOW_UP, {R: [3.0]})
    course.readings[1] = replace(course.readings[1], method="m-2")
    with pytest.raises(ValueError, match="method versions"):
        course.judge(fine_limits)


def test_days_are_counted_by_the_clinics_calendar(course, fine_limits) -> None:
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(0.2, FOLLOW_UP, {R: [5.0]})
    days = [p.day for p in course.points(fine_limits, zone=ZoneInfo("Pacific/Auckland"))]
    assert days == [date(2026, 1, 5), date(2026, 1, 6)]


@pytest.mark.parametrize(("photos", "baselines"), [(1, 1), (2, 2)])
def test_unchanged_series_are_called_changed_in_at_most_one_comparison_of_twenty(
    new_course, repeats, photos: int, baselines: int
) -> None:
    """Whole rule, limits learned from each clinic's own 24 repeat pairs, 400 clinics."""
    called = judged = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        clinic = learn_limits(repeats(0.4, 0.4, series=8, sessions=2, photos=2, seed=seed))
        course = new_course()
        for number in range(baselines + 5):
            values = 5 + rng.normal(0, 0.4) + rng.normal(0, 0.4, photos)
            kind = BASELINE if number < baselines else FOLLOW_UP
            course.visit(30 * number, kind, {R: [float(v) for v in values]})
        points = [p for p in course.points(clinic) if p.is_judged]
        judged += len(points)
        called += sum(p.verdict.is_changed for p in points)
    assert judged == 2000
    assert 0 < called / judged <= 0.05


def test_a_step_of_two_limits_is_seen_in_most_series_with_noise(new_course, fine_limits) -> None:
    sdc = fine_limits.limit(R, "light").sdc
    seen = 0
    for seed in range(200):
        rng, course = np.random.default_rng(seed), new_course()
        for number in range(3):
            value = 5 - 2 * sdc * (number > 0) + rng.normal(0, 0.36)
            course.visit(40 * number, BASELINE if number == 0 else FOLLOW_UP, {R: [float(value)]})
        seen += course.points(fine_limits)[-1].verdict is Verdict.BETTER
    assert seen / 200 >= 0.85
