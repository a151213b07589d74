"""The page on which an owner reads who did what."""

import pytest
from sqlalchemy import text

from tests.ui.pages.records import NOW
from tests.ui.pages.tab import Tab
from tracker.model import Outcome, Role
from tracker.store import audit


def test_seeing_a_patient_is_written_down_once_and_found_on_the_page(records, owner, store) -> None:
    course = records.course()
    for _ in range(2):
        Tab.open("compare", **course.address("compare"))
    seen = [
        event for event in audit.list_events(store, patient_id=course.patient.id) if event.action == "saw"
    ]
    assert [(event.user, event.object_kind, event.object_id) for event in seen] == [
        ("Eva, owner", "compare", course.series.id)
    ]
    tab = Tab.open("audit").type("What was done", "saw").run()
    assert "1 event" in tab.words
    tab.press("Check that nothing was changed")
    assert "all as they were written" in tab.words


def test_a_changed_event_is_said(records, owner, store) -> None:
    records.course()
    audit.record_event(store, at=NOW, user="x", action="y", object_kind="z", object_id="")
    with store.writing() as db:
        db.execute(text("DROP TRIGGER audit_event_unchanged"))
        db.execute(text("UPDATE audit_event SET user_name = 'nobody' WHERE id = 1"))
    tab = Tab.open("audit").press("Check that nothing was changed")
    assert len(tab.errors) == 1
    assert "at or before event 1:" in tab.errors[0]


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ASSISTANT, Role.PATIENT])
def test_nobody_but_an_owner_opens_it_and_the_attempt_is_written_down(role, store, sign_in) -> None:
    sign_in(role)
    tab = Tab.open("audit")
    assert tab.errors == ["Your account can't see who did what: ask the clinic's owner."]
    event = audit.list_events(store)[0]
    assert (event.user, event.action, event.object_id, event.outcome) == (
        f"Eva, {role}",
        "was refused",
        "audit",
        Outcome.REFUSED,
    )
