"""The level divider, flicker by itself and the sheet of shortcuts, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import (
    PHONE,
    SKIN,
    SMALL_PHONE,
    colours,
    divider,
    picture_box,
    position,
    swipe,
    until,
)

ABOVE, BELOW = (0.26, 0.16), (0.26, 0.86)


def second_is_seen(page: Page) -> bool:
    return page.locator(".pane.is-second").evaluate("e => getComputedStyle(e).visibility") == "visible"


def changes_within(page: Page, duration_ms: int) -> list[float]:
    """When the photo that is seen changed, in ms since the counting began."""
    script = """duration => new Promise(done => {
        const pane = document.querySelector('.pane.is-second') ?? [...document.querySelectorAll('*')]
            .map(e => e.shadowRoot?.querySelector('.pane.is-second')).find(Boolean);
        const began = performance.now(), times = [];
        let before = pane.style.visibility;
        new MutationObserver(() => {
            if (pane.style.visibility !== before) times.push(performance.now() - began);
            before = pane.style.visibility;
        }).observe(pane, {attributes: true, attributeFilter: ['style']});
        setTimeout(() => done(times), duration);
    })"""
    return list(page.evaluate(script, duration_ms))


def rate(page: Page) -> Locator:
    return page.get_by_role("slider", name="Changes per second")


def test_a_level_divider_has_one_photo_above_it_and_one_below(viewer: Callable[..., Page]) -> None:
    page = viewer()
    page.get_by_role("button", name="Divider across").click()
    expect(divider(page)).to_have_attribute("aria-orientation", "vertical")
    assert colours(page, 0, ABOVE, BELOW) == [SKIN["a"], SKIN["b"]]
    box = picture_box(page)
    page.mouse.move(box["x"] + 100, box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 0.9 * box["height"], steps=4)
    page.mouse.up()
    assert position(page) == pytest.approx(90, abs=1)
    assert colours(page, 0, ABOVE, BELOW) == [SKIN["a"], SKIN["a"]]
    page.get_by_role("button", name="Divider upright").click()
    expect(divider(page)).to_have_attribute("aria-orientation", "horizontal")


def test_keys_move_a_level_divider_where_they_point_to(viewer: Callable[..., Page]) -> None:
    page = viewer()
    divider(page).focus()
    page.keyboard.press("d")
    reached = []
    for key in ("ArrowDown", "Shift+ArrowUp", "PageUp", "Home", "End", "PageDown", "ArrowUp"):
        page.keyboard.press(key)
        reached.append(position(page))
    assert reached == [51, 41, 51, 0, 100, 90, 89]
    middle = picture_box(page)["y"] + 0.89 * picture_box(page)["height"]
    knob = page.locator(".knob").bounding_box()
    assert knob is not None and knob["y"] + 22 == pytest.approx(middle, abs=1)


def test_a_finger_moves_a_level_divider_by_its_knob_and_scrolls_the_page_beside_it(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(**PHONE)
    page.get_by_role("button", name="Divider across").tap()
    page.get_by_test_id("stMain").evaluate("e => { e.scrollTop = 0 }")
    box = picture_box(page)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    swipe(page, middle, (2, -0.3 * box["height"]))
    assert position(page) == pytest.approx(20, abs=3)
    swipe(page, (middle[0], box["y"] + 0.8 * box["height"]), (3, -200))
    until(lambda: page.get_by_test_id("stMain").evaluate("e => e.scrollTop") > 50)
    assert position(page) == pytest.approx(20, abs=3)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_flicker_by_itself_begins_by_a_press_alone_and_stops_by_the_next(
    motion: str, viewer: Callable[..., Page]
) -> None:
    page = viewer("compare&mode=flicker")
    page.emulate_media(reduced_motion=motion)
    assert changes_within(page, 1500) == []
    page.get_by_role("button", name="Change by itself").click()
    assert len(changes_within(page, 2500)) in (2, 3)
    page.get_by_role("button", name="Stop").click()
    assert changes_within(page, 1500) == []


def test_flicker_by_itself_never_flashes_more_than_three_times_a_second(viewer: Callable[..., Page]) -> None:
    page = viewer()
    divider(page).focus()
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="Flicker")).to_be_checked()
    rate(page).focus()
    page.keyboard.press("End")
    expect(page.locator(".rate-value")).to_have_text("4 per second")
    times = changes_within(page, 3000)
    assert len(times) >= 8
    for begin in times:  # a flash is a change and the change back
        assert len([t for t in times if begin <= t < begin + 1000]) <= 6
    page.keyboard.press("Home")
    expect(page.locator(".rate-value")).to_have_text("0.5 per second")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Change by itself")).to_be_visible()


def test_flicker_by_itself_ends_when_another_mode_is_chosen(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&mode=flicker")
    page.get_by_role("button", name="Change by itself").click()
    page.get_by_role("radio", name="Side by side").click()
    page.wait_for_timeout(1200)
    assert second_is_seen(page)
    page.get_by_role("radio", name="Flicker").click()
    expect(page.get_by_role("button", name="Change by itself")).to_be_visible()
    assert changes_within(page, 1300) == []


def test_a_question_mark_opens_the_shortcuts_and_escape_leads_back(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&sessions=1,2,3,4")
    divider(page).focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    rows = dict(
        zip(sheet.locator("dt").all_inner_texts(), sheet.locator("dd").all_inner_texts(), strict=True)
    )
    assert rows["B"] == "Baseline on the left"
    assert rows["?"] == "Keyboard shortcuts"
    assert rows["1"] == "Slider"
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[data-testid=stMain] button') === null")
    page.keyboard.press("b")
    page.keyboard.press("]")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(divider(page)).to_be_focused()
    assert page.locator(".pane:not(.is-second) .caption span").first.inner_text() == "Session 1 · baseline"
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="Side by side")).to_be_checked()


def test_the_shortcuts_open_by_a_button_and_fit_on_a_small_phone(viewer: Callable[..., Page]) -> None:
    page = viewer(**SMALL_PHONE)
    page.get_by_role("button", name="Keyboard shortcuts").tap()
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    assert sheet.evaluate(
        "e => e.scrollWidth <= e.clientWidth && e.getBoundingClientRect().right <= innerWidth"
    )
    close = sheet.get_by_role("button", name="Close")
    box = close.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    close.tap()
    expect(sheet).to_be_hidden()
