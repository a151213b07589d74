"""Looking closely in the real app: the photo's own pixels, in both photos, in little memory."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.driving import signed_in
from tests.services.detailed_photos import PITCH_PX, Pair, add_pair, ground
from tests.web.serving import Server
from tracker.config import read_settings
from tracker.model import Clinic, PatientDetails, Role, SeriesDetails
from tracker.services import detail
from tracker.store import clinic, details, patients, series, users
from tracker.store.opening import Store, open_store

PASSWORD = "correct horse battery staple"
NOW = datetime.now(UTC)
SHAPE = (3072, 4096)
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 3,
}
# bitmaps that are decoded and not yet given back, and the most at any time
COUNT_BITMAPS = """
const decode = window.createImageBitmap;
window.bitmaps = { open: 0, most: 0 };
window.createImageBitmap = async (...all) => {
  const bitmap = await decode(...all);
  bitmaps.most = Math.max(bitmaps.most, ++bitmaps.open);
  const close = bitmap.close.bind(bitmap);
  bitmap.close = () => { bitmaps.open -= 1; close(); };
  return bitmap;
};
"""


@dataclass(frozen=True)
class Clinics:
    """A served clinic with one pair of 12 megapixels, and its address."""

    server: Server
    store: Store
    pair: Pair
    path: str

    def forget_detail(self) -> None:
        for photo in (self.pair.reference, self.pair.photo):
            for reference in ("", self.pair.reference.digest):
                details.delete_detail(self.store, photo.digest, reference_digest=reference)

    def make_detail(self) -> None:
        for subject in (
            self.pair.reference.digest,
            f"{self.pair.photo.digest} {self.pair.reference.digest}",
        ):
            detail.make_detail(self.store, subject, report=lambda share, message: None)


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinics]:
    folder: Path = tmp_path_factory.mktemp("clinic")
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder / "data")}))
    try:
        clinic.save_clinic(store, Clinic("Praxis am See", "Europe/Zurich"))
        users.add_user(store, name="eva", display_name="Dr Eva", role=Role.OWNER, password=PASSWORD, at=NOW)
        who = PatientDetails("A-17", "Meyer", "Anna", date(1984, 3, 9))
        patient = patients.add_patient(store, who, by="Dr Eva", at=NOW)
        plan = SeriesDetails("Microneedling", "acne scars", "cheeks", NOW.date())
        course = series.add_series(store, patient.id, plan, at=NOW)
        pair = add_pair(store, course.id, SHAPE, now=NOW)
        path = f"/compare?series={course.id}&view={pair.photo.view.key}"
        with Server(folder / "data", folder / "server.log") as server:
            yield Clinics(server, store, pair, path)
    finally:
        store.close()


@pytest.fixture(scope="module")
def contexts(browser: Browser, clinics: Clinics) -> Iterator[Callable[..., BrowserContext]]:
    """Signed-in browsers, one for each kind of screen."""
    opened: dict[str, BrowserContext] = {}

    def context(**screen: object) -> BrowserContext:
        kind = repr(screen)
        if kind not in opened:
            opened[kind] = signed_in(browser, clinics.server.host, "eva", PASSWORD, **screen)
            opened[kind].add_init_script(COUNT_BITMAPS)
        return opened[kind]

    yield context
    for one in opened.values():
        one.close()


@pytest.fixture
def viewer(clinics: Clinics, contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """The comparison page; ``page.asked`` lists the addresses of detail that the browser asked for."""
    pages: list[Page] = []
    errors: list[str] = []

    def open_viewer(**screen: object) -> Page:
        page = contexts(**screen).new_page()
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(clinics.path)
        expect(page.locator(".pane[data-state=ready]")).to_have_count(2, timeout=120_000)
        page.locator(".stage").scroll_into_view_if_needed()
        return page

    yield open_viewer
    for page in pages:
        page.close()
    assert errors == []


def watch_asked(page: Page) -> list[str]:
    """Addresses of detail that are asked for from now on, without host and query."""
    asked: list[str] = []

    def note(address: str) -> None:
        if "/detail" in address:
            asked.append(address.split("/photo/")[1].split("?")[0])

    page.on("request", lambda request: note(request.url))
    return asked


def press(page: Page, key: str, times: int = 1) -> None:
    page.locator(".stage").focus()
    for _ in range(times):
        page.keyboard.press(key)


def share(page: Page) -> int:
    """How large a pixel of the photo is, in percent of one of the page."""
    return int((page.locator(".zoom-value").get_attribute("data-share") or "").split()[0])


def wait_until_sharp(page: Page) -> None:
    expect(page.locator(".pane canvas.detail[data-detail=sharp]")).to_have_count(2, timeout=120_000)


def seen(page: Page) -> np.ndarray:
    """What stands on the screen, one pixel for each of the page."""
    shot = page.screenshot(scale="css")
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)


def places(page: Page, offset_px: float) -> list[tuple[int, int, float, float]]:
    """Where pixels (16 n + offset, 16 m + offset) of the reference stand, away from all edges.

    (y, x) on the screen, then (row, column) in the reference.
    """
    stage = page.locator(".stage").bounding_box()
    picture = page.locator(".pane img").first.bounding_box()
    assert stage and picture
    px = picture["width"] / SHAPE[1]
    found = []
    for row in np.arange(offset_px + 0.5, SHAPE[0], PITCH_PX):
        y = picture["y"] + row * px
        if not stage["y"] + 90 < y < min(stage["y"] + stage["height"], 880) - 20:
            continue
        for column in np.arange(offset_px + 0.5, SHAPE[1], PITCH_PX):
            x = picture["x"] + column * px
            middle = stage["x"] + stage["width"] / 2
            if stage["x"] + 20 < x < stage["x"] + stage["width"] - 20 and abs(x - middle) > 40:
                found.append((int(y), int(x), row, column))
    return found


def greens(page: Page, offset_px: float) -> np.ndarray:
    shot = seen(page)
    return np.array([shot[y, x, 1] for y, x, _, _ in places(page, offset_px)])


def assert_all_in_place(page: Page) -> None:
    """The ground's colours tell where in the photo they are from."""
    shot = seen(page)
    found = places(page, 13)
    assert found
    for y, x, row, column in found:
        red, blue = ground(np.array(row), np.array(column), SHAPE)
        assert shot[y, x, 0] == pytest.approx(float(red), abs=7)
        assert shot[y, x, 2] == pytest.approx(float(blue), abs=7)


