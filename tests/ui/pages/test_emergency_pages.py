"""Emergency access on the pages: taking it, the banner everywhere, and what owners read."""

from datetime import timedelta

from tests.ui.pages.records import NOW
from tests.ui.pages.tab import Tab
from tracker.model import Role
from tracker.store import emergencies
from tracker.ui import context

REASON = "The provider is ill and the patient waits."
MARKED = "Emergency access: {} minutes left. Everything you do is marked and told to the owners."


def test_an_assistant_takes_it_sees_it_on_every_page_and_ends_it(
    records, store, sign_in, monkeypatch
) -> None:
    course = records.course()
    sign_in(Role.ASSISTANT)
    assert Tab.open("regions", **course.address("regions")).errors == []
    tab = Tab.open("emergency").type("Why can't it wait?", "soon").press("Begin emergency access")
    assert tab.errors[0].startswith("Say in a few words why")
    tab.type("Why can't it wait?", REASON).press("Begin emergency access")
    assert tab.errors == [MARKED.format(60)]
    monkeypatch.setattr(context, "now", lambda: NOW + timedelta(minutes=8))
    for page in ("patients", "imports", "progress"):
        assert Tab.open(page, **course.address(page)).errors == [MARKED.format(52)]
    tab = Tab.open("patients").press("End emergency access")
    assert tab.errors == []
    assert Tab.open("imports").errors == ["Your account can't import photos in bulk: ask the clinic's owner."]
    (access,) = emergencies.list_accesses(store, is_acknowledged=False)
    assert (access.reason, access.ended_at) == (REASON, NOW + timedelta(minutes=8))


def test_owners_see_it_everywhere_until_one_acknowledges_it(records, store, sign_in) -> None:
    sign_in(Role.ASSISTANT)
    Tab.open("emergency").type("Why can't it wait?", f"**{REASON}**").press("Begin emergency access")
    sign_in(Role.OWNER)
    told = "1 emergency access that no owner has acknowledged."
    assert told in Tab.open("patients").words
    tab = Tab.open("emergencies")
    assert told in tab.words
    assert "**Eva, assistant**" in tab.markdown
    assert rf"Reason: \*\*{REASON}\*\*" in tab.markdown
    assert "began emergency access" in tab.words
    tab.press("Acknowledge")
    assert told not in tab.words
    assert "Acknowledged by Eva, owner" in tab.words
    assert told not in Tab.open("patients").words
