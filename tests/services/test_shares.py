"""Patients' links: who makes them, what opens them, how few tries there are, and what ends them."""

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from tests.services.consenting import STAFF, allow
from tests.ui.pages.records import NOW, Records
from tracker.config import read_settings
from tracker.errors import ConfirmationNeeded, InvalidInput, NotAllowed, NotFound, SignInFailed
from tracker.identity.readable import ALPHABET
from tracker.model import (
    Actor,
    ConsentScope,
    ErasureGround,
    Photo,
    Rendition,
    Role,
    Series,
    SessionKind,
    ShareFactor,
    ShareState,
)
from tracker.services import consents, retention, shares
from tracker.services import patients as patients_service
from tracker.services.retention import Deletion
from tracker.services.shares import Answer, MadeShare
from tracker.store import audit, patient_view, sessions, share_visits
from tracker.store import shares as stored
from tracker.store.opening import Store, open_store
from tracker.store.schema import PhotoRecord, ShareRecord, ShareVisitRecord

EVA = Actor("eva", "Dr Eva", Role.PROVIDER, confirmed_at=NOW)
BORN = date(1984, 3, 9)


@pytest.fixture
def records(store: Store) -> Records:
    return Records(store)


@pytest.fixture
def course(records: Records) -> Series:
    made = records.series()
    allow(records.store, made.patient_id, ConsentScope.PATIENT_VIEW, at=NOW)
    return made


def make(store: Store, course: Series, factor: ShareFactor = ShareFactor.BIRTH_DATE, **changed) -> MadeShare:
    return shares.make_share(
        store, changed.get("actor", EVA), course.id, factor=factor, days=changed.get("days", 30), at=NOW
    )


def said(made: MadeShare, what: str = BORN.isoformat(), address: str = "192.0.2.7") -> Answer:
    return Answer(made.token, made.share.factor, what, address, "Phone 1")


def open_with(store: Store, answer: Answer, *, minutes: float = 1) -> str:
    return shares.open_share(store, answer, at=NOW + timedelta(minutes=minutes))


def reader(store: Store, token: str, *, minutes: float = 2) -> Actor | None:
    return shares.find_reader(store, token, at=NOW + timedelta(minutes=minutes), is_activity=False)


def fail(store: Store, made: MadeShare, times: int, address: str = "192.0.2.7") -> None:
    for number in range(times):
        with pytest.raises(SignInFailed):
            open_with(store, said(made, f"1970-01-{number + 1:02}", address))


def test_the_patient_who_knows_the_day_of_birth_is_let_into_one_series(store, course):
    token = open_with(store, said(make(store, course)))
    found = reader(store, token)
    assert found is not None
    assert (found.role, found.patient_id, found.series_id) == (Role.PATIENT, course.patient_id, course.id)
    assert found.user_id == found.session_id == ""


def test_neither_tokens_nor_codes_are_stored(store, course):
    made = make(store, course, ShareFactor.CODE)
    visit = open_with(store, said(made, shares.read_code(made.code)))
    with store.reading() as db:
        rows = [
            str(db.execute(text(f"SELECT * FROM {t}")).all()) for t in ("share", "share_visit", "audit_event")
        ]
    for secret in (made.token, made.code, shares.read_code(made.code), visit):
        assert not any(secret in row for row in rows)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT, Role.PHONE])
