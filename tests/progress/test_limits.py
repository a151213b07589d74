"""Repeats whose scatter is known: the limits must find it again."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from tracker.model import Metric, RepeatReading, ToneGroup
from tracker.progress.limits import learn_limits
from tracker.progress.noise import Averaging, estimate_noise

REDNESS, LIGHT = Metric.REDNESS, ToneGroup.LIGHT


def test_the_parts_of_a_known_scatter_come_back(repeats) -> None:
    noise = estimate_noise(repeats(0.4, 0.7, series=2000, sessions=2, photos=3))
    assert noise.parts.photo == pytest.approx(0.16, rel=0.05)
    assert noise.parts.session == pytest.approx(0.49, rel=0.10)
    assert noise.parts.sem == pytest.approx(sqrt(0.65), rel=0.05)
    assert noise.pairs == 2000 * (2 * 2 + 1)


def test_the_scatter_comes_back_from_sessions_with_unequal_numbers_of_photos(repeats) -> None:
    rows = repeats(0.8, 0.5, series=2000, sessions=3, photos=3)
    kept = [r for k, r in enumerate(rows) if k % 9 not in (4, 7, 8)]
    parts = estimate_noise(kept).parts
    assert parts.photo == pytest.approx(0.64, rel=0.05)
    assert parts.session == pytest.approx(0.25, rel=0.15)


def test_the_smallest_detectable_change_covers_unchanged_differences_95_times_in_100(repeats) -> None:
    limit = learn_limits(repeats(0.4, 0.7, series=1500)).limit(REDNESS, LIGHT)
    assert limit.sdc == pytest.approx(1.96 * sqrt(2 * 0.65), rel=0.06)
    assert limit.sdc > 1.96 * sqrt(2) * limit.sem
    rng = np.random.default_rng(5)
    differences = rng.normal(0, sqrt(0.65), 20000) - rng.normal(0, sqrt(0.65), 20000)
    assert np.mean(np.abs(differences) <= limit.sdc) == pytest.approx(0.955, abs=0.012)


@pytest.mark.parametrize(("sessions", "photos", "series"), [(2, 1, 25), (2, 2, 10), (1, 2, 30)])
def test_the_upper_limit_of_few_pairs_lies_above_the_truth_nine_times_in_ten(
    repeats, sessions: int, photos: int, series: int
) -> None:
    """Sessions of one photo, sessions of several, and (session part 0) retakes alone."""
    session_sd = 0.0 if sessions == 1 else 0.6
    truth = 2 * (0.5**2 + session_sd**2)
    found = [
        estimate_noise(
            repeats(0.5, session_sd, series=series, sessions=sessions, photos=photos, seed=seed)
        ).upper_variance_of_change(Averaging(), Averaging())
        for seed in range(300)
    ]
    covered = np.mean(np.array(found) >= truth)
    assert covered >= 0.86
    if sessions == 2:
        assert covered <= 0.96


def test_few_pairs_give_a_wider_limit_than_many_of_the_same_scatter() -> None:
    few, many = (
        estimate_noise([_repeat(f"s{k}", v) for k in range(n) for v in (5.0, 5.4)]) for n in (4, 400)
    )
    assert few.parts.sem == pytest.approx(many.parts.sem)
    one = Averaging()
    widened = sqrt(few.upper_variance_of_change(one, one) / many.upper_variance_of_change(one, one))
    assert widened == pytest.approx(1.92 / 1.05, rel=0.02)


def test_averaging_photos_lessens_the_photo_part_alone(repeats) -> None:
    limits = learn_limits(repeats(0.6, 0.3, series=1500))
    one = limits.limit(REDNESS, LIGHT).sdc
    four = limits.limit(REDNESS, LIGHT, reference=Averaging(4), now=Averaging(4)).sdc
    two_days = limits.limit(REDNESS, LIGHT, reference=Averaging(4, 2), now=Averaging(4)).sdc
    assert one == pytest.approx(1.96 * sqrt(2 * 0.45), rel=0.06)
    assert four == pytest.approx(1.96 * sqrt(2 * (0.09 + 0.09)), rel=0.08)
    assert two_days < four < one


def test_without_repeated_baselines_the_session_part_counts_as_large_as_the_photo_part(repeats) -> None:
    limit = learn_limits(repeats(0.5, 0.0, series=1000, sessions=1)).limit(REDNESS, LIGHT)
    assert limit.sem == pytest.approx(0.5 * sqrt(2), rel=0.05)
    assert "day-to-day part assumed" in limit.source
    assert not limit.is_provisional


def test_retakes_alone_never_tell_of_less_from_day_to_day_than_is_assumed_without_any() -> None:
    """Photos of a session that agree to 0.1 a* say nothing of the light of another day."""
    limit = learn_limits([_repeat(f"s{k}", v) for k in range(100) for v in (5.0, 5.1)]).limit(REDNESS, LIGHT)
    assert not limit.is_provisional
    assert limit.source.endswith("day-to-day part assumed")
    # half of the provisional variance of 2.0 a* is the day-to-day part
    assert limit.sdc == pytest.approx(2.0 * sqrt(0.5), rel=0.03)


def test_a_few_repeated_days_that_tell_of_less_than_assumed_narrow_the_limit() -> None:
    """Three pairs of days 0.1 a* apart: the upper limit of their scatter is 0.16 a*."""
    retakes = [_repeat(f"s{k}", v) for k in range(100) for v in (5.0, 5.04)]
    few = learn_limits(retakes + _days_apart(3, (5.0, 5.1))).limit(REDNESS, LIGHT)
    assert few.source.endswith("day-to-day part assumed")
    assert few.sdc == pytest.approx(1.96 * sqrt(2 * (0.16**2 + 0.03**2)), rel=0.05)
    assert few.sem == pytest.approx(0.16, rel=0.05)
    wide = learn_limits(retakes + _days_apart(3, (5.0, 7.0))).limit(REDNESS, LIGHT)
    assert wide.sdc > 1.96 * sqrt(2) * sqrt(2.0)


def test_a_device_that_was_never_repeated_on_another_day_borrows_the_days_of_the_others(repeats) -> None:
    """Photos scatter by 0.6 with the new phone, 0.3 with the old one; days by 0.4 with either."""
    old = repeats(0.3, 0.4, series=400)
    new = _taken_with(("Bolt Two", ""), repeats(0.6, 0.0, series=400, sessions=1))
    limit = learn_limits(old + new).limit(REDNESS, LIGHT, device=("Bolt Two", ""))
    assert limit.source == (
        "learned from 400 repeat pairs of this camera, skin types I to III, day-to-day part assumed"
    )
    assert limit.sdc == pytest.approx(1.96 * sqrt(2 * (0.36 + 0.36)), rel=0.1)
    calm = _taken_with(("Bolt Two", ""), repeats(0.1, 0.0, series=400, sessions=1))
    limit = learn_limits(old + calm).limit(REDNESS, LIGHT, device=("Bolt Two", ""))
    assert 1 <= limit.sdc / (1.96 * sqrt(2 * (0.01 + 0.16))) <= 1.15


def test_limits_are_provisional_until_there_are_twenty_pairs() -> None:
    limits = [learn_limits(_days_apart(n, (5.0, 5.1))) for n in (0, 19, 20)]
    none, almost, enough = (x.limit(REDNESS, LIGHT) for x in limits)
    assert none.sdc == almost.sdc == pytest.approx(2.0)
    assert none.source == "provisional: 0 of 20 repeat pairs"
    assert almost.source == "provisional: 19 of 20 repeat pairs"
    assert almost.is_provisional
    assert not enough.is_provisional
    assert enough.pairs == 20
    assert enough.source.startswith("learned from 20 repeat pairs of this clinic")
    assert enough.sdc < 0.6


def test_first_repeats_that_scatter_more_than_the_provisional_value_widen_it() -> None:
    wide = learn_limits([_repeat(f"s{k}", v) for k in range(6) for v in (5.0, 9.0)]).limit(REDNESS, LIGHT)
    assert wide.is_provisional
    assert wide.sdc > 5


def test_three_photos_of_a_session_are_two_independent_pairs() -> None:
    assert learn_limits([_repeat("s", v) for v in (1.0, 2.0, 3.0)]).limit(REDNESS, LIGHT).pairs == 2


def test_a_tone_group_has_its_own_limit_from_twenty_pairs_on_and_shares_the_clinics_before(repeats) -> None:
    light = repeats(0.3, 0.0, series=30, tone=ToneGroup.LIGHT)
    few_dark = repeats(1.2, 0.0, series=3, tone=ToneGroup.DARK, seed=2)
    many_dark = repeats(1.2, 0.0, series=30, tone=ToneGroup.DARK, seed=2)
    shared = learn_limits(light + few_dark)
    own = learn_limits(light + many_dark)
    assert shared.limit(REDNESS, ToneGroup.DARK).source.endswith("of this clinic, all skin tones")
    assert own.limit(REDNESS, ToneGroup.DARK).source.endswith("skin types V and VI")
    assert own.limit(REDNESS, ToneGroup.DARK).sem > 2.5 * own.limit(REDNESS, LIGHT).sem
    assert own.limit(REDNESS, ToneGroup.UNKNOWN).pairs == own.limit(REDNESS, LIGHT).pairs * 2


def test_another_camera_another_region_or_another_series_is_no_repeat() -> None:
    first = _repeat("s", 5.0)
    names = ("camera", "lens", "region_id", "series_id")
    others = [replace(first, value=9.0, **{name: "other"}) for name in names]
    assert learn_limits([first, *others]).limit(REDNESS, LIGHT).pairs == 0


def test_a_device_has_its_own_limit_from_twenty_pairs_on_and_the_same_tone_goes_first(repeats) -> None:
    """Scatter 0.3 with the old phone, 1.2 with the new one, 2.4 with that on dark skin."""
    old, new = ("Acme One", "wide"), ("Bolt Two", "wide")
    light = _taken_with(old, repeats(0.3, 0.0, series=300)) + _taken_with(new, repeats(1.2, 0.0, series=300))
    dark = _taken_with(new, repeats(2.4, 0.0, series=300, tone=ToneGroup.DARK))
    limits = learn_limits(light + dark)
    found = {
        (device, tone): limits.limit(REDNESS, tone, device=device)
        for device in (old, new)
        for tone in (LIGHT, ToneGroup.DARK)
    }
    assert {key: limit.pairs for key, limit in found.items()} == {
        (old, LIGHT): 900, (new, LIGHT): 900, (old, ToneGroup.DARK): 900, (new, ToneGroup.DARK): 900,
    }  # fmt: skip
    assert found[old, LIGHT].sem == pytest.approx(0.3, rel=0.1)
    assert found[new, LIGHT].sem == pytest.approx(1.2, rel=0.1)
    assert found[new, ToneGroup.DARK].sem == pytest.approx(2.4, rel=0.1)
    assert found[old, LIGHT].source == "learned from 900 repeat pairs of this camera, skin types I to III"
    # no dark skin was repeated with the old phone: its other skin goes before other phones
    assert found[old, ToneGroup.DARK].sem == found[old, LIGHT].sem
    assert found[old, ToneGroup.DARK].source == "learned from 900 repeat pairs of this camera"


def test_a_device_without_enough_repeats_shares_all_devices_of_its_tone_first(repeats) -> None:
    old, new, newest = ("Acme One", "wide"), ("Acme One", "macro"), ("Bolt Two", "")
    light = _taken_with(old, repeats(0.3, 0.0, series=30))
    dark = _taken_with(new, repeats(1.2, 0.0, series=30, tone=ToneGroup.DARK))
    few = _taken_with(newest, repeats(9.0, 0.0, series=1))
    limits = learn_limits(light + dark + few)
    shared = limits.limit(REDNESS, LIGHT, device=newest)
    assert shared.pairs == 93
    assert shared.source == "learned from 93 repeat pairs of all cameras, skin types I to III"
    everyone = limits.limit(REDNESS, ToneGroup.MEDIUM, device=newest)
    assert everyone.pairs == 183
    assert everyone.source == "learned from 183 repeat pairs of all cameras, all skin tones"
    assert limits.limit(REDNESS, ToneGroup.UNKNOWN, device=old).source.endswith("of this camera")
    unnamed = limits.limit(REDNESS, LIGHT, device=("", ""))
    assert unnamed.source == shared.source


def test_photos_that_do_not_name_their_camera_have_no_device_of_their_own(repeats) -> None:
    unnamed = learn_limits(_taken_with(("", ""), repeats(0.3, 0.0, series=30)))
    assert unnamed.limit(REDNESS, LIGHT).source.startswith("learned from 90 repeat pairs of this clinic")


def test_follow_ups_are_no_repeats_of_each_other() -> None:
    rows = [replace(_repeat(f"s{k}", 5.0 + k), series_id="one", is_baseline_session=k < 2) for k in range(4)]
    assert learn_limits(rows).limit(REDNESS, LIGHT).pairs == 1


def test_a_session_that_is_marked_unchanged_since_another_is_a_repeat_of_it() -> None:
    """Sessions 0 and 1 are the baseline, 2 unchanged since 1, 4 since 3, 5 since 4; 6 stands alone."""
    values = (5.0, 5.2, 5.4, 9.0, 9.2, 9.4, 30.0)
    since = {2: "s1", 4: "s3", 5: "s4"}
    rows = [
        replace(
            _repeat(f"s{k}", value),
            series_id="one",
            is_baseline_session=k < 2,
            unchanged_since=since.get(k, ""),
        )
        for k, value in enumerate(values)
    ]
    for ordered in (rows, rows[::-1]):
        noise = estimate_noise(ordered)
        assert noise.session_pairs == 4
        assert noise.session_mean_square == pytest.approx(0.04)
        assert noise.photo_pairs == 0


def test_marks_that_go_in_a_circle_make_no_repeats() -> None:
    rows = [
        replace(_repeat(f"s{k}", float(k)), series_id="one", is_baseline_session=False, unchanged_since=since)
        for k, since in enumerate(("s1", "s0"))
    ]
    assert estimate_noise(rows).pairs == 0


def test_a_limit_belongs_to_its_kind_of_control() -> None:
    limits = learn_limits([_repeat(f"s{k}", v) for k in range(30) for v in (5.0, 5.1)])
    assert not limits.limit(REDNESS, LIGHT).is_provisional
    without = limits.limit(REDNESS, LIGHT, control="none")
    assert without.is_provisional
    assert without.sdc == pytest.approx(3.2)


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("other side", 1.6),
        ("skin around the region", 2.0),
        ("untreated skin", 3.8),
        ("none", 3.2),
    ],
)
def test_a_provisional_limit_of_redness_is_that_of_real_people_for_its_kind_of_control(
    control, expected
) -> None:
    limit = learn_limits([]).limit(REDNESS, LIGHT, control=control)
    assert limit.is_provisional
    assert limit.sdc == pytest.approx(expected)


def test_repeats_against_one_kind_of_control_say_nothing_of_another() -> None:
    rows = [replace(r, control="other side") for r in _days_apart(30, (5.0, 5.1))]
    limits = learn_limits(rows)
    assert not limits.limit(REDNESS, LIGHT, control="other side").is_provisional
    assert limits.limit(REDNESS, LIGHT, control="skin around the region").pairs == 0


def test_a_kind_of_control_that_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="moonlight"):
        learn_limits([]).limit(REDNESS, LIGHT, control="moonlight")


def test_every_metric_has_a_provisional_limit() -> None:
    limits = learn_limits([])
    assert all(limits.limit(metric, LIGHT).sdc > 0 for metric in Metric)


def test_a_provisional_limit_narrows_with_photos_and_sessions_only_cautiously() -> None:
    limits = learn_limits([])
    one = limits.limit(REDNESS, LIGHT).sdc
    many = limits.limit(REDNESS, LIGHT, reference=Averaging(100), now=Averaging(100)).sdc
    many_days = limits.limit(REDNESS, LIGHT, reference=Averaging(100, 50), now=Averaging(100)).sdc
    assert many == pytest.approx(one * sqrt(0.5), rel=0.02)
    assert many_days == pytest.approx(one * sqrt(0.25), rel=0.03)


def test_a_mean_of_no_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one photo"):
        Averaging(0)


def _days_apart(pairs: int, values: tuple[float, float]) -> list[RepeatReading]:
    """Two baseline sessions of one photo each in so many series."""
    return [
        replace(_repeat(f"day {k}-{day}", value), series_id=f"series {k}")
        for k in range(pairs)
        for day, value in enumerate(values)
    ]


def _taken_with(device: tuple[str, str], rows: list[RepeatReading]) -> list[RepeatReading]:
    """The repeats of another device, and so of other patients."""
    camera, lens = device
    return [replace(r, camera=camera, lens=lens, series_id=f"{r.series_id} {camera} {lens}") for r in rows]


def _repeat(session: str, value: float) -> RepeatReading:
    return RepeatReading(f"series-{session}", session, "cheek", REDNESS, LIGHT, "Acme One", True, value)
