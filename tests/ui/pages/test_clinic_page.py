"""The clinic's settings, the account, the demo."""

from dataclasses import replace

import pytest

from tests.ui.pages.records import Records
from tests.ui.pages.tab import Tab
from tracker.model import METHOD_LIMITS, Bounds, Clinic, Role
from tracker.services import encryption
from tracker.services.encryption import EncryptionState
from tracker.store import clinic, users


def test_the_account_and_the_way_out_are_there_for_everybody(store, sign_in) -> None:
    for role in Role:
        sign_in(role)
        tab = Tab.open("clinic")
        assert f"Signed in as **Eva, {role}** ({role})." in tab.words
        assert [link.proto.url for link in tab.app.get("link_button")] == ["/sign-out"]


def test_everybody_with_an_account_reads_in_a_language_of_their_own(store, sign_in) -> None:
    for role in set(Role) - {Role.PHONE}:
        user = sign_in(role)
        tab = Tab.open("clinic").type("Language", "es").run()
        assert users.read_user(store, user.id).language == "es"
        assert tab.field("Idioma").value == "es"


def test_the_owner_changes_name_zone_and_windows(store, owner) -> None:
    tab = Tab.open("clinic").type("Name", " Praxis am Fluss ").type("Time zone", "America/New_York")
    tab.type("Recovery window (days after a treatment)", 5)
    tab.type("Texture, pores and lines are judged from day", 42).press("Save")
    assert "Saved." in tab.words
    assert clinic.read_clinic(store) == Clinic("Praxis am Fluss", "America/New_York", 5, 42)


def test_a_clinic_needs_a_name_and_what_was_typed_stays(store, owner) -> None:
    tab = Tab.open("clinic").type("Name", " ")
    tab.type("Recovery window (days after a treatment)", 9).press("Save")
    assert tab.errors == ["Enter the clinic's name."]
    assert tab.field("Recovery window (days after a treatment)").value == 9
    assert clinic.read_clinic(store) == Clinic("Praxis am See", "Europe/Zurich")


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ASSISTANT, Role.PATIENT])
def test_nobody_else_changes_the_settings_or_loads_the_demo(role, store, sign_in) -> None:
    sign_in(role)
    tab = Tab.open("clinic")
    assert all(field.disabled for field in tab._fields() if field.label != "Language")
    assert "Load the demo clinic" not in tab.buttons
    assert tab.button("Save").disabled


def test_a_demo_that_is_loaded_is_not_offered_again(records: Records, owner) -> None:
    records.patient(chart_number="DEMO-001", is_synthetic=True)
    tab = Tab.open("clinic")
    assert "The demo patients are loaded." in tab.words
    assert "Load the demo clinic" not in tab.buttons
    # and without a key the same page says what lies open
    assert "Photos and records are not encrypted" in tab.words


def test_the_owner_is_told_what_still_lies_plain_and_where_the_key_store_is(
    owner, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = EncryptionState(True, plain_files=1, plain_rows=2, is_key_store_apart=False)
    monkeypatch.setattr(encryption, "read_state", lambda *_: state)
    told = Tab.open("clinic").words
    assert "1 file of photos from before is not encrypted yet." in told
    assert "2 records from before are not encrypted yet." in told
    assert "`python -m tracker keys encrypt`" in told
    assert "The key store lies in the data folder" in told


def test_the_owner_sets_the_bounds_of_new_photos_and_takes_them_back(store, owner) -> None:
    label = "Brighter or darker than the reference (stops)"
    tab = Tab.open("clinic").type(f"{label}: noted beyond", 0.3).press("Save bounds")
    assert "Saved." in tab.words
    kept = clinic.read_clinic(store)
    assert kept is not None
    assert kept.quality == replace(METHOD_LIMITS, stops=Bounds(0.3, 1.0))
    tab = Tab.open("clinic")
    assert tab.field(f"{label}: noted beyond").value == 0.3
    tab.press("Back to defaults")
    kept = clinic.read_clinic(store)
    assert kept is not None
    assert kept.quality == METHOD_LIMITS
    assert tab.field(f"{label}: noted beyond").value == 0.5


def test_bounds_in_the_wrong_order_are_refused_with_a_sentence(store, owner) -> None:
    tab = Tab.open("clinic").type("JPEG quality (1 to 100, more is better): noted beyond", 70.0)
    tab.press("Save bounds")
    assert tab.errors == [
        "The first number lies before the second, and both within reason: "
        "check “JPEG quality (1 to 100, more is better)”."
    ]


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ASSISTANT])
def test_nobody_else_sees_the_bounds(role, sign_in) -> None:
    sign_in(role)
    assert "Save bounds" not in Tab.open("clinic").buttons
