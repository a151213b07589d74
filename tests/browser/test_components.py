"""The region editor, the photo grid and the session watch in a real browser: mouse, touch and keyboard."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import (
    HEIGHT,
    PHONE,
    SMALL_PHONE,
    WIDTH,
    Open,
    Spot,
    divider,
    picture_box,
    rerun,
    until,
)


@pytest.mark.parametrize("show", ["compare", "compare&size=1200x900", "regions", "pairs"])
def test_a_small_phone_needs_no_sideways_scrolling_and_has_large_controls(open_page: Open, show: str) -> None:
    page = open_page(show, **SMALL_PHONE)
    # the first page of a fresh server has everything to import: on a busy machine over 5 s
    expect(page.locator("[data-state=ready]").first).to_be_visible(timeout=30_000)
    for radio in page.locator(".photo-tool [role=radio]").all():
        if not radio.is_visible():  # it belongs to another mode
            continue
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
        expect(page.locator(".stage[data-state=ready]")).to_be_visible(timeout=30_000)
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
    rerun(page)
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
