"""The components in a real browser: mouse, touch and keyboard, and what arrives in Python."""

import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, expect

# the ground colour of the two pictures of components_app.py
SKIN = {"a": (214, 168, 142), "b": (206, 164, 140)}
TOP = Path(__file__).parent.parent.parent
WIDTH, HEIGHT = 3000, 4000
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL_PHONE = {**PHONE, "viewport": {"width": 360, "height": 740}}

Open = Callable[..., Page]
Spot = tuple[float, float]


def until(is_so: Callable[[], bool]) -> None:
    """Waits up to 10 s for what Playwright has no word for."""
    for _ in range(200):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("waited 10 s in vain")


@pytest.fixture(scope="module")
def address(browser: Browser) -> Iterator[str]:
    """A running Streamlit with one component per page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = Path(__file__).with_name("components_app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}"]
    command += ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    command += ["--server.fileWatcherType=none", "--logger.level=error"]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert server.poll() is None, "Streamlit ended at once"
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("Streamlit did not start within 30 s")


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """One context per kind of screen: tests share its cache, never a page or a session."""
    opened: dict[str, BrowserContext] = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.fixture
def open_page(browser: Browser, address: str, contexts: dict[str, BrowserContext]) -> Iterator[Open]:
    """Opens a component; errors that its script throws fail the test."""
    pages, errors = [], []

    def open_it(query: str, **screen: object) -> Page:
        kind = repr(screen)
        if kind not in contexts:
            contexts[kind] = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | screen))
            contexts[kind].set_default_timeout(10_000)
        page = contexts[kind].new_page()
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/?show={query}")
        return page

    yield open_it
    for page in pages:
        page.close()
    assert errors == []


# ---- the comparison viewer ----------------------------------------------------------------------


@pytest.fixture
def viewer(open_page: Open) -> Callable[..., Page]:
    def open_viewer(query: str = "compare", **screen: object) -> Page:
        page = open_page(query, **screen)
        # the first page of a fresh server has everything to import: on a busy machine over 5 s
        expect(page.locator(".pane[data-state=ready]")).to_have_count(2, timeout=30_000)
        return page

    return open_viewer


def divider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Divider between the photos")


def position(page: Page) -> float:
    return float(divider(page).get_attribute("aria-valuenow") or "nan")


def picture_box(page: Page) -> dict[str, float]:
    box = page.locator("img").first.bounding_box()
    assert box is not None
    return box


def touch(fingers: CDPSession, kind: str, *points: Spot) -> None:
    places = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def swipe(page: Page, start: Spot, by: Spot) -> None:
    fingers = page.context.new_cdp_session(page)
    touch(fingers, "touchStart", start)
    for step in range(1, 11):
        touch(fingers, "touchMove", (start[0] + by[0] * step / 10, start[1] + by[1] * step / 10))
    touch(fingers, "touchEnd")
    fingers.detach()


def test_the_mouse_drags_the_divider_from_anywhere_on_the_picture(viewer: Callable[..., Page]) -> None:
    page = viewer()
    box = picture_box(page)
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 200, steps=4)
    page.mouse.up()
    assert position(page) == pytest.approx(25, abs=1)
    expect(divider(page)).to_have_attribute(
        "aria-valuetext", "25 % Session 1 · baseline, 75 % Session 4 · day 84"
    )
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    ground = [
        seen.getpixel((int(box["x"] + share * box["width"]), int(box["y"] + 200))) for share in (0.17, 0.33)
    ]
    assert ground == [SKIN["a"], SKIN["b"]]
    surround = seen.getpixel((int(box["x"] - 20), int(box["y"] + 200)))
    assert surround == (0x77, 0x77, 0x77)


def test_keys_move_the_divider(viewer: Callable[..., Page]) -> None:
    page = viewer()
    divider(page).focus()
    reached = []
    for key in ("ArrowRight", "Shift+ArrowLeft", "PageUp", "Home", "End", "PageDown", "ArrowDown"):
        page.keyboard.press(key)
        reached.append(position(page))
    assert reached == [51, 41, 51, 0, 100, 90, 89]


def test_a_finger_moves_the_divider_sideways_and_scrolls_the_page_upwards(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(**PHONE)
    box = picture_box(page)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    swipe(page, middle, (-0.3 * box["width"], 4))
    assert position(page) == pytest.approx(20, abs=3)
    before = position(page)
    swipe(page, middle, (3, -200))
    until(lambda: page.get_by_test_id("stMain").evaluate("e => e.scrollTop") > 50)
    assert position(page) == before


def test_two_fingers_zoom_both_photos(viewer: Callable[..., Page]) -> None:
    page = viewer(**PHONE)
    box = picture_box(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)
    touch(fingers, "touchStart", (x - 20, y), (x + 20, y))
    for step in range(1, 9):
        touch(fingers, "touchMove", (x - 20 - 5 * step, y - step), (x + 20 + 5 * step, y + step))
    touch(fingers, "touchEnd")
    expect(page.get_by_role("button", name="show the whole picture")).to_have_text("3.0 ×")
    first, second = (page.locator("img").nth(i).bounding_box() for i in (0, 1))
    assert first == second


def test_zoom_and_mode_outlive_mode_changes_reruns_and_swaps(viewer: Callable[..., Page]) -> None:
    page = viewer()
    box = picture_box(page)
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    zoom = page.get_by_role("button", name="show the whole picture")
    expect(zoom).to_have_text("2.7 ×")
    zoomed = picture_box(page)
    assert (box["x"] + 200 - zoomed["x"]) / zoomed["width"] == pytest.approx(200 / box["width"], abs=0.002)
    page.get_by_role("radio", name="Side by side").click()
    expect(zoom).to_have_text("2.7 ×")
    first, second = (page.locator("img").nth(i).bounding_box() for i in (0, 1))
    panes = [page.locator(".pane").nth(i).bounding_box() for i in (0, 1)]
    assert first and second and panes[0] and panes[1]
    assert first["x"] - panes[0]["x"] == pytest.approx(second["x"] - panes[1]["x"], abs=0.1)
    page.get_by_role("button", name="Swap").click()
    page.get_by_role("button", name="Rerun").click()
    expect(page.locator(".caption").nth(1)).to_contain_text("after a rerun")
    expect(page.get_by_role("radio", name="Side by side")).to_be_checked()
    expect(zoom).to_have_text("2.7 ×")
    swapped = page.locator(".pane").nth(1).bounding_box()
    assert swapped is not None and swapped["x"] == panes[0]["x"]


def test_a_double_click_zooms_without_moving_the_divider_and_a_drag_then_pans(
    viewer: Callable[..., Page],
) -> None:
    page = viewer()
    box = picture_box(page)
    page.mouse.dblclick(box["x"] + 180, box["y"] + 300)
    zoom = page.get_by_role("button", name="show the whole picture")
    expect(zoom).to_have_text("3.0 ×")
    assert position(page) == 50
    before = picture_box(page)
    page.mouse.move(box["x"] + 180, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + 330, steps=3)
    page.mouse.up()
    after = picture_box(page)
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((40, 30), abs=1)
    page.keyboard.press("0")
    expect(zoom).to_have_text("1.0 ×")
    page.keyboard.press("+")
    expect(zoom).to_have_text("1.5 ×")
    page.keyboard.press("-")
    expect(zoom).to_have_text("1.0 ×")


def test_holding_f_shows_the_other_photo_and_letting_go_the_first(viewer: Callable[..., Page]) -> None:
    page = viewer()
    page.get_by_role("radio", name="Flicker").click()
    first, second = page.locator(".pane img").nth(0), page.locator(".pane img").nth(1)
    expect(first).to_be_visible()
    expect(second).to_be_hidden()
    page.keyboard.down("f")
    expect(second).to_be_visible()
    expect(first).to_be_hidden()
    page.keyboard.up("f")
    expect(second).to_be_hidden()


def test_the_overlay_blends_by_its_slider(viewer: Callable[..., Page]) -> None:
    page = viewer()
    page.get_by_role("radio", name="Overlay").click()
    page.get_by_role("slider", name="Opacity of the second photo").fill("20")
    expect(page.locator(".pane img").nth(1)).to_have_css("opacity", "0.2")
    expect(page.locator(".pane img").nth(0)).to_have_css("opacity", "1")


def grey_switch(page: Page) -> Locator:
    return page.get_by_role("switch", name="Grey out what could not be matched")


def colours(page: Page, pane: int, *shares: Spot) -> list[tuple[int, ...]]:
    """What is seen at shares (across, down) of a pane's picture."""
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    box = page.locator(".pane img").nth(pane).bounding_box()
    assert box is not None
    return [
        seen.getpixel((int(box["x"] + x * box["width"]), int(box["y"] + y * box["height"])))
        for x, y in shares
    ]


