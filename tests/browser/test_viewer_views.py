"""The film-strip's other views: a click there shows that view, in the same viewer."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import PHONE, SMALL_PHONE, divider
from tests.browser.test_viewer_sessions import expect_shown, told, until

VIEWS = "compare&sessions=1,2,3,4&views=2"
FRONT, LEFT = "front", "left"


def row(page: Page, view: str) -> Locator:
    return page.locator(f".other-view[data-view={view}]")


def still(page: Page, view: str, number: int) -> Locator:
    return row(page, view).locator(f".still[value=s{number}]")


def expect_view(page: Page, name: str) -> None:
    expect(page.locator(".strip-name")).to_have_text(name)
    expect(page.locator(".stage[aria-busy]")).to_have_count(0)


def test_all_views_of_the_series_stand_in_the_strip_the_one_that_is_compared_first(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(VIEWS)
    expect_view(page, "Front")
    names = page.locator(".strip .strip-name, .strip .view-name").all_inner_texts()
    assert names == ["Front", "Left 45°"]
    assert row(page, LEFT).locator(".still-title").all_inner_texts() == [
        f"Session {number}" for number in (1, 3, 4)
    ]
    expect(still(page, LEFT, 3)).to_have_accessible_name(
        "Session 3 · early check, 1 June 2026, 1 day after treatment, alignment good (within 0.3 mm)"
    )


def test_where_there_is_one_view_alone_nothing_names_it(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&sessions=1,2,3,4")
    expect(page.locator(".strip-name")).to_be_hidden()
    expect(page.locator(".other-views")).to_be_hidden()


def test_a_click_on_a_photo_of_another_view_shows_that_view_with_it_on_the_left(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(VIEWS)
    still(page, LEFT, 3).click()
    expect_view(page, "Left 45°")
    expect_shown(page, 3, 4)
    until(lambda: told(page)[-1:] == [["s3", "s4", "slider"]])
    assert "view=left" in page.url
    # back, by the right side; session 3 is in both views
    still(page, FRONT, 2).click(modifiers=["Shift"])
    expect_view(page, "Front")
    expect_shown(page, 3, 2)


def test_the_name_of_a_view_shows_the_same_sessions_as_far_as_they_are_there(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(f"{VIEWS}&left=s2&right=s3&mode=overlay")
    page.get_by_role("button", name="Left 45°: show the same sessions").click()
    expect_view(page, "Left 45°")
    expect_shown(page, 1, 3)  # session 2 has no photo of this view
    expect(page.get_by_role("radio", name="Overlay")).to_be_checked()
    page.locator(".stage").focus()
    page.keyboard.press("v")
    expect_view(page, "Front")
    expect_shown(page, 1, 3)


def test_a_photo_that_the_other_side_shows_changes_places(viewer: Callable[..., Page]) -> None:
    page = viewer(f"{VIEWS}&left=s1&right=s4")
    still(page, LEFT, 4).click()
    expect_view(page, "Left 45°")
    expect_shown(page, 4, 1)


def test_another_view_begins_with_the_whole_picture_and_keeps_mode_and_full_screen(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(f"{VIEWS}&mode=side")
    page.locator(".full-screen").click()
    expect(page.locator(".compare.is-full-screen")).to_be_visible()
    page.locator(".zoom-in").click()
    expect(page.locator(".zoom-value")).not_to_have_text("1.0 ×")
    page.locator(".stage").focus()
    page.keyboard.press("v")
    expect_view(page, "Left 45°")
    expect(page.locator(".zoom-value")).to_have_text("1.0 ×")
    expect(page.locator(".compare.is-full-screen")).to_be_visible()
    expect(page.get_by_role("radio", name="Side by side")).to_be_checked()
    # what was chosen here holds, and the next choice is told as one of this view
    page.keyboard.press("]")
    expect_shown(page, 3, 4)
    until(lambda: told(page)[-1:] == [["s3", "s4", "side"]])


def test_keys_reach_every_row_and_walk_in_it(viewer: Callable[..., Page]) -> None:
    page = viewer(VIEWS)
    assert row(page, LEFT).locator(".still[tabindex='0']").count() == 1
    row(page, LEFT).locator(".still[tabindex='0']").focus()
    page.keyboard.press("End")
    expect(still(page, LEFT, 4)).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect_view(page, "Left 45°")
    expect_shown(page, 1, 4)


def test_the_time_lapse_shows_the_view_that_was_chosen(viewer: Callable[..., Page]) -> None:
    page = viewer(f"{VIEWS}&mode=play")
    expect(page.locator(".pane.is-played")).to_be_visible()
    page.locator(".stage").focus()
    page.keyboard.press("v")
    expect_view(page, "Left 45°")
    expect(page.locator(".pane.is-played")).to_have_count(1)
    expect(page.locator(".play-place input")).to_have_attribute("max", "2")


def test_a_finger_reaches_other_views_on_a_small_phone(viewer: Callable[..., Page]) -> None:
    page = viewer(VIEWS, **SMALL_PHONE)
    page.get_by_role("radio", name="Right", exact=True).tap()
    still(page, LEFT, 3).tap()
    expect_view(page, "Left 45°")
    expect_shown(page, 1, 3)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    box = row(page, FRONT).locator(".view-name").bounding_box()
    assert box is not None and box["height"] >= 44


def test_an_address_opens_the_view_that_it_names(viewer: Callable[..., Page]) -> None:
    page = viewer(f"{VIEWS}&view=left&left=s3&right=s1", **PHONE)
    expect_view(page, "Left 45°")
    expect_shown(page, 3, 1)
    expect(divider(page)).to_be_visible()
