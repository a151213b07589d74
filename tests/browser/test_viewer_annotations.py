"""Drawing on photos in the real app: where a drawing lies, who may draw, hiding, removing, touch and keys."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.driving import PHONE, signed_in, swipe, until
from tests.services.detailed_photos import Pair, add_pair, dotted, lay_over
from tests.web.serving import Server
from tracker.config import read_settings
from tracker.imaging.align.result import Alignment
from tracker.imaging.align.spline import SplineField
from tracker.model import (
    Annotation,
    AnnotationKind,
    Clinic,
    Drawing,
    PatientDetails,
    Photo,
    Role,
    SeriesDetails,
)
from tracker.store import annotations, clinic, patients, photos, series, users
from tracker.store.opening import Store, open_store

PASSWORD = "correct horse battery staple"
NOW = datetime.now(UTC)
SHAPE = (900, 1200)
# from the reference to the right photo: turned by 4 degrees, 5 % larger, shifted
TURN, GROWTH = np.radians(4.0), 1.05
HOMOGRAPHY = np.array(
    [
        [GROWTH * np.cos(TURN), -GROWTH * np.sin(TURN), 20.0],
        [GROWTH * np.sin(TURN), GROWTH * np.cos(TURN), -30.0],
        [0, 0, 1],
    ]
)


@dataclass(frozen=True)
class Clinics:
    """A served clinic with one aligned pair."""

    server: Server
    store: Store
    pair: Pair
    path: str

    def drawn_on(self, photo: Photo) -> list[Annotation]:
        return annotations.list_annotations(self.store, [photo.digest])

    def clear(self) -> None:
        for photo in (self.pair.reference, self.pair.photo):
            for one in self.drawn_on(photo):
                annotations.remove_annotation(self.store, photo, one.id, by="test", at=NOW)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinics]:
    folder: Path = tmp_path_factory.mktemp("clinic")
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder / "data")}))
    try:
        clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
        for name, role in (("eva", Role.OWNER), ("anna", Role.ASSISTANT)):
            users.add_user(store, name=name, display_name=name.title(), role=role, password=PASSWORD, at=NOW)
        who = PatientDetails("A-17", "Meyer", "Anna", date(1984, 3, 9))
        patient = patients.add_patient(store, who, by="Dr Eva", at=NOW)
        plan = SeriesDetails("Microneedling", "acne scars", "cheeks", NOW.date())
        course = series.add_series(store, patient.id, plan, at=NOW)
        pair = add_pair(store, course.id, SHAPE, now=NOW)
        columns, rows = SHAPE[1], SHAPE[0]
        field = SplineField.start(HOMOGRAPHY, (columns, rows), cells=1)
        turned = replace(Alignment.identity(SHAPE), field=field)
        lay_over(store, pair.photo, pair.reference, turned, dotted(*SHAPE))
        with Server(folder / "data", folder / "server.log") as server:
            yield Clinics(server, store, pair, f"/compare?series={course.id}&view={pair.photo.view.key}")
    finally:
        store.close()


@pytest.fixture(scope="module")
def contexts(browser: Browser, served: Clinics) -> Iterator[Callable[..., BrowserContext]]:
    """Signed-in browsers, one for each person and kind of screen."""
    opened: dict[str, BrowserContext] = {}

    def context(name: str, **screen: object) -> BrowserContext:
        kind = f"{name} {screen!r}"
        if kind not in opened:
            size = {"viewport": {"width": 1280, "height": 1000}}
            opened[kind] = signed_in(browser, served.server.host, name, PASSWORD, **(size | screen))
        return opened[kind]

    yield context
    for one in opened.values():
        one.close()


@pytest.fixture
def viewer(served: Clinics, contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """The comparison page in a mode; nothing is drawn at first."""
    pages: list[Page] = []
    errors: list[str] = []
    served.clear()

    def open_viewer(mode: str = "side", name: str = "eva", **screen: object) -> Page:
        page = contexts(name, **screen).new_page()
        page.set_default_timeout(30_000)
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{served.path}&mode={mode}")
        expect(page.locator(".pane[data-state=ready]")).to_have_count(2, timeout=60_000)
        page.locator(".stage").scroll_into_view_if_needed()
        return page

    yield open_viewer
    for page in pages:
        page.close()
    assert errors == []


def tool(page: Page, name: str) -> Locator:
    return page.locator(".drawing-tools").get_by_role("button", name=name)


def spot(page: Page, pane: int, row: float, column: float) -> tuple[float, float]:
    """Where a point of the picture in a pane, in px of the reference, is seen on the page."""
    box = page.locator(".pane img").nth(pane).bounding_box()
    assert box is not None
    across = (column + 0.5) / SHAPE[1] * box["width"]
    return box["x"] + across, box["y"] + (row + 0.5) / SHAPE[0] * box["height"]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def right_px(row: float, column: float) -> tuple[float, float]:
    """A point of the reference in px of the right photo itself."""
    x, y, _ = HOMOGRAPHY @ (column, row, 1)
    return y, x


def rows_of(page: Page) -> list[str]:
    return page.locator(".annotation-list li span").all_inner_texts()


def drawn(page: Page) -> Locator:
    return page.locator(".annotation-layer .annotation")


def saved(served: Clinics, photo: Photo, count: int = 1) -> list[Annotation]:
    until(lambda: len(served.drawn_on(photo)) == count)
    return served.drawn_on(photo)


def add(served: Clinics, photo: Photo, drawing: Drawing, number: int = 1) -> Annotation:
    one = Annotation(f"{number:032x}", photo.digest, drawing, "somebody", "Dr Paul", NOW)
    kept = annotations.add_annotation(served.store, photo, one)
    annotations.restore_annotation(served.store, photo, one.id, by="test", at=NOW)
    return kept


ARROW = Drawing(AnnotationKind.ARROW, ((200.0, 300.0), (400.0, 500.0)))


def test_an_arrow_drawn_on_the_right_photo_is_kept_in_the_photos_own_px_and_survives_a_reload(
    served: Clinics, viewer: Callable[..., Page]
) -> None:
    page = viewer()
    before = photos.read_original(served.store, served.pair.photo.digest)
    tool(page, "Arrow").click()
    drag(page, spot(page, 1, 300, 400), spot(page, 1, 500, 700))
    (kept,) = saved(served, served.pair.photo)
    truth = np.array([right_px(300, 400), right_px(500, 700)])
    assert np.abs(np.array(kept.drawing.points) - truth).max() < 1.0
    assert (kept.drawing.kind, kept.author) == (AnnotationKind.ARROW, "Eva")
    words = f"Arrow by Eva, {datetime.now().day}"
    expect(page.locator(".annotation-list li")).to_contain_text([words])
    page.reload()
    expect(drawn(page)).to_have_count(1)
    expect(drawn(page)).to_have_attribute("aria-label", rows_of(page)[0].split(": ", 1)[1])
    path = drawn(page).locator(".line").get_attribute("d") or ""
    start = [float(number) for number in path[1:].split("L")[0].split()]
    pane = page.locator(".pane.is-second").bounding_box()
    assert pane is not None
    seen = spot(page, 1, 300, 400)
    assert (pane["x"] + start[0], pane["y"] + start[1]) == pytest.approx(seen, abs=0.6)
    assert photos.read_original(served.store, served.pair.photo.digest) == before


def test_what_is_drawn_on_the_left_lies_on_the_left_photo_whatever_the_zoom(
    served: Clinics, viewer: Callable[..., Page]
) -> None:
    page = viewer("slider")
    page.locator(".stage").focus()
    for _ in range(3):
        page.keyboard.press("+")
    tool(page, "Ellipse").click()
    drag(page, spot(page, 0, 400, 460), spot(page, 0, 480, 560))
    (kept,) = saved(served, served.pair.reference)
    truth = np.array([(440, 510), (440, 560), (480, 510)])
    assert np.abs(np.array(kept.drawing.points) - truth).max() < 1.0
    line = drawn(page).locator(".line")
    expect(page.locator(".annotation-list li")).to_contain_text(["Ellipse by Eva"])
    expect(line).to_have_css("stroke-width", "2.5px")
    width = line.evaluate("e => e.getBBox().width")
    page.locator(".stage").focus()
    page.keyboard.press("0")
    expect(line).to_have_css("stroke-width", "2.5px")
    assert line.evaluate("e => e.getBBox().width") == pytest.approx(width / 1.5**3, abs=1)


def test_n_hides_the_layer_and_shows_it_again(served: Clinics, viewer: Callable[..., Page]) -> None:
    add(served, served.pair.photo, ARROW)
    page = viewer()
    expect(drawn(page)).to_have_count(1)
    page.locator(".stage").focus()
    page.keyboard.press("n")
    expect(drawn(page)).to_have_count(0)
    expect(page.get_by_role("switch", name="Annotations")).not_to_be_checked()
    page.keyboard.press("n")
    expect(drawn(page)).to_have_count(1)


def test_an_annotation_is_removed_and_brought_back(served: Clinics, viewer: Callable[..., Page]) -> None:
    add(served, served.pair.photo, ARROW)
    page = viewer()
    page.get_by_role("button", name="Remove: Arrow by Dr Paul").click()
    expect(drawn(page)).to_have_count(0)
    saved(served, served.pair.photo, 0)
    back = page.get_by_role("button", name="Bring back: Arrow by Dr Paul")
    expect(back).to_be_focused()
    back.click()
    expect(drawn(page)).to_have_count(1)
    saved(served, served.pair.photo, 1)
    tool(page, "Freehand").click()
    drag(page, spot(page, 1, 300, 400), spot(page, 1, 500, 700))
    saved(served, served.pair.photo, 2)
    tool(page, "Undo").click()
    (left,) = saved(served, served.pair.photo, 1)
    assert left.author == "Dr Paul"


def test_a_text_is_typed_without_setting_off_shortcuts(served: Clinics, viewer: Callable[..., Page]) -> None:
    page = viewer()
    tool(page, "Text").click()
    page.mouse.click(*spot(page, 1, 300, 400))
    field = page.get_by_label("What the text says")
    expect(field).to_be_focused()
    page.keyboard.type("Scar 2 <b>n</b>")
    page.keyboard.press("Enter")
    (kept,) = saved(served, served.pair.photo)
    assert kept.drawing.text == "Scar 2 <b>n</b>"
    assert np.abs(np.array(kept.drawing.points[0]) - right_px(300, 400)).max() < 1.5
    expect(drawn(page).locator("tspan")).to_have_text(["Scar 2 <b>n</b>"])
    expect(page.get_by_role("radio", name="Side by side")).to_be_checked()
    expect(field).to_be_hidden()


def test_all_is_drawn_by_keys_and_escape_leaves(served: Clinics, viewer: Callable[..., Page]) -> None:
    page = viewer()
    tool(page, "Arrow").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stage")).to_be_focused()
    page.keyboard.press("Enter")
    for key in ("Shift+ArrowRight", "Shift+ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    (kept,) = saved(served, served.pair.photo)
    image = page.locator(".pane img").nth(1).bounding_box()
    assert image is not None
    px = image["width"] / SHAPE[1]
    tail, tip = (np.linalg.solve(HOMOGRAPHY, (c, r, 1))[:2] for r, c in kept.drawing.points)
    assert (tip - tail) * px == pytest.approx((-32, -4), abs=0.5)
    page.keyboard.press("Escape")
    expect(tool(page, "Arrow")).to_have_attribute("aria-pressed", "false")
    expect(tool(page, "Arrow")).to_be_focused()


def test_a_finger_draws_while_a_tool_is_chosen_and_two_taps_do_as_well(
    served: Clinics, viewer: Callable[..., Page]
) -> None:
    page = viewer("slider", **PHONE)
    tool(page, "Freehand").tap()
    page.locator(".stage").scroll_into_view_if_needed()
    scrolled = page.get_by_test_id("stMain").evaluate("e => e.scrollTop")
    start = spot(page, 1, 300, 800)
    swipe(page, start, (30, 60))
    (line,) = saved(served, served.pair.photo)
    assert np.abs(np.array(line.drawing.points[0]) - right_px(300, 800)).max() < 3
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollTop") == scrolled
    tool(page, "Arrow").tap()
    for place in ((600, 750), (700, 1000)):
        page.touchscreen.tap(*spot(page, 1, *place))
    arrow = saved(served, served.pair.photo, 2)[1]
    assert np.abs(np.array(arrow.drawing.points) - [right_px(600, 750), right_px(700, 1000)]).max() < 5
    expect(page.locator(".annotation-list li")).to_contain_text(["line by Eva", "Arrow by Eva"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in page.locator(".annotating button:visible, .annotation-list button").all():
        box = button.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 44


def test_an_assistant_sees_annotations_and_has_no_tools(served: Clinics, viewer: Callable[..., Page]) -> None:
    add(served, served.pair.photo, ARROW)
    page = viewer(name="anna")
    expect(drawn(page)).to_have_count(1)
    expect(page.get_by_role("switch", name="Annotations")).to_be_visible()
    expect(page.locator(".drawing-tools")).to_be_hidden()
    assert len(rows_of(page)) == 1
    expect(page.locator(".annotation-list button")).to_have_count(0)


def test_what_is_refused_is_taken_back_with_the_reason(served: Clinics, viewer: Callable[..., Page]) -> None:
    for number in range(60):
        add(served, served.pair.photo, ARROW, number)
    page = viewer()
    tool(page, "Arrow").click()
    drag(page, spot(page, 1, 300, 400), spot(page, 1, 500, 700))
    expect(page.locator(".drawing-problem")).to_contain_text("60 annotations, the most there can be")
    expect(drawn(page)).to_have_count(60)
    assert len(served.drawn_on(served.pair.photo)) == 60


def test_where_many_photos_are_shown_there_is_neither_layer_nor_tool(
    served: Clinics, viewer: Callable[..., Page]
) -> None:
    add(served, served.pair.photo, ARROW)
    page = viewer()
    tool(page, "Arrow").click()
    page.get_by_role("radio", name="All sessions").click()
    expect(page.locator(".annotating")).to_be_hidden()
    expect(page.locator(".annotation-list")).to_be_hidden()
    page.get_by_role("radio", name="Side by side").click()
    expect(drawn(page)).to_have_count(1)
    expect(tool(page, "Arrow")).to_have_attribute("aria-pressed", "false")


def test_nothing_that_was_drawn_is_shown_to_the_patient(served: Clinics, viewer: Callable[..., Page]) -> None:
    add(served, served.pair.photo, ARROW)
    page = viewer()
    expect(drawn(page)).to_have_count(1)
    page.goto(page.url.replace("/compare?", "/present?"))
    expect(page.locator(".pane[data-state=ready]")).to_have_count(2, timeout=60_000)
    expect(page.locator(".annotating")).to_be_hidden()
    expect(drawn(page)).to_have_count(0)
    page.locator(".stage").focus()
    page.keyboard.press("n")
    expect(drawn(page)).to_have_count(0)
