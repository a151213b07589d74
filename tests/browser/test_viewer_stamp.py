"""What stands under the compared photos in a real browser: whose they are, what was done, how large."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import PHONE, SMALL_PHONE, divider, picture_box

MM_ACROSS = 180


def bar_mm(page: Page) -> float:
    """How long the bar is by the picture that is shown, in mm."""
    bar = page.locator(".scale .bar").bounding_box()
    assert bar is not None
    return bar["width"] / picture_box(page)["width"] * MM_ACROSS


def said_mm(page: Page) -> float:
    return float(page.locator(".scale-words").inner_text().removesuffix(" mm"))


@pytest.mark.parametrize("screen", [{}, PHONE, SMALL_PHONE])
def test_the_scale_bar_is_as_long_as_it_says_at_every_zoom(
    screen: dict[str, object], viewer: Callable[..., Page]
) -> None:
    page = viewer(**screen)
    lengths = []
    for step in range(6):
        assert bar_mm(page) == pytest.approx(said_mm(page), rel=0.02)
        lengths.append(said_mm(page))
        page.get_by_role("radio", name=("Side by side", "Slider")[step % 2]).click()
        page.get_by_role("button", name="Zoom in").click()
    assert lengths[-1] < lengths[0]
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_there_is_no_scale_bar_where_the_scale_is_not_known(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&unscaled=1")
    expect(page.get_by_text("Meyer, Anna · A-17 · Front")).to_be_visible()
    expect(page.locator(".scale")).to_be_hidden()
    refused = viewer("compare&refused=4")
    expect(refused.locator(".scale")).to_be_hidden()


def test_an_estimated_scale_is_about_so_long(viewer: Callable[..., Page]) -> None:
    expect(viewer("compare&estimated=1").locator(".scale-words")).to_have_text(re.compile(r"^about \d+ mm$"))


def test_patient_and_truth_stand_under_the_photos_in_full_screen_too(viewer: Callable[..., Page]) -> None:
    page = viewer("compare&sessions=1,2,4&refused=2")
    page.get_by_role("button", name="Full screen").click()
    expect(page.get_by_role("button", name="Full screen")).to_have_attribute("aria-pressed", "true")
    stamp = page.locator(".stamp")
    for words in ("Meyer, Anna · A-17 · Front", "Aligned and scaled, no retouching"):
        expect(stamp.get_by_text(words)).to_be_visible()
    box = stamp.bounding_box()
    assert box is not None and box["y"] + box["height"] <= page.viewport_size["height"]
    expect(page.locator(".pane.is-second .badge")).to_have_text("alignment good (within 0.3 mm)")
    divider(page).focus()
    page.keyboard.press("]")
    expect(stamp.locator(".truth")).to_have_text(
        "Not aligned, shown as taken, no retouching. Session 2 can't be compared. It is too blurred."
    )
    page.get_by_role("button", name="Full screen").click()
