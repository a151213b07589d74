"""When an erasure happens, and what keeps it from happening."""

import time
from datetime import timedelta

import pytest

from tests.services.erasure.full_record import (
    LATER,
    NOW,
    OWNER,
    PICTURE,
    REASON,
    delete,
    erase,
    files_of,
    find_traces,
)
from tracker.errors import InvalidInput, TrackerError
from tracker.model import JobKind
from tracker.services import erasure, retention
from tracker.store import audit, erasing, imports, jobs, photos
from tracker.store.opening import Store
from tracker.worker import Worker


def test_nothing_is_erased_before_its_day_or_after_an_undo(store: Store, photo) -> None:
    erasure_id = delete(store, photo)
    assert erasing.list_due(store, at=LATER - timedelta(seconds=1)) == []
    erase(store, erasure_id, at=LATER - timedelta(seconds=1))
    retention.undo_deletion(store, OWNER, photo.patient_id, now=NOW)
    assert erasing.list_due(store, at=LATER) == []
    erase(store, erasure_id)
    assert photos.read_original(store, photo.digest) == PICTURE
    assert photos.read_photo(store, photo.id) == photo


def test_an_erasure_that_is_due_is_queued_by_itself_and_once(store: Store, photo) -> None:
    erasure_id = delete(store, photo)
    assert erasure.queue_due(store, now=NOW) == 0
    assert erasure.queue_due(store, now=LATER) == 1
    assert erasure.queue_due(store, now=LATER) == 1
    assert [job.kind for job in jobs.list_jobs(store, [erasure_id])] == [JobKind.ERASE]
    erase(store, erasure_id)
    assert erasure.queue_due(store, now=LATER) == 0


def test_an_owner_erases_a_deleted_record_at_once(store: Store, photo) -> None:
    erasure_id = delete(store, photo)
    retention.erase_patient(store, OWNER, photo.patient_id, REASON, now=NOW)
    assert jobs.list_jobs(store, [erasure_id])
    erase(store, erasure_id, at=NOW)
    assert find_traces(store.settings.data_dir) == []


def test_a_hold_set_after_the_deletion_stops_the_erasure_until_it_is_lifted(store: Store, photo) -> None:
    erasure_id = delete(store, photo)
    retention.set_hold(store, OWNER, photo.patient_id, reason="a lawsuit", now=NOW)
    assert erasing.list_due(store, at=LATER) == []
    with pytest.raises(InvalidInput, match="under legal hold"):
        erase(store, erasure_id)
    with pytest.raises(InvalidInput, match="under legal hold"):
        retention.erase_patient(store, OWNER, photo.patient_id, REASON, now=NOW)
    assert all(path.exists() for path in files_of(store, photo))
    retention.lift_hold(store, OWNER, photo.patient_id, now=NOW)
    erase(store, erasure_id)
    assert not any(path.exists() for path in files_of(store, photo))


def test_what_is_being_erased_is_not_said_to_be_held(store: Store, photo) -> None:
    """Between the erasure's begin and its end lie minutes, or hours where photos are worked on."""
    erasure_id = delete(store, photo)
    begun = erasing.begin_erasure(store, erasure_id, at=LATER)
    assert begun is not None and begun.began_at == LATER
    with pytest.raises(InvalidInput, match="has begun"):
        retention.set_hold(store, OWNER, photo.patient_id, reason="a lawsuit", now=NOW)
    assert "set legal hold" not in {event.action for event in audit.list_events(store)}
    erase(store, erasure_id)
    assert not any(path.exists() for path in files_of(store, photo))


def test_while_a_photo_is_worked_on_nothing_is_removed(store: Store, photo) -> None:
    working = jobs.claim_job(store, at=LATER, lease_seconds=60)
    assert working is not None
    assert working.subject == photo.id
    erasure_id = delete(store, photo)
    with pytest.raises(TrackerError, match="still being worked on"):
        erase(store, erasure_id)
    assert all(path.exists() for path in files_of(store, photo))
    erasure.queue_due(store, now=LATER)
    tried = jobs.claim_job(store, at=LATER, lease_seconds=60)
    assert tried is not None
    jobs.fail_job(store, tried.id, "still being worked on", at=LATER)
    assert retention.read_page(store, OWNER, now=LATER).problems == {erasure_id: "still being worked on"}
    jobs.finish_job(store, working.id, at=LATER)
    erase(store, erasure_id)
    assert find_traces(store.settings.data_dir) == []


def test_the_plan_of_an_import_shows_no_deleted_patient(store: Store, photo) -> None:
    (begun,) = imports.list_imports(store)
    assert len(imports.list_shown_files(store, begun.id)) == 1
    delete(store, photo)
    assert imports.list_shown_files(store, begun.id) == []
    retention.undo_deletion(store, OWNER, photo.patient_id, now=NOW)
    assert len(imports.list_shown_files(store, begun.id)) == 1


def test_the_worker_erases_by_itself_what_is_due(store: Store, photo) -> None:
    erasure_id = delete(store, photo)  # in the past: its 30 days are over
    worker = Worker(store.settings)
    try:
        for _ in range(300):
            if erasing.list_done(store) and erasing.list_done(store)[0].swept_at:
                break
            time.sleep(0.1)
    finally:
        worker.stop()
    (done,) = erasing.list_done(store)
    assert (done.id, done.photo_count) == (erasure_id, 1)
    assert done.swept_at is not None
    assert find_traces(store.settings.data_dir) == []
