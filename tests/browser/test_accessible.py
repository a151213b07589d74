"""No page, and no mode of the viewer, has a flaw that axe-core finds (WCAG 2.2, levels A and AA)."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.ui.pages.records import NOW, Course, Records
from tests.web.serving import Server
from tracker.config import read_settings
from tracker.imaging.renditions import encode_webp
from tracker.model import Clinic, Rendition, Role
from tracker.store import clinic, photos, users
from tracker.store.opening import open_store

PASSWORD = "correct horse battery staple"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [
    "patients",
    "clinic",
    "precision",
    "patient",
    "series",
    "session",
    "regions",
    "compare",
    "present",
    "align",
    "progress",
]
MODES = ["slider", "side", "flicker", "overlay", "change"]
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("accessible")


@pytest.fixture(scope="module")
def course(folder: Path) -> Course:
    """A series with readings; its pictures are grey fields with some grain."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder / "data")}))
    clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
    users.add_user(store, name="eva", display_name="Dr Eva", role=Role.OWNER, password=PASSWORD, at=NOW)
    found = Records(store).course()
    grain = np.random.default_rng(5).integers(150, 200, (300, 400, 3), dtype=np.uint8)
    picture = encode_webp(grain)
    for photo in found.photos:
        for kind in (Rendition.THUMBNAIL, Rendition.SCREEN):
            photos.save_rendition(store, photo.digest, kind, picture)
        photos.save_rendition(
            store, photo.digest, Rendition.ALIGNED, picture, reference_digest=found.photos[0].digest
        )
    store.close()
    return found


@pytest.fixture(scope="module")
def server(folder: Path, course: Course) -> Iterator[Server]:
    with Server(folder / "data", folder / "server.log") as running:
        yield running


@pytest.fixture(scope="module", params=["light", "dark"])
def context(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A light and a dark screen, where nothing fades or slides: a colour that fades in is no flaw."""
    opened = browser.new_context(
        base_url=f"http://{server.host}",
        viewport={"width": 1280, "height": 900},
        color_scheme=request.param,
        reduced_motion="reduce",
    )
    opened.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    yield opened
    expect.set_options(timeout=5_000)
    opened.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """A tab of somebody who is signed in."""
    opened = context.new_page()
    opened.goto("/sign-in")
    assert flaws(opened) == []
    opened.fill("input[name=name]", "eva")
    opened.fill("input[name=password]", PASSWORD)
    opened.click("button[type=submit]")
    return opened


def open_page(page: Page, name: str, course: Course, **more: str) -> None:
    address = {**course.address("series" if name == "present" else name), **more}
    query = "&".join(f"{key}={value}" for key, value in address.items())
    page.goto(f"/{'' if name == 'patients' else name}?{query}")
    expect(page.locator("[data-testid=stAppViewContainer]")).to_be_visible()
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)


def flaws(page: Page) -> list[str]:
    """What axe-core finds, with the element that has it."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [f"{v['id']}: {node['target']} {node['html'][:160]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_flaw(name: str, page: Page, course: Course) -> None:
    open_page(page, name, course)
    assert flaws(page) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_of_the_viewer_has_no_flaw(mode: str, page: Page, course: Course) -> None:
    open_page(page, "compare", course, mode=mode)
    expect(page.locator(f".modes [value={mode}]")).to_have_attribute("aria-checked", "true")
    assert flaws(page) == []
