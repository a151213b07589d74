"""What opens a patient's link, and how few tries there are."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.services.shares.links import BORN, EVA, fail, make, open_with, reader, said
from tests.ui.pages.records import NOW
from tracker.config import read_settings
from tracker.errors import InvalidInput, NotAllowed, SignInFailed
from tracker.identity.readable import ALPHABET
from tracker.model import Role, ShareFactor, ShareState
from tracker.services import shares
from tracker.services.shares import Answer
from tracker.store import audit, share_visits
from tracker.store import shares as stored
from tracker.store.opening import Store, open_store


def test_the_patient_who_knows_the_day_of_birth_is_let_into_one_series(store, course):
    token = open_with(store, said(make(store, course)))
    found = reader(store, token)
    assert found is not None
    assert (found.role, found.patient_id, found.series_id) == (Role.PATIENT, course.patient_id, course.id)
    assert found.user_id == found.session_id == ""


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
