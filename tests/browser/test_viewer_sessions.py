"""Choosing sessions in the comparison viewer in a real browser: film-strip, keys, touch, and what is told."""

import json
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
    until,
)

FOUR = "compare&sessions=1,2,3,4"
SPOT = (0.26, 0.36)  # between the lines of the grid


def shown(page: Page) -> list[str]:
    """What stands on the left and on the right: the first words of the captions."""
    boxes = [
        (pane.locator(".caption"), pane.get_attribute("class") or "") for pane in page.locator(".pane").all()
    ]
    words = {"is-second" in classes: caption.locator("span").first.inner_text() for caption, classes in boxes}
    return [words[False].split(" · ")[0], words[True].split(" · ")[0]]


def expect_shown(page: Page, left: int, right: int) -> None:
    until(lambda: shown(page) == [f"Session {left}", f"Session {right}"])


def still(page: Page, number: int) -> Locator:
    return page.locator(f".still[value=s{number}]")


def told(page: Page) -> list[list[str]]:
    """What Python was told so far."""
    return list(json.loads(page.locator("code").inner_text()))


def test_a_click_in_the_film_strip_sets_the_left_session_and_with_shift_the_right(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(FOUR)
    assert shown(page) == ["Session 1", "Session 4"]
    still(page, 2).click()
    expect_shown(page, 2, 4)
    still(page, 3).click(modifiers=["Shift"])
    expect_shown(page, 2, 3)
    expect(still(page, 3)).to_have_accessible_name(
        "Session 3 · early check, 1 June 2026, 1 day after treatment, alignment good (within 0.3 mm), "
        "shown on the right"
    )
    until(lambda: told(page)[-1:] == [["s2", "s3", "slider"]])
    still(page, 3).click()  # what the other side shows changes places
    expect_shown(page, 3, 2)


def test_a_finger_chooses_with_a_switch_for_left_and_right(viewer: Callable[..., Page]) -> None:
    page = viewer(FOUR, **PHONE)
    still(page, 2).tap()
    expect_shown(page, 2, 4)
    page.get_by_role("radio", name="Right", exact=True).tap()
    still(page, 3).tap()
    expect_shown(page, 2, 3)
    until(lambda: told(page)[-1:] == [["s2", "s3", "slider"]])
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_keys_step_through_the_sessions_and_call_baseline_and_latest(viewer: Callable[..., Page]) -> None:
    page = viewer(FOUR)
    divider(page).focus()
    for key, left, right in (
        ("]", 2, 4),
        (",", 2, 3),
        ("]", 4, 3),  # the session on the other side is skipped
        ("]", 4, 3),
        ("[", 2, 3),
        (".", 2, 4),
        (".", 2, 4),
        (",", 2, 3),
        ("b", 1, 3),
        ("l", 1, 4),
        ("s", 4, 1),
        ("l", 1, 4),
    ):
        page.keyboard.press(key)
        expect_shown(page, left, right)


def test_keys_still_count_after_a_key_has_left_the_mode_that_had_the_focus(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(FOUR)
    divider(page).focus()
    page.keyboard.press("2")
    page.keyboard.press("]")
    expect_shown(page, 2, 4)
    expect(page.get_by_role("radio", name="Side by side")).to_be_checked()


def test_the_strip_is_one_stop_for_tab_and_arrows_walk_in_it(viewer: Callable[..., Page]) -> None:
    page = viewer(FOUR)
    assert page.locator(".still[tabindex='0']").count() == 1
    page.locator(".still[tabindex='0']").focus()
    page.keyboard.press("Home")
    expect(still(page, 1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(still(page, 2)).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect_shown(page, 1, 2)
    expect(still(page, 2)).to_be_focused()


def test_zoom_place_mode_and_divider_stay_where_they_are_when_sessions_are_swapped(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(FOUR)
    box = picture_box(page)
    divider(page).focus()
    page.keyboard.press("PageUp")
    page.mouse.dblclick(box["x"] + 180, box["y"] + 300)
    expect(page.locator(".zoom-value")).to_have_text("3.0 ×")
    placed = page.locator(".pane img").first.get_attribute("style")
    at = picture_box(page)
    assert colours(page, 0, (0.31, 0.42)) == [SKIN["a"]]
    page.keyboard.press("]")
    expect_shown(page, 2, 4)
    after = page.locator(".pane:not(.is-second) img")
    assert after.get_attribute("style") == placed
    assert picture_box(page) == at
    assert colours(page, 0, (0.31, 0.42)) == [SKIN["b"]]
    assert position(page) == 60
    page.get_by_role("radio", name="Side by side").click()
    page.keyboard.press(",")
    expect_shown(page, 2, 3)
    expect(page.get_by_role("radio", name="Side by side")).to_be_checked()
    expect(page.locator(".zoom-value")).to_have_text("3.0 ×")


def test_neighbours_are_there_before_they_are_asked_for(viewer: Callable[..., Page]) -> None:
    page = viewer(FOUR)
    page.wait_for_load_state("networkidle")
    page.route("**/picture/**", lambda route: route.abort())
    divider(page).focus()
    page.keyboard.press("]")
    expect_shown(page, 2, 4)
    expect(page.locator(".pane[data-state=ready]")).to_have_count(2)
    assert colours(page, 0, SPOT) == [SKIN["b"]]


def test_a_slow_photo_never_stands_under_another_ones_caption(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&sessions=1,3,4")
    page.wait_for_load_state("networkidle")
    assert colours(page, 0, SPOT) == [SKIN["a"]]
    waiting = []
    page.route("**/picture/b/902/1200", lambda route: waiting.append(route))
    page.goto(page.url.replace("1,3,4", "1,2,4&refused=2"))
    expect(page.locator(".pane[data-state=ready]")).to_have_count(2)
    still(page, 2).click()
    until(lambda: bool(waiting))
    expect(page.locator(".pane[data-state=loading]")).to_have_count(1)
    assert shown(page) == ["Session 2", "Session 4"]
    assert page.locator(".pane[data-state=loading] img").get_attribute("src") is None
    for route in waiting:
        route.continue_()
    expect(page.locator(".pane[data-state=ready]")).to_have_count(2)


def test_where_one_is_not_aligned_both_are_shown_as_taken_with_the_reason(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(f"{FOUR}&refused=2&trust=left,left")
    addresses = page.locator(".pane img")
    expect(page.locator(".notes")).to_be_empty()
    still(page, 2).click()
    expect_shown(page, 2, 4)
    expect(page.get_by_text("Session 2 can't be compared. It is too blurred.")).to_be_visible()
    expect(page.locator(".pane:not(.is-second) .caption")).to_contain_text("not aligned: too blurred")
    expect(page.locator(".pane.is-second .caption")).to_contain_text("shown as taken")
    assert all("session=" not in (image.get_attribute("src") or "") for image in addresses.all())
    expect(page.get_by_role("switch", name="Grey out")).to_be_hidden()
    page.get_by_role("radio", name="Overlay").click()
    expect(page.get_by_role("slider", name="Opacity of the second photo")).to_be_visible()
    still(page, 3).click()
    expect_shown(page, 3, 4)
    expect(page.get_by_text("can't be compared")).to_have_count(0)
    expect(page.get_by_text("Session 3: The light is warmer.")).to_be_visible()
    assert all("session=" in (image.get_attribute("src") or "") for image in addresses.all())


def test_an_answer_that_comes_late_takes_no_choice_back(viewer: Callable[..., Page]) -> None:
    page = viewer(FOUR)
    divider(page).focus()
    page.keyboard.press("]")
    until(lambda: told(page) == [["s2", "s4", "slider"]])
    page.keyboard.press("b")
    page.get_by_role("button", name="Rerun", exact=True).click()  # runs before the choice is told
    until(lambda: told(page)[-1:] == [["s1", "s4", "slider"]])
    page.get_by_role("button", name="Rerun", exact=True).click()
    expect(page.locator(".caption").filter(has_text="after a rerun")).to_be_visible()
    assert shown(page) == ["Session 1", "Session 4"]


@pytest.mark.parametrize("screen", [{}, SMALL_PHONE])
def test_an_address_opens_the_sessions_and_the_mode_that_it_names(
    screen: dict[str, object], viewer: Callable[..., Page]
) -> None:
    page = viewer(f"{FOUR}&left=s3&right=s2&mode=overlay", **screen)
    assert shown(page) == ["Session 3", "Session 2"]
    expect(page.get_by_role("radio", name="Overlay")).to_be_checked()
    page.get_by_role("radio", name="Flicker").click()
    until(lambda: told(page)[-1:] == [["s3", "s2", "flicker"]])
