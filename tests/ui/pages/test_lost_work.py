"""Analysis that failed or got lost: seen on the page, and begun again."""

import shutil
from datetime import timedelta

import pytest

from tests.ui.pages.records import NOW, Records
from tests.ui.pages.tab import Tab
from tracker.model import JobState, Photo
from tracker.store import jobs
from tracker.ui import context

FULL = "There is no room left to save this: free some disk space, then try again."


@pytest.fixture(autouse=True)
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "now", lambda: NOW + timedelta(hours=1))


def states(store, photo: Photo) -> list[JobState]:
    return [job.state for job in jobs.list_jobs(store, [photo.id])]


def fail_for_good(store, photo: Photo) -> None:
    jobs.queue_job(store, "analyse", photo.id, at=NOW)
    for _ in range(3):
        job = jobs.claim_job(store, at=NOW, lease_seconds=60)
        assert job is not None
        jobs.fail_job(store, job.id, FULL, at=NOW)


def test_a_failed_analysis_is_said_with_its_reason_and_can_be_begun_again(
    store, records: Records, owner
) -> None:
    course = records.course()
    fail_for_good(store, course.photos[3])
    tab = Tab.open("progress", series=course.series.id)
    assert f"1 photo could not be analysed. {FULL}" in tab.words
    assert states(store, course.photos[3]) == [JobState.FAILED]
    tab.press("Analyse again")
    assert states(store, course.photos[3]) == [JobState.QUEUED]
    assert "could not be analysed" not in tab.words


def test_a_photo_whose_analysis_was_never_queued_is_queued_when_its_series_is_opened(
    store, records: Records, owner
) -> None:
    one = records.series()
    photo = records.photo(records.session(one, 1))
    Tab.open("series", series=one.id)
    assert states(store, photo) == [JobState.QUEUED]


def test_pictures_that_were_deleted_are_asked_for_and_nothing_else_is(store, records: Records, owner) -> None:
    course = records.course()
    Tab.open("compare", series=course.series.id)
    assert [states(store, photo) for photo in course.photos] == [[]] * 5
    shutil.rmtree(store.photos.rendition_folder(course.photos[2].digest))
    Tab.open("compare", series=course.series.id)
    assert [states(store, photo) for photo in course.photos] == [[], [], [JobState.QUEUED], [], []]
