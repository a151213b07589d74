"""One visit: what was done, and its photos corrected, deleted and brought back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.ui.pages.records import NOW, Records
from tests.ui.pages.tab import Tab
from tracker.imaging.measure.gates.light import exposure_finding
from tracker.model import Acceptance, CaptureTimeSource, Phase, Role, Session, SessionKind, View, ViewKind
from tracker.store import jobs, photos, series, sessions
from tracker.store.schema import PhotoRecord
from tracker.ui import context


@pytest.fixture
def visit(records: Records):
    """A session with two photos, taken at 14:07:31 and 14:10 on the clinic's clock."""
    session = records.session(records.series(), 1)
    return session, records.photo(session, minutes=7, seconds=31), records.photo(session, minutes=10)


def test_a_session_can_be_edited(store, records: Records, owner, visit) -> None:
    session, *_ = visit
    tab = Tab.open("session", session=session.id).press("Edit session")
    tab.type("Immediate reaction", "slight redness").type("Note", "well tolerated").press("Save session")
    assert not tab.errors
    assert "slight redness" in tab.words
    assert "well tolerated" in tab.words
    assert sessions.read_session(store, session.id).details.held_at == session.details.held_at


def test_a_session_can_not_be_moved_to_the_future(store, records, owner, visit) -> None:
    session, *_ = visit
    tab = Tab.open("session", session=session.id).press("Edit session")
    tab.type("Date and time", datetime(2027, 1, 1)).type("Note", "typed").press("Save session")
    assert tab.errors == ["The session's date lies in the future: check day and time."]
    assert tab.field("Note").value == "typed"
    assert sessions.read_session(store, session.id) == session


MARK = "Nothing was done to the skin and nothing changed since"


def follow_ups(records: Records, *days: int) -> list[Session]:
    of = records.series()
    return [records.session(of, n, days=d, kind=SessionKind.FOLLOW_UP) for n, d in enumerate(days, 1)]


def test_a_session_is_marked_unchanged_since_an_earlier_one_and_the_mark_taken_back(
    store, records: Records, owner
) -> None:
    first, second, third = follow_ups(records, 0, 10, 20)
    tab = Tab.open("session", session=second.id).press("Edit session")
    choice = tab.field(MARK)
    assert (choice.value, choice.options) == ("", ["Not marked", "Session 1 · follow-up · 15 April 2026"])
    tab.type(MARK, first.id).press("Save session")
    assert sessions.read_session(store, second.id).details.unchanged_since == first.id
    said = "nothing was done to the skin and nothing changed since Session 1 · follow-up · 15 April 2026."
    assert f"Marked: {said}" in tab.words
    # what else is edited leaves the mark as it is
    tab = Tab.open("session", session=second.id).press("Edit session")
    tab.type("Note", "calm").press("Save session")
    assert sessions.read_session(store, second.id).details.unchanged_since == first.id
    tab.press("Edit session").type(MARK, "").press("Save session")
    assert sessions.read_session(store, second.id).details.unchanged_since is None
    assert "Marked" not in tab.words
    tab = Tab.open("session", session=third.id).press("Edit session")
    assert [option.split(" · ")[0] for option in tab.field(MARK).options] == [
        "Not marked",
        "Session 2",
        "Session 1",
    ]


def test_a_first_session_can_not_be_unchanged_since_any(records: Records, owner) -> None:
    first, _ = follow_ups(records, 0, 10)
    tab = Tab.open("session", session=first.id).press("Edit session")
    with pytest.raises(AssertionError, match="no field"):
        tab.field(MARK)


def test_a_treatment_between_two_sessions_refuses_the_mark_and_outdates_it(
    store, records: Records, owner
) -> None:
    first, second = follow_ups(records, 0, 10)
    marked = replace(second.details, unchanged_since=first.id)
    sessions.edit_session(store, second.id, marked, by="", at=NOW)
    of = series.read_series(store, first.series_id)
    records.session(of, 3, days=5, kind=SessionKind.TREATMENT)
    tab = Tab.open("session", session=second.id)
    assert tab.warnings == [
        "This mark doesn't count any more: the skin was treated between session 1 and this one."
    ]
    tab.press("Edit session").type("Note", "typed").press("Save session")
    assert tab.errors == [
        "The skin was treated between session 1 and this one: "
        "choose a session after that treatment, or “Not marked”."
    ]
    assert tab.field("Note").value == "typed"
    tab.type(MARK, "").press("Save session")
    assert not tab.errors
    assert sessions.read_session(store, second.id).details.unchanged_since is None


