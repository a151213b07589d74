"""Lost and outdated work is found, when a series is opened or the worker starts; what is whole is left."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.ui.pages.records import BELOW, NOW, SQUARE, Records
from tracker.imaging import align, measure
from tracker.model import (
    Actor,
    Job,
    Metric,
    Photo,
    RefusalReason,
    Region,
    RegionRole,
    Rendition,
    Role,
    Series,
)
from tracker.services import upkeep
from tracker.services.series import open_series
from tracker.store import jobs, photos, readings, regions
from tracker.store.opening import Store
from tracker.worker import Worker

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


# made out of the aligned picture where it is missing: no photo is analysed again for it
MADE_WHEN_ASKED_FOR = Rendition.ALIGNED_SMALL


def test_a_small_aligned_picture_may_be_missing(store: Store, course: Course) -> None:
    one, first, second, _ = course
    pair = {"reference_digest": first.digest}
    store.photos.rendition_path(second.digest, MADE_WHEN_ASKED_FOR, **pair).unlink(missing_ok=True)
    assert queue(store, one) == []


@pytest.mark.parametrize("rendition", [kind for kind in Rendition if kind is not MADE_WHEN_ASKED_FOR])
def test_a_photo_with_a_missing_picture_is_queued(rendition: Rendition, store: Store, course: Course) -> None:
    one, first, second, _ = course
    pair = first.digest if rendition.is_of_pair else ""
    file = photos.read_rendition(store, second.digest, rendition, reference_digest=pair)
    assert file is not None
    file.path.unlink()
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


def waiting(store: Store) -> list[str]:
    """What waits in the background, by photo id, in the order of claiming; the queue is emptied."""
    found = []
    while job := jobs.claim_job(store, at=LATER, lease_seconds=60):
        assert job.is_background
        jobs.finish_job(store, job.id, at=LATER)
        found.append(job.subject)
    return found


def test_a_start_queues_the_photos_of_all_series_of_an_earlier_method_once(
    store: Store, records: Records, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = records.course(chart_number="B-2")
    assert upkeep.queue_outdated(store, now=LATER) == 0
    monkeypatch.setattr(measure, "METHOD", "measure-of-tomorrow")
    assert upkeep.queue_outdated(store, now=LATER) == 2 + len(other.photos)
    assert upkeep.queue_outdated(store, now=LATER) == 0
    queued = waiting(store)
    assert set(queued) == {course[1].id, course[2].id, *(photo.id for photo in other.photos)}
    # what everything else is compared with comes first
    assert set(queued[:2]) == {course[1].id, other.photos[0].id}


def test_a_start_queues_everything_for_a_new_method_of_alignment(
    store: Store, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(align, "METHOD", "align-of-tomorrow")
    assert upkeep.queue_outdated(store, now=LATER) == 2


def test_a_start_leaves_alone_what_is_whole_refused_failed_deleted_or_just_added(
    store: Store, records: Records, course: Course
) -> None:
    one, _, second, region = course
    records.aligned(second, refusal=RefusalReason.BLURRED)
    readings.save_readings(store, second.digest, region.id, [], (), method=measure.METHOD)
    failed, deleted, fresh = (records.photo(records.session(one, n, days=n)) for n in (3, 4, 5))
    jobs.queue_job(store, "analyse", failed.id, at=NOW)
    for _ in range(jobs.MOST_TRIES):
        job = jobs.claim_job(store, at=NOW, lease_seconds=60)
        assert job is not None
        jobs.fail_job(store, job.id, "It did not work.", at=NOW)
    photos.delete_photo(store, deleted.id, by="Dr Eva Muster", why="Wrong patient.", at=NOW)
    assert upkeep.queue_outdated(store, now=NOW + upkeep.GRACE) == 0
    assert upkeep.queue_outdated(store, now=LATER) == 1
    assert waiting(store) == [fresh.id]


def test_readings_of_a_region_as_it_was_drawn_before_are_outdated_at_a_start_too(
    store: Store, records: Records, course: Course
) -> None:
    one, first, second, region = course
    regions.edit_region(
        store, region.id, name="cheek", role=region.role, shape=BELOW, by="Dr Eva Muster", at=NOW
    )
    records.region(one.id, "neck", RegionRole.UNTREATED)
    assert upkeep.queue_outdated(store, now=LATER) == 2
    assert waiting(store) == [first.id, second.id]


def test_opening_a_series_brings_its_photos_forward(
    store: Store, records: Records, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.course(chart_number="B-2")
    monkeypatch.setattr(measure, "METHOD", "measure-of-tomorrow")
    upkeep.queue_outdated(store, now=LATER)
    record = open_series(store, OWNER, course[0].id)
    of = (store, OWNER, record.photos, record.references, record.alignments, record.regions)
    assert upkeep.queue_missing(*of, now=LATER) == 2
    assert upkeep.queue_missing(*of, now=LATER) == 0
    claimed = [jobs.claim_job(store, at=LATER, lease_seconds=60) for _ in range(3)]
    assert [job and job.is_background for job in claimed] == [False, False, True]


def test_a_restarted_worker_asks_for_everything_that_is_outdated(
    store: Store, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real worker without processes: what it finds at its start waits in the records."""
    asked, both = set(), threading.Event()

    def take(_worker: Worker, job: Job) -> None:
        asked.add(job.subject)
        if len(asked) == 2:
            both.set()
        raise OSError("no processes in this test")

    monkeypatch.setattr(Worker, "_submit", take)
    monkeypatch.setattr(measure, "METHOD", "measure-of-tomorrow")
    worker = Worker(store.settings)
    try:
        assert both.wait(10)
    finally:
        worker.stop()
    assert asked == {course[1].id, course[2].id}
