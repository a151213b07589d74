"""Photos from home count when nothing tells them from the clinic's; else they change nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.progress.conftest import Course
from tracker.model import Metric, SessionKind, Verdict
from tracker.progress.pairs import judge_pair
from tracker.progress.plain_sentences import plain_sentence
from tracker.progress.result import ProgressPoint

R, T = Metric.REDNESS, Metric.TEXTURE
BASELINE, TREATMENT, FOLLOW_UP, HOME = (
    SessionKind.BASELINE, SessionKind.TREATMENT, SessionKind.FOLLOW_UP, SessionKind.HOME,
)  # fmt: skip
CLINIC = (
    (0, BASELINE, 5.0),
    (30, FOLLOW_UP, 4.9),
    (60, FOLLOW_UP, 3.9),
    (90, FOLLOW_UP, 3.8),
    (120, FOLLOW_UP, 3.7),
)


def clinic_course(
    new_course: Callable[[], Course], *, at_home: dict[float, dict] | None = None, lens: str = ""
) -> Course:
    """Five visits to the clinic, and photos from home on further days."""
    course = new_course()
    visits = [(day, kind, value, {"lens": lens}) for day, kind, value in CLINIC]
    visits += [(day, HOME, said["value"], said) for day, said in (at_home or {}).items()]
    for day, kind, value, said in sorted(visits, key=lambda v: v[0]):
        course.visit(day, kind, {R: [value]}, **{name: said[name] for name in said if name != "value"})
    return course


def without_names(point: ProgressPoint) -> ProgressPoint:
    """A point without its session's number and photos, which differ by what stands between."""
    return replace(point, session_id="", session_number=0, photo_ids=())


APART = {
    "another camera": {"camera": "Phone 9"},
    "another lens": {"lens": "wide"},
    "no camera in the file": {"camera": ""},
    "a gate that failed": {"value": None, "withheld": "Too dark: turn on the light."},
}


@pytest.mark.parametrize("why", APART)
@pytest.mark.parametrize("day", [-10, 20, 75, 200])
def test_a_photo_from_home_that_fails_changes_no_verdict_limit_or_trend(why, day, new_course, fine_limits):
    said = {"value": 40.0, **APART[why]}
    lens = "macro" if why == "another lens" else ""
    plain = clinic_course(new_course, lens=lens)
    course = clinic_course(new_course, at_home={day: said}, lens=lens)
    before, after = plain.judge(fine_limits).find("cheek", R), course.judge(fine_limits).find("cheek", R)
    home = [p for p in after.points if p.session_kind is HOME]
    assert [p.verdict for p in home] == [Verdict.HOME]
    assert not home[0].is_on_line
    assert home[0].limit is None
    assert home[0].reason
    clinics = [without_names(p) for p in after.points if p.session_kind is not HOME]
    assert clinics == [without_names(p) for p in before.points]
    assert after.trend == before.trend
    assert after.limit == before.limit
    assert before.trend is not None


def test_a_photo_from_home_that_passes_all_gates_counts(new_course, fine_limits):
    course = clinic_course(new_course, at_home={75: {"value": 3.85}})
    progress = course.judge(fine_limits).find("cheek", R)
    home = next(p for p in progress.points if p.session_kind is HOME)
    assert home.verdict is Verdict.BETTER
    assert home.is_on_line
    assert home.baseline == pytest.approx(5.0)
    assert progress.trend.sessions == 6


def test_a_photo_from_home_while_the_skin_recovers_waits_as_the_clinics_do(course, fine_limits):
    course.visit(0, BASELINE, {R: [5.0]})
    course.visit(10, TREATMENT, {R: [5.0]})
    course.visit(12, HOME, {R: [9.0]})
    course.visit(12.5, HOME, {R: [9.0]}, camera="Phone 9")
    assert [p.verdict for p in course.points(fine_limits)[2:]] == [Verdict.RECOVERY, Verdict.HOME]


def test_a_photo_from_home_is_never_a_baseline(course, fine_limits):
    course.visit(0, HOME, {R: [9.0]})
    (alone,) = course.points(fine_limits)
    assert alone.verdict is Verdict.HOME
    assert "no photo of the clinic yet" in alone.reason
    course.visit(10, FOLLOW_UP, {R: [5.0]})
    first, second = course.points(fine_limits)
    assert second.verdict is Verdict.BASELINE
    assert second.value == pytest.approx(5.0)
    assert first.verdict is Verdict.WORSE  # the very camera of the clinic, judged against it


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"camera": "Phone 9"}, "another camera or lens (Phone 9) than the clinic's photos (Acme One)"),
        ({"camera": ""}, "doesn't name its camera"),
        ({"value": None, "withheld": "Too dark: turn on the light."}, "Too dark: turn on the light."),
    ],
)
def test_why_it_is_kept_apart_is_said_plainly(said, words, new_course, fine_limits):
    course = clinic_course(new_course, at_home={20: {"value": 4.0, **said}})
    home = next(p for p in course.points(fine_limits) if p.session_kind is HOME)
    assert words in home.reason
    assert home.sentence == (
        f"Session 2 was photographed at home and is kept apart from the clinic's photos. {home.reason}"
    )


def test_clinic_photos_that_name_no_camera_can_not_vouch_for_one_from_home(course, fine_limits):
    course.visit(0, BASELINE, {R: [5.0]}, camera="")
    course.visit(10, HOME, {R: [5.0]})
    course.visit(20, FOLLOW_UP, {R: [5.0]}, camera="")
    points = course.points(fine_limits)
    assert [p.verdict for p in points] == [Verdict.BASELINE, Verdict.HOME, Verdict.UNCHANGED]
    assert "clinic's photos don't name their camera" in points[1].reason


def test_a_pair_with_a_photo_from_home_claims_no_change(new_course, fine_limits):
    course = clinic_course(new_course, at_home={20: {"value": 40.0, "camera": "Phone 9"}})
    (pair,) = judge_pair(course.judge(fine_limits), "s1", "s2", limits=fine_limits)
    assert (pair.verdict, pair.change) == (Verdict.HOME, None)
    assert "kept apart" in pair.sentence
    assert (
        plain_sentence(pair) == "One of the photos was taken at home, so they can't be compared fairly here."
    )
