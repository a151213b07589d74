"""No page, dialog, mode or tool of the viewer has a flaw that axe-core finds (WCAG 2.2, levels A and AA)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.driving import PHONE, swipe
from tests.ui.pages.records import NOW, Course, Records
from tests.web.serving import Server
from tracker.config import read_settings
from tracker.imaging.change_map import ChangeMap, Field
from tracker.imaging.change_map.lattice import Lattice
from tracker.imaging.change_map.noise import FieldNoise
from tracker.imaging.change_map.packing import pack_map
from tracker.imaging.renditions import encode_webp
from tracker.model import (
    Annotation,
    AnnotationKind,
    Clinic,
    Drawing,
    MappedChange,
    Rendition,
    Role,
    Session,
    View,
    ViewKind,
)
from tracker.services.change_maps.pair import read_pair
from tracker.store import annotations, change_maps, clinic, photos, users
from tracker.store.opening import Store, open_store
from tracker.texts import Message

PASSWORD = "correct horse battery staple"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [
    "patients",
    "clinic",
    "precision",
    "account",
    "people",
    "audit",
    "retention",
    "card",
    "patient",
    "consent",
    "sign",
    "copies",
    "forms",
    "series",
    "session",
    "regions",
    "compare",
    "present",
    "align",
    "progress",
]
MODES = ["slider", "side", "flicker", "overlay", "change", "contact", "play"]
# what is pressed on a page, and a field or button of the dialog that it opens
DIALOGS = [
    ("patients", "New patient", "Family name"),
    ("patient", "Edit patient", "Family name"),
    ("patient", "New series", "Treatment"),
    ("patient", "Retention and deletion", "Save the day"),
    ("series", "New session", "Kind"),
    ("series", "Edit series", "Treatment"),
    ("session", "Edit session", "Kind"),
    ("session", "Edit photos", "Delete this photo"),
]
SCREENS = {"desk": {"viewport": {"width": 1280, "height": 900}}, "phone": PHONE}
# whether the page has taken the colours that it is asked for
HAS_COLOURS = """scheme => {
  const ground = document.querySelector("[data-testid=stApp]") ?? document.body;
  const [red, green, blue] = getComputedStyle(ground).backgroundColor.match(/[0-9]+/g).map(Number);
  return red + green + blue > 382 === (scheme === "light");
}"""
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
    add_other_view(store, found, picture)
    add_change_map(store, found)
    add_annotations(store, found)
    store.close()
    return found


def add_other_view(store: Store, course: Course, picture: bytes) -> None:
    """Two sessions of another view, for the film-strip."""
    records = Records(store)
    for session in course.sessions[:2]:
        photo = records.photo(session, view=View(ViewKind.FRONT))
        records.aligned(photo)  # else the worker would try to read it, and its page would change meanwhile
        photos.save_rendition(store, photo.digest, Rendition.THUMBNAIL, picture)


def add_change_map(store: Store, course: Course) -> None:
    """Redness rose everywhere between the first and the last photo; of texture nothing can be said."""
    reference, last = course.photos[0].digest, course.photos[-1].digest
    lattice = Lattice.over((3000, 4000), 0.02)
    everywhere = np.ones(lattice.shape, bool)
    field = Field(
        np.full(lattice.shape, 3.0, np.float32), everywhere, everywhere, 1.0, FieldNoise(0.3, 0.1, 900.0)
    )
    refused = Message("One photo shows fine detail {share} % stronger than the other.", {"share": 60})
    made = ChangeMap(lattice, {MappedChange.REDNESS: field}, {MappedChange.TEXTURE: refused})
    key = read_pair(store, reference, last, reference).key
    data = pack_map(made, photo_shape=(300, 400), key=key, more={"is_provisional": False})
    change_maps.save_map(store, reference, last, data, reference_digest=reference)


def add_annotations(store: Store, course: Course) -> None:
    for number, photo in enumerate((course.photos[0], course.photos[-1])):
        drawing = Drawing(AnnotationKind.TEXT, ((900.0, 700.0),), "scar")
        one = Annotation(f"{number:032x}", photo.digest, drawing, "somebody", "Dr Paul", NOW)
        annotations.add_annotation(store, photo, one)


@pytest.fixture(scope="module")
def lone_session(folder: Path, course: Course) -> Session:
    """A session with a photo that may be deleted: nothing is measured by it."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder / "data")}))
    records = Records(store)
    held = records.session(records.series(records.patient(chart_number="B-1")), 1)
    records.aligned(records.photo(held))  # else the worker would try to read it, and close the dialog
    store.close()
    return held


@pytest.fixture(scope="module")
def server(folder: Path, course: Course) -> Iterator[Server]:
    with Server(folder / "data", folder / "server.log") as running:
        yield running


