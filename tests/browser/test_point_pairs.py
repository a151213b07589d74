"""Equal places marked in two photos, in a real browser: mouse, touch and keys."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.driving import HEIGHT, PHONE, WIDTH, Open, Spot, rerun, touch, until

# (row, column) of three places in the reference, and of the same places in the other photo
REFERENCE = [(1000.0, 900.0), (1100.0, 2200.0), (2900.0, 1500.0)]
MOVING = [(1200.0, 800.0), (1250.0, 2100.0), (3100.0, 1450.0)]


@pytest.fixture
def pairs(open_page: Open) -> Callable[..., Page]:
    def open_pairs(query: str = "pairs", **screen: object) -> Page:
        page = open_page(query, **screen)
        expect(page.locator(".stage[data-state=ready]")).to_have_count(2, timeout=20_000)
        expect(page.locator("code")).to_be_visible()
        return page

    return open_pairs


def place(page: Page, side: int, spot: Spot) -> Spot:
    """Where a pixel of a photo stands in the window."""
    box = page.locator(".pair-photo .stage > img").nth(side).bounding_box()
    assert box is not None
    return box["x"] + spot[1] / WIDTH * box["width"], box["y"] + spot[0] / HEIGHT * box["height"]


def marks(page: Page, side: int) -> Locator:
    return page.locator(".pair-photo").nth(side).locator(".mark")


def save_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Save and align")


def event(page: Page) -> dict[str, object]:
    """The one event that arrived in Python."""
    until(lambda: len(json.loads(page.locator("code").inner_text())) == 1)
    return dict(json.loads(page.locator("code").inner_text())[0])


def assert_saved(page: Page, reference: list[Spot], moving: list[Spot], *, within_px: float) -> None:
    arrived = event(page)
    assert arrived["kind"] == "save"
    for found, truth in zip(arrived["pairs"], (reference, moving), strict=True):
        assert len(found) == len(truth)
        for spot, true in zip(found, truth, strict=True):
            assert spot == pytest.approx(true, abs=within_px)


def test_three_pairs_set_by_mouse_arrive_in_px_of_the_originals(pairs: Callable[..., Page]) -> None:
    page = pairs()
    expect(save_button(page)).to_be_disabled()
    for number, (there, here) in enumerate(zip(REFERENCE, MOVING, strict=True), 1):
        page.mouse.click(*place(page, 0, there))
        expect(page.get_by_role("status")).to_contain_text(f"Now point {number} in the photo to align")
        expect(save_button(page)).to_be_disabled()
        page.mouse.click(*place(page, 1, here))
        expect(marks(page, 1)).to_have_count(number)
    save_button(page).click()
    assert_saved(page, REFERENCE, MOVING, within_px=6)  # one pixel of the screen has six of the photo


def test_three_pairs_set_by_finger_and_dragged_right_under_a_loupe(pairs: Callable[..., Page]) -> None:
    page = pairs(**PHONE)
    first, second = (page.locator(".pair-photo").nth(side).bounding_box() for side in (0, 1))
    assert first and second and second["y"] > first["y"] + first["height"]  # below each other
    for side, spots in enumerate((REFERENCE, MOVING)):
        scroll_above_the_buttons(page, side)
        for spot in spots:
            page.touchscreen.tap(*place(page, side, spot))
            page.wait_for_timeout(400)  # a quick second tap would be taken for a mistake
        expect(marks(page, side)).to_have_count(3)
    right = (1500.0, 1100.0)
    fingers = page.context.new_cdp_session(page)
    pull(fingers, place(page, 1, MOVING[0]), place(page, 1, right), while_down=lambda: expect_loupe(page, 1))
    expect(page.locator(".loupe:visible")).to_have_count(0)
    expect(marks(page, 1)).to_have_count(3)
    save_button(page).tap()
    assert_saved(page, REFERENCE, [right, *MOVING[1:]], within_px=16)


def scroll_above_the_buttons(page: Page, side: int) -> None:
    stage, buttons = page.locator(".pair-photo .stage").nth(side), page.locator(".deeds")
    stage.evaluate("stage => stage.scrollIntoView({block: 'end'})")
    shown, bar = stage.bounding_box(), buttons.bounding_box()
    assert shown and bar
    assert shown["y"] + shown["height"] <= bar["y"] + 1
    assert bar["y"] + bar["height"] <= 845  # on the screen, wherever the page is scrolled to


def pull(fingers: CDPSession, start: Spot, end: Spot, *, while_down: Callable[[], None]) -> None:
    """Takes a point beside its middle, as fingers do, and drags it by the way from start to end."""
    beside = 8
    touch(fingers, "touchStart", (start[0] + beside, start[1] + beside))
    for step in range(1, 11):
        x, y = (a + (b - a) * step / 10 + beside for a, b in zip(start, end, strict=True))
        touch(fingers, "touchMove", (x, y))
    while_down()
    touch(fingers, "touchEnd")


def expect_loupe(page: Page, side: int) -> None:
    loupe = page.locator(".pair-photo").nth(side).locator(".loupe")
    expect(loupe).to_be_visible()
    inside, stage = loupe.bounding_box(), page.locator(".pair-photo .stage").nth(side).bounding_box()
    assert inside and stage
    assert stage["x"] <= inside["x"] and inside["x"] + inside["width"] <= stage["x"] + stage["width"]
    assert stage["y"] <= inside["y"] and inside["y"] + inside["height"] <= stage["y"] + stage["height"]


def test_points_are_set_moved_and_taken_away_by_keys(pairs: Callable[..., Page]) -> None:
    page = pairs("pairs&start=1")
    expect(save_button(page)).to_be_enabled()
    marks(page, 0).nth(1).focus()
    page.keyboard.press("Delete")
    expect(marks(page, 0)).to_have_count(2)
    expect(marks(page, 1)).to_have_count(2)
    for stage in page.locator(".pair-photo .stage").all():
        stage.focus()
        page.keyboard.press("ArrowRight")  # the caret appears in the middle
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Space")
    expect(marks(page, 1)).to_have_count(3)
    marks(page, 1).nth(2).focus()
    page.keyboard.press("Shift+ArrowDown")
    save_button(page).press("Enter")
    box = page.locator(".pair-photo .stage > img").first.bounding_box()
    assert box is not None
    ten = 10 * WIDTH / box["width"]
    middle = (HEIGHT / 2, WIDTH / 2 + ten)
    reference = [(900.0, 900.0), (2600.0, 1500.0), middle]
    moving = [(950.0, 880.0), (2650.0, 1480.0), (middle[0] + ten, middle[1])]
    assert_saved(page, reference, moving, within_px=1)


def test_undo_takes_back_step_by_step_and_clear_can_be_undone(pairs: Callable[..., Page]) -> None:
    page = pairs("pairs&start=1")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".mark")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".mark")).to_have_count(6)
    page.mouse.click(*place(page, 0, (2000, 600)))
    expect(marks(page, 0)).to_have_count(4)
    page.keyboard.press("Control+z")
    expect(marks(page, 0)).to_have_count(3)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_each_photo_zooms_by_itself_and_points_stay_on_their_skin(pairs: Callable[..., Page]) -> None:
    page = pairs("pairs&start=1")
    photo = page.locator(".pair-photo").first
    photo.get_by_role("button", name="Zoom in").click()
    photo.get_by_role("button", name="Zoom in").click()
    expect(photo.get_by_role("button", name="show the whole picture")).to_have_text("2.3 ×")
    other = page.locator(".pair-photo").nth(1)
    expect(other.get_by_role("button", name="show the whole picture")).to_have_text("1.0 ×")
    ring = marks(page, 0).nth(2).locator(".spot").bounding_box()
    x, y = place(page, 0, (2600, 1500))
    assert ring is not None
    assert (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2) == pytest.approx((x, y), abs=1)
    page.mouse.click(*place(page, 0, (2000, 1300)))
    page.mouse.click(*place(page, 1, (2050, 1280)))
    save_button(page).click()
    arrived = event(page)["pairs"]
    assert arrived[0][3] == pytest.approx((2000, 1300), abs=3)


def test_points_outlive_a_rerun_and_are_thrown_away_by_cancel_alone(pairs: Callable[..., Page]) -> None:
    page = pairs()
    page.mouse.click(*place(page, 0, REFERENCE[0]))
    rerun(page)
    expect(marks(page, 0)).to_have_count(1)
    page.get_by_role("button", name="Cancel").click()
    assert event(page) == {"kind": "cancel", "pairs": None}


def test_a_ninth_point_is_not_set(pairs: Callable[..., Page]) -> None:
    page = pairs()
    for number in range(9):
        page.mouse.click(*place(page, 0, (400.0 + 350 * number, 800.0 + 200 * (number % 3))))
    expect(marks(page, 0)).to_have_count(8)


def test_the_middle_of_a_photo_lies_between_its_middle_pixels_whose_centres_are_whole_numbers(
    pairs: Callable[..., Page],
) -> None:
    page = pairs("pairs&start=1")
    for stage in page.locator(".pair-photo .stage").all():
        stage.focus()
        page.keyboard.press("ArrowRight")  # the caret appears in the middle
        page.keyboard.press("Space")
    expect(marks(page, 1)).to_have_count(4)
    save_button(page).click()
    middle = ((HEIGHT - 1) / 2, (WIDTH - 1) / 2)
    for points in event(page)["pairs"]:
        assert points[3] == pytest.approx(middle, abs=0.02)
