"""A folder of old photos from the browser to the records, with the tab closed in the middle."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_accessible import flaws, settle
from tests.browser.test_main_job import sign_up
from tests.services.bulk_import.old_photos import ANNA, jpeg, lay, pack
from tests.web.serving import Server
from tracker.config import read_settings
from tracker.store import patients, photos
from tracker.store.opening import open_store

COUNT = 40
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("importing")
    with Server(folder / "data", folder / "server.log") as running:
        yield running


@pytest.fixture(scope="module")
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser in which the owner is signed in."""
    opened = browser.new_context(viewport={"width": 390, "height": 844})
    opened.set_default_timeout(30_000)
    expect.set_options(timeout=60_000)
    page = opened.new_page()
    sign_up(page, f"http://{server.host}")
    page.close()
    yield opened
    expect.set_options(timeout=5_000)
    opened.close()


def begin(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(f"http://{server.host}")
    page.get_by_role("link", name="Import photos").click()
    page.get_by_role("button", name="Files from this computer").click()
    expect(page.get_by_text("Choose a folder", exact=True)).to_be_visible()
    return page


def test_a_folder_is_sent_planned_and_stored_while_the_tab_is_closed(
    context: BrowserContext, server: Server, tmp_path: Path
) -> None:
    photos_of_years = {
        f"{ANNA}/Peeling/2024-{1 + n // 5:02d}-15/front_{n}.jpg": jpeg(n, side=700) for n in range(COUNT)
    }
    folder = lay(tmp_path / "years", {"notes.txt": b"x", ".DS_Store": b"x", **photos_of_years})
    page = begin(context, server)
    page.locator("input.send-folder").set_input_files(folder)
    expect(page.get_by_text(f"{COUNT} photos are here.")).to_be_visible()
    expect(page.get_by_text("Files that are no photos were not sent: 1.")).to_be_visible()
    expect(page.get_by_text("chart A-17 · Meyer, Anna").first).to_be_visible()
    settle(page)
    assert flaws(page) == []
    page.get_by_role("button", name="Look at all files").click()
    expect(page.get_by_text("Session 8, 15 August 2024, follow-up")).to_be_visible()
    settle(page)
    assert flaws(page) == []
    page.get_by_role("button", name=f"Import {COUNT} photos").click()
    expect(page.get_by_text("You can close this page")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    address = page.url
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_text(f"{COUNT} photos are stored.")).to_be_visible()
    with page.expect_download() as report:
        page.get_by_role("button", name="Report of all files (CSV)").click()
    assert report.value.path().read_text("utf-8-sig").count("taken in") == COUNT
    page.close()
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(server.data_dir)}))
    try:
        (summary,) = patients.find_patients(store)
        assert summary.photo_count == COUNT
        for data in photos_of_years.values():
            digest = hashlib.sha256(data).hexdigest()
            assert photos.read_original(store, digest) == data
        assert not list((server.data_dir / "imports").iterdir())
    finally:
        store.close()


def test_a_zip_that_was_imported_before_has_nothing_to_store(
    context: BrowserContext, server: Server, tmp_path: Path
) -> None:
    data = jpeg(0, side=700)
    packed = pack(tmp_path / "years.zip", {f"all/{ANNA}/Peeling/2024-01-15/front.jpg": data})
    page = begin(context, server)
    page.locator("input.send-single").set_input_files(packed)
    expect(page.get_by_text("chart A-17 · Meyer, Anna").first).to_be_visible()
    page.get_by_role("button", name="Look at all files").click()
    expect(page.get_by_text("There is nothing to store: see below why.")).to_be_visible()
    page.close()


def test_files_that_are_no_photos_are_refused_before_they_are_sent(
    context: BrowserContext, server: Server, tmp_path: Path
) -> None:
    page = begin(context, server)
    page.locator("input.send-folder").set_input_files(lay(tmp_path / "texts", {"a.txt": b"x"}))
    expect(page.get_by_text("There is no photo and no ZIP among these files")).to_be_visible()
    expect(page.get_by_text("Template of the paths")).to_have_count(0)
    page.close()
