"""One patient: editing, archiving, beginning a series."""

from datetime import date

import pytest

from tests.ui.pages.records import Records
from tests.ui.pages.tab import Tab
from tracker.store import patients, series


def test_a_patient_without_a_series_is_told_how_to_begin(records: Records, owner) -> None:
    tab = Tab.open("patient", patient=records.patient().id)
    assert "No series yet." in tab.words


def test_what_matters_for_treatment_is_read_at_once(records: Records, owner) -> None:
    patient = records.patient(allergies="lidocaine", medication="", history="keloid")
    words = Tab.open("patient", patient=patient.id).words
    assert "lidocaine" in words
    assert "keloid" in words
    assert "Medication" not in words


def test_an_edit_is_kept(store, records: Records, owner) -> None:
    patient = records.patient()
    tab = Tab.open("patient", patient=patient.id).press("Edit patient")
    tab.type("Family name", "Meyer-Huber").press("Save patient")
    assert "**Meyer-Huber, Anna**" in tab.words
    assert patients.read_patient(store, patient.id).details.chart_number == "A-17"


@pytest.mark.parametrize(
    ("label", "value", "sentence"),
    [
        ("Given name", " ", "Enter the patient's given name."),
        ("Date of birth", date(2030, 1, 1), "The date of birth lies in the future"),
        ("Chart number", "B-2", "Chart number B-2 is taken by another patient"),
    ],
)
def test_a_wrong_edit_changes_nothing_and_stays_typed(label, value, sentence, store, records, owner) -> None:
    patient = records.patient()
    records.patient(chart_number="B-2")
    tab = Tab.open("patient", patient=patient.id).press("Edit patient")
    tab.type("Allergies", "latex").type(label, value).press("Save patient")
    (error,) = tab.errors
    assert error.startswith(sentence)
    assert tab.field(label).value == value
    assert tab.field("Allergies").value == "latex"
    assert patients.read_patient(store, patient.id) == patient


def test_an_archived_patient_is_off_the_list_and_comes_back(records: Records, owner) -> None:
    patient = records.patient()
    tab = Tab.open("patient", patient=patient.id).press("Archive")
    assert "This patient is archived" in tab.words
    assert "Meyer, Anna" not in Tab.open("patients").links
    tab.press("Put back on the list")
    assert "This patient is archived" not in tab.words
    assert "Meyer, Anna" in Tab.open("patients").links


def new_series(records: Records, **typed: object) -> Tab:
    tab = Tab.open("patient", patient=records.patient().id).press("New series")
    for label, value in ({"What it is for": "acne scars", "Treated areas": "left cheek"} | typed).items():
        tab.type(label, value)
    return tab.press("Save series")


def test_a_new_series_opens_with_the_way_to_its_first_session(records: Records, owner) -> None:
    tab = new_series(records, **{"Planned treatments": 6, "Goals in the patient's words": "smoother"})
    assert tab.page == "series"
    assert "Microneedling for acne scars" in tab.words
    assert "6 treatments planned" in tab.words
    assert "smoother" in tab.words
    assert "No session yet." in tab.words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Treatment": ""}, "Enter the type of treatment."),
        ({"What it is for": " "}, "Enter what it is for."),
        ({"Treated areas": ""}, "Enter the treated areas."),
        ({"Status": "stopped"}, "Say why the series was stopped."),
        (
            {"Follow-ups, in days after the last treatment": "30, soon"},
            "Enter the follow-up days as rising whole numbers from 1 to 730, as in 30, 90, 150.",
        ),
    ],
)
def test_a_wrong_series_gets_one_sentence_and_stays_typed(typed, sentence, store, records, owner) -> None:
    tab = new_series(records, **{"Home regimen": "sunscreen"} | typed)
    assert tab.errors == [sentence]
    for label, value in ({"Home regimen": "sunscreen"} | typed).items():
        assert tab.field(label).value == value
    (summary,) = patients.find_patients(store, "")
    assert series.list_series(store, summary.patient.id) == []


def test_every_series_of_a_patient_is_listed_newest_first(records: Records, owner) -> None:
    patient = records.patient()
    records.series(patient)
    records.series(patient, treatment_type="Peeling", started_on=date(2026, 9, 1))
    labels = [label for label in Tab.open("patient", patient=patient.id).links if label.startswith("**")]
    assert labels == ["**Peeling** for acne scars", "**Microneedling** for acne scars"]
