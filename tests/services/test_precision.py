"""How precise the clinic is: from its own repeats, and never from the demo's beside real patients."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.ui.pages.records import BELOW, NOW, Records
from tracker.errors import NotAllowed
from tracker.model import Actor, Metric, Patient, RegionRole, Role, Series, SessionKind, ToneGroup
from tracker.progress.limits import learn_limits
from tracker.services import precision, series
from tracker.services.precision import ClinicPrecision, MetricPrecision
from tracker.store import jobs
from tracker.store.opening import Store

EVA = Actor("0" * 32, "Eva", Role.ASSISTANT)
R1 = Metric.REDNESS


@pytest.fixture
def records(store: Store) -> Records:
    return Records(store)


def repeated(records: Records, photos: int, *, days: int = 0, patient: Patient | None = None) -> Series:
    """A session with so many photos, whose redness alternates by 0.2."""
    one = records.series(patient)
    session = records.session(one, 1, days=days)
    shots = [records.photo(session, minutes=m) for m in range(photos)]
    region = records.region(one.id, "cheek")
    records.region(one.id, "below", RegionRole.UNTREATED, BELOW)
    for n, photo in enumerate(shots):
        records.read(photo, region, {R1: 8.0 + 0.2 * (n % 2)})
    return one


def of(found: ClinicPrecision, metric: Metric) -> MetricPrecision:
    return next(one for one in found.metrics if one.metric is metric)


def test_a_new_clinic_has_provisional_limits_of_every_metric_and_no_repeats(store: Store) -> None:
    found = precision.clinic_precision(store, EVA)
    assert [one.metric for one in found.metrics] == list(Metric)
    assert (found.pairs, found.missing_pairs, found.is_synthetic, found.waiting) == (0, 20, False, 0)
    for one in found.metrics:
        assert one.limits[1].is_provisional
        assert one.limits[1].sdc == learn_limits([]).limit(one.metric, ToneGroup.UNKNOWN).sdc
        assert one.limits[3].sdc < one.limits[1].sdc
        assert (one.whole, one.parts, one.history) == (None, (), ())


def test_pairs_are_counted_up_to_those_that_make_a_limit(store: Store, records: Records) -> None:
    repeated(records, 13)
    found = precision.clinic_precision(store, EVA)
    assert (found.pairs, found.missing_pairs) == (12, 8)
    assert of(found, R1).limits[1].is_provisional
    repeated(records, 9, patient=records.patient(chart_number="B-2"))
    found = precision.clinic_precision(store, EVA)
    assert (found.pairs, found.missing_pairs) == (20, 0)
    redness = of(found, R1)
    assert not redness.limits[1].is_provisional
    assert redness.whole is not None
    assert redness.whole.photo_sd == pytest.approx(0.1, rel=0.1)
    assert len(redness.history) == 1


def test_the_demo_counts_only_where_there_is_nobody_else(store: Store, records: Records) -> None:
    repeated(records, 22, patient=records.patient(chart_number="S-1", is_synthetic=True))
    found = precision.clinic_precision(store, EVA)
    assert (found.is_synthetic, found.pairs) == (True, 21)
    records.patient(chart_number="A-1")
    found = precision.clinic_precision(store, EVA)
    assert (found.is_synthetic, found.pairs) == (False, 0)


def test_tone_groups_stand_by_themselves_where_there_are_two(store: Store, records: Records) -> None:
    repeated(records, 5, patient=records.patient(chart_number="A-1", fitzpatrick=2))
    assert of(precision.clinic_precision(store, EVA), R1).parts == ()
    repeated(records, 4, patient=records.patient(chart_number="A-2", fitzpatrick=6))
    parts = of(precision.clinic_precision(store, EVA), R1).parts
    assert [(str(part.stratum.tone), part.pairs) for part in parts] == [("light", 4), ("dark", 3)]


def test_visits_that_are_marked_unchanged_are_pairs_of_days_and_narrow_the_limit(
    store: Store, records: Records
) -> None:
    """Forty sessions with two photos each: while no two are marked, how days differ is assumed."""
    one = records.series()
    held = [records.session(one, n + 1, days=n, kind=SessionKind.FOLLOW_UP) for n in range(40)]
    shots = [records.photo(session, minutes=m) for session in held for m in (0, 1)]
    region = records.region(one.id, "cheek")
    records.region(one.id, "below", RegionRole.UNTREATED, BELOW)
    for n, photo in enumerate(shots):
        records.read(photo, region, {R1: 8.0 + 0.2 * (n % 2) + 0.1 * (n // 2 % 2)})
    before = of(precision.clinic_precision(store, EVA), R1)
    assert before.whole is not None
    assert (before.whole.photo_pairs, before.whole.session_pairs) == (40, 0)
    assert before.limits[1].source.endswith("day-to-day part assumed")
    assert "mark two sessions between which nothing was done to it, 5 times more" in before.whole.advice
    for earlier, later in pairwise(held):
        marked = replace(later.details, unchanged_since=earlier.id)
        series.edit_session(store, EVA, later.id, marked, now=NOW)
    after = of(precision.clinic_precision(store, EVA), R1)
    assert after.whole is not None
    assert (after.whole.photo_pairs, after.whole.session_pairs) == (40, 39)
    assert "assumed" not in after.limits[1].source
    assert after.limits[1].sdc < 0.5 * before.limits[1].sdc


def test_photos_that_are_still_to_be_analysed_are_counted(store: Store, records: Records) -> None:
    photo = records.photo(records.session(records.series(), 1))
    jobs.queue_in_background(store, "analyse", [photo.id], at=photo.added_at)
    assert precision.clinic_precision(store, EVA).waiting == 1


def test_a_patients_role_is_refused(store: Store) -> None:
    with pytest.raises(NotAllowed):
        precision.clinic_precision(store, Actor("1" * 32, "Anna", Role.PATIENT))
