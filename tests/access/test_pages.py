"""Every page of the app, opened by each role: it opens, or it is refused and shows nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager

from tests.access.conftest import add_people, open_clinic
from tests.access.table import Row, check_complete, read_rows
from tests.ui.pages.records import NOW, Course, Records
from tests.ui.pages.tab import Tab
from tracker.model import Role, User
from tracker.ui import confirming, context

NAMES = ("Quittenbaum", "Zebedea", "CH-4711")
OPENS, REFUSED = "opens", "refused"


def rows() -> list[Row]:
    return read_rows("pages")


class Desk:
    """The pages on a store of their own; who sits there changes."""

    def __init__(self, course: Course, people: dict[Role, User], patch: pytest.MonkeyPatch) -> None:
        self.course = course
        self._people = people
        self._patch = patch

    def open(self, page: str, role: str, address: dict[str, str] | None = None) -> Tab:
        user_id = self._people[Role(role)].id if role else ""
        self._patch.setattr(context, "signed_in_user_id", lambda: user_id)
        return Tab.open(page, **(self.course.address(page) if address is None else address))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One clinic with one patient for all pages: they are opened, nothing is pressed."""
    folder = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_DATA_DIR", str(folder))
        patch.setattr(context, "now", lambda: NOW)
        patch.setattr(context, "sign_in_id", lambda: "")
        # the search of all installed packages for components takes ten times as long as a page
        patch.setattr(BidiComponentManager, "discover_and_register_components", lambda *_, **__: None)
        kept = (context.store, context.limits, context.precision)
        for cached in kept:
            cached.clear()
        store = open_clinic(folder)
        course = Records(store).course(family_name=NAMES[0], given_name=NAMES[1], chart_number=NAMES[2])
        yield Desk(course, add_people(store), patch)
        context.store().close()
        store.close()
        for cached in kept:
            cached.clear()


def test_every_page_of_the_app_stands_in_the_matrix(desk: Desk) -> None:
    registered = desk.open("patients", "owner").app._registered_pages.values()
    there = {Path(page["script_path"]).stem for page in registered}
    assert len(there) >= 17
    check_complete("pages", there, [row["page"] for row in rows()])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["page"])
@pytest.mark.parametrize("role", [str(role) for role in Role if role is not Role.PHONE])
def test_a_page_opens_to_whom_the_matrix_says(row: Row, role: str, desk: Desk) -> None:
    tab = desk.open(row["page"], role)
    assert tab.page == row["page"]
    if row[role] == OPENS:
        assert tab.errors == []
        return
    assert row[role] == REFUSED
    assert len(tab.errors) == 1
    assert tab.errors[0].startswith("Your account can't ")
    # a heading may come before what is refused, with the button beside it; nothing of a patient does
    assert set(tab.buttons) <= {"New patient"}
    assert not any(name in tab.words for name in NAMES)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["page"])
def test_a_page_shows_nothing_without_a_sign_in(row: Row, desk: Desk) -> None:
    """As where the guard were passed: an address that another page of the same browser still has open."""
    tab = desk.open(row["page"], "")
    assert tab.errors == ["Your sign-in has ended: sign in again."]
    assert tab.buttons == []
    assert not any(name in tab.words for name in NAMES)


def pages_offered(tab: Tab) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every page that a tab has a link to, with the address behind it."""
    found = {
        (link.proto.page or "patients", tuple(parse_qsl(link.proto.query_string)))
        for link in tab.app.get("page_link")
    }
    written = "\n".join([tab.markdown, *(str(part.proto) for part in tab.app.get("bidi_component"))])
    for path, query in re.findall(r"[\"'(]/(\w+)\?(\w+=[^\"'()\\]+)", written):
        found.add((path, tuple(parse_qsl(query))))
    return found


def routes_offered(tab: Tab) -> set[tuple[str, str]]:
    """Method and path of every address of our own routes that a tab shows, links to or has a form for."""
    buttons = {("GET", link.proto.url) for link in tab.app.get("link_button")}
    written = {("GET", path) for path in re.findall(r'(?:src|href)="(/[^"?]*)', tab.markdown)}
    return buttons | written | {("POST", address) for address in tab.forms}


def answers(row: Row, path: str) -> bool:
    """Whether a path falls under a route's pattern."""
    pattern = re.sub(r"\{\w+:path\}", ".+", row["route"])
    return re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", pattern), path) is not None


def refused_routes(tab: Tab, role: str) -> list[str]:
    """What a tab offers of routes that refuse the role; what is a page is walked by itself."""
    pages = {f"/{row['page']}" for row in rows()}
    refused = []
    for method, path in routes_offered(tab):
        if path in pages | {"/"}:
            continue
        # the first one that fits, as the server takes it
        fitting = [r for r in read_rows("routes") if r["method"] == method and answers(r, path)]
        if not fitting or fitting[0][role] in ("401", "403"):
            refused.append(f"{method} {path}")
    return refused


@pytest.mark.parametrize("role", [str(role) for role in Role if role is not Role.PHONE])
def test_no_page_offers_a_role_what_is_refused(
    role: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the pages that open to the role on, along all links, as after the password was typed."""
    monkeypatch.setattr(confirming, "is_confirmed", lambda _actor, at: True)
    waiting = {
        (row["page"], tuple(desk.course.address(row["page"]).items())) for row in rows() if row[role] == OPENS
    }
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    offered: set[str] = set()
    while waiting:
        page, address = waiting.pop()
        seen.add((page, address))
        tab = desk.open(page, role, dict(address))
        assert tab.errors == [], f"{page} {address}"
        assert refused_routes(tab, role) == [], page
        offered |= {method for method, _path in routes_offered(tab)}
        waiting |= pages_offered(tab) - seen
    assert {page for page, _ in seen} == {row["page"] for row in rows() if row[role] == OPENS}
    if role == Role.OWNER:
        assert offered == {"GET", "POST"}
