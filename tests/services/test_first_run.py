"""The first run."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tracker.errors import InvalidInput
from tracker.model import Clinic, Role
from tracker.services import first_run
from tracker.services.first_run import FirstRunForm
from tracker.store import clinic, users
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
FORM = FirstRunForm(
    clinic_name=" Praxis am See ",
    time_zone="Europe/Zurich",
    display_name="Dr Eva Muster",
    name="eva",
    password="correct horse battery",
    password_again="correct horse battery",
)


def test_the_clinic_and_its_owner_are_made_together_and_once(store: Store):
    assert not first_run.is_done(store)
    owner = first_run.set_up(store, FORM, at=NOW)
    assert (owner.name, owner.display_name, owner.role) == ("eva", "Dr Eva Muster", Role.OWNER)
    assert clinic.read_clinic(store) == Clinic("Praxis am See", "Europe/Zurich")
    assert users.check_password(store, "eva", FORM.password) == owner
    assert first_run.is_done(store)
    with pytest.raises(InvalidInput, match="has an owner already"):
        first_run.set_up(store, replace(FORM, name="mallory"), at=NOW)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("clinic_name", "  ", "Enter the clinic's name."),
        ("clinic_name", "x" * 121, "at most 120 letters"),
        ("clinic_name", "two\nlines", "on a single line"),
        ("time_zone", "Mars/Olympus", "Choose a time zone"),
        ("time_zone", "../../etc/passwd", "Choose a time zone"),
        ("display_name", "", "Enter your name"),
        ("name", "e", "at least 2 letters"),
        ("name", "eva muster", "without spaces"),
        ("password", "too short", "at least 10 characters"),
        ("password", "x" * 201, "at most 200 characters"),
        ("password", "praxis am SEE", "neither your name nor the clinic's"),
        ("password_again", "correct horse batterY", "The two passwords differ"),
    ],
)
def test_each_mistake_is_named_at_its_field(field: str, value: str, sentence: str, store: Store):
    changes = {field: value} | ({"password_again": value} if field == "password" else {})
    form = replace(FORM, **changes)
    mistakes = first_run.find_mistakes(form)
    assert list(mistakes) == [field]
    assert sentence in mistakes[field]
    with pytest.raises(InvalidInput) as refused:
        first_run.set_up(store, form, at=NOW)
    assert refused.value.field == field
    assert not first_run.is_done(store)


def test_all_mistakes_are_named_at_once():
    empty = FirstRunForm("", "", "", "", "", "")
    assert list(first_run.find_mistakes(empty)) == [
        "clinic_name", "time_zone", "display_name", "name", "password",
    ]  # fmt: skip


def test_a_form_that_is_printed_shows_no_password():
    assert "horse" not in repr(FORM)


def test_the_time_zones_to_choose_from_are_places():
    zones = first_run.list_time_zones()
    assert {"UTC", "Europe/Zurich", "America/New_York", "Asia/Kolkata"} <= set(zones)
    assert not {zone for zone in zones if zone.startswith(("Etc/", "GMT"))}
