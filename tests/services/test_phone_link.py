"""A link is good for one phone, one session and ten minutes, and no longer than its maker's sign-in."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from tests.ui.pages.records import NOW, Records
from tracker.errors import NotAllowed, NotFound
from tracker.model import Acceptance, Actor, LinkState, Role, Session, User
from tracker.services import phone_link
from tracker.services.phone_link import which_photos
from tracker.store import audit, photos, sign_ins, users
from tracker.store.opening import Store
from tracker.store.schema import CaptureLinkRecord, UserRecord

ENDED, USED = "This link has ended", "This link was used already"


@pytest.fixture
def session(store: Store) -> Session:
    records = Records(store)
    return records.session(records.series(), 1)


@pytest.fixture
def eva(store: Store, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(users, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return users.add_user(
        store, name="eva", display_name="Dr Eva", role=Role.PROVIDER, password="correct horse", at=NOW
    )


@pytest.fixture
def sign_in(store: Store, eva: User) -> str:
    return sign_ins.start_sign_in(store, eva.id, at=NOW)


def actor(user: User) -> Actor:
    return Actor(user.id, user.display_name, user.role)


def make(store: Store, eva: User, sign_in: str, session: Session, *, minutes: float = 0) -> str:
    at = NOW + timedelta(minutes=minutes)
    return phone_link.make_link(store, actor(eva), session.id, sign_in_token=sign_in, at=at)


def claim(store: Store, token: str, *, minutes: float = 1) -> str:
    return phone_link.claim_link(store, token, at=NOW + timedelta(minutes=minutes))


def is_let_in(store: Store, phone: str, *, minutes: float = 2) -> bool:
    return phone_link.find_phone(store, phone, at=NOW + timedelta(minutes=minutes)) is not None


def test_a_phone_acts_in_its_makers_name_for_one_session(store, eva, sign_in, session):
    phone = phone_link.find_phone(store, claim(store, make(store, eva, sign_in, session)), at=NOW)
    assert phone is not None
    assert phone.actor == Actor(eva.id, "Dr Eva (phone)", Role.PHONE, "", session.id)
    assert phone.expires_at == NOW + timedelta(minutes=10)


def test_only_digests_of_both_tokens_are_stored(store, eva, sign_in, session):
    token = make(store, eva, sign_in, session)
    phone = claim(store, token)
    with store.reading() as db:
        row = db.scalars(select(CaptureLinkRecord)).one()
        digests = [hashlib.sha256(t.encode()).hexdigest() for t in (token, phone, sign_in)]
        assert [row.token_digest, row.phone_digest, row.sign_in_digest] == digests
    assert token != phone
    assert len(token) >= 43, "32 random bytes"


def test_the_second_phone_is_refused_and_the_first_stays(store, eva, sign_in, session):
    token = make(store, eva, sign_in, session)
    phone = claim(store, token)
    with pytest.raises(NotAllowed, match=USED):
        claim(store, token)
    assert is_let_in(store, phone)


def test_a_link_and_its_phone_end_after_ten_minutes(store, eva, sign_in, session):
    token = make(store, eva, sign_in, session)
    with pytest.raises(NotAllowed, match=ENDED):
        claim(store, token, minutes=10)
    phone = claim(store, token, minutes=9.9)
    assert is_let_in(store, phone, minutes=9.95)
    assert not is_let_in(store, phone, minutes=10)


def test_the_desk_ends_a_link_before_and_after_it_was_claimed(store, eva, sign_in, session):
    unused = make(store, eva, sign_in, session)
    phone_link.end_link(store, actor(eva), session.id, at=NOW)
    with pytest.raises(NotAllowed, match=ENDED):
        claim(store, unused)
    phone = claim(store, make(store, eva, sign_in, session))
    phone_link.end_link(store, actor(eva), session.id, at=NOW + timedelta(minutes=2))
    assert not is_let_in(store, phone)


def test_a_new_link_ends_the_former_and_its_phone(store, eva, sign_in, session):
    unused = make(store, eva, sign_in, session)
    used = make(store, eva, sign_in, session)
    phone = claim(store, used)
    make(store, eva, sign_in, session, minutes=2)
    with pytest.raises(NotAllowed, match=ENDED):
        claim(store, unused)
    assert not is_let_in(store, phone, minutes=3)


def test_signing_out_ends_the_link_and_its_phone(store, eva, sign_in, session):
    unused = make(store, eva, sign_in, session)
    sign_ins.end_sign_in(store, sign_in)
    with pytest.raises(NotAllowed, match=ENDED):
        claim(store, unused)
    again = sign_ins.start_sign_in(store, eva.id, at=NOW)
    phone = claim(store, make(store, eva, again, session))
    assert is_let_in(store, phone)
    sign_ins.end_sign_in(store, again)
    assert not is_let_in(store, phone)


def test_a_sign_in_that_was_idle_too_long_ends_the_phone(store, eva, sign_in, session):
    idle = store.settings.idle_minutes
    phone = claim(store, make(store, eva, sign_in, session, minutes=idle - 5), minutes=idle - 4)
    assert is_let_in(store, phone, minutes=idle - 0.1)
    assert not is_let_in(store, phone, minutes=idle)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.PATIENT}], ids=str)
def test_a_maker_without_the_right_has_no_phone(store, eva, sign_in, session, change):
    phone = claim(store, make(store, eva, sign_in, session))
    with store.writing() as db:
        row = db.get(UserRecord, eva.id)
        for name, value in change.items():
            setattr(row, name, value)
    assert not is_let_in(store, phone)


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_guess_opens_nothing(store, eva, sign_in, session, token):
    make(store, eva, sign_in, session)
    with pytest.raises(NotAllowed, match=ENDED):
        claim(store, token)
    assert not is_let_in(store, token)


def test_a_links_token_is_no_phones_token(store, eva, sign_in, session):
    token = make(store, eva, sign_in, session)
    phone = claim(store, token)
    assert not is_let_in(store, token)
    with pytest.raises(NotAllowed, match=ENDED):
        claim(store, phone)


def test_the_desk_sees_how_far_the_link_is(store, eva, sign_in, session):
    def seen(minutes: float) -> tuple[LinkState, int, str]:
        found = phone_link.watch_link(store, actor(eva), session.id, at=NOW + timedelta(minutes=minutes))
        return found.state, found.seconds_left, found.photos

    none = which_photos([])
    assert seen(0) == (LinkState.ENDED, 0, none)
    token = make(store, eva, sign_in, session)
    assert seen(1) == (LinkState.OPEN, 540, none)
    claim(store, token)
    photo = Records(store).photo(session)
    assert seen(2) == (LinkState.CLAIMED, 480, which_photos([photo]))
    assert seen(10) == (LinkState.ENDED, 0, which_photos([photo]))


def test_a_photo_that_was_taken_again_is_told_from_the_first(store, eva, sign_in, session):
    """The desk looks every two seconds: of a photo that took the place of another it sees no other number."""
    records = Records(store)
    first = records.photo(session)
    before = phone_link.watch_link(store, actor(eva), session.id, at=NOW).photos
    photos.delete_photo(store, first.id, by="Eva", at=NOW, why="taken again")
    again = records.photo(session)
    after = phone_link.watch_link(store, actor(eva), session.id, at=NOW).photos
    assert before == which_photos([first]) != after == which_photos([again])
    kept = replace(again, acceptance=Acceptance.ACCEPTED_WITH_REASON)
    assert which_photos([kept]) != after
    assert which_photos([first, again]) == which_photos([again, first])


def test_what_is_done_with_a_link_is_written_down_without_its_token(store, eva, sign_in, session):
    token = make(store, eva, sign_in, session)
    claim(store, token)
    phone_link.end_link(store, actor(eva), session.id, at=NOW + timedelta(minutes=2))
    events = audit.list_events(store, object_id=session.id)
    done = [event for event in events if "phone" in event.action]
    assert [event.action for event in done] == ["ended phone link", "connected phone", "made phone link"]
    assert {event.user for event in done} == {"Dr Eva"}
    assert token not in str(events)


def test_a_ghost_is_a_reference_of_the_series_and_nothing_else(store, eva, sign_in):
    records = Records(store)
    series = records.series()
    first, second = records.session(series, 1), records.session(series, 2, days=30)
    reference, later = records.photo(first), records.photo(second)
    strange = records.photo(records.session(records.series(records.patient(chart_number="B-2")), 1))
    phone = Actor(eva.id, "Dr Eva (phone)", Role.PHONE, session_id=second.id)
    assert phone_link.find_ghost(store, phone, reference.digest).read() == b"large"
    for photo in (later, strange):
        with pytest.raises(NotFound, match="no picture at this address"):
            phone_link.find_ghost(store, phone, photo.digest)


@pytest.mark.parametrize("role", [Role.PATIENT, Role.PHONE])
def test_who_may_not_add_photos_makes_watches_and_ends_no_link(store, eva, sign_in, session, role):
    somebody = Actor(eva.id, "Pat", role, session_id=session.id)
    with pytest.raises(NotAllowed):
        phone_link.make_link(store, somebody, session.id, sign_in_token=sign_in, at=NOW)
    with pytest.raises(NotAllowed):
        phone_link.watch_link(store, somebody, session.id, at=NOW)
    with pytest.raises(NotAllowed):
        phone_link.end_link(store, somebody, session.id, at=NOW)
