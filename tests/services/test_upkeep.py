"""Lost work is found when a series is opened, and what is whole is left alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.ui.pages.records import BELOW, NOW, SQUARE, Records
from tracker.imaging import measure
from tracker.model import Actor, Metric, Photo, RefusalReason, Region, RegionRole, Rendition, Role, Series
from tracker.services import upkeep
from tracker.services.series import open_series
from tracker.store import jobs, photos, readings, regions
from tracker.store.opening import Store

OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER)
LATER = NOW + timedelta(hours=1)
Course = tuple[Series, Photo, Photo, Region]


@pytest.fixture
def records(store: Store) -> Records:
    return Records(store)


@pytest.fixture
def course(records: Records) -> Course:
    """Two photos that were aligned and measured in one treated region; nothing is missing."""
    one = records.series()
    first, second = (records.photo(records.session(one, number, days=number)) for number in (1, 2))
    region = records.region(one.id, "cheek")
    for photo in (first, second):
        records.aligned(photo)
        records.read(photo, region, {Metric.REDNESS: 3.0})
    return one, first, second, region


def queue(store: Store, one: Series) -> list[str]:
    """What is queued when the series is opened, by photo id; the queue is emptied."""
    record = open_series(store, OWNER, one.id)
    count = upkeep.queue_missing(
        store, OWNER, record.photos, record.references, record.alignments, record.regions, now=LATER
    )
    queued = []
    while job := jobs.claim_job(store, at=LATER, lease_seconds=60):
        jobs.finish_job(store, job.id, at=LATER)
        queued.append(job.subject)
    assert len(queued) == count
    return queued


def test_a_series_that_lacks_nothing_queues_nothing(store: Store, course: Course) -> None:
    assert queue(store, course[0]) == []


@pytest.mark.parametrize("rendition", list(Rendition))
def test_a_photo_with_a_missing_picture_is_queued(rendition: Rendition, store: Store, course: Course) -> None:
    one, first, second, _ = course
    pair = first.digest if rendition.is_of_pair else ""
    path = photos.read_rendition(store, second.digest, rendition, reference_digest=pair)
    assert path is not None
    path.unlink()
    assert queue(store, one) == [second.id]


def test_a_new_method_of_measurement_measures_every_photo_again(
    store: Store, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, first, second, _ = course
    monkeypatch.setattr(measure, "METHOD", "measure-of-tomorrow")
    assert queue(store, one) == [first.id, second.id]


def test_a_reading_that_was_withheld_is_not_asked_for_again(
    store: Store, records: Records, course: Course
) -> None:
    one, _, second, region = course
    records.read(second, region, {Metric.REDNESS: None}, because="Too dark.")
    assert queue(store, one) == []


def test_a_region_without_readings_is_measured_and_only_treated_ones_count(
    store: Store, records: Records, course: Course
) -> None:
    one, first, second, _ = course
    jaw = records.region(one.id, "jaw", shape=BELOW)
    records.read(first, jaw, {Metric.REDNESS: 1.0})
    records.region(one.id, "neck", RegionRole.UNTREATED)
    assert queue(store, one) == [second.id]


def test_readings_of_a_region_as_it_was_drawn_before_are_old(store: Store, course: Course) -> None:
    one, first, second, region = course
    regions.edit_region(
        store, region.id, name="cheek", role=region.role, shape=BELOW, by="Dr Eva Muster", at=NOW
    )
    assert queue(store, one) == [first.id, second.id]


def test_a_refused_photo_has_no_readings_to_wait_for(store: Store, records: Records, course: Course) -> None:
    one, _, second, region = course
    records.aligned(second, refusal=RefusalReason.BLURRED)
    readings.save_readings(store, second.digest, region.id, [], (), method=measure.METHOD)
    assert queue(store, one) == []


def test_a_photo_that_was_just_added_is_left_to_whoever_added_it(store: Store, records: Records) -> None:
    one = records.series()
    photo = records.photo(records.session(one, 1))
    record = open_series(store, OWNER, one.id)
    ask: Callable[..., int] = upkeep.queue_missing
    of = (store, OWNER, record.photos, record.references, record.alignments, record.regions)
    assert ask(*of, now=NOW + upkeep.GRACE) == 0
    assert ask(*of, now=NOW + upkeep.GRACE + timedelta(seconds=1)) == 1
    assert ask(*of, now=LATER) == 0
    assert [job.subject for job in jobs.list_jobs(store, [photo.id])] == [photo.id]


def test_an_untreated_region_alone_is_no_reason_to_measure(store: Store, records: Records) -> None:
    one = records.series()
    photo = records.photo(records.session(one, 1))
    records.aligned(photo)
    records.region(one.id, "neck", RegionRole.UNTREATED, SQUARE)
    assert queue(store, one) == []