def test_others_than_owner_and_provider_have_nothing_to_do_with_links(store, course, role):
    made = make(store, course)
    somebody = Actor("x", "X", role, confirmed_at=NOW, patient_id=course.patient_id)
    for deed in (
        lambda: make(store, course, actor=somebody),
        lambda: shares.list_shares(store, somebody, course.id, at=NOW),
        lambda: shares.renew_code(store, somebody, made.share.id, at=NOW),
        lambda: shares.unlock_share(store, somebody, made.share.id, at=NOW),
        lambda: shares.revoke_share(store, somebody, made.share.id, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_link_is_made_only_after_the_password_was_typed(store, course):
    with pytest.raises(ConfirmationNeeded):
        make(
            store,
            course,
            actor=Actor("eva", "Dr Eva", Role.PROVIDER, confirmed_at=NOW - timedelta(minutes=11)),
        )


@pytest.mark.parametrize("days", [0, 366])
def test_a_link_lasts_between_a_day_and_a_year(store, course, days):
    with pytest.raises(InvalidInput, match="between 1 and 365"):
        make(store, course, days=days)


def test_a_one_time_code_is_short_readable_and_works_once(store, course):
    made = make(store, course, ShareFactor.CODE)
    assert len(made.code.replace("-", "")) == 8
    assert set(made.code) <= {*ALPHABET, "-"}
    typed = shares.read_code(f" {made.code.upper()} ")
    open_with(store, said(made, typed))
    with pytest.raises(NotAllowed, match="used already"):
        open_with(store, said(made, typed))
    renewed = shares.renew_code(store, EVA, made.share.id, at=NOW)
    with pytest.raises(SignInFailed):
        open_with(store, said(made, typed))
    assert reader(store, open_with(store, said(made, shares.read_code(renewed))))


def test_the_sixth_try_is_locked_even_when_it_is_right_and_after_a_restart(store, course):
    made = make(store, course)
    fail(store, made, 5)
    again = open_store(read_settings({"TRACKER_DATA_DIR": str(store.settings.data_dir)}))
    try:
        with pytest.raises(SignInFailed):
            open_with(again, said(made, address="198.51.100.1"), minutes=60 * 24 * 20)
    finally:
        again.close()
    assert stored.read_share(store, made.share.id).state(NOW) is ShareState.LOCKED
    shares.unlock_share(store, EVA, made.share.id, at=NOW)
    assert reader(store, open_with(store, said(made)))


def test_four_wrong_answers_and_a_right_one_let_in(store, course):
    made = make(store, course)
    fail(store, made, 4)
    assert reader(store, open_with(store, said(made)))


def test_answers_at_the_same_time_get_no_more_than_five_tries(store, course):
    made = make(store, course)
    tried, looked_at = threading.Barrier(12), []

    def guess(number: int) -> None:
        answer = said(made, f"1971-01-{number + 1:02}", f"203.0.113.{number}")
        tried.wait()
        try:
            open_with(store, answer)
        except SignInFailed:
            looked_at.append(number)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) == 12
    locked = [e for e in audit.list_events(store, object_id=made.share.id) if e.action == "locked share link"]
    assert [e.detail for e in locked] == ["5 wrong answers"]
    with pytest.raises(SignInFailed):
        open_with(store, said(made))


def test_an_address_that_guesses_at_many_links_is_closed_for_an_hour(store, records, course):
    made = [make(store, course) for _ in range(6)]
    for one in made[:5]:
        fail(store, one, 4)
    with pytest.raises(SignInFailed, match="wait an hour"):
        open_with(store, said(made[5]))
    assert reader(store, open_with(store, said(made[5], address="198.51.100.1")))
    assert reader(store, open_with(store, said(made[4]), minutes=62), minutes=63)


def test_unknown_locked_and_wrong_are_told_apart_by_nothing(store, course, monkeypatch):
    """The same sentence, the same number of slow digests, the same number of rows written."""
    counted = []
    slow = stored.code_digest
    monkeypatch.setattr(share_visits, "code_digest", lambda *said: counted.append(1) or slow(*said))
    locked, plain = make(store, course), make(store, course)
    fail(store, locked, 5)
    with_code = make(store, course, ShareFactor.CODE)
    answers = [
        said(plain, "1970-01-01"),
        said(locked),
        said(with_code, "aaaabbbb"),
        Answer("x" * 43, ShareFactor.BIRTH_DATE, BORN.isoformat(), "192.0.2.8", ""),
        Answer("x" * 43, ShareFactor.CODE, "aaaabbbb", "192.0.2.8", ""),
        # the right day of birth at a link that asks for a code
        Answer(with_code.token, ShareFactor.BIRTH_DATE, BORN.isoformat(), "192.0.2.8", ""),
    ]
    sentences, work, rows = set(), set(), set()
    for answer in answers:
        counted.clear()
        before = _count_rows(store)
        with pytest.raises(SignInFailed) as refused:
            open_with(store, answer)
        sentences.add(str(refused.value))
        work.add(len(counted))
        rows.add(_count_rows(store) - before)
    assert (len(sentences), work, rows) == (1, {1}, {3})


def _count_rows(store: Store) -> int:
    with store.reading() as db:
        return sum(
            db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("share_failure", "audit_event", "share_visit")
        )


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_link_that_is_over_says_so_only_to_who_knows_the_answer(store, course, end):
    made = make(store, course, days=1)
    minutes = 1.0
    if end == "revoked":
        shares.revoke_share(store, EVA, made.share.id, at=NOW)
    else:
        minutes = 24 * 60
    with pytest.raises(SignInFailed, match="That didn't work"):
        open_with(store, said(made, "1970-01-01"), minutes=minutes)
    with pytest.raises(NotAllowed, match="has expired" if end == "expired" else "has ended this link"):
        open_with(store, said(made), minutes=minutes)


def revoke(store: Store, made: MadeShare, token: str) -> None:
    shares.revoke_share(store, EVA, made.share.id, at=NOW)


def leave(store: Store, made: MadeShare, token: str) -> None:
    shares.leave(store, token, at=NOW)


def expire(store: Store, made: MadeShare, token: str) -> None:
    with store.writing() as db:
        db.get_one(ShareRecord, made.share.id).expires_at = NOW


def archive(store: Store, made: MadeShare, token: str) -> None:
    patients_service.archive_patient(store, EVA, _patient_id(store, made), now=NOW)


def withdraw(store: Store, made: MadeShare, token: str) -> None:
    patient_id = _patient_id(store, made)
    consent = consents.read_standing(store, STAFF, patient_id).consent
    assert consent is not None
    consents.withdraw_consent(
        store, STAFF, patient_id, consent.id, {ConsentScope.PATIENT_VIEW}, reason="", now=NOW
    )


def delete(store: Store, made: MadeShare, token: str) -> None:
    owner = Actor("eva", "Dr Eva", Role.OWNER, confirmed_at=NOW)
    retention.delete_patient(
        store,
        owner,
        _patient_id(store, made),
        Deletion(ErasureGround.PATIENT_REQUEST, "asked for it", "A-17"),
        now=NOW,
    )


def _patient_id(store: Store, made: MadeShare) -> str:
    with store.reading() as db:
        return db.get_one(ShareRecord, made.share.id).series.patient_id


def sign_another_form(store: Store, made: MadeShare, token: str) -> None:
    allow(store, _patient_id(store, made), ConsentScope.TEACHING, at=NOW)


def wait_idly(store: Store, made: MadeShare, token: str) -> None:
    with store.writing() as db:
        db.scalars(select(ShareVisitRecord)).one().touched_at = NOW - timedelta(minutes=13)


def wait_for_long(store: Store, made: MadeShare, token: str) -> None:
    with store.writing() as db:
        db.scalars(select(ShareVisitRecord)).one().started_at = NOW - timedelta(hours=12)


@pytest.mark.parametrize(
    "end", [revoke, leave, expire, archive, withdraw, sign_another_form, delete, wait_idly, wait_for_long]
)
def test_a_visit_ends_at_once(store, course, end):
    made = make(store, course)
    token = open_with(store, said(made))
    assert reader(store, token)
    end(store, made, token)
    assert reader(store, token) is None


def test_an_archived_patient_gets_no_link_and_former_ones_stay_ended(store, course):
    made = make(store, course)
    patients_service.archive_patient(store, EVA, course.patient_id, now=NOW)
    with pytest.raises(InvalidInput, match="archived"):
        make(store, course)
    with pytest.raises(NotAllowed):
        open_with(store, said(made))
    patients_service.restore_patient(store, EVA, course.patient_id, now=NOW)
    with pytest.raises(NotAllowed, match="has ended this link"):
        open_with(store, said(made))


@pytest.mark.parametrize("scopes", [(), (ConsentScope.TEACHING,)], ids=["nothing", "another use"])
def test_without_consent_no_link_is_made_and_it_says_why(store, records, scopes):
    course = records.series(records.patient(chart_number="B-3"))
    if scopes:
        allow(store, course.patient_id, *scopes, at=NOW)
    with pytest.raises(InvalidInput, match="patient's own view"):
        make(store, course)
    assert stored.list_shares(store, course.id) == []


def test_a_new_form_that_refuses_closes_a_link_to_the_right_answer_as_well(store, course):
    made = make(store, course)
    allow(store, course.patient_id, ConsentScope.TEACHING, at=NOW)
    with pytest.raises(NotAllowed, match="At present your clinic can't show you photos"):
        open_with(store, said(made))


def test_a_withdrawal_ends_a_link_and_a_later_form_brings_no_former_one_back(store, course):
    made = make(store, course)
    withdraw(store, made, "")
    with pytest.raises(NotAllowed, match="has ended this link"):
        open_with(store, said(made))
    allow(store, course.patient_id, ConsentScope.PATIENT_VIEW, at=NOW)
    with pytest.raises(NotAllowed, match="has ended this link"):
        open_with(store, said(made))


def test_a_link_stands_among_what_has_left(store, course):
    made = make(store, course)
    (left,) = consents.list_released(store, STAFF, course.patient_id)
    assert (left.details.object_id, left.details.series_id) == (made.share.id, course.id)


def test_what_is_looked_at_keeps_a_visit_open(store, course):
    token = open_with(store, said(make(store, course)))
    for minutes in (10, 20, 30):
        at = NOW + timedelta(minutes=minutes)
        assert shares.find_reader(store, token, at=at, is_activity=True)
    assert reader(store, token, minutes=46) is None


def test_openings_and_wrong_answers_are_listed_for_the_clinic(store, course):
    made = make(store, course)
    fail(store, made, 2)
    open_with(store, said(made))
    (listed,) = shares.list_shares(store, EVA, course.id, at=NOW + timedelta(minutes=5))
    assert listed.failure_count == 2
    assert [(v.started_at, v.browser) for v in listed.visits] == [(NOW + timedelta(minutes=1), "Phone 1")]
    events = audit.list_events(store, object_id=made.share.id)
    deeds = sorted((e.action, e.user, e.patient_id, e.outcome.value) for e in events)
    assert deeds == [
        ("gave a wrong answer", "patient (link)", course.patient_id, "refused"),
        ("gave a wrong answer", "patient (link)", course.patient_id, "refused"),
        ("made share link", "Dr Eva", course.patient_id, "done"),
        ("opened share link", "patient (link)", course.patient_id, "done"),
    ]


@pytest.mark.parametrize(
    "typed", [("", "3", "1984"), ("31", "2", "1984"), ("x", "3", "1984"), ("9", "3", "19845")]
)
def test_what_is_no_date_is_no_try(typed):
    with pytest.raises(InvalidInput, match="Enter your date of birth"):
        shares.read_birth_date(*typed)


def seen(store: Store, actor: Actor, photo: Photo, rendition: Rendition = Rendition.SCREEN) -> bytes:
    return shares.find_own_picture(store, actor, photo.id, rendition)


def test_a_patient_sees_visible_photos_of_the_links_series_alone(store, records, course):
    session = records.session(course, 1)
    shown, hidden = records.photo(session), records.photo(session, minutes=1)
    second = records.series(_patient_of(store, course))
    other = records.photo(records.session(second, 1))
    stranger = records.series(records.patient(chart_number="B-2"))
    foreign = records.photo(records.session(stranger, 1))
    for photo in (shown, other, foreign):
        patient_view.set_visible(store, photo.series_id, [photo.id], is_visible=True, by="Dr Eva", at=NOW)
    actor = reader(store, open_with(store, said(make(store, course))))
    assert actor is not None
    assert seen(store, actor, shown) == b"large"
    assert [v.photos for v in shares.open_own(store, actor, course.id).visits] == [
        patient_view.list_visible(store, course.id)
    ]
    with pytest.raises(NotFound):
        seen(store, actor, hidden)
    with pytest.raises(NotFound):
        seen(store, actor, shown, Rendition.TRUST)
    for photo in (other, foreign):
        with pytest.raises(NotAllowed):
            seen(store, actor, photo)
        with pytest.raises(NotAllowed):
            shares.open_own(store, actor, photo.series_id)
    assert [s.id for s in shares.list_own(store, actor, at=NOW)] == [course.id]
    patient_view.set_visible(store, course.id, [shown.id], is_visible=False, by="Dr Eva", at=NOW)
    with pytest.raises(NotFound):
        seen(store, actor, shown)


def _patient_of(store: Store, course: Series):
    return patients_service.open_patient(store, EVA, course.patient_id).patient


@pytest.mark.parametrize("role", [Role.OWNER, Role.PROVIDER, Role.ASSISTANT, Role.PHONE])
def test_the_patients_way_is_for_patients_alone(store, records, course, role):
    photo = records.photo(records.session(course, 1))
    patient_view.set_visible(store, course.id, [photo.id], is_visible=True, by="Dr Eva", at=NOW)
    somebody = Actor("x", "X", role, patient_id=course.patient_id)
    with pytest.raises(NotAllowed):
        seen(store, somebody, photo)
    with pytest.raises(NotAllowed):
        shares.list_own(store, somebody, at=NOW)


def test_a_patients_account_that_belongs_to_nobody_sees_nothing(store, records, course):
    photo = records.photo(records.session(course, 1))
    patient_view.set_visible(store, course.id, [photo.id], is_visible=True, by="Dr Eva", at=NOW)
    nobody = Actor("x", "X", Role.PATIENT)
    assert shares.list_own(store, nobody, at=NOW) == []
    with pytest.raises(NotAllowed):
        seen(store, nobody, photo)


def at_home(store: Store, course: Series) -> Actor:
    actor = reader(store, open_with(store, said(make(store, course))))
    assert actor is not None
    return actor


def add_from_home(store: Store, records: Records, session_id: str, *, at: datetime) -> None:
    photo = records.photo(sessions.read_session(store, session_id))
    with store.writing() as db:
        row = db.get_one(PhotoRecord, photo.id)
        row.is_from_patient, row.added_at = True, at


def test_twelve_photos_a_day_are_taken_and_deleted_ones_count(store, records, course):
    actor = at_home(store, course)
    day = shares.prepare_home_day(store, actor, course.id, byte_count=1, at=NOW)
    assert day.actor.session_id == day.session_id
    for _ in range(shares.MOST_A_DAY):
        assert shares.prepare_home_day(store, actor, course.id, byte_count=1, at=NOW) == day
        add_from_home(store, records, day.session_id, at=NOW)
    with store.writing() as db:
        db.execute(update(PhotoRecord).values(deleted_at=NOW))
    with pytest.raises(InvalidInput, match="12 a day"):
        shares.prepare_home_day(store, actor, course.id, byte_count=1, at=NOW)
    tomorrow = shares.prepare_home_day(store, actor, course.id, byte_count=1, at=NOW + timedelta(days=1))
    assert tomorrow.session_id != day.session_id
    kinds = [one.details.kind for one in sessions.list_sessions(store, course.id)]
    assert kinds == [SessionKind.HOME, SessionKind.HOME]


def test_more_bytes_than_a_day_takes_are_refused(store, course):
    actor = at_home(store, course)
    with pytest.raises(InvalidInput, match="12 a day"):
        shares.prepare_home_day(store, actor, course.id, byte_count=200 * 1024 * 1024 + 1, at=NOW)
    assert sessions.list_sessions(store, course.id) == []


def test_a_session_from_home_is_made_for_nobody_else(store, records, course):
    other = records.series(records.patient(chart_number="B-4"))
    with pytest.raises(NotAllowed):
        shares.prepare_home_day(store, at_home(store, course), other.id, byte_count=1, at=NOW)
    assert sessions.list_sessions(store, other.id) == []
