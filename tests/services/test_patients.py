"""Registering, finding and keeping patients."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.model import Actor, PatientDetails, PatientStatus, Role, SeriesDetails
from tracker.services import patients, series
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER)
ANNA = PatientDetails("A-1", "Meyer", "Anna", date(1984, 3, 9))
PLAN = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("chart_number", "", "Enter the patient's chart number."),
        ("family_name", "  ", "Enter the patient's family name."),
        ("given_name", "\t", "Enter the patient's given name."),
        ("born_on", date(2026, 5, 4), "The date of birth lies in the future: check the year."),
        ("born_on", date(1899, 12, 31), "The date of birth lies before 1900: check the year."),
    ],
)
def test_each_mistake_is_named_at_its_field_and_nothing_is_stored(field, value, sentence, store: Store):
    wrong = replace(ANNA, **{field: value})
    with pytest.raises(InvalidInput) as refused:
        patients.register_patient(store, OWNER, wrong, now=NOW)
    assert (str(refused.value), refused.value.field) == (sentence, field)
    assert patients.search_patients(store, OWNER).total == 0
    kept = patients.register_patient(store, OWNER, ANNA, now=NOW)
    with pytest.raises(InvalidInput):
        patients.update_patient(store, OWNER, kept.id, wrong, now=NOW)
    assert patients.open_patient(store, OWNER, kept.id).patient == kept


def test_somebody_born_today_can_be_registered(store: Store):
    today = replace(ANNA, born_on=NOW.date())
    assert patients.register_patient(store, OWNER, today, now=NOW).details == today


def test_a_chart_number_belongs_to_one_patient(store: Store):
    patients.register_patient(store, OWNER, ANNA, now=NOW)
    other = patients.register_patient(store, OWNER, replace(ANNA, chart_number="B-2"), now=NOW)
    for change in (
        lambda: patients.register_patient(store, OWNER, replace(ANNA, chart_number="a-1"), now=NOW),
        lambda: patients.update_patient(store, OWNER, other.id, ANNA, now=NOW),
    ):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert refused.value.field == "chart_number"
    assert patients.search_patients(store, OWNER).total == 2


@pytest.mark.parametrize(("page", "first"), [(1, 0), (2, 4), (3, 8), (4, 8), (99, 8)])
def test_a_page_beyond_the_last_one_is_the_last_one(page: int, first: int, store: Store):
    for number in range(10):
        details = replace(ANNA, chart_number=f"N-{number}", family_name=f"Name{number}")
        patients.register_patient(store, OWNER, details, now=NOW)
    found = patients.search_patients(store, OWNER, "Name", page=page, page_size=4)
    assert found.total == 10
    assert found.summaries[0].patient.details.family_name == f"Name{first}"


def test_a_search_without_a_hit_is_an_empty_page(store: Store):
    found = patients.search_patients(store, OWNER, "nobody", page=3)
    assert (found.summaries, found.total) == ([], 0)


def test_a_patients_series_come_newest_first(store: Store):
    anna = patients.register_patient(store, OWNER, ANNA, now=NOW)
    for month in (4, 6, 5):
        series.add_series(store, OWNER, anna.id, replace(PLAN, started_on=date(2026, month, 1)), now=NOW)
    months = [s.details.started_on.month for s in patients.open_patient(store, OWNER, anna.id).series]
    assert months == [6, 5, 4]


def test_archiving_takes_a_patient_off_the_list_and_nothing_else(store: Store):
    anna = patients.register_patient(store, OWNER, ANNA, now=NOW)
    patients.archive_patient(store, OWNER, anna.id, now=NOW)
    assert patients.search_patients(store, OWNER).total == 0
    archived = patients.open_patient(store, OWNER, anna.id).patient
    assert (archived.status, archived.details) == (PatientStatus.ARCHIVED, ANNA)
    patients.restore_patient(store, OWNER, anna.id, now=NOW)
    assert patients.search_patients(store, OWNER).total == 1


def test_the_role_of_a_patient_sees_and_changes_nobody(store: Store):
    anna = patients.register_patient(store, OWNER, ANNA, now=NOW)
    somebody = Actor("1" * 32, "Somebody", Role.PATIENT)
    for attempt in (
        lambda: patients.open_patient(store, somebody, anna.id),
        lambda: patients.search_patients(store, somebody),
        lambda: patients.register_patient(store, somebody, replace(ANNA, chart_number="B"), now=NOW),
        lambda: patients.update_patient(store, somebody, anna.id, ANNA, now=NOW),
        lambda: patients.archive_patient(store, somebody, anna.id, now=NOW),
        lambda: patients.restore_patient(store, somebody, anna.id, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert patients.open_patient(store, OWNER, anna.id).patient == anna


def test_a_patient_who_is_not_there_is_said_so(store: Store):
    with pytest.raises(NotFound):
        patients.open_patient(store, OWNER, "f" * 32)
