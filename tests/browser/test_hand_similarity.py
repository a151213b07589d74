"""A photo moved, turned and scaled over its reference, in a real browser: mouse, fingers, buttons, keys."""

import io
import json
import math
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import (
    HEIGHT,
    PHONE,
    SKIN,
    SMALL_PHONE,
    WIDTH,
    Open,
    rerun,
    touch,
    until,
)

Lay = Callable[..., Page]
Moved = tuple[float, float, float, float]


@pytest.fixture
def lay(open_page: Open) -> Lay:
    def open_lay(query: str = "lay", **screen: object) -> Page:
        page = open_page(query, **screen)
        expect(page.locator(".layer[data-state=ready]")).to_have_count(2, timeout=20_000)
        return page

    return open_lay


def stage(page: Page) -> Locator:
    return page.locator(".lay .stage")


def scale_of(page: Page) -> float:
    """Px of the reference for one px of the screen, while the whole picture is shown."""
    box = page.locator(".layer img").first.bounding_box()
    assert box is not None
    return WIDTH / box["width"]


def middle(page: Page) -> tuple[float, float]:
    stage(page).evaluate("stage => stage.scrollIntoView({block: 'start'})")
    box = stage(page).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def shown_values(page: Page) -> dict[str, str]:
    return {
        str(value.get_attribute("data-value")): value.inner_text()
        for value in page.locator("[data-value]").all()
    }


def saved(page: Page) -> Moved:
    """Saves, and gives (row, column, turn, scale) as they arrive in Python."""
    page.get_by_role("button", name="Save and align").click()
    expect(page.get_by_test_id("stCode")).to_contain_text('"save"')
    row, column, turn, scale = json.loads(page.get_by_test_id("stCode").inner_text())[-1]["to"]
    return row, column, turn, scale