def test_photos_show_their_time_on_the_clinics_clock(records: Records, owner, visit) -> None:
    words = Tab.open("session", session=visit[0].id).words
    assert "14:07" in words
    assert "14:10" in words
    assert "Close-up, left cheek" in words


def edit_photos(visit) -> Tab:
    return Tab.open("session", session=visit[0].id).press("Edit photos")


def test_a_photos_view_phase_and_note_can_be_corrected(store, owner, visit) -> None:
    tab = edit_photos(visit)
    tab.type("View", ViewKind.FRONT).type("Phase", Phase.IMMEDIATELY_POST).type("Note", "after cleansing")
    tab.press("Save")
    assert not tab.errors
    edited = photos.read_photo(store, visit[1].id)
    assert (edited.view, edited.phase, edited.note) == (
        View(ViewKind.FRONT),
        Phase.IMMEDIATELY_POST,
        "after cleansing",
    )


def test_a_note_leaves_the_cameras_capture_time_as_it_is(store, owner, visit) -> None:
    edit_photos(visit).type("Note", "after cleansing").press("Save")
    edited = photos.read_photo(store, visit[1].id)
    assert edited.note == "after cleansing"
    assert edited.captured_at == visit[1].captured_at
    assert edited.captured_at_source is CaptureTimeSource.METADATA


def test_a_corrected_capture_time_counts_as_typed(store, owner, visit) -> None:
    edit_photos(visit).type("Taken", datetime(2026, 4, 15, 8, 0)).press("Save")
    edited = photos.read_photo(store, visit[1].id)
    assert edited.captured_at == datetime(2026, 4, 15, 6, 0, tzinfo=UTC)
    assert edited.captured_at_source is CaptureTimeSource.TYPED


def test_a_capture_time_in_the_future_is_refused_and_stays_typed(store, owner, visit) -> None:
    tab = edit_photos(visit).type("Taken", datetime(2027, 1, 1)).type("Note", "kept").press("Save")
    assert tab.errors == [
        "The capture time lies in the future: check the camera's clock or type the right time."
    ]
    assert tab.field("Taken").value == datetime(2027, 1, 1)
    assert tab.field("Note").value == "kept"
    assert photos.read_photo(store, visit[1].id) == visit[1]


def test_a_close_up_needs_its_zone(store, records: Records, owner) -> None:
    session = records.session(records.series(), 1)
    photo = records.photo(session, view=View(ViewKind.FRONT))
    tab = Tab.open("session", session=session.id).press("Edit photos")
    tab.type("View", ViewKind.CLOSE_UP).press("Save")
    assert tab.errors == ["Say which zone the photo shows, for example left cheek."]
    tab.type("Zone", "chin").press("Save")
    assert photos.read_photo(store, photo.id).view == View(ViewKind.CLOSE_UP, "chin")


def test_a_deleted_photo_is_gone_with_its_reason_and_comes_back(store, owner, visit) -> None:
    session, first, second = visit
    tab = edit_photos(visit).type("Photo", 1).run()
    tab.type("Reason, if it is to be deleted", "blurred").press("Delete photo")
    assert "The photo is deleted." in tab.words
    assert second.digest not in tab.words
    assert first.digest in tab.words
    assert photos.list_photos(store, session.series_id) == [first]
    tab.press("Undo")
    assert "The photo is deleted." not in tab.words
    assert second.digest in tab.words
    assert photos.list_photos(store, session.series_id) == [first, second]
    assert jobs.list_jobs(store, [second.id])


def test_deleting_needs_a_reason(store, owner, visit) -> None:
    tab = edit_photos(visit).type("Note", "kept").press("Delete photo")
    assert tab.errors == ["Say why the photo is deleted."]
    assert tab.field("Note").value == "kept"
    assert len(photos.list_photos(store, visit[0].series_id)) == 2


def test_the_photo_that_others_are_measured_by_is_not_deleted(store, records, owner, visit) -> None:
    session, *_ = visit
    records.region(session.series_id, "cheek")
    tab = edit_photos(visit).type("Reason, if it is to be deleted", "blurred").press("Delete photo")
    (error,) = tab.errors
    assert error.endswith("choose another reference photo first.")
    assert len(photos.list_photos(store, session.series_id)) == 2


