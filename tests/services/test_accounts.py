"""Adding, changing and switching off people; one's own password, second factor and sign-ins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from tests.ui.pages.records import Records
from tracker.config import read_settings
from tracker.errors import ConfirmationNeeded, InvalidInput, NotAllowed, SignInFailed
from tracker.model import Actor, Role, User
from tracker.services import accounts, own_account, sign_in
from tracker.store import audit, patients, users
from tracker.store.opening import Store, open_store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def add(store: Store, name: str, role: Role) -> User:
    return users.add_user(store, name=name, display_name=name.title(), role=role, password=PASSWORD, at=NOW)


@pytest.fixture
def owner(store: Store) -> Actor:
    """An owner who has just signed in."""
    return arrive(store, add(store, "eva", Role.OWNER))


def arrive(store: Store, user: User, *, at: datetime = NOW) -> Actor:
    token = sign_in.sign_in(store, user.name, PASSWORD, address="10.0.0.1", at=at)
    visitor = sign_in.find_visitor(store, token, at=at, is_activity=False)
    assert visitor is not None
    return visitor.actor


def test_somebody_new_gets_a_password_that_must_be_changed(store: Store, owner: Actor):
    user, password = accounts.add_account(
        store, owner, name=" Anna ", display_name="Anna Muster", role=Role.ASSISTANT, at=NOW
    )
    assert (user.name, user.role, user.must_change_password) == ("Anna", Role.ASSISTANT, True)
    assert users.check_password(store, "anna", password) == user
    own_account.change_password(
        store, user.id, password, "lunes manzana reloj", "lunes manzana reloj", at=NOW
    )
    assert users.check_password(store, "anna", password) is None
    assert not users.read_user(store, user.id).must_change_password
    actions = [event.action for event in audit.list_events(store, object_id=user.id)]
    assert actions == ["changed the password", "added an account (assistant)"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "e"}, "name"),
        ({"name": "two words"}, "name"),
        ({"name": "EVA"}, "name"),
        ({"display_name": " "}, "display_name"),
        ({"display_name": "x" * 121}, "display_name"),
        ({"role": Role.PATIENT}, "role"),
    ],
)
def test_a_mistake_in_a_new_account_is_named_at_its_field(changes, field, store: Store, owner: Actor):
    wanted = {"name": "anna", "display_name": "Anna", "role": Role.PROVIDER, "at": NOW} | changes
    with pytest.raises(InvalidInput) as refused:
        accounts.add_account(store, owner, **wanted)
    assert refused.value.field == field
    assert len(users.list_users(store)) == 1


def everything_an_owner_does(store: Store, actor: Actor, user: User, at: datetime) -> list:
    return [
        lambda: accounts.add_account(store, actor, name="new", display_name="N", role=Role.PROVIDER, at=at),
        lambda: accounts.change_account(
            store, actor, user.id, display_name="X", role=Role.OWNER, is_active=True, at=at
        ),
        lambda: accounts.reset_password(store, actor, user.id, at=at),
        lambda: accounts.remove_second_factor(store, actor, user.id, at=at),
        lambda: accounts.end_sign_ins(store, actor, user.id, at=at),
    ]


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ASSISTANT, Role.PATIENT])
def test_nobody_but_an_owner_sees_or_changes_people(role: Role, store: Store, owner: Actor):
    user = add(store, "somebody", role)
    actor = arrive(store, user)
    with pytest.raises(NotAllowed, match="ask the clinic's owner"):
        accounts.list_accounts(store, actor)
    for deed in everything_an_owner_does(store, actor, user, NOW):
        with pytest.raises(NotAllowed, match="ask the clinic's owner"):
            deed()
    assert users.read_user(store, user.id) == user


def test_an_owner_types_the_password_again_after_ten_minutes(store: Store, owner: Actor):
    user, later = add(store, "anna", Role.PROVIDER), NOW + 10 * MINUTE
    for deed in everything_an_owner_does(store, owner, user, later):
        with pytest.raises(ConfirmationNeeded, match="Type your password again"):
            deed()
    with pytest.raises(SignInFailed, match="password is wrong"):
        own_account.confirm(store, owner, "wrong", at=later)
    own_account.confirm(store, owner, PASSWORD, at=later)
    confirmed = replace(owner, confirmed_at=later)
    assert own_account.list_sign_ins(store, owner, at=later)[0].confirmed_at == later
    assert accounts.reset_password(store, confirmed, user.id, at=later)


def test_confirming_is_tried_five_times(store: Store, owner: Actor):
    for _ in range(5):
        with pytest.raises(SignInFailed, match="password is wrong"):
            own_account.confirm(store, owner, "wrong", at=NOW)
    with pytest.raises(SignInFailed, match="wait five minutes"):
        own_account.confirm(store, owner, PASSWORD, at=NOW)


def test_the_clinic_keeps_an_owner_who_can_sign_in(store: Store, owner: Actor):
    with pytest.raises(InvalidInput, match="only owner"):
        accounts.change_account(
            store, owner, owner.user_id, display_name="Eva", role=Role.PROVIDER, is_active=True, at=NOW
        )
    with pytest.raises(InvalidInput, match="your own account"):
        accounts.change_account(
            store, owner, owner.user_id, display_name="Eva", role=Role.OWNER, is_active=False, at=NOW
        )
    add(store, "second", Role.OWNER)
    changed = accounts.change_account(
        store, owner, owner.user_id, display_name="Eva", role=Role.PROVIDER, is_active=True, at=NOW
    )
    assert changed.role is Role.PROVIDER


def test_who_is_switched_off_is_out_at_once_and_comes_back_when_switched_on(store: Store, owner: Actor):
    user = add(store, "anna", Role.PROVIDER)
    token = sign_in.sign_in(store, "anna", PASSWORD, address="10.0.0.1", at=NOW)
    change = {"display_name": "Anna", "role": Role.PROVIDER, "at": NOW}
    accounts.change_account(store, owner, user.id, is_active=False, **change)
    assert sign_in.find_visitor(store, token, at=NOW, is_activity=False) is None
    with pytest.raises(SignInFailed, match="Name or password is wrong"):
        sign_in.sign_in(store, "anna", PASSWORD, address="10.0.0.1", at=NOW)
    accounts.change_account(store, owner, user.id, is_active=True, **change)
    assert sign_in.find_visitor(store, token, at=NOW, is_activity=False) is None
    assert sign_in.sign_in(store, "anna", PASSWORD, address="10.0.0.1", at=NOW)


def test_a_second_factor_is_on_only_after_a_right_code(store: Store, owner: Actor):
    shown = own_account.begin_second_factor(store, owner, at=NOW)
    assert not own_account.read(store, owner).has_second_factor
    with pytest.raises(InvalidInput, match="does not fit"):
        own_account.set_up_second_factor(store, owner, shown.secret, "000000", at=NOW)
    assert not own_account.read(store, owner).has_second_factor
    other = arrive(store, own_account.read(store, owner))
    codes = own_account.set_up_second_factor(
        store, owner, shown.secret, pyotp.TOTP(shown.secret).at(NOW), at=NOW
    )
    assert own_account.read(store, owner).has_second_factor
    assert own_account.count_recovery_codes(store, owner) == len(codes) == 10
    listed = own_account.list_sign_ins(store, owner, at=NOW)
    assert [item.id for item in listed] == [owner.sign_in_id]
    assert other.sign_in_id != owner.sign_in_id


def test_an_owner_helps_who_lost_the_phone(store: Store, owner: Actor):
    anna = arrive(store, add(store, "anna", Role.PROVIDER))
    secret = own_account.begin_second_factor(store, anna, at=NOW).secret
    own_account.set_up_second_factor(store, anna, secret, pyotp.TOTP(secret).at(NOW), at=NOW)
    accounts.remove_second_factor(store, owner, anna.user_id, at=NOW)
    assert not own_account.read(store, anna).has_second_factor
    assert own_account.count_recovery_codes(store, anna) == 0
    token = sign_in.sign_in(store, "anna", PASSWORD, address="10.0.0.1", at=NOW)
    assert sign_in.find_visitor(store, token, at=NOW, is_activity=False)


def test_one_ends_ones_own_sign_ins_and_nobody_elses(store: Store, owner: Actor):
    anna = add(store, "anna", Role.PROVIDER)
    here, there = arrive(store, anna), arrive(store, anna)
    own_account.end_sign_in(store, here, owner.sign_in_id, at=NOW)
    assert own_account.list_sign_ins(store, owner, at=NOW)
    own_account.end_sign_in(store, here, there.sign_in_id, at=NOW)
    assert [item.id for item in own_account.list_sign_ins(store, here, at=NOW)] == [here.sign_in_id]
    arrive(store, anna)
    own_account.end_other_sign_ins(store, here, at=NOW)
    assert [item.id for item in own_account.list_sign_ins(store, here, at=NOW)] == [here.sign_in_id]


@pytest.mark.parametrize(
    ("present", "new", "again", "sentence"),
    [
        (PASSWORD, PASSWORD, PASSWORD, "other than the present one"),
        (PASSWORD, "password123", "password123", "easy to guess"),
        (PASSWORD, "lunes manzana reloj", "lunes manzana", "two passwords differ"),
        ("wrong", "lunes manzana reloj", "lunes manzana reloj", "password is wrong"),
    ],
)
def test_a_mistake_in_a_new_password_changes_nothing(
    present, new, again, sentence, store: Store, owner: Actor
):
    with pytest.raises((InvalidInput, SignInFailed), match=sentence):
        own_account.change_password(store, owner.user_id, present, new, again, at=NOW)
    assert users.is_password_of(store, owner.user_id, PASSWORD)
    assert own_account.list_sign_ins(store, owner, at=NOW)


def test_a_new_password_ends_every_sign_in(store: Store, owner: Actor):
    new = "lunes manzana reloj"
    own_account.change_password(store, owner.user_id, PASSWORD, new, new, at=NOW)
    assert own_account.list_sign_ins(store, owner, at=NOW) == []
    assert not users.is_password_of(store, owner.user_id, PASSWORD)


@pytest.fixture
def patient_id(store: Store) -> str:
    return Records(store).patient().id


def test_a_patients_account_is_bound_to_one_patient_and_there_is_one(store: Store, owner: Actor, patient_id):
    user, password = accounts.add_patient_account(store, owner, patient_id, name="patient-1", at=NOW)
    assert (user.role, user.patient_id, user.must_change_password) == (Role.PATIENT, patient_id, True)
    assert "Meyer" not in user.display_name
    assert accounts.find_patient_account(store, owner, patient_id) == user
    token = sign_in.sign_in(store, "patient-1", password, address="10.0.0.1", at=NOW)
    visitor = sign_in.find_visitor(store, token, at=NOW, is_activity=False)
    assert visitor is not None
    assert (visitor.actor.patient_id, visitor.actor.series_id) == (patient_id, "")
    with pytest.raises(InvalidInput, match="has an account already"):
        accounts.add_patient_account(store, owner, patient_id, name="patient-2", at=NOW)
    (event,) = audit.list_events(store, object_id=user.id)[-1:]
    assert (event.action, event.patient_id) == ("added a patient's account", patient_id)


def test_an_archived_patient_gets_no_account(store: Store, owner: Actor, patient_id):
    patients.archive_patient(store, patient_id, by="Dr Eva", at=NOW)
    with pytest.raises(InvalidInput, match="archived"):
        accounts.add_patient_account(store, owner, patient_id, name="patient-1", at=NOW)


@pytest.mark.parametrize("role", [Role.OWNER, Role.PROVIDER, Role.ASSISTANT])
def test_a_patients_account_never_becomes_one_of_the_staff(store: Store, owner: Actor, patient_id, role):
    user, _ = accounts.add_patient_account(store, owner, patient_id, name="patient-1", at=NOW)
    change = {"display_name": user.display_name, "at": NOW}
    with pytest.raises(InvalidInput, match="This is a patient's account"):
        accounts.change_account(store, owner, user.id, role=role, is_active=True, **change)
    changed = accounts.change_account(store, owner, user.id, role=Role.PATIENT, is_active=False, **change)
    assert (changed.role, changed.is_active) == (Role.PATIENT, False)
    with pytest.raises(InvalidInput, match="Choose owner, provider or assistant"):
        accounts.change_account(store, owner, owner.user_id, role=Role.PATIENT, is_active=True, **change)


def test_what_single_sign_on_says_of_a_person_is_changed_there(tmp_path: Path):
    told = {
        "TRACKER_DATA_DIR": str(tmp_path / "elsewhere"),
        "TRACKER_OIDC_ISSUER": "https://id.example",
        "TRACKER_OIDC_CLIENT_ID": "tracker",
        "TRACKER_OIDC_CLIENT_SECRET": "hush",
        "TRACKER_OIDC_ROLE_CLAIM": "groups",
        "TRACKER_OIDC_ROLES": "doctors=provider",
        "TRACKER_OIDC_LABEL": "Clinic ID",
    }
    store = open_store(read_settings(told))
    try:
        owner = arrive(store, add(store, "eva", Role.OWNER))
        dora = users.add_user_from_elsewhere(
            store,
            issuer="https://id.example",
            subject="d",
            name="dora",
            display_name="D",
            role=Role.PROVIDER,
            at=NOW,
        )
        change = {"display_name": "Dr D", "is_active": True, "at": NOW}
        with pytest.raises(InvalidInput, match="signs in with Clinic ID"):
            accounts.change_account(store, owner, dora.id, role=Role.OWNER, **change)
        with pytest.raises(InvalidInput, match="signs in with Clinic ID"):
            accounts.reset_password(store, owner, dora.id, at=NOW)
        accounts.change_account(store, owner, dora.id, role=Role.PROVIDER, **change)
    finally:
        store.close()
    # once there is no single sign-on any more, the owner can let the person in by a password
    alone = open_store(read_settings({"TRACKER_DATA_DIR": str(tmp_path / "elsewhere")}))
    try:
        password = accounts.reset_password(alone, owner, dora.id, at=NOW)
        assert users.check_password(alone, "dora", password)
    finally:
        alone.close()


@pytest.mark.parametrize(
    "shown",
    [
        "Eva",
        " eva ",
        "EVA",
        "\uff25\uff56\uff41",
        "Patient (link)",
        "Otto (phone)",
        "Eva (emergency access 0f3a)",
    ],
)
def test_nobody_is_called_as_somebody_else_in_the_record(store: Store, owner: Actor, shown: str) -> None:
    """Deeds are told apart by this name: who carries another one's acts in that one's name."""
    otto = add(store, "otto", Role.PROVIDER)
    change = {"role": Role.PROVIDER, "at": NOW}
    for attempt in (
        lambda: accounts.add_account(store, owner, name="new", display_name=shown, **change),
        lambda: accounts.change_account(store, owner, otto.id, display_name=shown, is_active=True, **change),
    ):
        with pytest.raises(InvalidInput, match="stands for somebody else") as caught:
            attempt()
        assert caught.value.field == "display_name"
    assert {user.display_name for user in users.list_users(store)} == {"Eva", "Otto"}


def test_that_somebody_is_called_otherwise_is_written_down(store: Store, owner: Actor) -> None:
    otto = add(store, "otto", Role.PROVIDER)
    for shown in ("Dr Otto", "Dr Otto"):
        accounts.change_account(
            store, owner, otto.id, display_name=shown, role=Role.PROVIDER, is_active=True, at=NOW
        )
    details = [event.detail for event in audit.list_events(store, object_id=otto.id)]
    assert details == ["", "Otto is called Dr Otto"]


@pytest.mark.parametrize(
    ("claimed", "shown"),
    [("Eva", "Eva-2"), ("EVA", "EVA-2"), ("patient (link)", "patient link"), ("Eva (phone)", "Eva phone")],
)
def test_who_chooses_a_name_at_the_provider_does_not_act_in_anothers(
    store: Store, owner: Actor, claimed: str, shown: str
) -> None:
    said = {"issuer": "https://id.example", "role": Role.PROVIDER, "at": NOW, "display_name": claimed}
    assert owner.display_name == "Eva"
    users.add_user_from_elsewhere(store, subject="1", name="a", **said)
    assert [user.display_name for user in users.list_users(store)] == [shown, "Eva"]
