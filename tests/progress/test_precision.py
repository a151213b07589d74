"""A clinic whose scatter is known: what its limits are made of, and what would tighten them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

import pytest

from tracker.model import Metric, RepeatReading, ToneGroup
from tracker.progress.limit_history import find_history
from tracker.progress.limits import USUAL_CONTROL, Stratum, learn_limits
from tracker.progress.noise import Averaging, widening
from tracker.progress.precision import Part, Precision, Remedy, find_precision

R, LIGHT, DARK = Metric.REDNESS, ToneGroup.LIGHT, ToneGroup.DARK
ALL = Stratum(R, USUAL_CONTROL)


def precision_of(rows: list[RepeatReading], stratum: Stratum = ALL) -> Precision:
    return next(p for p in find_precision(rows) if p.stratum == stratum)


def dated(rows: list[RepeatReading], *months: tuple[int, int]) -> list[RepeatReading]:
    """The rows, as many in each of these months as in any other."""
    days = [datetime(year, month, 10, 12, tzinfo=UTC) for year, month in months]
    return [replace(r, held_at=days[k * len(days) // len(rows)]) for k, r in enumerate(rows)]


def test_the_parts_of_a_known_scatter_and_what_they_rest_on_are_told(repeats) -> None:
    found = precision_of(repeats(0.4, 0.7, series=1000, sessions=2, photos=2))
    assert (found.photo_pairs, found.session_pairs, found.pairs) == (2000, 1000, 3000)
    assert found.photo_sd == pytest.approx(0.4, rel=0.05)
    assert found.session_sd == pytest.approx(0.7, rel=0.05)
    assert found.usual_photos == 2
    assert found.dominant is Part.SESSION


def test_the_limits_are_those_that_verdicts_go_by_for_one_to_three_photos(repeats) -> None:
    rows = repeats(0.6, 0.3, series=40)
    found = precision_of(rows, Stratum(R, USUAL_CONTROL, ("Acme One", ""), LIGHT))
    limits = learn_limits(rows)
    for photos, limit in found.limits.items():
        k = Averaging(photos)
        assert limit == limits.limit(R, LIGHT, reference=k, now=k, device=("Acme One", ""))
    assert found.limits[1].sdc > found.limits[2].sdc > found.limits[3].sdc
    assert list(found.limits) == [1, 2, 3]


def test_the_limit_with_more_pairs_tightens_by_the_confidence_factor_alone(repeats) -> None:
    """Of 30 pairs 10 are of days: the factor lies between that of all pairs and that of the days."""
    rows = repeats(0.5, 0.5, series=10)
    found = precision_of(rows)
    assert found.pairs == 30
    at_20, at_40 = found.sdc_with_pairs[20], found.sdc_with_pairs[40]
    assert at_20 > found.limits[1].sdc > at_40
    estimated = 1.96 * sqrt(2) * found.limits[1].sem
    assert sqrt(widening(40)) < at_40 / estimated < sqrt(widening(13))
    assert sqrt(widening(20)) < at_20 / estimated < sqrt(widening(7))


@pytest.mark.parametrize(
    ("photo_sd", "day_sd", "remedy", "words"),
    [
        (0.9, 0.1, Remedy.PHOTOS, "Take 4 photos in a session instead of 2: the limit would fall from"),
        (0.1, 0.9, Remedy.STEADINESS, "Keep place, lamp and distance the same"),
    ],
)
def test_what_helps_most_follows_the_larger_part(repeats, photo_sd, day_sd, remedy, words) -> None:
    found = precision_of(repeats(photo_sd, day_sd, series=300))
    assert found.dominant is (Part.PHOTO if remedy is Remedy.PHOTOS else Part.SESSION)
    assert found.remedy is remedy
    assert found.sdc_after[remedy] == min(found.sdc_after.values())
    assert found.advice.startswith(words)


def test_what_a_remedy_would_bring_is_what_it_brings(repeats) -> None:
    """The same clinic with four photos in a session, with steadier days, and with more pairs."""
    now = precision_of(repeats(0.6, 0.6, series=2000, photos=2))
    k = Averaging(4)
    four = learn_limits(repeats(0.6, 0.6, series=2000, photos=4)).limit(R, LIGHT, reference=k, now=k)
    k = Averaging(2)
    steady = learn_limits(repeats(0.6, 0.3, series=2000, photos=2)).limit(R, LIGHT, reference=k, now=k)
    assert now.sdc_after[Remedy.PHOTOS] == pytest.approx(four.sdc, rel=0.05)
    assert now.sdc_after[Remedy.STEADINESS] == pytest.approx(steady.sdc, rel=0.05)
    few = precision_of(repeats(0.6, 0.6, series=8))
    assert few.sdc_after[Remedy.PAIRS] < 0.95 * few.limits[2].sdc


def test_few_pairs_call_for_more_of_them(repeats) -> None:
    found = precision_of(repeats(0.3, 0.3, series=4))
    assert found.limits[1].is_provisional
    assert found.remedy is Remedy.PAIRS
    assert found.advice == "Take two or three photos in every session: 8 more pairs make a limit of its own."
    assert found.sdc_after == {}
    assert found.sdc_with_pairs[40] < found.limits[1].sdc


def test_retakes_alone_call_for_repeats_on_other_days(repeats) -> None:
    found = precision_of(repeats(0.2, 0.0, series=60, sessions=1))
    assert found.remedy is Remedy.DAYS
    assert found.dominant is None
    assert found.session_sd is None
    assert "5 times more: how days differ is only assumed so far." in found.advice
    # however many, they never show it
    assert found.sdc_with_pairs[40] == pytest.approx(found.sdc_with_pairs[20], rel=0.05)


def test_days_of_one_photo_each_do_not_tell_the_parts_apart(repeats) -> None:
    found = precision_of(repeats(0.3, 0.4, series=200, photos=1))
    assert found.photo_sd is None
    assert found.session_sd == pytest.approx(0.5, rel=0.1)
    assert found.dominant is None
    assert found.remedy is Remedy.PAIRS
    assert found.advice.startswith("Take more repeats: with 20 more pairs the limit would fall from")


def test_every_device_and_tone_has_a_row_and_those_that_nobody_named_have_none(repeats) -> None:
    old, new = repeats(0.3, 0.3, series=10), repeats(0.9, 0.3, series=100, tone=DARK, seed=1)
    new = [replace(r, camera="Bolt Two", lens="wide") for r in new]
    nameless = [replace(r, camera="", tone=ToneGroup.UNKNOWN, series_id="x") for r in old[:2]]
    texture = repeats(2.0, 1.0, metric=Metric.TEXTURE, series=10)
    found = [p.stratum[2:] for p in find_precision(old + new + nameless + texture)]
    assert found[:7] == [
        (None, None),
        (None, LIGHT),
        (None, DARK),
        (("Acme One", ""), None),
        (("Acme One", ""), LIGHT),
        (("Bolt Two", "wide"), None),
        (("Bolt Two", "wide"), DARK),
    ]
    assert [p.stratum.metric for p in find_precision(old + texture)] == [R] * 4 + [Metric.TEXTURE] * 4
    dark = precision_of(old + new, Stratum(R, USUAL_CONTROL, None, DARK))
    assert dark.photo_sd == pytest.approx(0.9, rel=0.15)
    assert dark.limits[1].source.endswith("all cameras, skin types V and VI")


def test_a_row_without_enough_pairs_shows_the_limit_that_is_borrowed(repeats) -> None:
    few = [replace(r, camera="Bolt Two") for r in repeats(0.9, 0.3, series=2, seed=3)]
    found = precision_of(repeats(0.3, 0.3, series=20) + few, Stratum(R, USUAL_CONTROL, ("Bolt Two", "")))
    assert found.pairs == 6
    assert found.limits[1].pairs == 66
    assert "14 more pairs make a limit of its own" in found.advice
    assert found.sdc_with_pairs[20] > 1.5 * found.limits[1].sdc


# --- over time


def test_every_quarter_has_the_limit_of_its_repeats_so_far(repeats) -> None:
    """Nothing in the second quarter of 2026; each of the others brings a third of the series."""
    rows = dated(repeats(0.4, 0.4, series=30), (2025, 12), (2026, 2), (2026, 8))
    found = find_history(rows, ALL)
    assert [q.label for q in found] == ["2025 Q4", "2026 Q1", "2026 Q2", "2026 Q3"]
    assert (found[0].starts_on, found[0].ends_on) == (date(2025, 10, 1), date(2025, 12, 31))
    assert [q.limit.pairs for q in found] == [30, 60, 60, 90]
    assert found[1].limit == found[2].limit
    assert found[3].limit == precision_of(rows).limits[1]
    assert found[0].limit == learn_limits(rows[:40]).limit(R, ToneGroup.UNKNOWN)


def test_a_quarter_with_too_few_repeats_stands_on_the_provisional_limit(repeats) -> None:
    rows = repeats(0.4, 0.4, series=12)
    early, late = dated(rows[:16], (2026, 1)), dated(rows[16:], (2026, 5))
    assert [q.limit.is_provisional for q in find_history(early + late, ALL)] == [True, False]


def test_repeats_without_a_date_count_from_the_beginning(repeats) -> None:
    rows = repeats(0.4, 0.4, series=12)
    assert find_history(rows, ALL) == ()
    found = find_history(rows[:16] + dated(rows[16:], (2026, 5)), ALL)
    assert [(q.label, q.limit.pairs) for q in found] == [("2026 Q2", 36)]


def test_quarters_end_by_the_clinics_calendar(repeats) -> None:
    at = datetime(2026, 3, 31, 20, 0, tzinfo=UTC)
    rows = [replace(r, held_at=at + timedelta(hours=k % 2)) for k, r in enumerate(repeats(0.4, 0.4))]
    assert [q.label for q in find_history(rows, ALL)] == ["2026 Q1"]
    assert [q.label for q in find_history(rows, ALL, zone=ZoneInfo("Pacific/Auckland"))] == ["2026 Q2"]
    other = [replace(r, metric=Metric.TEXTURE) for r in rows]
    assert find_history(other, ALL) == ()