@pytest.fixture(scope="module", params=list(SCREENS))
def context(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A desk and a phone, where nothing fades or slides: a fading colour is no flaw."""
    opened = browser.new_context(
        base_url=f"http://{server.host}",
        reduced_motion="reduce",
        color_scheme="light",
        **SCREENS[request.param],
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
    assert flaws_in_all_colours(opened) == []
    opened.fill("input[name=name]", "eva")
    opened.fill("input[name=password]", PASSWORD)
    opened.click("button[type=submit]")
    return opened


def open_page(page: Page, name: str, course: Course, **more: str) -> None:
    address = {**course.address("series" if name == "present" else name), **more}
    query = "&".join(f"{key}={value}" for key, value in address.items())
    page.goto(f"/{'' if name == 'patients' else name}?{query}")
    # an empty page has no flaw: its heading is there first, and then all else
    expect(page.locator("[data-testid=stMain] :is(h1, h2, h3)").first).to_be_visible()
    settle(page)


def settle(page: Page) -> None:
    """Until Python has nothing more to say."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)


def flaws(page: Page) -> list[str]:
    """What axe-core finds, with the element that has it."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    return [f"{v['id']}: {node['target']} {node['html'][:160]}" for v in found for node in v["nodes"]]


def flaws_in_all_colours(page: Page) -> list[str]:
    """`flaws`; at a desk also in dark colours, which a page takes as soon as the system does."""
    found = flaws(page)
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        return found
    choose_colours(page, "dark")
    found += [f"dark: {flaw}" for flaw in flaws(page)]
    choose_colours(page, "light")
    return found


def choose_colours(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_function(HAS_COLOURS, arg=scheme)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_flaw(name: str, page: Page, course: Course) -> None:
    open_page(page, name, course)
    assert flaws_in_all_colours(page) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_of_the_viewer_has_no_flaw(mode: str, page: Page, course: Course) -> None:
    if "/compare" in page.url:
        settle(page)
        page.locator(f".modes [value={mode}]").click()
        expect_mode(page, mode)
        page.wait_for_url(f"**mode={mode}*")  # Python has heard: what it draws anew is pale until it has
        settle(page)
    else:
        open_viewer(page, course, mode=mode)
    assert flaws_in_all_colours(page) == []


@pytest.mark.parametrize(("name", "button", "inside"), DIALOGS)
def test_a_dialog_has_no_flaw(name: str, button: str, inside: str, page: Page, course: Course) -> None:
    open_page(page, name, course)
    page.get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(inside, exact=True).first).to_be_visible()
    settle(page)
    assert flaws_in_all_colours(page) == []
    # what a form answers to an empty name stands in a colour of its own
    if name == "patients":
        dialog.get_by_role("button", name="Save patient").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        assert flaws_in_all_colours(page) == []


def test_what_follows_a_deletion_has_no_flaw(page: Page, lone_session: Session) -> None:
    page.goto(f"/session?session={lone_session.id}")
    page.get_by_role("button", name="Edit photos", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Delete this photo", exact=True).click()
    delete, password = dialog.get_by_role("button", name="Delete photo"), dialog.get_by_label("Your password")
    expect(delete.or_(password).first).to_be_visible()
    if password.is_visible():  # the sign-in is more than ten minutes old
        settle(page)
        assert flaws_in_all_colours(page) == []
        password.fill(PASSWORD)
        dialog.get_by_role("button", name="It is me").click()
    delete.click()
    expect(dialog.get_by_role("alert")).to_be_visible()  # a reason is asked for
    assert flaws_in_all_colours(page) == []
    dialog.get_by_label("Reason, if it is to be deleted").fill("blurred")
    dialog.get_by_role("button", name="Delete photo").click()
    undo = page.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_be_visible()
    expect(dialog).to_have_count(0)
    try:
        settle(page)
        assert flaws_in_all_colours(page) == []
    finally:
        undo.click()
    expect(undo).to_have_count(0)


def open_loupe(page: Page) -> None:
    page.locator(".loupe-switch").click()
    expect(page.locator(".loupe")).to_be_visible()


def open_shortcuts(page: Page) -> None:
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(page.locator("dialog.shortcuts")).to_be_visible()


def draw_an_arrow(page: Page) -> None:
    """The tool is pressed, an arrow is drawn: all tools, the hint, undo and the list can be seen."""
    page.locator(".drawing-tools [value=arrow]").click()
    expect(page.locator(".drawing-hint")).not_to_be_empty()
    drawn = page.locator(".annotation-list li").filter(has_text="Arrow by Dr Eva")
    before = drawn.count()  # what was drawn on another screen stays
    # the tools of a phone stand where the photos may be out of sight
    page.locator(".stage").evaluate("stage => stage.scrollIntoView({ block: 'center' })")
    box = page.locator(".stage").bounding_box()
    assert box is not None
    start = (box["x"] + 0.2 * box["width"], box["y"] + 0.3 * box["height"])
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        swipe(page, start, (0.1 * box["width"], 0.2 * box["height"]))
    else:
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(start[0] + 80, start[1] + 60, steps=4)
        page.mouse.up()
    expect(drawn).to_have_count(before + 1)


def begin_a_text(page: Page) -> None:
    page.locator(".drawing-tools [value=text]").click()
    page.locator(".stage").click(position={"x": 90, "y": 120})
    expect(page.locator(".annotation-text input")).to_be_visible()


def wait_for_legend(page: Page) -> None:
    expect(page.locator(".change-legend")).to_be_visible()
    expect(page.locator(".change-words")).not_to_be_empty()


OPENED: list[tuple[str, Callable[[Page], None]]] = [
    ("side", open_loupe),
    ("slider", open_shortcuts),
    ("side", draw_an_arrow),
    ("side", begin_a_text),
    ("change", wait_for_legend),
]


@pytest.mark.parametrize(("mode", "open_it"), OPENED, ids=[deed.__name__ for _, deed in OPENED])
def test_what_is_opened_in_the_viewer_has_no_flaw(
    mode: str, open_it: Callable[[Page], None], page: Page, course: Course
) -> None:
    open_viewer(page, course, mode=mode)
    open_it(page)
    assert flaws_in_all_colours(page) == []


def open_viewer(page: Page, course: Course, *, mode: str) -> None:
    open_page(page, "compare", course, mode=mode)
    expect_mode(page, mode)
    expect(page.locator(".pane[data-state=ready]:not(.is-played)")).to_have_count(2)
    page.locator(".stage").scroll_into_view_if_needed()


def expect_mode(page: Page, mode: str) -> None:
    expect(page.locator(f".modes [value={mode}]")).to_have_attribute("aria-checked", "true")
