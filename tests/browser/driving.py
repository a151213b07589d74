"""How tests drive components in a browser: screens, fingers, and the colours that are seen."""

import io
import time
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, expect

# the ground colour of the two pictures of components_app.py
SKIN = {"a": (214, 168, 142), "b": (206, 164, 140)}
WIDTH, HEIGHT = 3000, 4000
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL_PHONE = {**PHONE, "viewport": {"width": 360, "height": 740}}
# places between the lines of the grid: upper left, upper right, lower left, lower right of a picture
QUARTERS = ((0.26, 0.36), (0.76, 0.36), (0.26, 0.66), (0.76, 0.66))

Open = Callable[..., Page]
Spot = tuple[float, float]


def until(is_so: Callable[[], bool]) -> None:
    """Waits up to 10 s for what Playwright has no word for."""
    for _ in range(200):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("waited 10 s in vain")


def keep_warm(context: BrowserContext, address: str) -> None:
    """Leave a tab open at an address that shows nothing, as long as the context.

    The browser's process for the site, and the scripts that it has compiled, live as long as a tab does:
    each page of the app that a test opens then takes two thirds of the work.
    """
    context.new_page().goto(address)


def signed_in(browser: Browser, host: str, name: str, password: str, **screen: object) -> BrowserContext:
    """A context of somebody who is signed in."""
    size = {"viewport": {"width": 1280, "height": 900}}
    context = browser.new_context(base_url=f"http://{host}", **(size | screen))
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")
    keep_warm(context, "/healthz")
    page.close()
    return context


def rerun(page: Page, count: int = 1) -> None:
    """Press the button that runs the page again, the nth time, and wait until all of it has come."""
    page.get_by_role("button", name="Rerun").click()
    expect(page.get_by_text(f"Reruns: {count}")).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1)


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


def screen_colour(element: Locator, page: Page, share: Spot) -> tuple[int, ...]:
    """What is seen at a share (across, down) of an element."""
    element.scroll_into_view_if_needed()
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    box = element.bounding_box()
    assert box is not None
    return seen.getpixel((int(box["x"] + share[0] * box["width"]), int(box["y"] + share[1] * box["height"])))


def colours(page: Page, pane: int, *shares: Spot) -> list[tuple[int, ...]]:
    """What is seen at shares (across, down) of a pane's picture."""
    page.locator(".toolbar").first.scroll_into_view_if_needed()
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    box = page.locator(".pane img").nth(pane).bounding_box()
    assert box is not None
    return [
        seen.getpixel((int(box["x"] + x * box["width"]), int(box["y"] + y * box["height"])))
        for x, y in shares
    ]


def greyed(colour: tuple[int, ...]) -> tuple[object, ...]:
    return tuple(pytest.approx(0.4 * channel + 0.6 * 119, abs=2) for channel in colour)
