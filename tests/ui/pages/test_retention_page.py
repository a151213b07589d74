"""Deleting a patient, legal hold and retention, on the pages."""

from datetime import timedelta

import pytest

from tests.ui.pages.records import NOW, Records
from tests.ui.pages.tab import Tab
from tracker.model import Patient, Role
from tracker.store import patients, retention
from tracker.store.opening import Store
from tracker.ui import context


@pytest.fixture
def patient(records: Records, store: Store, owner) -> Patient:
    """A patient; the owner has typed the password just now, as far as signing in is typing it."""
    return records.course().patient


def open_dialog(patient: Patient) -> Tab:
    return Tab.open("patient", patient=patient.id).press("Retention and deletion")


def test_a_patient_is_deleted_with_the_chart_number_typed_and_brought_back(patient, store, records) -> None:
    tab = open_dialog(patient).type("Why", "it was made by mistake").type("Reason, in a few words", "twice")
    tab.type("Type the chart number to confirm", "A-18").press("Delete patient")
    assert tab.errors == [
        "This isn't the patient's chart number: type it as it stands on the patient's page."
    ]
    tab.type("Type the chart number to confirm", "A-17").press("Delete patient")
    assert tab.page == "patients"
    assert "Meyer, Anna" not in Tab.open("patients").words
    gone = Tab.open("patient", patient=patient.id)
    assert gone.errors == ["There is no such patient, or it was deleted: go back and choose another one."]
    listed = Tab.open("retention")
    assert "Meyer, Anna" in listed.words
    assert "5 photos; erased in 30 days." in listed.words
    listed.press("Undo")
    assert "No patient is deleted." in listed.words
    assert patients.read_patient(store, patient.id) == patient


def test_a_legal_hold_stands_on_the_page_and_takes_the_deletion_away(patient, store) -> None:
    tab = open_dialog(patient).type("Reason for the hold", "a lawsuit").press("Set the hold")
    assert "Under legal hold since 1 November 2026" in tab.words
    assert "a lawsuit" in Tab.open("retention").words
    again = open_dialog(patient)
    assert "Delete patient" not in again.buttons
    again.press("Lift the legal hold")
    assert patients.read_patient(store, patient.id).hold is None


def test_a_record_whose_time_has_ended_is_offered(patient, store, monkeypatch) -> None:
    retention.set_keep_until(store, patient.id, NOW.date(), by="Eva", at=NOW)
    tab = Tab.open("retention")
    assert "chart A-17, kept until 1 November 2026" in tab.words
    assert tab.links["Meyer, Anna"] == f"patient?patient={patient.id}"


def test_holds_and_deletions_ask_for_the_password_that_was_not_typed_lately(patient, monkeypatch) -> None:
    monkeypatch.setattr(context, "now", lambda: NOW + timedelta(minutes=14))
    tab = open_dialog(patient)
    assert "Type your password for legal holds and deletions." in tab.words
    assert {"Set the hold", "Delete patient"}.isdisjoint(tab.buttons)


def test_an_assistant_is_offered_none_of_it(records: Records, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    patient = records.patient()
    assert "Retention and deletion" not in Tab.open("patient", patient=patient.id).buttons
    tab = Tab.open("retention")
    assert tab.errors == [
        "Your account can't hold, delete or erase patients' records: ask the clinic's owner."
    ]
    assert "Meyer" not in tab.words