def test_at_eight_times_single_pixels_are_seen_in_both_photos(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer()
    press(page, "+", 14)
    assert share(page) == 800
    wait_until_sharp(page)
    dots, skin = greens(page, 5), greens(page, 13)
    assert len(dots) > 10  # left and right of the divider, so in both photos
    assert dots.max() < 80
    assert skin.min() > 150
    assert_all_in_place(page)


def test_the_screen_rendition_alone_could_not_show_them(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    page = viewer()
    page.route("**/detail?*", lambda route: route.fulfill(status=404, body="never"))
    press(page, "+", 14)
    page.wait_for_timeout(500)
    assert greens(page, 5).min() > 80


def test_only_tiles_that_are_seen_are_asked_for_and_each_once(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer()
    asked = watch_asked(page)
    press(page, "+", 14)
    wait_until_sharp(page)
    tiles = [path for path in asked if path.count("/") > 1]
    at_the_end = seen_tiles(page)
    # some of the steps before showed more; nothing far from the middle of the picture is among it
    assert at_the_end <= {tuple(map(int, path.split("/")[-2:])) for path in tiles}
    assert len(tiles) == len(set(tiles))
    before = len(asked)
    page.wait_for_timeout(1000)
    assert len(asked) == before
    press(page, "ArrowRight", 6)
    page.wait_for_timeout(400)
    wait_until_sharp(page)
    new = {tuple(map(int, path.split("/")[-2:])) for path in asked[before:]}
    assert new <= seen_tiles(page, margin_px=6 * 48 + 10)


def seen_tiles(page: Page, margin_px: float = 1) -> set[tuple[int, int]]:
    """(row, column) of the tiles that lie within the stage or so near to it."""
    stage = page.locator(".stage").bounding_box()
    picture = page.locator(".pane img").first.bounding_box()
    assert stage and picture
    px = picture["width"] / SHAPE[1]
    x, y = (stage[axis] - picture[axis] for axis in ("x", "y"))
    columns = range(int((x - margin_px) / px // 512), int((x + stage["width"] + margin_px) / px // 512) + 1)
    rows = range(int((y - margin_px) / px // 512), int((y + stage["height"] + margin_px) / px // 512) + 1)
    return {(row, column) for row in rows for column in columns}


def test_memory_stays_bounded_while_one_wanders_over_the_whole_picture(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer()
    most = 0
    for key, times in (("+", 4), ("ArrowRight", 8), ("ArrowDown", 8), ("+", 2), ("ArrowLeft", 16), ("-", 1)):
        for _ in range(times):
            press(page, key)
            page.wait_for_timeout(120)
            most = max(most, held_bytes(page))
    wait_until_sharp(page)
    assert_all_in_place(page)
    assert 0 < held_bytes(page) <= most <= 2 * 64 * 1024 * 1024
    bitmaps = page.evaluate("window.bitmaps")
    assert bitmaps["open"] == 0
    assert 0 < bitmaps["most"] <= 2 * 4 + 4
    press(page, "0")
    page.wait_for_timeout(300)
    assert held_bytes(page) == 0


def held_bytes(page: Page) -> int:
    """What the canvases of both photos take."""
    count = "all => all.reduce((sum, canvas) => sum + 4 * canvas.width * canvas.height, 0)"
    return int(page.locator("canvas.detail").evaluate_all(count))


def test_what_is_not_there_yet_is_made_by_the_worker_and_picked_up_without_a_word(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.forget_detail()
    page = viewer()
    press(page, "+", 14)
    assert greens(page, 13).min() > 140  # the screen rendition stands there meanwhile
    expect(page.get_by_role("alert")).to_have_count(0)
    wait_until_sharp(page)
    assert greens(page, 5).max() < 80


def test_two_fingers_on_a_phone_reach_the_photos_own_pixels_within_a_phones_memory(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer(**PHONE)
    box = page.locator(".stage").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)
    most = 0
    for _ in range(3):
        touch(fingers, "touchStart", (x - 15, y), (x + 15, y))
        for step in range(1, 11):
            touch(fingers, "touchMove", (x - 15 - 12 * step, y), (x + 15 + 12 * step, y))
            most = max(most, held_bytes(page))
        touch(fingers, "touchEnd")
        page.wait_for_timeout(250)
    assert share(page) == 800
    wait_until_sharp(page)
    assert greens(page, 5).max() < 80
    assert 0 < held_bytes(page) <= max(most, held_bytes(page)) <= 2 * 32 * 1024 * 1024
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def touch(fingers: object, kind: str, *points: tuple[float, float]) -> None:
    listed = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": listed})  # type: ignore[attr-defined]


def test_in_an_overlay_the_detail_shines_through_as_much_as_the_photo(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer()
    page.get_by_role("radio", name="Overlay").click()
    press(page, "+", 14)
    wait_until_sharp(page)
    opacities = page.locator(".picture").evaluate_all("all => all.map(e => getComputedStyle(e).opacity)")
    assert sorted(opacities) == ["0.5", "1"]
    assert greens(page, 5).max() < 80


def test_tiles_that_are_gone_leave_the_screen_rendition_and_come_back_when_they_are_made_again(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer()
    press(page, "+", 14)
    wait_until_sharp(page)
    press(page, "0")
    page.wait_for_timeout(300)
    clinics.forget_detail()
    with page.expect_response(lambda answer: "/detail/" in answer.url and answer.status == 404):
        press(page, "+", 14)
    page.wait_for_timeout(300)
    assert held_bytes(page) == 0
    assert greens(page, 13).min() > 140
    wait_until_sharp(page)
    assert greens(page, 5).max() < 80


# ---- the loupe ----------------------------------------------------------------------------------


def glasses(page: Page) -> list[np.ndarray]:
    """What both glasses show, as squares in their middle."""
    shot = seen(page)
    squares = []
    for number in (0, 1):
        box = page.locator(".glass").nth(number).bounding_box()
        assert box
        x, y, half = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] * 0.3
        squares.append(shot[round(y - half) : round(y + half), round(x - half) : round(x + half)])
    return squares


def wait_until_glasses_are_sharp(page: Page) -> None:
    expect(page.locator(".glass canvas.detail[data-detail=sharp]")).to_have_count(2, timeout=120_000)


def assert_glasses_show(page: Page, u: float, v: float) -> None:
    """Both show the same place of the skin, which its colours tell, and single pixels of it."""
    red, blue = ground(np.array(v * SHAPE[0]), np.array(u * SHAPE[1]), SHAPE)
    for square in glasses(page):
        assert np.median(square[..., 0]) == pytest.approx(float(red), abs=5)
        assert np.median(square[..., 2]) == pytest.approx(float(blue), abs=5)
        assert np.percentile(square[..., 1], 0.2) < 90


def pointed(page: Page, u: float, v: float) -> tuple[float, float]:
    picture = page.locator(".pane img").first.bounding_box()
    assert picture
    return picture["x"] + u * picture["width"], picture["y"] + v * picture["height"]


def test_the_loupe_shows_the_spot_under_the_mouse_in_both_photos_pixel_for_pixel(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer()
    switch = page.get_by_role("button", name="Loupe")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    for u, v in ((0.25, 0.4), (0.75, 0.6)):
        page.mouse.move(*pointed(page, u, v))
        page.wait_for_timeout(300)
        wait_until_glasses_are_sharp(page)
        assert_glasses_show(page, u, v)
    switch.click()
    expect(page.locator(".loupe")).to_be_hidden()


def test_z_shows_the_loupe_while_it_is_held(viewer: Callable[..., Page]) -> None:
    page = viewer()
    page.locator(".stage").focus()
    page.keyboard.down("z")
    expect(page.locator(".loupe")).to_be_visible()
    page.keyboard.up("z")
    expect(page.locator(".loupe")).to_be_hidden()


def test_the_loupe_is_led_by_arrow_keys_and_closed_by_escape(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer()
    switch = page.get_by_role("button", name="Loupe")
    switch.focus()
    page.keyboard.press("Enter")
    loupe = page.get_by_role("group", name="Loupe: arrow keys move it, Escape closes it")
    expect(loupe).to_be_focused()
    for _ in range(10):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowDown")
    right, down = 10 * 5 * 12 / SHAPE[1], 12 / SHAPE[0]
    expect(loupe.get_by_role("status")).to_have_text(
        f"{round(100 * (0.5 + right))} % across, {round(100 * (0.5 + down))} % down"
    )
    page.wait_for_timeout(300)
    wait_until_glasses_are_sharp(page)
    assert_glasses_show(page, 0.5 + right, 0.5 + down)
    page.keyboard.press("Escape")
    expect(loupe).to_be_hidden()
    expect(switch).to_be_focused()


def test_a_finger_drags_the_loupe_and_neither_divider_nor_page(
    viewer: Callable[..., Page], clinics: Clinics
) -> None:
    clinics.make_detail()
    page = viewer(**PHONE)
    page.get_by_role("button", name="Loupe").tap()
    divider = page.get_by_role("slider", name="Divider between the photos")
    before = divider.get_attribute("aria-valuenow")
    scrolled = page.get_by_test_id("stMain").evaluate("e => e.scrollTop")
    start, end = pointed(page, 0.3, 0.3), pointed(page, 0.6, 0.8)
    fingers = page.context.new_cdp_session(page)
    touch(fingers, "touchStart", start)
    for step in range(1, 11):
        share_done = step / 10
        at = tuple(a + share_done * (b - a) for a, b in zip(start, end, strict=True))
        touch(fingers, "touchMove", at)
    touch(fingers, "touchEnd")
    page.wait_for_timeout(300)
    wait_until_glasses_are_sharp(page)
    assert_glasses_show(page, 0.6, 0.8)
    assert divider.get_attribute("aria-valuenow") == before
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollTop") == scrolled
    stage = page.locator(".stage").bounding_box()
    for number in (0, 1):
        glass = page.locator(".glass").nth(number).bounding_box()
        assert stage and glass
        assert stage["x"] - 1 <= glass["x"]
        assert glass["x"] + glass["width"] <= stage["x"] + stage["width"] + 1
