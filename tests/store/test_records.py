"""The clinic, series, sessions, and the audit."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.store.conftest import NOW, SERIES, Filler
from tracker.errors import InvalidInput, NotFound
from tracker.model import AuditEvent, Clinic, SeriesStatus, Session, SessionDetails, SessionKind
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
    assert sessions.edit_session(store, added.id, changed, by="", at=NOW).details == changed
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
        sessions.edit_session(store, second.id, replace(second.details, number=1), by="", at=NOW)
    assert sessions.edit_session(store, second.id, second.details, by="", at=NOW) == second
    fill.session(fill.series(), 1)


def test_a_mark_of_unchanged_skin_is_kept_taken_back_and_written_down(store: Store, fill: Filler) -> None:
    of = fill.series()
    first, second = (fill.session(of, number, kind=SessionKind.FOLLOW_UP) for number in (1, 2))
    marked = replace(second.details, unchanged_since=first.id)
    for details in (marked, replace(marked, note="calm"), second.details):
        sessions.edit_session(store, second.id, details, by="Dr Who", at=NOW)
        assert sessions.read_session(store, second.id).details == details
    # the note by itself is no event
    assert [
        (event.user, event.action, event.detail, event.patient_id) for event in written(store, second)
    ] == [
        ("Dr Who", "took back the mark of unchanged skin", "session 2", of.patient_id),
        ("Dr Who", "marked session unchanged", "session 2 since session 1", of.patient_id),
    ]


@pytest.mark.parametrize(
    ("earlier", "kind", "sentence"),
    [
        (
            40,
            SessionKind.FOLLOW_UP,
            "Session 1 was not held before this one: choose an earlier session, or “Not marked”.",
        ),
        (
            29.6,
            SessionKind.FOLLOW_UP,
            "Session 1 was held less than 12 hours before this one and can't show how days differ: "
            "choose a session of another day, or “Not marked”.",
        ),
        (
            10,
            SessionKind.FOLLOW_UP,
            "The skin was treated between session 1 and this one: "
            "choose a session after that treatment, or “Not marked”.",
        ),
        (
            25,
            SessionKind.TREATMENT,
            "The skin was treated between session 1 and this one: "
            "choose a session after that treatment, or “Not marked”.",
        ),
    ],
)
def test_a_mark_of_unchanged_skin_that_can_not_be_true_is_refused(
    store: Store, fill: Filler, earlier: float, kind: SessionKind, sentence: str
) -> None:
    of = fill.series()
    first = fill.session(of, 1, day=earlier, kind=kind)
    fill.session(of, 2, day=20, kind=SessionKind.TREATMENT)
    third = fill.session(of, 3, day=30, kind=SessionKind.FOLLOW_UP)
    marked = replace(third.details, unchanged_since=first.id)
    with pytest.raises(InvalidInput) as caught:
        sessions.edit_session(store, third.id, marked, by="", at=NOW)
    assert (str(caught.value), caught.value.field) == (sentence, "unchanged_since")
    with pytest.raises(InvalidInput, match=re.escape(sentence)):
        sessions.add_session(store, of.id, replace(marked, number=4), at=NOW)
    assert sessions.read_session(store, third.id) == third
    assert written(store, third) == []


def test_photos_before_a_treatment_may_be_unchanged_since_an_earlier_visit(
    store: Store, fill: Filler
) -> None:
    of = fill.series()
    first, second = fill.session(of, 1, kind=SessionKind.FOLLOW_UP), fill.session(of, 2)
    marked = replace(second.details, unchanged_since=first.id)
    assert sessions.edit_session(store, second.id, marked, by="", at=NOW).details == marked


def test_skin_is_unchanged_only_since_another_session_of_its_series(store: Store, fill: Filler) -> None:
    one = fill.session(fill.series(), 2)
    for other in (fill.session(fill.series(), 1), one, replace(one, id="nothing")):
        marked = replace(one.details, unchanged_since=other.id)
        with pytest.raises(InvalidInput, match="Choose an earlier session of this series"):
            sessions.edit_session(store, one.id, marked, by="", at=NOW)


def written(store: Store, session: Session) -> list[AuditEvent]:
    return audit.list_events(store, object_id=session.id)


def test_what_is_not_there_is_not_found(store: Store, fill: Filler) -> None:
    details = SessionDetails(1, NOW, SessionKind.BASELINE)
    for ask in (
        lambda: series.read_series(store, "nobody"),
        lambda: series.edit_series(store, "nobody", SERIES),
        lambda: series.add_series(store, "nobody", SERIES, at=NOW),
        lambda: sessions.read_session(store, "nobody"),
        lambda: sessions.edit_session(store, "nobody", details, by="", at=NOW),
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