def greyed(colour: tuple[int, ...]) -> tuple[object, ...]:
    return tuple(pytest.approx(0.4 * channel + 0.6 * 119, abs=2) for channel in colour)


# places between the lines of the grid: upper left, upper right, lower left, lower right of a picture
QUARTERS = ((0.26, 0.36), (0.76, 0.36), (0.26, 0.66), (0.76, 0.66))


def test_what_either_photo_leaves_unmatched_is_grey_on_both(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&trust=left,right")
    page.get_by_role("radio", name="Side by side").click()
    expect(grey_switch(page)).to_be_checked()
    for pane, name in enumerate("ab"):
        grey, plain = greyed(SKIN[name]), SKIN[name]
        assert colours(page, pane, *QUARTERS) == [grey, grey, plain, plain]
    grey_switch(page).uncheck()
    for pane, name in enumerate("ab"):
        assert colours(page, pane, *QUARTERS) == [SKIN[name]] * 4


def test_the_grey_lies_on_the_photo_in_every_mode_and_follows_the_zoom(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&trust=left,clear")
    assert colours(page, 0, *QUARTERS) == [greyed(SKIN["a"]), SKIN["b"], SKIN["a"], SKIN["b"]]
    page.get_by_role("radio", name="Flicker").click()
    assert colours(page, 0, *QUARTERS[:2]) == [greyed(SKIN["a"]), SKIN["a"]]
    page.get_by_role("radio", name="Overlay").click()
    page.get_by_role("slider", name="Opacity of the second photo").fill("100")
    assert colours(page, 0, *QUARTERS[:2]) == [greyed(SKIN["b"]), SKIN["b"]]
    page.get_by_role("radio", name="Side by side").click()
    page.keyboard.press("+")
    for pane in (0, 1):
        photo, veil = (
            page.locator(".pane").nth(pane).locator(tag).bounding_box() for tag in ("img", "canvas.veil")
        )
        assert photo == veil
    assert colours(page, 1, (0.46, 0.36), (0.56, 0.36)) == [greyed(SKIN["b"]), SKIN["b"]]


def test_the_grey_is_switched_by_key_and_by_tap_and_outlives_a_rerun(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&trust=left,clear")
    divider(page).focus()
    page.keyboard.press("g")
    expect(grey_switch(page)).not_to_be_checked()
    page.get_by_role("button", name="Rerun").click()
    expect(page.locator(".caption").nth(1)).to_contain_text("after a rerun")
    expect(grey_switch(page)).not_to_be_checked()
    assert colours(page, 0, QUARTERS[0]) == [SKIN["a"]]
    phone = viewer("compare&trust=left,clear", **PHONE)
    label = phone.locator(".veil-switch")
    box = label.bounding_box()
    assert box is not None and box["height"] >= 44
    label.tap()
    expect(grey_switch(phone)).not_to_be_checked()
    assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("trust", ["clear,clear", "missing,clear", ""])
def test_where_nothing_is_to_be_greyed_there_is_no_switch(trust: str, viewer: Callable[..., Page]) -> None:
    page = viewer(f"compare&trust={trust}")
    page.wait_for_load_state("networkidle")
    expect(grey_switch(page)).to_be_hidden()
    assert colours(page, 0, QUARTERS[0]) == [SKIN["a"]]
    divider(page).focus()
    page.keyboard.press("g")
    expect(grey_switch(page)).to_be_hidden()


def test_a_picture_of_trust_that_was_missing_is_asked_for_again_at_a_rerun(
    viewer: Callable[..., Page],
) -> None:
    page = viewer("compare&trust=missing,clear")
    page.route(
        "**/trust/missing", lambda route: route.continue_(url=route.request.url.replace("missing", "left"))
    )
    page.get_by_role("button", name="Rerun").click()
    expect(grey_switch(page)).to_be_checked()
    assert colours(page, 0, QUARTERS[0]) == [greyed(SKIN["a"])]


def test_a_missing_photo_is_said_so_and_can_be_tried_again(open_page: Open) -> None:
    page = open_page("compare")
    expect(page.locator(".pane[data-state=ready]")).to_have_count(2)
    page.get_by_text("Broken").click()
    message = page.get_by_text("This photo could not be loaded")
    expect(message).to_have_count(2)
    expect(message.nth(1)).to_be_visible()
    page.route(
        "**/picture/broken/**", lambda route: route.continue_(url=route.request.url.replace("broken", "b"))
    )
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".pane[data-state=ready]")).to_have_count(2)


def test_full_screen_shows_the_picture_larger(viewer: Callable[..., Page]) -> None:
    page = viewer(viewport={"width": 1280, "height": 1000})
    before = picture_box(page)
    page.get_by_role("button", name="Full screen").click()
    expect(page.get_by_role("button", name="Full screen")).to_have_attribute("aria-pressed", "true")
    assert picture_box(page)["height"] > 1.2 * before["height"]
    page.get_by_role("button", name="Full screen").click()
    expect(page.get_by_role("button", name="Full screen")).to_have_attribute("aria-pressed", "false")
    assert picture_box(page) == before


@pytest.mark.parametrize("show", ["compare", "compare&size=1200x900", "regions", "pairs"])
def test_a_small_phone_needs_no_sideways_scrolling_and_has_large_controls(open_page: Open, show: str) -> None:
    page = open_page(show, **SMALL_PHONE)
    expect(page.locator("[data-state=ready]").first).to_be_visible()
    for radio in page.locator(".photo-tool [role=radio]").all():
        radio.click()
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        tool = page.locator(".photo-tool")
        assert tool.evaluate("e => e.scrollWidth <= e.clientWidth")
    for button in page.locator(".photo-tool button:visible").all():
        box = button.bounding_box()
        assert box is not None and box["width"] >= 44 and box["height"] >= 44


# ---- the region editor --------------------------------------------------------------------------


@pytest.fixture
def editor(open_page: Open) -> Callable[..., Page]:
    def open_editor(query: str = "regions", **screen: object) -> Page:
        page = open_page(query, **screen)
        expect(page.locator(".stage[data-state=ready]")).to_be_visible()
        expect(page.locator("code")).to_be_visible()
        return page

    return open_editor


def at(page: Page, row: float, column: float) -> Spot:
    """Where a pixel of the original stands in the window."""
    box = picture_box(page)
    return box["x"] + column / WIDTH * box["width"], box["y"] + row / HEIGHT * box["height"]


def click(page: Page, row: float, column: float) -> None:
    page.mouse.click(*at(page, row, column))


def drag(page: Page, start: Spot, end: Spot) -> None:
    page.mouse.move(*at(page, *start))
    page.mouse.down()
    page.mouse.move(*at(page, *end), steps=4)
    page.mouse.up()


def events(page: Page, count: int) -> list[dict[str, object]]:
    """What arrived in Python, once so many events have."""
    until(lambda: len(json.loads(page.locator("code").inner_text())) >= count)
    found = json.loads(page.locator("code").inner_text())
    assert len(found) == count, found
    return list(found)


def points_of(event: dict[str, object]) -> list[Spot]:
    shape = event["shape"]
    assert isinstance(shape, dict) and shape["type"] == "polygon"
    return [tuple(point) for point in shape["points"]]


SQUARE = [(400, 400), (400, 1400), (1200, 1400), (1200, 400)]


def assert_same_points(found: list[Spot], truth: list[Spot]) -> None:
    assert len(found) == len(truth)
    for spot, true in zip(found, truth, strict=True):
        assert spot == pytest.approx(true, abs=1)


def draw_square(page: Page, *, close: Callable[[], None]) -> None:
    page.get_by_role("radio", name="Polygon").click()
    for spot in SQUARE:
        click(page, *spot)
    close()


def test_a_polygon_closed_in_any_way_arrives_in_px_of_the_original(editor: Callable[..., Page]) -> None:
    page = editor()
    ways: list[Callable[[], None]] = [
        lambda: click(page, *SQUARE[0]),
        lambda: page.keyboard.press("Enter"),
        lambda: click(page, *SQUARE[-1]),  # twice on the last point: a double click
        lambda: page.get_by_role("button", name="Close outline").click(),
    ]
    for count, close in enumerate(ways, 1):
        draw_square(page, close=close)
        event = events(page, count)[-1]
        assert event["kind"] == "drawn"
        assert_same_points(points_of(event), SQUARE)
    expect(page.get_by_role("button", name="New region")).to_have_count(1)


def test_a_new_shape_stays_until_python_hands_it_back(editor: Callable[..., Page]) -> None:
    page = editor("regions&keep=1")
    draw_square(page, close=lambda: page.keyboard.press("Enter"))
    expect(page.get_by_role("button", name="Region 3 · treated")).to_be_visible()
    expect(page.get_by_role("button", name="New region")).to_have_count(0)


def test_a_ring_is_shown_around_its_region_and_never_in_the_way(editor: Callable[..., Page]) -> None:
    page = editor("regions&ring=1")
    ring = page.get_by_role("img", name="skin around Left cheek · control")
    expect(ring).to_have_count(1)
    expect(page.locator(".label", has_text="skin around Left cheek · control")).to_be_visible()
    box, truth = ring.bounding_box(), (*at(page, 1200, 300), *at(page, 2800, 1500))
    assert box is not None
    found = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
    assert found == pytest.approx(truth, abs=4)
    click(page, 2000, 1400)  # on the ring itself: nothing to select there
    expect(page.locator(".region.is-selected")).to_have_count(0)
    click(page, 2000, 900)
    expect(page.locator(".region.is-selected")).to_have_count(1)
    page.get_by_role("button", name="Zoom in").click()
    box = ring.bounding_box()
    assert box is not None and box["width"] > 1.2 * (truth[2] - truth[0])
    page.goto(page.url.replace("&ring=1", ""))
    expect(page.locator(".stage[data-state=ready]")).to_be_visible()
    expect(ring).to_have_count(0)


def test_zoomed_in_points_still_arrive_where_they_were_set(editor: Callable[..., Page]) -> None:
    page = editor()
    page.mouse.dblclick(*at(page, 1000, 1000))
    expect(page.get_by_role("button", name="show the whole picture")).to_have_text("3.0 ×")
    spots = [(900.0, 900.0), (900.0, 1100.0), (1100.0, 1000.0)]
    page.get_by_role("radio", name="Polygon").click()
    for spot in spots:
        click(page, *spot)
    page.keyboard.press("Enter")
    assert_same_points(points_of(events(page, 1)[0]), spots)


def test_taps_draw_a_polygon_on_a_phone(editor: Callable[..., Page]) -> None:
    page = editor(**PHONE)
    page.get_by_role("radio", name="Polygon").tap()
    for spot in SQUARE[:3]:
        page.touchscreen.tap(*at(page, *spot))
    page.get_by_role("button", name="Close outline").tap()
    found = points_of(events(page, 1)[0])
    for spot, true in zip(found, SQUARE[:3], strict=True):
        assert spot == pytest.approx(true, abs=10)  # a tap lands on a whole px of the screen


def test_escape_gives_up_and_backspace_takes_the_last_point_back(editor: Callable[..., Page]) -> None:
    page = editor()
    page.get_by_role("radio", name="Polygon").click()
    for spot in [*SQUARE, (1500, 900)]:
        click(page, *spot)
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    assert_same_points(points_of(events(page, 1)[0]), SQUARE)
    page.get_by_role("radio", name="Polygon").click()
    for spot in [(2000.0, 2000.0), (2000.0, 2500.0), (2400.0, 2500.0)]:
        click(page, *spot)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Outline")).to_be_hidden()
    events(page, 1)


def test_an_outline_that_crosses_itself_is_kept_back_with_a_sentence(editor: Callable[..., Page]) -> None:
    page = editor()
    page.get_by_role("radio", name="Polygon").click()
    for spot in [(400.0, 400.0), (1200.0, 1400.0), (400.0, 1400.0), (1200.0, 400.0)]:
        click(page, *spot)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("crosses itself")
    events(page, 0)


def test_an_ellipse_is_dragged_resized_and_turned(editor: Callable[..., Page]) -> None:
    page = editor()
    page.get_by_role("radio", name="Ellipse").click()
    drag(page, (500, 1400), (1300, 2600))
    shape = events(page, 1)[0]["shape"]
    assert isinstance(shape, dict)
    assert shape["centre"] == pytest.approx([900, 2000], abs=1)
    assert (shape["radius_row_px"], shape["radius_column_px"]) == pytest.approx((400, 600), abs=1)
    drag(page, (900, 2600), (900, 2300))
    shape = events(page, 2)[1]["shape"]
    assert isinstance(shape, dict)
    assert (shape["radius_row_px"], shape["radius_column_px"]) == pytest.approx((400, 300), abs=2)
    grip = page.get_by_role("button", name="Turn").bounding_box()
    assert grip is not None
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(*at(page, 900 - 700 * 0.8, 2000 + 700 * 0.6), steps=4)
    page.mouse.up()
    shape = events(page, 3)[2]["shape"]
    assert isinstance(shape, dict)
    assert shape["angle_deg"] == pytest.approx(36.87, abs=1)
    assert shape["centre"] == pytest.approx([900, 2000], abs=1)


def test_moving_a_point_edits_the_region_and_undo_and_redo_follow(editor: Callable[..., Page]) -> None:
    page = editor()
    before = [(2600, 2200), (2600, 2700), (3200, 2750), (3300, 2300)]
    click(page, 2900, 2450)
    assert events(page, 1)[0] == {"kind": "selected", "id": "r2", "shape": None, "length_px": None}
    drag(page, before[0], (2400, 2100))
    edited = events(page, 2)[1]
    assert (edited["kind"], edited["id"]) == ("edited", "r2")
    after = [(2400, 2100), *before[1:]]
    assert_same_points(points_of(edited), after)
    page.keyboard.press("Control+z")
    assert_same_points(points_of(events(page, 3)[2]), before)
    page.keyboard.press("Control+Shift+z")
    assert_same_points(points_of(events(page, 4)[3]), after)


def test_dragging_a_region_moves_all_of_it_and_arrow_keys_arrive_as_one_edit(
    editor: Callable[..., Page],
) -> None:
    page = editor()
    drag(page, (2000, 900), (2100, 1000))
    shape = events(page, 1)[0]["shape"]
    assert isinstance(shape, dict)
    assert shape["centre"] == pytest.approx([2100, 1000], abs=1)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    nudged = events(page, 2)[1]["shape"]
    assert isinstance(nudged, dict)
    px = WIDTH / picture_box(page)["width"]
    assert nudged["centre"] == pytest.approx([2100, 1000 + 8 * px], abs=1.5)


def test_a_side_pulled_by_its_middle_gets_one_more_point(editor: Callable[..., Page]) -> None:
    page = editor()
    click(page, 2900, 2450)
    events(page, 1)
    drag(page, (2600, 2450), (2450, 2450))
    points = points_of(events(page, 2)[1])
    assert_same_points(points[:3], [(2600, 2200), (2450, 2450), (2600, 2700)])
    assert len(points) == 5


def test_delete_asks_python_and_the_region_goes(editor: Callable[..., Page]) -> None:
    page = editor()
    click(page, 2000, 900)
    events(page, 1)
    page.keyboard.press("Delete")
    assert events(page, 2)[1] == {"kind": "delete", "id": "r1", "shape": None, "length_px": None}
    expect(page.get_by_role("button", name="Left cheek")).to_have_count(0)


def test_an_edit_that_python_refuses_goes_back_at_the_next_rerun(editor: Callable[..., Page]) -> None:
    page = editor("regions&refuse=1")
    region = page.get_by_role("button", name="Left cheek")
    before = region.bounding_box()
    drag(page, (2000, 900), (2200, 1200))
    events(page, 1)
    assert region.bounding_box() != before
    page.get_by_role("button", name="Rerun").click()
    expect(page.get_by_text("Reruns: 1")).to_be_visible()
    until(lambda: region.bounding_box() == before)


def test_the_ruler_tells_the_length_in_px_of_the_original(editor: Callable[..., Page]) -> None:
    page = editor()
    page.get_by_role("radio", name="Ruler").click()
    drag(page, (3000, 400), (3300, 800))
    event = events(page, 1)[0]
    assert event["kind"] == "ruler"
    assert event["length_px"] == pytest.approx(500, abs=1)
    click(page, 3000, 400)
    click(page, 3000, 1400)
    assert events(page, 2)[1]["length_px"] == pytest.approx(1000, abs=1)


def test_the_keyboard_alone_draws_a_triangle(editor: Callable[..., Page]) -> None:
    page = editor()
    page.get_by_role("radio", name="Select").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("application", name="Drawing area").focus()
    page.keyboard.press("ArrowUp")  # the caret appears in the middle
    page.keyboard.press("Space")
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Space", "Shift+ArrowDown", "Space", "Enter"):
        page.keyboard.press(key)
    points = points_of(events(page, 1)[0])
    px = WIDTH / picture_box(page)["width"]
    truth = [(2000, 1500), (2000, 1500 + 40 * px), (2000 + 20 * px, 1500 + 40 * px)]
    assert_same_points(points, truth)


# ---- the photo grid -----------------------------------------------------------------------------


def test_the_grid_keeps_its_links_sizes_and_lazy_pictures_through_streamlit(open_page: Open) -> None:
    page = open_page("grid", **SMALL_PHONE)
    image = page.get_by_role("img", name="Front, session 12")
    expect(image).to_have_attribute("loading", "lazy")
    box = image.bounding_box()
    assert box is not None and box["height"] == pytest.approx(box["width"], abs=1)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Front, session 2 ").first.click()
    expect(divider(page)).to_be_visible()


# ---- the session watch --------------------------------------------------------------------------


def look_again(page: Page) -> None:
    """What the browser says when a tab comes back to the front."""
    page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')) }")


def test_an_ended_session_leads_to_the_sign_in_page_and_back(open_page: Open) -> None:
    page = open_page("watch")
    with page.expect_response("**/auth/ping") as answer:
        page.reload()
    assert answer.value.status == 204
    expect(page.get_by_text("A patient's page")).to_be_visible()
    page.route("**/auth/ping", lambda route: route.fulfill(status=401, body=""))
    page.route("**/sign-in?*", lambda route: route.fulfill(status=200, body="Sign in"))
    look_again(page)
    page.wait_for_url("**/sign-in?next=%2F%3Fshow%3Dwatch")


def test_a_server_that_does_not_answer_is_no_reason_to_leave(open_page: Open) -> None:
    page = open_page("watch")
    with page.expect_response("**/auth/ping"):
        page.reload()
    page.route("**/auth/ping", lambda route: route.abort())
    with page.expect_request("**/auth/ping"):
        look_again(page)
    with page.expect_request("**/auth/ping"):
        look_again(page)
    assert "sign-in" not in page.url
