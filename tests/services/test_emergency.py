"""Emergency access: a provider's rights for an hour, marked, and told to the owners."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from tracker.errors import ConfirmationNeeded, InvalidInput, NotAllowed
from tracker.model import Actor, EmergencyKind, Role, User
from tracker.rights import Action, is_allowed
from tracker.services import auditing, clinic, emergency, own_account, sign_in
from tracker.store import audit, emergencies, sign_ins, users
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"
REASON = "The provider is ill and the patient waits."
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def add(store: Store, name: str, role: Role) -> User:
    return users.add_user(store, name=name, display_name=name.title(), role=role, password=PASSWORD, at=NOW)


def arrive(store: Store, name: str, *, at: datetime = NOW) -> str:
    return sign_in.sign_in(store, name, PASSWORD, address="10.0.0.1", at=at)


def actor(store: Store, token: str, at: datetime) -> Actor:
    visitor = sign_in.find_visitor(store, token, at=at, is_activity=True)
    assert visitor is not None
    seen_by_page = clinic.actor_of(store, visitor.user.id, sign_in_id=visitor.sign_in.id, at=at)
    assert seen_by_page == visitor.actor
    return visitor.actor


@pytest.fixture
def anna(store: Store) -> str:
    """The token of an assistant who has just signed in."""
    add(store, "anna", Role.ASSISTANT)
    return arrive(store, "anna")


@pytest.fixture
def owner(store: Store) -> Actor:
    add(store, "eva", Role.OWNER)
    return actor(store, arrive(store, "eva"), NOW)


def rights_of(someone: Actor) -> set[Action]:
    return {action for action in Action if is_allowed(someone, action)}


def test_it_adds_a_providers_rights_and_never_an_owners_or_a_deletion(store: Store, anna: str):
    before = rights_of(actor(store, anna, NOW))
    emergency.begin(store, actor(store, anna, NOW), REASON, at=NOW)
    lifted = rights_of(actor(store, anna, NOW + MINUTE))
    provider = rights_of(Actor("p", "P", Role.PROVIDER))
    own_to_owners = rights_of(Actor("o", "O", Role.OWNER)) - provider
    assert lifted - before == provider - before - {Action.DELETE, Action.DELETE_REGIONS}
    assert {Action.EXPORT, Action.EDIT_REGIONS, Action.ANNOTATE} <= lifted - before
    assert not lifted & own_to_owners


def test_it_ends_by_itself_after_60_minutes_and_by_hand_before(store: Store, anna: str):
    emergency.begin(store, actor(store, anna, NOW), REASON, at=NOW)
    for minutes in range(10, 60, 10):
        assert is_allowed(actor(store, anna, NOW + minutes * MINUTE), Action.EXPORT)
    last = NOW + timedelta(minutes=59, seconds=59)
    assert is_allowed(actor(store, anna, last), Action.EXPORT)
    assert not is_allowed(actor(store, anna, NOW + 60 * MINUTE), Action.EXPORT)
    again = NOW + 61 * MINUTE
    own_account.confirm(store, actor(store, anna, again), PASSWORD, at=again)
    emergency.begin(store, actor(store, anna, again), REASON, at=again)
    emergency.end(store, actor(store, anna, again), at=again)
    assert not is_allowed(actor(store, anna, again), Action.EXPORT)
    assert not actor(store, anna, again).emergency_id


def test_it_is_of_one_sign_in_and_ends_with_it(store: Store, anna: str):
    other = arrive(store, "anna")
    access = emergency.begin(store, actor(store, anna, NOW), REASON, at=NOW)
    assert not is_allowed(actor(store, other, NOW), Action.EXPORT)
    sign_in.sign_out(store, anna, at=NOW + MINUTE)
    assert emergencies.read(store, access.id).ended_at == NOW + MINUTE
    assert not is_allowed(actor(store, arrive(store, "anna"), NOW + MINUTE), Action.EXPORT)


def test_without_a_sign_in_or_a_time_it_never_counts(store: Store, anna: str):
    emergency.begin(store, actor(store, anna, NOW), REASON, at=NOW)
    visitor = sign_in.find_visitor(store, anna, at=NOW, is_activity=False)
    assert visitor is not None
    for known in (
        clinic.actor_of(store, visitor.user.id),
        clinic.actor_of(store, visitor.user.id, sign_in_id=visitor.sign_in.id),
    ):
        assert known is not None
        assert not is_allowed(known, Action.EXPORT)


@pytest.mark.parametrize(
    "reason", ["", "please", "a b c", "onelongwordwithoutany spaces", "x " * 300, "a \x1b[2J reason of three"]
)
def test_a_reason_of_a_few_words_is_asked_for(reason: str, store: Store, anna: str):
    with pytest.raises(InvalidInput, match="Say in a few words why"):
        emergency.begin(store, actor(store, anna, NOW), reason, at=NOW)
    assert not actor(store, anna, NOW).emergency_id


def test_the_password_is_asked_for_and_one_access_at_a_time(store: Store, anna: str):
    late = NOW + 11 * MINUTE
    with pytest.raises(ConfirmationNeeded):
        emergency.begin(store, actor(store, anna, late), REASON, at=late)
    own_account.confirm(store, actor(store, anna, late), PASSWORD, at=late)
    emergency.begin(store, actor(store, anna, late), REASON, at=late)
    with pytest.raises(InvalidInput, match="already"):
        emergency.begin(store, actor(store, anna, late), REASON, at=late)


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.OWNER, Role.PATIENT, Role.PHONE])
def test_nobody_else_takes_it_or_has_anything_of_it(role: Role, store: Store):
    lifted = Actor("x", "X", role, sign_in_id="y", confirmed_at=NOW, emergency_id="z")
    with pytest.raises(NotAllowed):
        emergency.begin(store, lifted, REASON, at=NOW)
    assert rights_of(lifted) == rights_of(Actor("x", "X", role))


def test_its_start_its_end_and_each_deed_are_written_down_with_a_mark(store: Store, anna: str):
    access = emergency.begin(store, actor(store, anna, NOW), REASON, at=NOW)
    done = actor(store, anna, NOW + MINUTE)
    auditing.record_view(store, done, kind="compare", object_id="s1", patient_id="p1", at=NOW + MINUTE)
    emergency.end(store, done, at=NOW + 2 * MINUTE)
    marked = f"Anna (emergency access {access.id[:8]})"
    events = [event for event in audit.list_events(store) if event.user == marked]
    assert [event.action for event in events] == ["ended emergency access", "saw", "began emergency access"]
    # the reason may name a patient
    assert not any(REASON in f"{event}" for event in audit.list_events(store))


def test_owners_are_told_until_one_has_acknowledged_it(store: Store, anna: str, owner: Actor):
    access = emergency.begin(store, actor(store, anna, NOW), REASON, at=NOW)
    done = actor(store, anna, NOW + MINUTE)
    auditing.record_view(store, done, kind="compare", object_id="s1", patient_id="p1", at=NOW + MINUTE)
    later = NOW + 90 * MINUTE
    assert emergency.count_unseen(store, owner, at=later) == 1
    assert emergency.count_unseen(store, Actor("p", "P", Role.PROVIDER), at=later) == 0
    (report,) = emergency.list_reports(store, owner)
    assert (report.access.user_name, report.access.reason) == ("Anna", REASON)
    # nobody pressed the button: it ended by itself, which was found out later
    assert report.access.ended_at == NOW + 60 * MINUTE
    assert [deed.action for deed in report.deeds] == [
        "ended emergency access",
        "saw",
        "began emergency access",
    ]
    assert report.deeds[0].detail == "by itself, at 2026-05-03T10:30:00+00:00"
    emergency.acknowledge(store, owner, access.id, at=later)
    assert emergency.count_unseen(store, owner, at=later) == 0
    assert emergency.list_reports(store, owner) == []
    (seen,) = emergency.list_reports(store, owner, is_acknowledged=True)
    assert (seen.access.acknowledged_by, seen.access.acknowledged_at) == ("Eva", later)
    assert audit.list_events(store, limit=1)[0].action == "acknowledged emergency access"


def test_a_locked_out_owner_gets_a_password_that_must_be_changed_and_all_owners_are_told(
    store: Store, owner: Actor
):
    token = arrive(store, "eva")
    password = emergency.open_owners_account(store, "EVA", "Forgot the password on holiday", at=NOW)
    user = users.check_password(store, "eva", password)
    assert user is not None
    assert user.must_change_password
    assert users.check_password(store, "eva", PASSWORD) is None
    assert sign_ins.read_sign_in(store, token, at=NOW, idle_minutes=15, touch=False) is None
    assert emergency.count_unseen(store, owner, at=NOW) == 1
    (report,) = emergency.list_reports(store, owner)
    assert (report.access.kind, report.access.user_name) == (EmergencyKind.OWNER_ACCOUNT, "Eva")
    event = audit.list_events(store, object_id=report.access.id)[0]
    assert (event.user, event.action) == ("whoever runs the machine", "began emergency access")


@pytest.mark.parametrize("name", ["anna", "ghost", "gone"])
def test_the_machine_opens_active_owners_accounts_only(name: str, store: Store, owner: Actor, anna: str):
    gone = add(store, "gone", Role.OWNER)
    users.change_user(store, gone.id, display_name="Gone", role=Role.OWNER, is_active=False)
    with pytest.raises(InvalidInput, match="is no active owner's name"):
        emergency.open_owners_account(store, name, "Forgot the password on holiday", at=NOW)
    assert emergency.count_unseen(store, owner, at=NOW) == 0
