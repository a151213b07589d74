"""Deleting a patient, legal hold and retention, on the pages."""

from datetime import timedelta

import pytest

from tests.ui.pages.records import NOW, Records
from tests.ui.pages.tab import Tab
from tracker.model import Actor, ErasureGround, Patient, Role
from tracker.services import erasure, record_copies
from tracker.services import retention as retention_service
from tracker.services.retention import Deletion
from tracker.store import erasing, patients, photos, retention, series
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


def test_a_deleted_record_is_erased_at_once_with_the_chart_number_typed(patient, store) -> None:
    said = Deletion(ErasureGround.LAWFUL_ORDER, "order 14/2026", "A-17")
    retention_service.delete_patient(store, confirmed(), patient.id, said, now=NOW)
    tab = Tab.open("retention").press("Erase now")
    assert "Nothing brings them back." in tab.words
    tab.press("Erase for good")
    assert "This isn't the patient's chart number" in tab.errors[0]
    tab.type("Type the chart number to confirm", "A-17").press("Erase for good")
    (due,) = erasing.list_due(store, at=NOW)
    erasure.erase(store, due, report=lambda *_: None, clock=lambda: NOW)
    after = Tab.open("retention").words
    assert "No patient is deleted." in after
    assert "1 November 2026: a patient with 5 photos, asked for by" in after
    assert "Meyer" not in after


def test_a_deleted_photo_is_listed_restored_or_erased(patient, store, records) -> None:
    (of,) = series.list_series(store, patient.id)
    photo = photos.list_photos(store, of.id)[3]
    photos.delete_photo(store, photo.id, by="Eva", at=NOW, why="blurred")
    tab = Tab.open("retention")
    assert "Deleted by Eva on 1 November 2026: blurred" in tab.words
    tab.press("Restore")
    assert photos.read_photo(store, photo.id) == photo
    photos.delete_photo(store, photo.id, by="Eva", at=NOW, why="blurred")
    tab = Tab.open("retention").press("Erase photo").type("Reason, in a few words", "not this person")
    tab.press("Erase for good")
    (due,) = erasing.list_due(store, at=NOW)
    erasure.erase(store, due, report=lambda *_: None, clock=lambda: NOW)
    after = Tab.open("retention").words
    assert "1 November 2026: a photo, asked for by" in after
    assert "blurred" not in after
    assert len(photos.list_photos(store, of.id)) == 4


def confirmed() -> Actor:
    return Actor("0" * 32, "Dr Eva", Role.OWNER, confirmed_at=NOW)


def test_a_copy_of_the_record_is_asked_for_and_offered_when_it_is_ready(patient, store) -> None:
    tab = Tab.open("patient", patient=patient.id).press("Copy of the record").press("Make a copy")
    assert "A copy is being made." in tab.words
    (copy,) = record_copies.list_copies(store, confirmed(), patient.id, now=NOW)
    record_copies.make_copy(store, copy.id, report=lambda *_: None, clock=lambda: NOW)
    tab.press("Is it ready?")
    assert "MB, until 2 November 2026, 13:00." in tab.words
    (link,) = [one for one in tab.app.get("link_button") if one.proto.label == "Download"]
    assert link.proto.url == f"/record-copy/{copy.id}"
