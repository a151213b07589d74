"""Pages about a patient whose record was typed by an attacker: nothing runs, nothing leaks by the way."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect

from tests.access.table import read_rows
from tests.browser.hostile_record import BORN, CHART, MARK, PASSWORD, build
from tests.services.bulk_import.old_photos import TEMPLATE, jpeg
from tests.services.prepared import open_folder
from tests.ui.pages.records import Course
from tests.web.serving import Server, Visitor
from tracker.imaging.renditions import encode_webp
from tracker.model import Actor, ImportState
from tracker.services import bulk_import
from tracker.store import imports, users
from tracker.store.opening import Store

# those that open to the owner, who is signed in here
PAGES = [row["page"] for row in read_rows("pages") if row["owner"] == "opens"]
SECRETS = (MARK, MARK.lower(), CHART, BORN, "23 July 1931", "onerror")
pytestmark = pytest.mark.timeout(600)
# says of every refusal by the Content-Security-Policy what was to be run
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
# one of Streamlit's libraries tries WebAssembly on every page, also on an empty one, and does without
STREAMLITS = "script-src wasm-eval "
INJECTED = (
    "img[src='x'], img[onerror], svg[onload], [onload*=alert], a[href^='javascript:' i], "
    "script:has-text('alert(2)')"
)


@dataclass
class Seen:
    """What a browser and its server said to one another."""

    addresses: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)


@dataclass
class Attacked:
    """The served record, a signed-in tab, and where the server keeps what it needs for a moment."""

    server: Server
    course: Course
    page: Page
    seen: Seen
    temporary: Path


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("attacked")
    temporary = folder / "temporary"
    temporary.mkdir()
    grain = np.random.default_rng(5).integers(150, 200, (300, 400, 3), dtype=np.uint8)
    course = build(folder / "data", encode_webp(grain))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        with Server(folder / "data", folder / "server.log") as server:
            context = browser.new_context(base_url=f"http://{server.host}", reduced_motion="reduce")
            context.set_default_timeout(30_000)
            context.add_init_script(WATCH)
            seen = Seen()
            page = watched(context, seen)
            sign_in(page)
            yield Attacked(server, course, page, seen, temporary)
            context.close()


def watched(context: BrowserContext, seen: Seen) -> Page:
    """A tab of which is written down what it asks for, and what it is told beside the contents."""

    def note_request(request: Request) -> None:
        seen.addresses.append(request.url)

    def note_response(response: Response) -> None:
        seen.headers.append(f"{response.url} {response.headers}")

    def note_dialog(dialog: object) -> None:
        seen.dialogs.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page = context.new_page()
    page.on("request", note_request)
    page.on("response", note_response)
    page.on("dialog", note_dialog)
    return page


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.fill("input[name=name]", "eva")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator("[data-testid=stMain] h1").first).to_be_visible(timeout=30_000)


def open_page(attacked: Attacked, name: str) -> Page:
    address = attacked.course.address("series" if name == "present" else name)
    query = "&".join(f"{key}={value}" for key, value in address.items())
    page = attacked.page
    page.goto(f"/{'' if name == 'patients' else name}?{query}")
    expect(page.locator("[data-testid=stMain] :is(h1, h2, h3)").first).to_be_visible(timeout=30_000)
    settle(page)
    attacked.seen.titles[name] = page.title()
    return page


def settle(page: Page) -> None:
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=30_000)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=30_000)


def check_that_nothing_ran(attacked: Attacked) -> None:
    page = attacked.page
    assert attacked.seen.dialogs == []
    assert [what for what in page.evaluate("window.refused") if what != STREAMLITS] == []
    # also inside the shadow roots of components
    assert page.locator(INJECTED).count() == 0
    assert not any(address[-2:] == "/x" for address in attacked.seen.addresses)


# the attack stands there as it was typed: else they would hold nothing that could run
SHOWING = {
    *("patient", "series", "session", "compare", "present", "progress"),
    *("audit", "consent", "copies", "forms"),
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_that_was_typed_runs_on_a_page(name: str, attacked: Attacked) -> None:
    page = open_page(attacked, name)
    assert page.get_by_role("alert").filter(has_text="went wrong").count() == 0
    if name in SHOWING:
        expect(page.get_by_text("onerror=alert(1)").first).to_be_attached(timeout=30_000)
    check_that_nothing_ran(attacked)


@pytest.mark.parametrize(
    ("name", "button"),
    [
        ("patient", "Edit patient"),
        ("series", "Edit series"),
        ("session", "Edit session"),
        ("session", "Edit photos"),
    ],
)
def test_nothing_that_was_typed_runs_in_a_dialog(name: str, button: str, attacked: Attacked) -> None:
    page = open_page(attacked, name)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("button").first).to_be_visible()
    settle(page)
    check_that_nothing_ran(attacked)


def test_a_search_for_somebody_leaves_no_trace(attacked: Attacked) -> None:
    page = open_page(attacked, "patients")
    box = page.get_by_label("Find a patient")
    for text in (MARK, BORN, CHART, "<img src=x onerror=alert(1)>"):
        box.fill(text)
        page.wait_for_timeout(600)
        settle(page)
        check_that_nothing_ran(attacked)
        assert not any(secret in page.url for secret in SECRETS)


def test_a_file_that_is_sent_for_an_import_is_named_in_no_log(attacked: Attacked) -> None:
    visitor = Visitor(attacked.server)
    assert visitor.sign_in("eva", PASSWORD).status == 303
    headers = {"X-Tracker-Name": f"{MARK}/front.jpg", "Origin": f"http://{attacked.server.host}"}
    for address in ("/import/unknown", f"/capture/{attacked.course.sessions[0].id}"):
        assert visitor.ask("POST", address, headers, b"no photo").status in (400, 404, 422)


def test_a_file_that_leaves_is_named_after_nobody(attacked: Attacked) -> None:
    page = open_page(attacked, "audit")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    assert not any(secret in download.value.suggested_filename for secret in SECRETS)
    assert download.value.path().read_text("utf-8-sig").count("\n") > 5
    attacked.seen.addresses.append(download.value.url)


def test_an_import_under_names_of_people_is_done_without_a_word_of_them(attacked: Attacked) -> None:
    """By the server's own worker, with a photo that can be read and one that can't."""
    with open_folder(attacked.server.data_dir) as store:
        user = users.find_user_by_name(store, "eva")
        assert user is not None
        actor = Actor(user.id, "Eva", user.role, confirmed_at=datetime.now(UTC))
        import_id = bulk_import.begin_import(store, actor, now=datetime.now(UTC)).id
        folder = f"{CHART}_{MARK}_Zebedea_{BORN}/microneedling/2024-03-01"
        for name, data in ((f"{folder}/front.jpg", jpeg(1)), (f"{folder}/left.jpg", b"no photo")):
            with bulk_import.receive_file(store, actor, import_id, name, byte_count=len(data)) as file:
                file.write(data)
        bulk_import.request_plan(store, actor, import_id, template=TEMPLATE, now=datetime.now(UTC))
        wait_for(store, import_id, ImportState.PLANNED)
        bulk_import.start_import(store, actor, import_id, now=datetime.now(UTC))
        wait_for(store, import_id, ImportState.DONE)


def wait_for(store: Store, import_id: str, state: ImportState) -> None:
    until = time.monotonic() + 120
    while (present := imports.read_import(store, import_id)).state is not state:
        assert time.monotonic() < until, present
        time.sleep(0.3)


def test_names_stand_in_no_log_address_title_header_or_temporary_file(attacked: Attacked) -> None:
    """After all that was done above; the tests of a file run in the order in which they stand."""
    for name in set(PAGES) - set(attacked.seen.titles):
        open_page(attacked, name)
    left = attacked.temporary.rglob("*")
    found = {
        "log": attacked.server.log_path.read_text(),
        "addresses": "\n".join(attacked.seen.addresses),
        "titles": "\n".join(attacked.seen.titles.values()),
        "headers": "\n".join(attacked.seen.headers),
        "temporary files": "\n".join(
            f"{path} {path.read_bytes()!r}" if path.is_file() else str(path) for path in left
        ),
    }
    assert {(place, secret) for place, text in found.items() for secret in SECRETS if secret in text} == set()


def test_no_answer_with_a_patients_data_is_kept_by_a_browser(attacked: Attacked) -> None:
    keeps = [
        line for line in attacked.seen.headers if "no-store" not in line and "private, no-cache" not in line
    ]
    # the app's own files, and what never left the browser
    unexpected = [line for line in keeps if not re.match(r"http://[^/]+/static/|blob:|data:", line)]
    assert unexpected == []
