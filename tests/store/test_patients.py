"""Patients: what is kept, and how they are found."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.store.conftest import DETAILS, NOW, Filler
from tests.store.keys.conftest import key_file
from tracker.config import Settings
from tracker.errors import InvalidInput, NotFound
from tracker.model import Patient, PatientStatus
from tracker.store import audit, patients, photos
from tracker.store.opening import Store


@pytest.fixture(params=["in the clear", "sealed"])
def settings(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    """Everything holds with and without a key."""
    return (
        settings if request.param == "in the clear" else replace(settings, master_key_file=key_file(tmp_path))
    )


def found(store: Store, text: str) -> list[str]:
    return [summary.patient.full_name for summary in patients.find_patients(store, text)]


def edit(store: Store, patient: Patient, *, by: str = "Dr Who", days: int = 1, **changes: object) -> Patient:
    details = replace(patient.details, **changes)
    return patients.edit_patient(store, patient.id, details, by=by, at=NOW + timedelta(days=days))


def test_a_patient_is_read_back_as_added(store: Store) -> None:
    details = replace(DETAILS, sex="f", phone="1", email="a@b", language="de", allergies="latex", monk_tone=4)
    patient = patients.add_patient(store, details, by="Dr Who", at=NOW, is_synthetic=True)
    assert patients.read_patient(store, patient.id) == patient
    assert (patient.details, patient.status, patient.is_synthetic) == (details, PatientStatus.ACTIVE, True)
    assert (patient.created_at, patient.fitzpatrick_at, patient.fitzpatrick_by) == (NOW, None, "")
    assert len(patient.id) == 32
    with pytest.raises(NotFound):
        patients.read_patient(store, "nobody")


def test_the_skin_type_is_kept_with_who_entered_it_and_when(store: Store, fill: Filler) -> None:
    patient = fill.patient(fitzpatrick=3)
    assert (patient.fitzpatrick_by, patient.fitzpatrick_at) == ("Dr Who", NOW)
    renamed = edit(store, patient, by="Ann", family_name="Mayer")
    assert (renamed.fitzpatrick_by, renamed.fitzpatrick_at) == ("Dr Who", NOW)
    changed = edit(store, patient, by="Ann", fitzpatrick=4)
    assert (changed.fitzpatrick_by, changed.fitzpatrick_at) == ("Ann", NOW + timedelta(days=1))
    assert patients.read_patient(store, patient.id) == changed


def test_edits_are_audited_by_field_but_not_by_content(store: Store, fill: Filler) -> None:
    patient = fill.patient()
    edit(store, patient, by="Ann", phone="0123", allergies="latex")
    edit(store, patient, by="Ann", phone="0123", allergies="latex")
    event, added = audit.list_events(store, patient_id=patient.id)
    assert (event.user, event.action, event.detail) == ("Ann", "edited patient", "phone, allergies")
    assert added.action == "added patient"


@pytest.mark.parametrize("taken", ["a-1", " A-1 "])
def test_a_chart_number_belongs_to_one_patient_whatever_its_case(
    store: Store, fill: Filler, taken: str
) -> None:
    fill.patient(chart_number="A-1", family_name="Secret")
    other = fill.patient(chart_number="A-2")
    with pytest.raises(InvalidInput, match="is taken by another patient") as caught:
        fill.patient(chart_number=taken)
    assert caught.value.field == "chart_number"
    assert "Secret" not in str(caught.value)
    with pytest.raises(InvalidInput, match="is taken by another patient"):
        edit(store, other, chart_number=taken)
    assert edit(store, other, chart_number="a-2").details.chart_number == "a-2"
    assert patients.count_patients(store) == 2


def test_archived_patients_leave_the_list_but_are_found(store: Store, fill: Filler) -> None:
    patient = fill.patient()
    patients.archive_patient(store, patient.id, by="Dr Who", at=NOW)
    assert found(store, "") == []
    assert patients.count_patients(store) == 0
    assert found(store, "meyer") == ["Meyer, Anna"]
    assert patients.read_patient(store, patient.id).status is PatientStatus.ARCHIVED
    patients.restore_patient(store, patient.id, by="Dr Who", at=NOW)
    assert found(store, "") == ["Meyer, Anna"]
    with pytest.raises(NotFound):
        patients.archive_patient(store, "nobody", by="Dr Who", at=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "Núñez-Ørsted",
        "nunez",
        "NUNEZ",
        "orsted",
        "nez-o",
        "josé",
        "JOSE",
        "Núñez-Ørsted, José",
        "jose nunez",
        " jose   nunez ",
        "oconnor",
        "O'Connor",
        "o’connor",
        "b/77",
        "B/7",
        "1984-03-09",
        "09.03.1984",
        "9.3.1984",
        "3/9/1984",
        "09/03/1984",
        "jose 1984-03-09 b/77",
        "straße",
        "STRASSE",
    ],
)
def test_a_patient_is_found_by(store: Store, fill: Filler, text: str) -> None:
    fill.patient(
        chart_number="B/77",
        family_name="Núñez-Ørsted O’Connor",
        given_name="José Straße",
        born_on=date(1984, 3, 9),
    )
    fill.patient(chart_number="C-1", family_name="Other", given_name="One", born_on=date(1990, 1, 1))
    assert found(store, text) == ["Núñez-Ørsted O’Connor, José Straße"]
    assert patients.count_patients(store, text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "meyer bob",
        "annameyer",
        "1984-09-03",
        "1984-13-09",
        "31.02.1984",
        "%",
        "_",
        "a%a",
        "\\",
        "M_yer",
    ],
)
def test_a_patient_is_not_found_by(store: Store, fill: Filler, text: str) -> None:
    fill.patient()
    assert found(store, text) == []


def test_wild_cards_are_plain_letters(store: Store, fill: Filler) -> None:
    fill.patient(chart_number="100%_a")
    fill.patient(chart_number="100xya")
    assert len(found(store, "100%")) == 1
    assert len(found(store, "%_")) == 1
    assert len(found(store, "100")) == 2


def test_a_search_follows_an_edit(store: Store, fill: Filler) -> None:
    patient = fill.patient()
    edit(store, patient, family_name="Ågren")
    assert found(store, "agren") == ["Ågren, Anna"]
    assert found(store, "meyer") == []


def test_patients_are_sorted_by_name_and_come_in_pages(store: Store, fill: Filler) -> None:
    for family, given in (("Zorn", "A"), ("åberg", "B"), ("Meyer", "B"), ("Meyer", "a"), ("Östlund", "C")):
        fill.patient(family_name=family, given_name=given)
    names = ["åberg, B", "Meyer, a", "Meyer, B", "Östlund, C", "Zorn, A"]
    assert found(store, "") == names
    pages = [patients.find_patients(store, limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [[summary.patient.full_name for summary in page] for page in pages] == [
        names[:2],
        names[2:4],
        names[4:],
        [],
    ]


def test_the_list_counts_series_and_photos_and_knows_the_last_session(store: Store, fill: Filler) -> None:
    patient = fill.patient(family_name="Busy")
    fill.patient(family_name="Idle")
    first, second = fill.series(patient), fill.series(patient)
    fill.photo(fill.session(first, 1))
    deleted = fill.photo(fill.session(first, 2))
    photos.delete_photo(store, deleted.id, by="Dr Who", at=NOW, why="blurred")
    last = fill.session(second, 3)
    fill.photo(last)
    busy, idle = patients.find_patients(store)
    assert (busy.series_count, busy.photo_count, busy.last_session_at) == (2, 2, last.details.held_at)
    assert (idle.series_count, idle.photo_count, idle.last_session_at) == (0, 0, None)


def test_the_list_is_two_queries_however_long_it_is(store: Store, fill: Filler) -> None:
    for _ in range(5):
        fill.photo(fill.session(fill.series(), 1))
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert len(patients.find_patients(store)) == 5
    assert len([statement for statement in statements if statement != "BEGIN"]) == 2


def test_the_list_needs_no_scan_of_sessions_or_photos(store: Store) -> None:
    statements: list[tuple[str, object]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2:4]))
    patients.find_patients(store, "meyer")
    with store.reading() as db:
        plan = db.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + statements[-1][0], statements[-1][1])
        steps = [row[3] for row in plan]
    assert [step for step in steps if step.startswith("SCAN") and "patient" not in step] == []
