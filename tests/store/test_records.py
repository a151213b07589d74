"""The clinic, series, sessions, and the audit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.store.conftest import NOW, SERIES, Filler
from tracker.errors import InvalidInput, NotFound
from tracker.model import Clinic, SeriesStatus, SessionDetails, SessionKind
from tracker.store import audit, clinic, series, sessions
from tracker.store.opening import Store


def test_the_clinic_is_none_until_it_is_saved_and_then_replaced(store: Store) -> None:
    assert clinic.read_clinic(store) is None
    for saved in (Clinic("Skin", "Europe/Berlin"), Clinic("Derma", "UTC", 5, 42)):
        clinic.save_clinic(store, saved)
        assert clinic.read_clinic(store) == saved


def test_a_series_is_read_back_as_added_and_edited(store: Store, fill: Filler) -> None:
    patient = fill.patient()
    added = series.add_series(store, patient.id, SERIES, at=NOW)
    assert (added.patient_id, added.details, added.created_at) == (patient.id, SERIES, NOW)
    assert series.read_series(store, added.id) == added
    changed = replace(SERIES, status=SeriesStatus.STOPPED, stop_reason="moved away", goals="even skin")
    edited = series.edit_series(store, added.id, changed)
    assert edited.details == changed
    assert series.read_series(store, added.id) == edited


def test_series_are_listed_latest_first(store: Store, fill: Filler) -> None:
    patient = fill.patient()
    early, late = (
        series.add_series(store, patient.id, replace(SERIES, started_on=date(year, 1, 1)), at=NOW)
        for year in (2024, 2026)
    )
    fill.series()
    assert series.list_series(store, patient.id) == [late, early]


def test_a_session_is_read_back_as_added_and_edited(store: Store, fill: Filler) -> None:
    of = fill.series()
    details = SessionDetails(1, NOW, SessionKind.EARLY_CHECK, needle_depth_mm=1.5, passes=3, serum="HA")
    added = sessions.add_session(store, of.id, details, at=NOW)
    assert (added.series_id, added.details, added.created_at) == (of.id, details, NOW)
    assert sessions.read_session(store, added.id) == added
    changed = replace(details, number=4, held_at=NOW + timedelta(days=1), note="calm")
    assert sessions.edit_session(store, added.id, changed).details == changed
    assert sessions.read_session(store, added.id).details == changed


def test_sessions_are_listed_by_date_and_the_next_number_follows(store: Store, fill: Filler) -> None:
    of = fill.series()
    assert sessions.next_number(store, of.id) == 1
    third, first = fill.session(of, 3, day=10), fill.session(of, 7, day=0)
    assert sessions.list_sessions(store, of.id) == [first, third]
    assert sessions.next_number(store, of.id) == 8


def test_a_session_number_is_taken_once_in_a_series(store: Store, fill: Filler) -> None:
    of = fill.series()
    fill.session(of, 1)
    second = fill.session(of, 2)
    with pytest.raises(InvalidInput, match="has a session 1 already") as caught:
        fill.session(of, 1)
    assert caught.value.field == "number"
    with pytest.raises(InvalidInput, match="has a session 1 already"):
        sessions.edit_session(store, second.id, replace(second.details, number=1))
    assert sessions.edit_session(store, second.id, second.details) == second
    fill.session(fill.series(), 1)


def test_what_is_not_there_is_not_found(store: Store, fill: Filler) -> None:
    details = SessionDetails(1, NOW, SessionKind.BASELINE)
    for ask in (
        lambda: series.read_series(store, "nobody"),
        lambda: series.edit_series(store, "nobody", SERIES),
        lambda: series.add_series(store, "nobody", SERIES, at=NOW),
        lambda: sessions.read_session(store, "nobody"),
        lambda: sessions.edit_session(store, "nobody", details),
        lambda: sessions.add_session(store, "nobody", details, at=NOW),
    ):
        with pytest.raises(NotFound, match="go back and choose another one"):
            ask()
    assert series.list_series(store, "nobody") == []
    assert sessions.list_sessions(store, "nobody") == []


def test_events_are_listed_newest_first_by_patient_or_object(store: Store) -> None:
    for number in range(4):
        audit.record_event(
            store,
            at=NOW + timedelta(minutes=number // 2),
            user="Ann",
            action=f"action {number}",
            object_kind="report",
            object_id=f"report-{number % 2}",
            patient_id="p" if number else "q",
            detail="why",
        )
    assert [e.action[-1] for e in audit.list_events(store)] == ["3", "2", "1", "0"]
    assert [e.action[-1] for e in audit.list_events(store, patient_id="p")] == ["3", "2", "1"]
    assert [e.action[-1] for e in audit.list_events(store, object_id="report-0")] == ["2", "0"]
    assert [e.action[-1] for e in audit.list_events(store, limit=2, offset=1)] == ["2", "1"]
    assert audit.list_events(store, limit=1)[0].at == NOW + timedelta(minutes=1)