def test_an_offer_to_undo_does_not_follow_to_another_patients_session(records, owner, visit) -> None:
    tab = edit_photos(visit).type("Reason, if it is to be deleted", "blurred").press("Delete photo")
    other = records.session(records.series(records.patient(chart_number="B-2")), 1)
    tab.app.query_params = {"session": other.id}
    tab.run()
    assert "The photo is deleted." not in tab.words
    assert "Undo" not in tab.buttons


def test_an_assistant_corrects_photos_but_does_not_delete_them(store, sign_in, visit) -> None:
    sign_in(Role.ASSISTANT)
    tab = edit_photos(visit).type("Note", "by the assistant").press("Save")
    assert photos.read_photo(store, visit[1].id).note == "by the assistant"
    assert "Delete photo" not in tab.press("Edit photos").buttons
    assert len(photos.list_photos(store, visit[0].series_id)) == 2


def test_while_photos_are_analysed_the_page_says_so(store, records: Records, owner, visit) -> None:
    for photo in visit[1:]:
        records.aligned(photo)
    before = len(Tab.open("session", session=visit[0].id).app.get("bidi_component"))
    jobs.queue_job(store, "analyse", visit[1].id, at=NOW - timedelta(minutes=1))
    assert len(Tab.open("session", session=visit[0].id).app.get("bidi_component")) == before + 1


def serious(store, records: Records, session: Session, minutes: int):
    """A photo that was found too dark when it was added."""
    photo = records.photo(session, minutes=minutes)
    finding = exposure_finding(-1.4)
    with store.writing() as db:
        row = db.get(PhotoRecord, photo.id)
        row.findings, row.acceptance = (finding,), Acceptance.WAITING
    return photo


def test_a_photo_that_waits_is_kept_with_a_reason_of_the_list(store, records: Records, owner) -> None:
    session = records.session(records.series(), 1)
    photo = serious(store, records, session, 5)
    tab = Tab.open("session", session=session.id)
    assert "The skin is 1.4 stops darker than in the reference photo (good: up to 0.5)" in tab.words
    assert any("waiting for a decision" in shown.proto.body for shown in tab.app.get("html"))
    tab.press("Keep photo")
    assert tab.errors == ["Give a reason: choose one or write a few words."]
    tab.type("Reason, if it is kept", "It is the only photo of this day.").press("Keep photo")
    kept = photos.read_photo(store, photo.id)
    assert (kept.acceptance, kept.acceptance_reason) == (
        Acceptance.ACCEPTED_WITH_REASON,
        "It is the only photo of this day.",
    )
    assert "Keep photo" not in tab.buttons
    assert "Kept because: It is the only photo of this day" in tab.words


def test_a_photo_that_waits_is_taken_again_and_may_come_back(store, records: Records, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    session = records.session(records.series(), 1)
    photo = serious(store, records, session, 5)
    tab = Tab.open("session", session=session.id).press("Take it again")
    assert photos.list_photos(store, session.series_id) == []
    tab.press("Undo")
    assert [one.id for one in photos.list_photos(store, session.series_id)] == [photo.id]
    assert "Keep photo" in tab.buttons


def test_ten_minutes_after_the_sign_in_deleting_asks_for_the_password(owner, visit, monkeypatch) -> None:
    monkeypatch.setattr(context, "now", lambda: NOW + timedelta(minutes=10))
    tab = edit_photos(visit)
    assert "Delete photo" not in tab.buttons
    tab.type("Your password", "of no meaning").press("It is me")
    tab = edit_photos(visit).type("Reason, if it is to be deleted", "blurred").press("Delete photo")
    assert "The photo is deleted." in tab.words


def test_single_photos_of_a_session_are_shown_to_the_patient(store, owner, visit) -> None:
    session, photo, other = visit
    tab = Tab.open("session", session=session.id)
    (field,) = tab.app.multiselect
    field.set_value([other.id])
    tab.press("Save choice")
    shown = {p.id: p.is_visible_to_patient for p in photos.list_photos(store, session.series_id)}
    assert (shown[photo.id], shown[other.id]) == (False, True)
    (field,) = tab.app.multiselect
    assert field.value == [other.id]
