"""A change that another metric's change explains is none; one that it doesn't explain is."""

import pytest

from tracker.model import Metric, SessionKind, ToneGroup, Verdict
from tracker.progress.crosstalk import COUPLINGS, beyond_noise, widened
from tracker.progress.limits import learn_limits
from tracker.progress.pairs import judge_pair

W, P = Metric.REDNESS_WITNESS, Metric.PIGMENT
BASELINE, FOLLOW_UP = SessionKind.BASELINE, SessionKind.FOLLOW_UP


def test_variances_add_up_and_a_metric_at_rest_widens_nothing(fine_limits) -> None:
    limit = fine_limits.limit(P, ToneGroup.LIGHT)
    assert widened(limit, {W: 0.0}) == limit
    assert widened(limit, {Metric.TEXTURE: 50.0}) == limit
    share = COUPLINGS[P][W]
    wider = widened(limit, {W: 5.0})
    assert wider.sdc**2 == pytest.approx(limit.sdc**2 + (1.96 * share * 5) ** 2)
    assert wider.change_sd**2 == pytest.approx(limit.change_sd**2 + (share * 5) ** 2)
    assert wider.source.endswith("wider because redness (second witness) changed as well")


def test_a_change_of_another_metric_that_is_its_own_noise_widens_nothing() -> None:
    assert beyond_noise(0.9, 1.0) == 0
    assert beyond_noise(-10.0, 1.0) == pytest.approx(9.95, abs=0.01)


def test_no_metric_is_coupled_to_itself_or_to_its_own_witness() -> None:
    assert set(COUPLINGS) == set(Metric)
    for metric, others in COUPLINGS.items():
        assert metric not in others
    assert Metric.REDNESS not in COUPLINGS[W]
    assert W not in COUPLINGS[Metric.REDNESS]


@pytest.mark.parametrize(("redness", "verdict"), [(0.0, Verdict.BETTER), (-9.0, Verdict.UNCHANGED)])
def test_pigment_is_called_only_beyond_what_redness_explains(course, fine_limits, redness, verdict) -> None:
    """Pigment falls by two limits each time; nine points of redness take more than two limits along."""
    sdc = fine_limits.limit(P, ToneGroup.LIGHT).sdc
    course.visit(0, BASELINE, {W: [20.0], P: [10.0]})
    course.visit(60, FOLLOW_UP, {W: [20.0 + redness], P: [10.0 - 2 * sdc]})
    assert course.points(fine_limits, P)[1].verdict is verdict


def test_two_later_sessions_heed_it_as_the_chart_does(course, fine_limits) -> None:
    sdc = fine_limits.limit(P, ToneGroup.LIGHT).sdc
    course.visit(0, BASELINE, {W: [20.0], P: [10.0]})
    course.visit(60, FOLLOW_UP, {W: [20.0], P: [10.0]})
    course.visit(90, FOLLOW_UP, {W: [11.0], P: [10.0 - 2 * sdc]})
    progress = course.judge(fine_limits)
    found = {c.metric: c for c in judge_pair(progress, "s2", "s3", limits=fine_limits)}
    assert found[P].verdict is Verdict.UNCHANGED
    assert "wider because redness" in found[P].sentence
    assert found[W].verdict is Verdict.BETTER


def test_provisional_limits_are_widened_too() -> None:
    limit = learn_limits([]).limit(P, ToneGroup.DARK)
    assert widened(limit, {W: 30.0}).sdc > 2 * limit.sdc
