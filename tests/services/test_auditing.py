"""Reading, checking and exporting who did what; and what is written down."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.services.consenting import allow
from tests.services.detailed_photos import FRONT
from tracker.errors import ConfirmationNeeded, ConsentMissing, NotAllowed, SignInFailed
from tracker.model import Actor, ConsentScope, Outcome, PatientDetails, Role, SeriesDetails
from tracker.services import auditing, progress, sign_in
from tracker.store import audit, patients, released, series, users
from tracker.store.audit import AuditFilter
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr Eva", Role.OWNER, confirmed_at=NOW)
ALL = AuditFilter()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_but_an_owner_reads_checks_or_exports(role: Role, store: Store):
    actor = replace(OWNER, role=role)
    for deed in (
        lambda: auditing.list_events(store, actor, ALL, limit=10),
        lambda: auditing.count_events(store, actor, ALL),
        lambda: auditing.verify(store, actor),
        lambda: auditing.export_events(store, actor, ALL, at=NOW),
    ):
        with pytest.raises(NotAllowed, match="ask the clinic's owner"):
            deed()


def test_what_is_seen_again_within_a_quarter_of_an_hour_is_written_once(store: Store):
    def see(minutes: int, kind: str = "comparison", actor: Actor = OWNER) -> None:
        at = NOW + timedelta(minutes=minutes)
        auditing.record_view(store, actor, kind=kind, object_id="s1", patient_id="p1", at=at)

    for minutes in (0, 1, 15):
        see(minutes)
    assert auditing.count_events(store, OWNER, ALL) == 1
    see(31)
    see(31, kind="progress")
    see(31, actor=replace(OWNER, display_name="Anna"))
    events = auditing.list_events(store, OWNER, ALL, limit=2)
    total = auditing.count_events(store, OWNER, ALL)
    assert (len(events), total) == (2, 4)
    assert (events[0].user, events[0].action, events[0].patient_id) == ("Anna", "saw", "p1")


def test_an_export_holds_every_event_needs_the_password_and_is_an_event_itself(store: Store):
    audit.record_event(
        store,
        at=NOW,
        user="=HYPERLINK(1)",
        action="edited",
        object_kind="patient",
        object_id="p",
        detail='a "b", c',
    )
    with pytest.raises(ConfirmationNeeded):
        auditing.export_events(store, OWNER, ALL, at=NOW + timedelta(minutes=10))
    text = auditing.export_events(store, OWNER, ALL, at=NOW).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert dict(zip(head, row, strict=True)) == {
        "time (UTC)": "2026-05-03T09:30:00+00:00",
        "user": "'=HYPERLINK(1)",
        "action": "edited",
        "object": "patient",
        "object id": "p",
        "patient id": "",
        "detail": 'a "b", c',
        "outcome": "done",
    }
    assert audit.list_events(store)[0].action == "exported"


def test_failed_sign_ins_are_written_down_without_what_was_typed(store: Store):
    user = users.add_user(
        store, name="eva", display_name="Dr Eva", role=Role.OWNER, password="correct horse battery", at=NOW
    )
    for name, password in (("eva", "wrong"), ("my secret password", "eva")):
        with pytest.raises(SignInFailed):
            sign_in.sign_in(store, name, password, address="10.0.0.1", at=NOW)
    unknown, known = audit.list_events(store)
    assert (known.user, known.object_id, known.outcome) == ("Dr Eva", user.id, Outcome.REFUSED)
    assert (unknown.user, unknown.object_id, unknown.detail) == ("", "", "10.0.0.1")
    assert "secret" not in repr(unknown)


def test_a_refusal_is_written_down(store: Store):
    auditing.record_refusal(store, OWNER, kind="page", object_id="people", at=NOW)
    event = audit.list_events(store)[0]
    assert (event.action, event.object_id, event.outcome) == ("was refused", "people", Outcome.REFUSED)


def test_readings_leave_only_after_the_password_and_are_written_down(store: Store):
    patient = PatientDetails("A-1", "Meyer", "Anna", date(1984, 3, 9))
    found = patients.add_patient(store, patient, by="Dr Eva", at=NOW)
    course = series.add_series(
        store, found.id, SeriesDetails("Microneedling", "scars", "cheek", NOW.date()), at=NOW
    )
    with pytest.raises(ConfirmationNeeded):
        progress.export_readings(store, OWNER, course.id, FRONT, at=NOW + timedelta(minutes=10))
    for role in (Role.ASSISTANT, Role.PATIENT, Role.PHONE):
        with pytest.raises(NotAllowed):
            progress.export_readings(store, replace(OWNER, role=role), course.id, FRONT, at=NOW)
    progress.export_readings(store, OWNER, course.id, FRONT, at=NOW)
    event = audit.list_events(store, patient_id=found.id)[0]
    assert (event.action, event.object_kind, event.object_id) == ("exported", "readings", course.id)


def test_readings_do_not_leave_once_the_treatment_record_is_refused(store: Store):
    patient = PatientDetails("A-1", "Meyer", "Anna", date(1984, 3, 9))
    found = patients.add_patient(store, patient, by="Dr Eva", at=NOW)
    plan = SeriesDetails("Microneedling", "scars", "cheek", NOW.date())
    course = series.add_series(store, found.id, plan, at=NOW)
    assert progress.find_export_problem(store, OWNER, course, at=NOW) == ""
    allow(store, found.id, ConsentScope.TEACHING, at=NOW)
    assert "refused “treatment record”" in progress.find_export_problem(store, OWNER, course, at=NOW)
    with pytest.raises(ConsentMissing):
        progress.export_readings(store, OWNER, course.id, FRONT, at=NOW)
    assert released.list_copies(store) == []