def press(page: Page, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def drag(page: Page, start: tuple[float, float], to: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*to, steps=8)
    page.mouse.up()


def test_the_mouse_drags_the_photo_and_it_arrives_where_it_was_laid(lay: Lay) -> None:
    page = lay()
    (x, y), scale = middle(page), scale_of(page)
    drag(page, (x, y), (x + 60, y - 24))
    row, column, turn, size = saved(page)
    # a drag counts from where the pointer went down
    assert (column, row) == pytest.approx((60 * scale, -24 * scale), abs=0.2)
    assert (turn, size) == (0, 1)


def test_keys_move_turn_and_scale_in_fine_steps(lay: Lay) -> None:
    page = lay("lay&measured=1")
    stage(page).focus()
    press(page, "ArrowRight", 3)
    press(page, "Shift+ArrowUp", 2)
    assert shown_values(page)["right"] == "0.2 mm (3.0 px)"
    assert shown_values(page)["down"] == "-1.0 mm (-20.0 px)"
    press(page, "ArrowLeft", 3)
    press(page, "Shift+ArrowDown", 2)
    press(page, "r", 7)
    press(page, "e", 2)
    press(page, "+", 4)
    press(page, "-", 1)
    press(page, "=", 1)
    assert shown_values(page)["turn"] == "0.5°"
    assert shown_values(page)["size"] == "100.4 %"
    row, column, turn, size = saved(page)
    assert (row, column) == pytest.approx((0, 0), abs=1e-3)
    assert (turn, size) == pytest.approx((0.5, 1.001**4), abs=1e-5)


def test_turning_and_scaling_keep_the_middle_of_the_view_where_it_is(lay: Lay) -> None:
    """The photo lies 100 px right of the middle: a quarter turn brings its middle 100 px below it."""
    page = lay("lay&start=0,100,0,1")
    stage(page).focus()
    press(page, "Shift+R", 90)
    press(page, "+", 10)
    row, column, turn, size = saved(page)
    assert (row, column) == pytest.approx((100 * 1.001**10, 0), abs=0.2)
    assert (turn, size) == pytest.approx((90, 1.001**10), abs=1e-4)


def test_buttons_do_the_same_and_go_on_while_they_are_held(lay: Lay) -> None:
    page = lay()
    for name in ("1 px to the right", "1 px down", "Turn by 0.1° anticlockwise"):
        page.get_by_role("button", name=name).click()
    assert shown_values(page)["turn"] == "-0.1°"
    assert shown_values(page)["right"].startswith("about 0.1 mm")
    page.get_by_role("button", name="Undo").click()
    larger = page.get_by_role("button", name="Larger by 0.1 %")
    larger.scroll_into_view_if_needed()
    box = larger.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.wait_for_timeout(900)
    page.mouse.up()
    assert float(shown_values(page)["size"].removesuffix(" %")) >= 100.4
    page.get_by_role("button", name="Undo").click()
    assert shown_values(page)["size"] == "100.0 %"
    assert saved(page)[:3] == pytest.approx((1, 1, 0), abs=0.01)


def test_the_round_grips_turn_and_scale(lay: Lay) -> None:
    page = lay()
    x, y = middle(page)
    turn, scale = (page.locator(f".grip[data-name={name}]").bounding_box() for name in ("turn", "scale"))
    assert turn and scale
    start = (turn["x"] + 24, turn["y"] + 24)
    angle = math.radians(30)
    across, down = start[0] - x, start[1] - y
    to = (
        x + across * math.cos(angle) - down * math.sin(angle),
        y + across * math.sin(angle) + down * math.cos(angle),
    )
    drag(page, start, to)
    assert float(shown_values(page)["turn"].removesuffix("°")) == pytest.approx(30, abs=0.5)
    assert shown_values(page)["size"] == "100.0 %"
    start = (scale["x"] + 24, scale["y"] + 24)
    drag(page, start, (x + 0.8 * (start[0] - x), y + 0.8 * (start[1] - y)))
    assert float(shown_values(page)["size"].removesuffix(" %")) == pytest.approx(80, abs=0.5)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert shown_values(page)["turn"] == "0.0°"


def test_two_fingers_move_turn_and_scale_at_once(lay: Lay) -> None:
    """The fingers spread by half, turn by 90 degrees clockwise and go 20 px down: so does the photo."""
    page = lay(**PHONE)
    (x, y), scale = middle(page), scale_of(page)
    fingers = page.context.new_cdp_session(page)
    apart = 40.0

    def places(share: float) -> tuple[tuple[float, float], tuple[float, float]]:
        angle, far, down = math.radians(90 * share), apart * (1 + 0.5 * share), 20 * share
        across, along = far * math.cos(angle), far * math.sin(angle)
        return (x - across, y + down - along), (x + across, y + down + along)

    touch(fingers, "touchStart", *places(0))
    for step in range(1, 31):
        touch(fingers, "touchMove", *places(step / 30))
    touch(fingers, "touchEnd")
    fingers.detach()
    row, column, turn, size = saved(page)
    assert (turn, size) == pytest.approx((90, 1.5), abs=0.02)
    assert (row / scale, column / scale) == pytest.approx((20, 0), abs=0.5)


def test_a_finger_drags_the_photo_and_does_not_scroll_the_page(lay: Lay) -> None:
    page = lay(**PHONE)
    (x, y), scale = middle(page), scale_of(page)
    before = page.get_by_test_id("stMain").evaluate("e => e.scrollTop")
    fingers = page.context.new_cdp_session(page)
    touch(fingers, "touchStart", (x, y))
    for step in range(1, 11):
        touch(fingers, "touchMove", (x + 3 * step, y - 6 * step))
    touch(fingers, "touchEnd")
    fingers.detach()
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollTop") == before
    row, column, *_ = saved(page)
    assert (column / scale, row / scale) == pytest.approx((30, -60), abs=1)


def test_nothing_needs_a_sideways_scroll_on_a_small_phone_and_all_targets_are_large(lay: Lay) -> None:
    page = lay(**SMALL_PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for control in page.locator(".lay button:visible, .lay .grip").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_undo_and_redo_go_step_by_step_and_reset_goes_back_to_the_start(lay: Lay) -> None:
    page = lay("lay&start=10,20,5,1.1")
    stage(page).focus()
    press(page, "ArrowRight")
    press(page, "ArrowDown", 2)
    press(page, "Control+z")
    press(page, "Control+z")
    assert shown_values(page)["down"].endswith("(10.0 px)")
    assert shown_values(page)["right"].endswith("(21.0 px)")
    press(page, "Control+Shift+z")
    assert shown_values(page)["down"].endswith("(11.0 px)")
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("button", name="Reset")).to_be_disabled()
    assert saved(page) == pytest.approx((10, 20, 5, 1.1))


def ground_at(page: Page, x: float, y: float) -> tuple[int, int, int]:
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    pixel = seen.getpixel((int(x), int(y)))
    assert isinstance(pixel, tuple)
    return pixel[:3]


def test_the_photo_is_seen_through_as_much_as_the_slider_says_and_flickers(lay: Lay) -> None:
    page = lay()
    x, y = middle(page)
    x, y = x + 7, y + 9  # beside the grid's line

    def reads(name: str) -> Callable[[], bool]:
        return lambda: ground_at(page, x, y) == SKIN[name]

    half = tuple((a + b) / 2 for a, b in zip(SKIN["a"], SKIN["b"], strict=True))
    assert ground_at(page, x, y) == pytest.approx(half, abs=1)
    slider = page.get_by_role("slider", name="Opacity of the photo to align")
    slider.focus()
    press(page, "Home")
    until(reads("a"))
    press(page, "End")
    until(reads("b"))
    slider.evaluate("slider => { slider.value = 50; slider.dispatchEvent(new Event('input')); }")
    stage(page).focus()
    page.keyboard.down("f")
    until(reads("b"))
    page.keyboard.up("f")
    until(reads("a"))
    until(lambda: ground_at(page, x, y) == pytest.approx(half, abs=1))


def test_the_photo_stands_on_the_screen_where_its_numbers_say(lay: Lay) -> None:
    page = lay("lay&start=200,-300,90,0.5")
    (x, y), scale = middle(page), scale_of(page)
    box = page.locator(".layer img").nth(1).bounding_box()
    assert box is not None
    seen = (box["x"] + box["width"] / 2 - x, box["y"] + box["height"] / 2 - y, box["width"], box["height"])
    # turned by 90 degrees, so that its height lies across
    true = (-300 / scale, 200 / scale, 0.5 * HEIGHT / scale, 0.5 * WIDTH / scale)
    assert seen == pytest.approx(true, abs=0.5)


def test_zoomed_in_a_drag_is_finer_and_the_view_can_be_moved_instead(lay: Lay) -> None:
    page = lay()
    (x, y), scale = middle(page), scale_of(page)
    stage(page).focus()
    press(page, "PageUp", 3)
    zoom = 1.5**3
    page.get_by_role("button", name="Move view").click()
    drag(page, (x, y), (x + 50, y + 30))
    assert shown_values(page)["right"].endswith("(0.0 px)")
    page.get_by_role("button", name="Move view").click()
    drag(page, (x, y), (x + 50, y + 30))
    expect(page.get_by_role("button", name=re.compile("show the whole picture"))).to_have_text("3.4 ×")
    press(page, "0")
    row, column, *_ = saved(page)
    assert (column, row) == pytest.approx((50 * scale / zoom, 30 * scale / zoom), abs=0.2)


def test_what_was_moved_outlives_a_rerun_and_is_thrown_away_by_cancel_alone(lay: Lay) -> None:
    page = lay()
    stage(page).focus()
    press(page, "Shift+ArrowRight", 4)
    rerun(page)
    assert shown_values(page)["right"].endswith("(40.0 px)")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("cancel")
    assert json.loads(page.get_by_test_id("stCode").inner_text()) == [{"kind": "cancel", "to": None}]


def test_a_screen_reader_is_told_where_the_photo_lies_once_it_rests(lay: Lay) -> None:
    page = lay("lay&measured=1")
    stage(page).focus()
    press(page, "Shift+ArrowRight", 2)
    expect(page.locator(".lay [role=status]")).to_have_text(
        "Right 1.0 mm (20.0 px), down 0.0 mm (0.0 px), clockwise 0.0°, size 100.0 %."
    )
