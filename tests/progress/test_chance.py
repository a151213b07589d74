"""Probabilities against other ways to get them, and what remains of a change among many readings."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tracker.model import Metric, SessionKind, ToneGroup, Verdict, View, ViewKind
from tracker.progress.chance import (
    adjust_holm,
    chance_once,
    chance_twice,
    correlation_by_baseline,
    family_of,
    question_of,
)
from tracker.progress.crosstalk import COUPLINGS, widened
from tracker.progress.limits import learn_limits
from tracker.progress.noise import Averaging

R, W = Metric.REDNESS, Metric.REDNESS_WITNESS
BASELINE, FOLLOW_UP = SessionKind.BASELINE, SessionKind.FOLLOW_UP
CLOSE_UP = View(ViewKind.CLOSE_UP, "chin")


def verdicts_of(course, limits, number: int, region: str = "cheek") -> dict[Metric, Verdict]:
    progress = course.judge(limits)
    return {
        p.metric: p.verdict for p in progress.points if (p.session_number, p.region_id) == (number, region)
    }


def fall_twice(course, excess: dict[Metric, float], limits, others: float = 0.0) -> None:
    """A baseline and two follow-ups that lie below it by so many limits."""
    sdc = limits.limit(R, ToneGroup.LIGHT).sdc
    course.visit(0, BASELINE, {m: [10.0] for m in Metric})
    for day in (60, 90):
        course.visit(day, FOLLOW_UP, {m: [10.0 - excess.get(m, others) * sdc] for m in Metric})


# --- Holm


def test_the_published_probabilities_are_corrected_as_published() -> None:
    """Benjamini and Hochberg (1995): three of fifteen stand when the family is protected."""
    published = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    adjusted = adjust_holm(published)
    assert adjusted[:4] == pytest.approx([0.0015, 0.0056, 0.0247, 0.114])
    assert sum(a <= 0.05 for a in adjusted) == 3
    assert adjusted[9:] == [1.0] * 6


@pytest.mark.parametrize("seed", range(20))
def test_holm_is_the_closed_test_of_all_subsets(seed: int) -> None:
    """A claim stands when Bonferroni rejects every set of claims that it belongs to."""
    rng = np.random.default_rng(seed)
    p = np.round(rng.uniform(size=rng.integers(1, 8)) ** 3, 3)
    sets = [s for n in range(1, len(p) + 1) for s in itertools.combinations(range(len(p)), n)]
    closed = [max(min(1.0, len(s) * min(p[list(s)])) for s in sets if k in s) for k in range(len(p))]
    adjusted = adjust_holm(list(p))
    assert adjusted == pytest.approx(closed)
    assert np.all(np.array(adjusted) >= stats.false_discovery_control(p) - 1e-12)


def test_unchanged_skin_is_called_changed_in_five_of_a_hundred_families() -> None:
    rng = np.random.default_rng(1)
    called = sum(min(adjust_holm(list(rng.uniform(size=7)))) <= 0.05 for _ in range(4000)) / 4000
    # 0.049 expected, three standard errors of 0.0034
    assert called == pytest.approx(1 - (1 - 0.05 / 7) ** 7, abs=0.0102)


def test_nothing_corrected_is_nothing() -> None:
    assert adjust_holm([]) == []


# --- chances


@pytest.mark.parametrize("excess", [0.3, 1.0, -1.5, 2.4])
def test_the_chance_of_one_change_is_the_normal_tail_on_both_sides(excess: float) -> None:
    assert chance_once(excess) == pytest.approx(2 * stats.norm.sf(1.96 * abs(excess)))


@pytest.mark.parametrize("correlation", [0.0, 0.2, 0.5, 0.8, 0.99])
@pytest.mark.parametrize("excess", [0.5, 1.0, 1.3])
def test_the_chance_of_two_changes_is_the_corner_of_a_bivariate_normal(excess, correlation) -> None:
    both = stats.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]])
    corner = both.cdf([-1.96 * excess, -1.96 * excess])
    assert chance_twice(excess, correlation) == pytest.approx(2 * corner, rel=1e-3)
    assert chance_twice(-excess, correlation) == chance_twice(excess, correlation)


def test_two_changes_that_share_all_are_one_and_two_that_share_nothing_are_independent() -> None:
    assert chance_twice(1.2, 1.0) == pytest.approx(chance_once(1.2))
    assert chance_twice(1.2, 0.0) == pytest.approx(chance_once(1.2) ** 2 / 2)
    assert 0 <= chance_twice(9.0, 0.0) < 1e-60


@pytest.mark.parametrize(
    ("reference", "first", "second"),
    [
        (Averaging(), Averaging(), Averaging()),
        (Averaging(3), Averaging(), Averaging(3)),
        (Averaging(4, 2), Averaging(2), Averaging()),
    ],
)
def test_two_changes_from_one_baseline_are_correlated_as_drawn(repeats, reference, first, second) -> None:
    """Photo SD 0.4 and session SD 0.7, 40,000 series; three standard errors are 0.015 at most."""
    limits = learn_limits(repeats(0.4, 0.7, series=2000))
    one, other = (limits.limit(R, ToneGroup.LIGHT, reference=reference, now=now) for now in (first, second))
    rng = np.random.default_rng(3)

    def mean(a: Averaging) -> np.ndarray:
        spread = np.hypot(0.7 / np.sqrt(a.sessions), 0.4 / np.sqrt(a.photos))
        return rng.normal(0, spread, 40000)

    baseline = mean(reference)
    drawn = np.corrcoef(mean(first) - baseline, mean(second) - baseline)[0, 1]
    assert correlation_by_baseline(one, other) == pytest.approx(drawn, abs=0.03)


def test_what_another_metric_brings_along_is_shared_by_both_sessions(repeats) -> None:
    """Texture unchanged, but moved by lasting lines: the same in both sessions, SD 3; noise SD 1."""
    limits = learn_limits(repeats(0.6, 0.8, series=2000, metric=Metric.TEXTURE))
    plain = limits.limit(Metric.TEXTURE, ToneGroup.LIGHT)
    wide = widened(plain, {Metric.LINES: 3.0 / COUPLINGS[Metric.TEXTURE][Metric.LINES]})
    rng = np.random.default_rng(4)
    baseline, brought = rng.normal(0, 1, 40000), rng.normal(0, 3, 40000)
    first, second = (rng.normal(0, 1, 40000) + brought - baseline for _ in range(2))
    drawn = np.corrcoef(first, second)[0, 1]
    assert correlation_by_baseline(plain, plain) == pytest.approx(0.5, abs=0.02)
    assert correlation_by_baseline(wide, wide) == pytest.approx(drawn, abs=0.02)


# --- families


def test_redness_and_its_witness_are_one_question_of_two_readings() -> None:
    looks = [(question_of("cheek", m), 0.02 if m is R else 1.0) for m in (R, W)]
    assert family_of(looks).readings == 2
    assert family_of(looks).stands(question_of("cheek", W))
    other = [*looks, (question_of("cheek", Metric.TEXTURE), 1.0), (question_of("chin", R), 1.0)]
    assert not family_of(other).stands(question_of("cheek", R))
    assert family_of(other).adjusted[question_of("cheek", R)] == pytest.approx(0.06)


# --- what is said of a session


def test_a_change_that_stands_alone_may_fall_among_eight_readings(new_course, fine_limits) -> None:
    """Twice 1.02 limits: chance shows that in 9 of 1000 sessions, and seven questions were asked."""
    alone, among = new_course(), new_course()
    for course in (alone, among):
        fall_twice(course, {Metric.PORES: 1.02}, fine_limits)
    alone.readings = [r for r in alone.readings if r.metric is Metric.PORES]
    assert verdicts_of(alone, fine_limits, 3) == {Metric.PORES: Verdict.BETTER}
    assert set(verdicts_of(among, fine_limits, 3).values()) == {Verdict.UNCHANGED}
    last = among.points(fine_limits, Metric.PORES)[-1]
    assert "8 readings are looked at together" in last.sentence
    assert "beyond the smallest detectable change" in last.sentence
    assert last.patient_sentence.startswith("No change in pores")


@pytest.mark.parametrize("falls", [(1.02, 1.45), (1.45, 1.02)])
def test_of_two_sessions_running_the_smaller_change_decides(course, fine_limits, falls) -> None:
    sdc = fine_limits.limit(R, ToneGroup.LIGHT).sdc
    for number, fall in enumerate((0.0, *falls)):
        changed = {Metric.PORES: [10.0 - fall * sdc]}
        course.visit(30 * number, FOLLOW_UP if number else BASELINE, {m: [10.0] for m in Metric} | changed)
    assert verdicts_of(course, fine_limits, 3)[Metric.PORES] is Verdict.UNCHANGED
    course.readings = [r for r in course.readings if r.metric is Metric.PORES]
    assert verdicts_of(course, fine_limits, 3)[Metric.PORES] is Verdict.BETTER


def test_a_change_that_is_clear_enough_stands_among_eight_readings(course, fine_limits) -> None:
    fall_twice(course, {Metric.PORES: 1.2}, fine_limits)
    found = verdicts_of(course, fine_limits, 3)
    assert found.pop(Metric.PORES) is Verdict.BETTER
    assert set(found.values()) == {Verdict.UNCHANGED}


def test_other_changes_that_stand_make_it_easier_for_the_next(course, fine_limits) -> None:
    """Step down: with two clear changes out of seven questions, 9 in 1000 is against five alone."""
    clear = (R, W, Metric.TEXTURE)
    fall_twice(course, {Metric.PORES: 1.02, **dict.fromkeys(clear, 3.0)}, fine_limits)
    found = verdicts_of(course, fine_limits, 3)
    assert {m for m, verdict in found.items() if verdict is Verdict.BETTER} == {*clear, Metric.PORES}


def test_what_could_not_be_judged_is_not_counted(course, fine_limits) -> None:
    fall_twice(course, {Metric.PORES: 1.02}, fine_limits)
    course.readings = [
        r if r.metric is Metric.PORES or r.digest != "d2" else replace(r, value=None) for r in course.readings
    ]
    assert verdicts_of(course, fine_limits, 3)[Metric.PORES] is Verdict.BETTER


def test_all_regions_of_a_view_are_looked_at_together_and_other_views_are_not(
    new_course, fine_limits
) -> None:
    """Once 1.53 limits: chance shows that in 2.7 of 1000; two regions ask 14 questions, three ask 21."""
    found = {}
    for names, view in ((("chin",), None), (("chin", "nose"), None), (("chin", "nose"), CLOSE_UP)):
        course = new_course()
        fall_twice(course, {}, fine_limits)
        course.draw(*names, **({"view": view} if view else {}))
        sdc = fine_limits.limit(R, ToneGroup.LIGHT).sdc
        course.readings = [
            replace(r, value=10 - 1.53 * sdc)
            if (r.digest, r.region_id, r.metric) == ("d1", "cheek", Metric.LINES)
            else r
            for r in course.readings
        ]
        found[names, view] = verdicts_of(course, fine_limits, 2)[Metric.LINES]
    assert list(found.values()) == [Verdict.BETTER, Verdict.UNCHANGED, Verdict.BETTER]
