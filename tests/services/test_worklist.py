"""The worklist, from real rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.ui.pages.records import NOW, Records
from tracker.errors import NotAllowed
from tracker.model import (
    Actor,
    JobKind,
    RefusalReason,
    Role,
    Series,
    SeriesStatus,
    SessionKind,
    Trouble,
)
from tracker.services import worklist
from tracker.services.worklist import Course, Worklist
from tracker.store import jobs, patients, photos, series
from tracker.store.opening import Store
from tracker.store.schema import PhotoRecord

OWNER = Actor("1", "Dr Eva", Role.OWNER)
# a session of `Records` is held 200 days before NOW, plus this
TODAY, LAST_WEEK, LAST_MONTH = 200, 194, 171


@pytest.fixture
def records(store: Store) -> Records:
    return Records(store)


def read(store: Store) -> Worklist:
    return worklist.read_worklist(store, OWNER, now=NOW)


def names(courses: list[Course]) -> list[str]:
    return [course.overview.patient.details.family_name for course in courses]


def course(records: Records, name: str, *visits: tuple[SessionKind, int], draw: bool = True) -> Series:
    patient = records.patient(family_name=name, chart_number=name)
    one = records.series(patient, planned_sessions=4, interval_weeks=4)
    for number, (kind, days) in enumerate(visits, 1):
        shot = records.photo(records.session(one, number, days=days, kind=kind))
        if number == 1 and draw:
            records.region(one.id, "cheek")
        records.aligned(shot)
    return one


def test_an_empty_clinic_has_nothing_to_do(store: Store) -> None:
    assert read(store).is_empty


def test_each_course_stands_where_it_is_most_urgent(store: Store, records: Records) -> None:
    course(records, "Today", (SessionKind.BASELINE, 10), (SessionKind.TREATMENT, TODAY))
    course(records, "Due", (SessionKind.BASELINE, 10), (SessionKind.TREATMENT, LAST_MONTH), draw=False)
    course(records, "Undrawn", (SessionKind.BASELINE, LAST_WEEK), draw=False)
    course(records, "Lately", (SessionKind.BASELINE, LAST_WEEK))
    course(records, "Rests", (SessionKind.BASELINE, 10))
    found = read(store)
    assert names(found.seen_today) == ["Today"]
    assert names(found.due) == ["Due"]
    assert names(found.in_trouble) == ["Undrawn"]
    assert names(found.seen_lately) == ["Lately"]
    assert found.due[0].overview.troubles == ((Trouble.UNDRAWN, 1),)


def test_the_most_overdue_visit_comes_first_and_forgotten_ones_are_left_out(
    store: Store, records: Records
) -> None:
    for name, days in (("A", 170), (("B"), 160), ("C", 178), ("Future", 190), ("Forgotten", 1)):
        course(records, name, (SessionKind.TREATMENT, days))
    assert names(read(store).due) == ["B", "A", "C"]


@pytest.mark.parametrize("status", [SeriesStatus.PAUSED, SeriesStatus.COMPLETED, SeriesStatus.STOPPED])
def test_a_course_that_rests_is_on_no_list(status: SeriesStatus, store: Store, records: Records) -> None:
    one = course(records, "Rests", (SessionKind.TREATMENT, LAST_MONTH), draw=False)
    series.edit_series(store, one.id, replace(one.details, status=status, stop_reason="moved"))
    assert read(store).is_empty


def test_an_archived_patient_is_on_no_list(store: Store, records: Records) -> None:
    one = course(records, "Gone", (SessionKind.BASELINE, TODAY))
    patients.archive_patient(store, one.patient_id, by="Dr Eva", at=NOW)
    assert read(store).is_empty


def spoil_by_refusal(store: Store, records: Records) -> None:
    one = course(records, "Stuck", (SessionKind.BASELINE, 10))
    for number in (2, 3):
        shot = records.photo(records.session(one, number, days=number))
        records.aligned(shot, refusal=RefusalReason.MIRRORED)
    photos.delete_photo(store, shot.id, by="Dr Eva", at=NOW, why="")


def spoil_by_failure(store: Store, records: Records) -> None:
    one = course(records, "Stuck", (SessionKind.BASELINE, 10))
    shot = records.photo(records.session(one, 2, days=20))
    jobs.queue_job(store, JobKind.ANALYSE, shot.id, at=NOW)
    while claimed := jobs.claim_job(store, at=NOW, lease_seconds=60):
        jobs.fail_job(store, claimed.id, "damaged", at=NOW)


def add_from_home(store: Store, records: Records) -> None:
    one = course(records, "Stuck", (SessionKind.BASELINE, 10))
    held = records.session(one, 2, days=20, kind=SessionKind.HOME)
    new, seen, deleted = (records.photo(held, minutes=minutes) for minutes in (0, 1, 2))
    with store.writing() as db:
        for shot in (new, seen, deleted):
            db.get_one(PhotoRecord, shot.id).is_from_patient = True
        db.get_one(PhotoRecord, seen.id).seen_at = NOW
    photos.delete_photo(store, deleted.id, by="Dr Eva", at=NOW, why="")


@pytest.mark.parametrize(
    ("spoil", "trouble"),
    [
        (spoil_by_refusal, Trouble.REFUSED),
        (spoil_by_failure, Trouble.FAILED),
        (add_from_home, Trouble.FROM_PATIENT),
    ],
)
def test_photos_that_are_stuck_are_counted(
    spoil: Callable[[Store, Records], None], trouble: Trouble, store: Store, records: Records
) -> None:
    spoil(store, records)
    (stuck,) = read(store).in_trouble
    assert stuck.overview.troubles == ((trouble, 1),)


def test_a_session_is_shown_by_its_photo_of_the_most_frequent_view(store: Store, records: Records) -> None:
    one = course(records, "Two", (SessionKind.BASELINE, 10), (SessionKind.FOLLOW_UP, 20))
    (found,) = worklist.list_courses(store, OWNER, one.patient_id)
    covers = {p.session_id: p.digest for p in photos.list_photos(store, one.id)}
    assert {s.id: s.cover.digest for s in found.photographed if s.cover} == covers
    assert [s.photo_count for s in found.sessions] == [1, 1]


def test_a_patients_courses_are_all_listed_newest_first(store: Store, records: Records) -> None:
    patient = records.patient()
    for day in (1, 9, 4):
        records.series(patient, started_on=NOW.date().replace(day=1) + timedelta(days=day))
    found = worklist.list_courses(store, OWNER, patient.id)
    starts = [one.series.details.started_on for one in found]
    assert starts == sorted(starts, reverse=True)
    assert len(starts) == 3


@pytest.mark.parametrize("role", Role)
def test_the_lists_are_for_those_who_may_see_photos(role: Role, store: Store) -> None:
    somebody = Actor("2", "Somebody", role)
    for ask in (
        lambda: worklist.read_worklist(store, somebody, now=NOW),
        lambda: worklist.list_courses(store, somebody, "0"),
    ):
        if role in (Role.PATIENT, Role.PHONE):
            with pytest.raises(NotAllowed):
                ask()
        else:
            ask()
