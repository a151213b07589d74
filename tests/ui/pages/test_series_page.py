"""One course of treatment: sessions in order, new sessions, editing, what is still to be done."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from tests.ui.pages.records import CHEEK, NOW, Records
from tests.ui.pages.tab import Tab
from tracker.model import RefusalReason, Role, SessionKind, View, ViewKind
from tracker.store import photos, series, sessions
from tracker.ui import context


def test_the_series_shows_its_sessions_in_order_with_their_photos(records: Records, owner) -> None:
    one = records.series()
    later = records.session(one, 2, days=30, kind=SessionKind.TREATMENT)
    first = records.session(one, 1)
    photo = records.photo(first)
    tab = Tab.open("series", series=one.id)
    titles = [label for label in tab.links if label.startswith("**Session")]
    assert titles == ["**Session 1 · baseline · 15 April 2026**", "**Session 2 · treatment · 15 May 2026**"]
    assert f"/photo/{photo.digest}/thumbnail" in tab.words
    assert "No photos yet." in tab.words
    assert tab.links[titles[1]] == f"session?session={later.id}"


def test_photos_say_how_they_are_aligned_or_why_not(records: Records, owner) -> None:
    course = records.course()
    records.aligned(course.photos[4], refusal=RefusalReason.MIRRORED)
    waiting = records.photo(course.sessions[4])
    words = Tab.open("series", series=course.series.id).words
    for said in ("reference", "alignment good (within 0.3 mm)", "not aligned: mirrored", "not analysed yet"):
        assert said in words
    assert waiting.digest in words


def test_the_way_on_is_offered_when_there_is_something_to_see(records: Records, owner) -> None:
    one = records.series()
    onward = {"Compare", "Progress", "Regions"}
    assert not onward & set(Tab.open("series", series=one.id).links)
    session = records.session(one, 1)
    records.photo(session)
    assert onward & set(Tab.open("series", series=one.id).links) == {"Progress", "Regions"}
    records.photo(session)
    links = Tab.open("series", series=one.id).links
    assert onward <= set(links)
    assert links["Compare"] == f"compare?series={one.id}"


def test_every_view_without_a_treated_region_is_pointed_out(records: Records, owner) -> None:
    course = records.course()
    assert "no treated region" not in Tab.open("series", series=course.series.id).words
    records.photo(course.sessions[0], view=View(ViewKind.FRONT))
    tab = Tab.open("series", series=course.series.id)
    assert "Front: no treated region is drawn yet" in tab.words
    assert tab.links["Draw regions"] == f"regions?series={course.series.id}&view=front"
    assert f"{CHEEK.label}: no treated" not in tab.words


def new_session(tab: Tab, **typed: object) -> Tab:
    tab.press("New session")
    for label, value in typed.items():
        tab.type(label, value)
    return tab.press("Save session")


def test_a_new_session_is_dated_on_the_clinics_clock_and_opened(store, records: Records, owner) -> None:
    one = records.series()
    tab = new_session(
        Tab.open("series", series=one.id),
        **{"Date and time": datetime(2026, 7, 1, 9, 30), "Needle depth (mm)": 1.5, "Passes": 3},
    )
    assert tab.page == "session"
    assert "Session 1 · baseline · 1 July 2026" in tab.words
    assert "by Eva, owner · 1.5 mm deep · 3 passes" in tab.words
    (session,) = sessions.list_sessions(store, one.id)
    assert session.details.held_at == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)


def test_a_second_session_is_offered_the_next_number_and_treatment(records: Records, owner) -> None:
    one = records.series()
    records.session(one, 1)
    tab = Tab.open("series", series=one.id).press("New session")
    assert tab.field("Session number").value == 2
    assert tab.field("Kind").value == "treatment"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"Date and time": datetime(2026, 11, 2, 9, 0)},
            "The session's date lies in the future: check day and time.",
        ),
        ({"Session number": 1}, "This series has a session 1 already"),
    ],
)
def test_a_wrong_session_gets_one_sentence_and_stays_typed(typed, sentence, store, records, owner) -> None:
    one = records.series()
    records.session(one, 1)
    tab = new_session(Tab.open("series", series=one.id), **{"Note": "calm skin", "Serum": "HA"} | typed)
    (error,) = tab.errors
    assert error.startswith(sentence)
    for label, value in ({"Note": "calm skin", "Serum": "HA"} | typed).items():
        assert tab.field(label).value == value
    assert len(sessions.list_sessions(store, one.id)) == 1


def test_a_date_that_is_typed_slowly_is_the_one_that_is_saved(store, records, owner, monkeypatch) -> None:
    """The clock goes on while somebody types: the offered time may not push out the typed one."""
    minutes = count()
    monkeypatch.setattr(context, "now", lambda: NOW + timedelta(minutes=next(minutes)))
    one = records.series()
    tab = new_session(
        Tab.open("series", series=one.id), **{"Date and time": datetime(2026, 7, 1, 9, 30), "Note": "calm"}
    )
    (session,) = sessions.list_sessions(store, one.id)
    assert session.details.held_at == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    assert tab.page == "session"


def test_an_assistant_adds_sessions(store, records: Records, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    one = records.series()
    new_session(Tab.open("series", series=one.id))
    assert len(sessions.list_sessions(store, one.id)) == 1


def test_the_days_of_follow_ups_are_part_of_the_plan(store, records: Records, owner) -> None:
    one = records.series()
    tab = Tab.open("series", series=one.id).press("Edit series")
    label = "Follow-ups, in days after the last treatment"
    assert tab.field(label).value == "30, 90, 150"
    tab.type(label, "14, 60").press("Save series")
    assert series.read_series(store, one.id).details.follow_up_days == (14, 60)
    assert tab.press("Edit series").field(label).value == "14, 60"


def test_a_stopped_series_says_so_once_a_reason_is_given(records: Records, owner) -> None:
    tab = Tab.open("series", series=records.series().id).press("Edit series")
    tab.type("Status", "stopped").press("Save series")
    assert tab.errors == ["Say why the series was stopped."]
    assert tab.field("Status").value == "stopped"
    tab.type("Reason, if stopped", "pregnancy").press("Save series")
    assert "left cheek · stopped · since 1 April 2026" in tab.words
    assert not tab.app.get("dialog")


def test_the_patients_view_is_switched_for_all_and_marked_in_the_grid(records: Records, owner) -> None:
    course = records.course()
    tab = Tab.open("series", series=course.series.id)
    assert "Visible to the patient" not in tab.words
    tab.press("Show all of them")
    shown = photos.list_photos(records.store, course.series.id)
    assert all(photo.is_visible_to_patient for photo in shown)
    assert tab.words.count("Visible to the patient") == len(shown)
    tab.press("Hide all of them")
    assert not any(p.is_visible_to_patient for p in photos.list_photos(records.store, course.series.id))
