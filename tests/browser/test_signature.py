"""The drawn signature: what pen or finger draws arrives as strokes on the pad, at any size of screen."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import Open, rerun


def told(page: Page) -> list[list[list[float]]]:
    return json.loads(page.locator("[data-testid=stCode]").inner_text())


def draw(page: Page, *shares: tuple[float, float]) -> None:
    """One stroke through places of the pad, as shares of its width and height."""
    box = page.locator(".pad").bounding_box()
    assert box
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in shares]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


@pytest.mark.parametrize("width", [1280, 360])
def test_strokes_arrive_in_units_of_the_pad_and_stay_until_they_are_cleared(width, open_page: Open) -> None:
    page = open_page("signature", viewport={"width": width, "height": 800})
    expect(page.locator(".pad")).to_be_visible(timeout=30_000)
    draw(page, (0.1, 0.5), (0.5, 0.25), (1.4, 0.25))
    draw(page, (0.2, 0.8), (0.2, 0.8))
    expect(page.locator("[data-testid=stCode]")).to_contain_text("]], [[")
    line, dot = told(page)
    assert line[0] == pytest.approx([160, 100], abs=4)
    assert line[-1] == pytest.approx([80, 1000], abs=4)
    assert len(line) > 5
    assert dot == [pytest.approx([256, 200], abs=4)]
    rerun(page)
    expect(page.locator(".ink path")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    clear = page.get_by_role("button", name="Clear")
    expect(page.get_by_role("status").filter(has_text="Signed.")).to_be_visible()
    # all but the drawing itself goes by keys: a typed signature stands in for it on the page
    clear.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ink path")).to_have_count(0)
    expect(page.locator("[data-testid=stCode]")).to_have_text("[]")
    expect(clear).to_be_disabled()
