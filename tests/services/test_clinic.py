"""The clinic's settings and the demo's account, which never gets in the way of a real clinic."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from tests.ui.pages.records import Records
from tracker.errors import InvalidInput, NotAllowed
from tracker.imaging.phantom.demo_story import demo_story
from tracker.model import Actor, Clinic, JobKind, Role
from tracker.services import clinic, demo
from tracker.store import clinic as stored
from tracker.store import jobs, patients, sign_ins, users
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER)
PRAXIS = Clinic("Praxis am See", "Europe/Zurich")


@pytest.fixture(autouse=True)
def quick_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def add_user(store: Store, name: str, *, role: Role = Role.OWNER):
    return users.add_user(store, name=name, display_name=name, role=role, password="x" * 12, at=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"recovery_days": 0}, "recovery_days"),
        ({"recovery_days": 29}, "recovery_days"),
        ({"structure_days": 6}, "structure_days"),
        ({"structure_days": 181}, "structure_days"),
    ],
)
def test_settings_that_can_not_be_are_refused(changes, field, store: Store):
    clinic.save(store, OWNER, PRAXIS)
    with pytest.raises(InvalidInput) as refused:
        clinic.save(store, OWNER, replace(PRAXIS, **changes))
    assert refused.value.field == field
    assert clinic.read(store) == PRAXIS


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ASSISTANT, Role.PATIENT])
def test_only_the_owner_changes_settings_and_loads_the_demo(role, store: Store):
    somebody = replace(OWNER, role=role)
    with pytest.raises(NotAllowed):
        clinic.save(store, somebody, PRAXIS)
    with pytest.raises(NotAllowed):
        clinic.request_demo(store, somebody, now=NOW)
    assert stored.read_clinic(store) is None
    assert jobs.list_jobs(store, [JobKind.DEMO]) == []


def test_an_unknown_id_or_none_at_all_is_nobody(store: Store):
    user = add_user(store, "eva")
    assert clinic.actor_of(store, user.id) == Actor(user.id, "eva", Role.OWNER)
    assert clinic.actor_of(store, "f" * 32) is None
    assert clinic.actor_of(store, "") is None


def test_an_empty_installation_becomes_the_demo_clinic_with_its_account(store: Store):
    assert demo.prepare_clinic(store, password="first password", now=NOW) == "demo"
    assert "synthetic" in clinic.read(store).name
    assert demo.prepare_clinic(store, password="second password", now=NOW) == "demo"
    assert users.check_password(store, "demo", "first password") is None
    assert users.check_password(store, "demo", "second password") is not None


def test_a_real_clinic_keeps_its_name_and_gets_no_demo_account(store: Store):
    stored.save_clinic(store, PRAXIS)
    add_user(store, "eva")
    assert demo.prepare_clinic(store, password="first password", now=NOW) == ""
    assert clinic.read(store) == PRAXIS
    assert users.check_password(store, "demo", "first password") is None


def test_demo_patients_that_are_there_are_left_as_they_are(store: Store):
    records, told = Records(store), []
    for patient in demo_story(NOW.date()):
        details = patient.details
        records.patient(is_synthetic=True, chart_number=details.chart_number, family_name="Kept")
    demo.build_demo(store, now=NOW, report=lambda share, message: told.append(share))
    assert {s.patient.full_name for s in patients.find_patients(store, "")} == {"Kept, Anna"}
    assert told == sorted(told)
    assert clinic.has_demo(store)


def test_a_real_patient_with_a_demo_chart_number_is_no_demo(store: Store):
    Records(store).patient(chart_number="DEMO-001")
    assert not clinic.has_demo(store)


def test_nobody_acts_by_a_sign_in_that_has_ended(store: Store):
    """A page that is at work while it ends goes no further, whatever its connection still says."""
    user = users.add_user(store, name="eva", display_name="Eva", role=Role.OWNER, password="x", at=NOW)
    token = sign_ins.start_sign_in(store, user.id, at=NOW)
    visitor = sign_ins.read_sign_in(store, token, at=NOW, idle_minutes=15, touch=False)
    assert visitor is not None
    found = clinic.actor_of(store, user.id, sign_in_id=visitor.sign_in.id, at=NOW)
    assert found == visitor.actor
    sign_ins.end_sign_in(store, token)
    assert clinic.actor_of(store, user.id, sign_in_id=visitor.sign_in.id, at=NOW) is None
