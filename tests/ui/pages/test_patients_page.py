"""Home: first steps, search, registering a patient with everything that can be typed wrong."""

from datetime import date

import pytest

from tests.ui.pages.tab import Tab
from tracker.model import Role, SessionKind
from tracker.store import jobs, patients


def found(tab: Tab) -> list[str]:
    """The links of the list: all but the one to the page of imports, which stands above it."""
    return [label for label in tab.links if label != "Import photos"]


def test_an_empty_clinic_offers_a_patient_or_the_demo(store, owner) -> None:
    tab = Tab.open("patients")
    assert "Start with a patient" in tab.words
    assert "Demo clinic" in tab.words
    assert tab.buttons == ["New patient", "Load the demo clinic"]


def test_the_demo_is_queued_once_and_its_progress_takes_the_buttons_place(store, owner) -> None:
    tab = Tab.open("patients").press("Load the demo clinic")
    assert "Load the demo clinic" not in tab.buttons
    (job,) = jobs.list_jobs(store, ["demo"])
    assert job.kind == "demo"


def test_only_the_owner_may_load_the_demo(store, sign_in) -> None:
    sign_in(Role.PROVIDER)
    assert "Load the demo clinic" not in Tab.open("patients").buttons


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("meyer", ["Meyer, Anna"]),
        ("ann", ["Meyer, Anna"]),
        ("anna meyer", ["Meyer, Anna"]),
        ("MULLER", ["Müller, Jörg"]),
        ("B-2", ["Müller, Jörg"]),
        ("1984-03-09", ["Meyer, Anna"]),
        ("24.12.1990", ["Müller, Jörg"]),
        ("", ["Meyer, Anna", "Müller, Jörg"]),
    ],
)
def test_a_patient_is_found_by_name_chart_number_or_date_of_birth(text, names, records, owner) -> None:
    records.patient()
    records.patient(chart_number="B-2", family_name="Müller", given_name="Jörg", born_on=date(1990, 12, 24))
    tab = Tab.open("patients").type("Find a patient", text).run()
    assert found(tab) == names
    assert "Start with a patient" not in tab.words


def test_a_search_never_stands_in_the_address(records, owner) -> None:
    records.patient()
    tab = Tab.open("patients").type("Find a patient", "meyer").run()
    assert found(tab) == ["Meyer, Anna"]
    assert dict(tab.app.query_params) == {}


def test_a_search_that_finds_nobody_says_what_to_try(records, owner) -> None:
    records.patient()
    tab = Tab.open("patients").type("Find a patient", "%zzz*").run()
    assert found(tab) == []
    assert "No patient matches “%zzz*”." in tab.words
    assert tab.field("Find a patient").value == "%zzz*"


def test_a_line_tells_patients_apart_and_counts_their_photos(records, owner) -> None:
    records.course()
    tab = Tab.open("patients")
    assert "A-17 · born 9 March 1984 · 5 photos · 2 September 2026" in tab.words


def test_a_patient_without_a_session_is_listed_as_such(records, owner) -> None:
    records.patient()
    assert "0 photos · no session yet" in Tab.open("patients").words


def test_many_patients_are_paged_and_a_search_from_a_later_page_shows_what_it_finds(records, owner) -> None:
    for number in range(60):
        records.patient(chart_number=f"N-{number:03}", family_name=f"Name{number:03}")
    tab = Tab.open("patients")
    assert len(found(tab)) == 25
    tab.app.get("pagination")[0].set_value(3)
    tab.run()
    assert found(tab) == [f"Name{n:03}, Anna" for n in range(50, 60)]
    tab.type("Find a patient", "Name007").run()
    assert found(tab) == ["Name007, Anna"]
    tab.type("Find a patient", "Name").run()
    assert found(tab)[0] == "Name000, Anna"


def registered(store) -> list[str]:
    return [s.patient.full_name for s in patients.find_patients(store, "")]


def new_patient(**changes: object) -> Tab:
    """The dialog, filled and sent."""
    typed = {
        "Family name": "Keller",
        "Given name": "Lea",
        "Chart number": "K-1",
        "Date of birth": date(1999, 2, 28),
    } | changes
    tab = Tab.open("patients").press("New patient")
    for label, value in typed.items():
        tab.type(label, value)
    return tab.press("Save patient")


def test_a_new_patient_is_registered_and_opened(store, owner) -> None:
    tab = new_patient(**{"Fitzpatrick skin type": 4, "Allergies": "lidocaine"})
    assert tab.page == "patient"
    assert "**Keller, Lea**" in tab.words
    (summary,) = patients.find_patients(store, "")
    assert tab.app.query_params == {"patient": summary.patient.id}
    details = summary.patient.details
    assert (details.fitzpatrick, details.allergies, details.born_on) == (4, "lidocaine", date(1999, 2, 28))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"Family name": "  "}, "Enter the patient's family name."),
        ({"Given name": ""}, "Enter the patient's given name."),
        ({"Chart number": ""}, "Enter the patient's chart number."),
        ({"Date of birth": None}, "Enter the date of birth."),
        ({"Date of birth": date(2026, 11, 2)}, "The date of birth lies in the future: check the year."),
        ({"Chart number": "a-17"}, "Chart number a-17 is taken by another patient"),
    ],
)
def test_a_mistake_gets_one_sentence_and_everything_typed_stays(
    changes, sentence, store, records, owner
) -> None:
    records.patient()
    tab = new_patient(**{"Allergies": "lidocaine"} | changes)
    assert len(tab.errors) == 1
    assert tab.errors[0].startswith(sentence)
    assert tab.page == "patients"
    for label, value in ({"Given name": "Lea", "Allergies": "lidocaine"} | changes).items():
        assert tab.field(label).value == value
    assert registered(store) == ["Meyer, Anna"]
    # what was wrong is put right, and nothing has to be typed again
    tab.type("Family name", "Keller").type("Given name", "Lea").type("Chart number", "K-1")
    tab.type("Date of birth", date(1999, 2, 28)).press("Save patient")
    assert tab.page == "patient"
    assert registered(store) == ["Keller, Lea", "Meyer, Anna"]


def test_the_role_of_a_patient_can_not_register_one(store, sign_in) -> None:
    sign_in(Role.PATIENT)
    tab = new_patient()
    assert tab.errors
    assert all("Your account can't" in sentence for sentence in tab.errors)
    assert registered(store) == []


def test_the_worklist_leads_to_the_comparison_in_one_click(records, owner) -> None:
    course = records.course()
    records.session(course.series, 6, days=200, kind=SessionKind.FOLLOW_UP)
    tab = Tab.open("patients")
    assert "Today (1)" in tab.words
    assert tab.links["Compare"] == f"compare?series={course.series.id}"
    assert "Today" not in tab.type("Find a patient", "Meyer").run().words


def test_a_long_section_is_opened_on_request(records, owner) -> None:
    for number in range(8):
        patient = records.patient(family_name=f"Due{number}", chart_number=f"D-{number}")
        records.session(records.series(patient), 1, days=170, kind=SessionKind.TREATMENT)
    tab = Tab.open("patients")
    assert "Due (8)" in tab.words
    cards = [label for label in tab.links if label.startswith("**Due")]
    assert len(cards) == 6
    tab.press("Show all 8")
    assert len([label for label in tab.links if label.startswith("**Due")]) == 8
