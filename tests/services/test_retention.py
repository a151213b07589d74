"""How long records are kept, legal holds, and deletions that can be undone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.errors import ConfirmationNeeded, InvalidInput, NotAllowed, NotFound
from tracker.model import (
    Actor,
    Clinic,
    ErasureGround,
    Patient,
    PatientDetails,
    Role,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    usual_end,
)
from tracker.services import clinic, retention
from tracker.services.retention import Deletion
from tracker.store import audit, patients, series, sessions
from tracker.store import clinic as clinic_rows
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr Eva", Role.OWNER, confirmed_at=NOW)
ANNA = PatientDetails("A-1", "Meyer", "Anna", date(1984, 3, 9))
DOUBLE = Deletion(ErasureGround.MISTAKE, "entered twice", "a-1")


@pytest.fixture
def patient(store: Store) -> Patient:
    clinic_rows.save_clinic(store, Clinic("Praxis", "Europe/Zurich"))
    return patients.add_patient(store, ANNA, by="Dr Eva", at=NOW)


def visit(store: Store, patient: Patient, at: datetime) -> None:
    of = series.add_series(store, patient.id, SeriesDetails("Peeling", "scars", "cheek", at.date()), at=at)
    sessions.add_session(store, of.id, SessionDetails(1, at, SessionKind.BASELINE), at=at)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_but_an_owner_holds_keeps_deletes_or_sees_what_is_deleted(role, store, patient) -> None:
    actor = replace(OWNER, role=role)
    for deed in (
        lambda: retention.read_page(store, actor, now=NOW),
        lambda: retention.read_retention(store, actor, patient.id),
        lambda: retention.set_hold(store, actor, patient.id, reason="a lawsuit", now=NOW),
        lambda: retention.lift_hold(store, actor, patient.id, now=NOW),
        lambda: retention.set_keep_until(store, actor, patient.id, None, now=NOW),
        lambda: retention.delete_patient(store, actor, patient.id, DOUBLE, now=NOW),
        lambda: retention.undo_deletion(store, actor, patient.id, now=NOW),
    ):
        with pytest.raises(NotAllowed, match="hold, delete or erase"):
            deed()
    assert patients.read_patient(store, patient.id) == patient


def test_holds_and_deletions_need_the_password_typed_lately(store: Store, patient: Patient) -> None:
    actor = replace(OWNER, confirmed_at=NOW - timedelta(minutes=11))
    for deed in (
        lambda: retention.set_hold(store, actor, patient.id, reason="a lawsuit", now=NOW),
        lambda: retention.lift_hold(store, actor, patient.id, now=NOW),
        lambda: retention.delete_patient(store, actor, patient.id, DOUBLE, now=NOW),
    ):
        with pytest.raises(ConfirmationNeeded):
            deed()


@pytest.mark.parametrize(
    ("last", "born", "end"),
    [
        (date(2026, 5, 3), date(1984, 3, 9), date(2036, 5, 3)),
        # 17 at the last session: until the 28th birthday, which is later
        (date(2026, 5, 3), date(2008, 5, 4), date(2036, 5, 4)),
        # 18 on the very day: as everybody
        (date(2026, 5, 3), date(2008, 5, 3), date(2036, 5, 3)),
        (date(2024, 2, 29), date(1984, 3, 9), date(2034, 3, 1)),
    ],
)
def test_minors_records_are_kept_until_their_28th_birthday_if_that_is_later(last, born, end) -> None:
    assert usual_end(last, born, years=10, minor_age=28) == end


def test_a_minor_whose_last_session_counts_for_longer_is_kept_for_longer() -> None:
    assert usual_end(date(2026, 5, 3), date(2008, 6, 1), years=20, minor_age=28) == date(2046, 5, 3)


def test_a_record_is_offered_on_the_day_its_time_ends_and_never_goes_by_itself(store, patient) -> None:
    visit(store, patient, NOW)
    visit(store, patient, NOW - timedelta(days=400))
    assert retention.read_retention(store, OWNER, patient.id).ends_on == date(2036, 5, 3)
    before, on = (datetime(2036, 5, day, 12, tzinfo=UTC) for day in (2, 3))
    assert retention.read_page(store, OWNER, now=before).ended == []
    assert [one.patient.id for one in retention.read_page(store, OWNER, now=on).ended] == [patient.id]
    clinic.save(store, OWNER, replace(clinic.read(store), retention_years=12))
    assert retention.read_page(store, OWNER, now=on).ended == []
    assert retention.read_retention(store, OWNER, patient.id).ends_on == date(2038, 5, 3)
    assert patients.read_patient(store, patient.id)


def test_the_owners_day_counts_instead_of_the_rule_until_it_is_taken_back(store, patient) -> None:
    day = date(2027, 1, 1)
    retention.set_keep_until(store, OWNER, patient.id, day, now=NOW)
    known = retention.read_retention(store, OWNER, patient.id)
    assert (known.ends_on, known.usual) == (day, date(2036, 5, 3))
    retention.set_keep_until(store, OWNER, patient.id, None, now=NOW)
    assert retention.read_retention(store, OWNER, patient.id).ends_on == date(2036, 5, 3)
    said = [event.detail for event in audit.list_events(store, patient_id=patient.id)[:2]]
    assert said == ["by the clinic's rule", "until 2027-01-01"]
    with pytest.raises(InvalidInput, match="from today on"):
        retention.set_keep_until(store, OWNER, patient.id, date(2026, 5, 2), now=NOW)


@pytest.mark.parametrize(
    ("years", "minor_age", "field"),
    [(0, 28, "retention_years"), (101, 28, "retention_years"), (10, 17, "minor_age")],
)
def test_a_rule_out_of_reason_is_refused(years, minor_age, field, store, patient) -> None:
    with pytest.raises(InvalidInput) as caught:
        clinic.save(store, OWNER, replace(clinic.read(store), retention_years=years, minor_age=minor_age))
    assert caught.value.field == field


def test_a_held_record_is_not_deleted_and_not_offered(store: Store, patient: Patient) -> None:
    retention.set_hold(store, OWNER, patient.id, reason="  a   lawsuit ", now=NOW)
    with pytest.raises(InvalidInput, match="under legal hold"):
        retention.delete_patient(store, OWNER, patient.id, DOUBLE, now=NOW)
    page = retention.read_page(store, OWNER, now=NOW + timedelta(days=9999))
    assert ([held.hold.reason for held in page.held if held.hold], page.ended) == (["a lawsuit"], [])
    retention.lift_hold(store, OWNER, patient.id, now=NOW)
    assert retention.read_page(store, OWNER, now=NOW).held == []
    with pytest.raises(InvalidInput, match="Give a reason"):
        retention.set_hold(store, OWNER, patient.id, reason=" ", now=NOW)


def test_a_deleted_record_is_listed_for_the_owner_and_comes_back(store: Store, patient: Patient) -> None:
    retention.delete_patient(store, OWNER, patient.id, DOUBLE, now=NOW)
    with pytest.raises(NotFound):
        patients.read_patient(store, patient.id)
    (deleted,) = retention.read_page(store, OWNER, now=NOW).deleted
    assert (deleted.patient, deleted.erasure.note) == (patient, "entered twice")
    assert deleted.erasure.due_at == NOW + timedelta(days=30)
    with pytest.raises(NotFound):
        retention.delete_patient(store, OWNER, patient.id, DOUBLE, now=NOW)
    retention.undo_deletion(store, OWNER, patient.id, now=NOW)
    assert patients.read_patient(store, patient.id) == patient
    assert retention.read_page(store, OWNER, now=NOW).deleted == []
    with pytest.raises(NotFound):
        retention.undo_deletion(store, OWNER, patient.id, now=NOW)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(DOUBLE, chart_number="A-2"), "chart_number"),
        (replace(DOUBLE, chart_number=""), "chart_number"),
        (replace(DOUBLE, note=" "), "note"),
        (replace(DOUBLE, note="x" * 201), "note"),
        (replace(DOUBLE, note="the same as (Meyer)."), "note"),
        (replace(DOUBLE, note="ANNA asked for it"), "note"),
        (replace(DOUBLE, note="see chart a-1"), "note"),
        (replace(DOUBLE, note="born 1984-03-09"), "note"),
        (replace(DOUBLE, ground=ErasureGround.WRONG_PATIENT), "ground"),
    ],
)
def test_a_deletion_that_is_not_said_right_changes_nothing(said, field, store, patient) -> None:
    with pytest.raises(InvalidInput) as caught:
        retention.delete_patient(store, OWNER, patient.id, said, now=NOW)
    assert caught.value.field == field
    assert patients.read_patient(store, patient.id) == patient
