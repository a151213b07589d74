"""The modes of the comparison viewer in a real browser: mouse, touch and keyboard."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import (
    PHONE,
    QUARTERS,
    SKIN,
    Open,
    colours,
    divider,
    greyed,
    picture_box,
    position,
    swipe,
    touch,
    until,
)


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
    expect(page.locator(".pane .picture").nth(1)).to_have_css("opacity", "0.2")
    expect(page.locator(".pane img").nth(0)).to_have_css("opacity", "1")


def grey_switch(page: Page) -> Locator:
    return page.get_by_role("switch", name="Grey out what could not be matched")


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
