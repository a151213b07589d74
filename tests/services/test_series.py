"""Courses of treatment and their sessions: what can't be true is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.model import (
    Actor,
    MarkProblem,
    PatientDetails,
    Role,
    Series,
    SeriesDetails,
    SeriesStatus,
    SessionDetails,
    SessionKind,
)
from tracker.services import patients, series
from tracker.services.series import UnchangedMark
from tracker.store import audit
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER)
ANNA = PatientDetails("A-1", "Meyer", "Anna", date(1984, 3, 9))
PLAN = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))
VISIT = SessionDetails(1, NOW - timedelta(days=7), SessionKind.BASELINE)


@pytest.fixture
def course(store: Store) -> Series:
    patient = patients.register_patient(store, OWNER, ANNA, now=NOW)
    return series.add_series(store, OWNER, patient.id, PLAN, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"treatment_type": " "}, "treatment_type"),
        ({"indications": ""}, "indications"),
        ({"areas": ""}, "areas"),
        ({"planned_sessions": 0}, "planned_sessions"),
        ({"planned_sessions": 13}, "planned_sessions"),
        ({"interval_weeks": 1}, "interval_weeks"),
        ({"interval_weeks": 9}, "interval_weeks"),
        ({"status": SeriesStatus.STOPPED, "stop_reason": " "}, "stop_reason"),
        ({"follow_up_days": (90, 30)}, "follow_up_days"),
        ({"follow_up_days": (30, 30)}, "follow_up_days"),
        ({"follow_up_days": (0, 30)}, "follow_up_days"),
        ({"follow_up_days": (30, 731)}, "follow_up_days"),
    ],
)
def test_a_series_that_can_not_be_true_is_refused(changes, field, store: Store, course: Series):
    wrong = replace(PLAN, **changes)
    for attempt in (
        lambda: series.add_series(store, OWNER, course.patient_id, wrong, now=NOW),
        lambda: series.edit_series(store, OWNER, course.id, wrong),
    ):
        with pytest.raises(InvalidInput) as refused:
            attempt()
        assert refused.value.field == field
    assert series.open_series(store, OWNER, course.id).series == course
    assert len(patients.open_patient(store, OWNER, course.patient_id).series) == 1


def test_a_stopped_series_keeps_its_reason(store: Store, course: Series):
    stopped = replace(PLAN, status=SeriesStatus.STOPPED, stop_reason="pregnancy")
    series.edit_series(store, OWNER, course.id, stopped)
    assert series.open_series(store, OWNER, course.id).series.details == stopped


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_at": NOW + timedelta(minutes=11)}, "held_at"),
        ({"number": 0}, "number"),
        ({"number": 2}, "number"),
        ({"needle_depth_mm": 0.0}, "needle_depth_mm"),
        ({"needle_depth_mm": 5.5}, "needle_depth_mm"),
    ],
)
def test_a_session_is_not_edited_into_what_can_not_be_true(changes, field, store: Store, course: Series):
    first = series.add_session(store, OWNER, course.id, VISIT, now=NOW)
    series.add_session(store, OWNER, course.id, replace(VISIT, number=2), now=NOW)
    with pytest.raises(InvalidInput) as refused:
        series.edit_session(store, OWNER, first.id, replace(VISIT, **changes), now=NOW)
    assert refused.value.field == field
    assert series.open_session(store, OWNER, first.id)[0] == first


def test_a_clock_that_is_some_minutes_fast_is_no_future(store: Store, course: Series):
    soon = replace(VISIT, held_at=NOW + timedelta(minutes=9))
    assert series.add_session(store, OWNER, course.id, soon, now=NOW).details == soon


def test_sessions_are_numbered_on_and_listed_by_date(store: Store, course: Series):
    assert series.suggest_session(store, OWNER, course.id) == 1
    series.add_session(store, OWNER, course.id, replace(VISIT, number=7), now=NOW)
    earlier = replace(VISIT, number=8, held_at=VISIT.held_at - timedelta(days=30))
    series.add_session(store, OWNER, course.id, earlier, now=NOW)
    assert series.suggest_session(store, OWNER, course.id) == 9
    record = series.open_series(store, OWNER, course.id)
    assert [s.details.number for s in record.sessions] == [8, 7]


def test_a_mark_of_unchanged_skin_says_what_has_come_to_contradict_it(store: Store, course: Series):
    early = replace(VISIT, kind=SessionKind.FOLLOW_UP, held_at=NOW - timedelta(days=40))
    first = series.add_session(store, OWNER, course.id, early, now=NOW)
    marked = replace(VISIT, number=2, kind=SessionKind.FOLLOW_UP, unchanged_since=first.id)
    second = series.add_session(store, OWNER, course.id, marked, now=NOW)

    def mark():
        session, record = series.open_session(store, OWNER, second.id)
        return record.mark_of(session)

    assert mark() == UnchangedMark(first, None)
    assert series.open_series(store, OWNER, course.id).mark_of(first) is None
    treatment = replace(VISIT, number=3, kind=SessionKind.TREATMENT, held_at=NOW - timedelta(days=20))
    third = series.add_session(store, OWNER, course.id, treatment, now=NOW)
    assert mark() == UnchangedMark(first, MarkProblem.TREATED)
    with pytest.raises(InvalidInput, match="The skin was treated between session 1 and this one"):
        series.edit_session(store, OWNER, second.id, marked, now=NOW)
    before = replace(treatment, held_at=NOW - timedelta(days=60))
    series.edit_session(store, OWNER, third.id, before, now=NOW)
    assert mark() == UnchangedMark(first, None)
    later = replace(early, held_at=NOW - timedelta(days=1))
    series.edit_session(store, OWNER, first.id, later, now=NOW)
    assert mark().problem is MarkProblem.NOT_EARLIER
    series.edit_session(store, OWNER, second.id, replace(marked, unchanged_since=None), now=NOW)
    assert mark() is None
    assert {event.user for event in audit.list_events(store, object_id=second.id)} == {"Dr Eva Muster"}


def test_an_empty_series_has_nothing_to_show_or_to_wait_for(store: Store, course: Series):
    record = series.open_series(store, OWNER, course.id)
    assert (record.views, record.photos, record.references, record.open_jobs) == ([], [], {}, 0)
    assert record.patient.id == course.patient_id


def test_what_is_not_there_is_said_so(store: Store, course: Series):
    for attempt in (
        lambda: series.open_series(store, OWNER, "f" * 32),
        lambda: series.open_session(store, OWNER, "f" * 32),
        lambda: series.add_series(store, OWNER, "f" * 32, PLAN, now=NOW),
        lambda: series.add_session(store, OWNER, "f" * 32, VISIT, now=NOW),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_role_of_a_patient_sees_and_changes_no_series(store: Store, course: Series):
    somebody = Actor("1" * 32, "Somebody", Role.PATIENT)
    session = series.add_session(store, OWNER, course.id, VISIT, now=NOW)
    for attempt in (
        lambda: series.open_series(store, somebody, course.id),
        lambda: series.open_session(store, somebody, session.id),
        lambda: series.suggest_session(store, somebody, course.id),
        lambda: series.add_series(store, somebody, course.patient_id, PLAN, now=NOW),
        lambda: series.edit_series(store, somebody, course.id, PLAN),
        lambda: series.add_session(store, somebody, course.id, replace(VISIT, number=2), now=NOW),
        lambda: series.edit_session(store, somebody, session.id, VISIT, now=NOW),
        lambda: series.count_open_analyses(store, somebody, course.id),
    ):
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize(
    ("typed", "days"),
    [("30, 90, 150", (30, 90, 150)), (" 14;60 ", (14, 60)), ("7 21", (7, 21)), ("730", (730,)), ("", ())],
)
def test_follow_up_days_are_read_as_people_type_them(typed: str, days: tuple[int, ...]) -> None:
    assert series.read_follow_up_days(typed) == days


@pytest.mark.parametrize("typed", ["soon", "30, ninety", "30, -90", "1.5", "90, 30", "٣٠", "30, 1000", "0"])
def test_what_is_no_list_of_days_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(InvalidInput, match="as in 30, 90, 150") as refused:
        series.read_follow_up_days(typed)
    assert refused.value.field == "follow_up_days"


def test_follow_up_days_are_kept(store: Store, course: Series) -> None:
    for days in ((14, 60), ()):
        series.edit_series(store, OWNER, course.id, replace(PLAN, follow_up_days=days))
        assert series.open_series(store, OWNER, course.id).series.details.follow_up_days == days
