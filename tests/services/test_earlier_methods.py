"""Readings of an earlier method stay readable, and are never mixed with the present ones."""

import pytest

from tests.ui.pages.records import BELOW, CHEEK, NOW, Course, Records
from tracker.errors import NotAllowed
from tracker.imaging import measure
from tracker.model import Actor, Metric, Role, Verdict, View, ViewKind
from tracker.progress.result import SeriesProgress
from tracker.services import progress
from tracker.store import regions
from tracker.store.opening import Store

ASSISTANT = Actor("0" * 32, "Eva", Role.ASSISTANT)
PATIENT = Actor("1" * 32, "Anna", Role.PATIENT)
EARLIER = "measure-2"


@pytest.fixture
def records(store: Store) -> Records:
    return Records(store)


@pytest.fixture
def course(records: Records) -> Course:
    """Redness falls by 6 in the present readings, and rose by 9 in the earlier ones."""
    found = records.course()
    for photo, value in zip(found.photos, (20.0, 20.5, 28.0, 29.0, 29.5), strict=True):
        both = {Metric.REDNESS: value, Metric.REDNESS_WITNESS: 2 * value}
        records.read(photo, found.region, both, method=EARLIER)
    return found


def judged(store: Store, course: Course, method: str | None = None) -> SeriesProgress:
    limits = progress.clinic_limits(store, ASSISTANT, is_synthetic=False, method=method)
    return progress.series_progress(store, ASSISTANT, course.series.id, CHEEK, limits=limits, method=method)


def test_no_judgement_holds_readings_of_two_methods(store: Store, course: Course) -> None:
    now, earlier = judged(store, course), judged(store, course, EARLIER)
    assert {p.method for p in now.points} == {measure.METHOD}
    assert {p.method for p in earlier.points} == {EARLIER}
    values = {p.metric: p.value for p in now.points if p.session_number == 4}
    assert values[Metric.REDNESS] == 2.0
    verdicts = [one.headlines[0].verdict for one in (now, earlier)]
    assert verdicts == [Verdict.BETTER, Verdict.WORSE]


def test_repeats_of_one_method_teach_no_limit_of_another(store: Store, records: Records) -> None:
    one = records.series()
    session = records.session(one, 1)
    shots = [records.photo(session, minutes=m) for m in range(26)]
    region = records.region(one.id, "cheek")
    for n, photo in enumerate(shots):
        records.read(photo, region, {Metric.REDNESS: 8.0 + 0.01 * (n % 2)}, method=EARLIER)
    pairs = [
        next((n.pairs for n in found.noises.values()), 0)
        for method in (None, EARLIER)
        for found in [progress.clinic_limits(store, ASSISTANT, is_synthetic=False, method=method)]
    ]
    assert pairs == [0, 25]


def test_earlier_methods_are_listed_latest_first_and_only_where_there_are_any(
    store: Store, records: Records, course: Course
) -> None:
    other = records.course(chart_number="B-2")
    records.read(course.photos[0], course.region, {Metric.REDNESS: 1.0}, method="measure-1")
    records.read(course.photos[0], course.region, {Metric.REDNESS: 1.0}, method="measure-10")
    ask = progress.earlier_methods
    assert ask(store, ASSISTANT, course.series.id, CHEEK) == ["measure-10", EARLIER, "measure-1"]
    assert ask(store, ASSISTANT, course.series.id, View(ViewKind.FRONT)) == []
    assert ask(store, ASSISTANT, other.series.id, CHEEK) == []


def test_measuring_again_with_a_new_method_deletes_nothing(
    store: Store, records: Records, course: Course
) -> None:
    before = judged(store, course, EARLIER)
    records.read(course.photos[3], course.region, {Metric.REDNESS: 2.5})
    assert judged(store, course, EARLIER) == before


def test_earlier_readings_of_skin_that_was_drawn_anew_no_longer_count(store: Store, course: Course) -> None:
    regions.edit_region(
        store, course.region.id, name="cheek", role=course.region.role, shape=BELOW, by="Dr Eva", at=NOW
    )
    assert judged(store, course, EARLIER).points == ()


def test_who_may_not_see_readings_does_not_see_earlier_ones(store: Store, course: Course) -> None:
    limits = progress.clinic_limits(store, ASSISTANT, is_synthetic=False)
    with pytest.raises(NotAllowed):
        progress.earlier_methods(store, PATIENT, course.series.id, CHEEK)
    with pytest.raises(NotAllowed):
        progress.clinic_limits(store, PATIENT, is_synthetic=False, method=EARLIER)
    with pytest.raises(NotAllowed):
        progress.series_progress(store, PATIENT, course.series.id, CHEEK, limits=limits, method=EARLIER)
