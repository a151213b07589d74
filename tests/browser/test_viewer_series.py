"""All sessions of a view at once, and one after the other, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import PHONE, SKIN, SMALL_PHONE, picture_box, screen_colour, until

FOUR = "compare&sessions=1,2,3,4"


def cell(page: Page, number: int) -> Locator:
    return page.locator(f".contact-sheet .still[value=s{number}]")


def played(page: Page) -> Locator:
    return page.locator(".is-played")


def session_played(page: Page) -> str:
    return played(page).locator(".caption span").first.inner_text().split(" · ")[0]


NOTE_PLAYED = """() => {
    window.played = [];
    const root = (function find(node) {
        if (node.querySelector?.(".is-played")) return node;
        for (const one of node.querySelectorAll?.("*") ?? []) {
            const found = one.shadowRoot && find(one.shadowRoot);
            if (found) return found;
        }
    })(document);
    const note = () => {
        const text = root.querySelector(".is-played .caption span")?.innerText.split(" · ")[0];
        if (text && text !== window.played.at(-1)) window.played.push(text);
    };
    note();
    const all = {subtree: true, childList: true, characterData: true, attributes: true};
    new MutationObserver(note).observe(root, all);
}"""
"""Writes down in the page which sessions are played, in any shadow of it."""


def placed_as(pane: Locator) -> list[str]:
    """Size and place of a pane's picture."""
    script = "({style}) => [style.width, style.height, style.transform]"
    return list(pane.locator("img").evaluate(script))


def share_of_cell(page: Page, number: int) -> list[float]:
    """Where the picture lies in its cell and how large it is, as shares of the cell."""
    window, picture = (cell(page, number).locator(f".still-{part}") for part in ("window", "picture"))
    w, p = window.bounding_box(), picture.bounding_box()
    assert w is not None and p is not None
    return [
        (p["x"] - w["x"]) / w["width"],
        (p["y"] - w["y"]) / w["height"],
        p["width"] / w["width"],
        p["height"] / w["height"],
    ]


@pytest.mark.parametrize(("screen", "columns"), [({}, 2), (PHONE, 2), (SMALL_PHONE, 2)])
def test_the_contact_sheet_shows_every_session_with_the_same_part_of_the_skin(
    screen: dict[str, object], columns: int, viewer: Callable[..., Page]
) -> None:
    page = viewer(FOUR, **screen)
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("radio", name="All sessions").click()
    expect(cell(page, 1)).to_be_visible()
    shares = [share_of_cell(page, number) for number in (1, 2, 3, 4)]
    assert all(share == pytest.approx(shares[0], abs=0.02) for share in shares)
    assert shares[0][2] == pytest.approx(1.5**3, rel=0.02)
    tops = {round(box["y"]) for n in range(1, 5) if (box := cell(page, n).bounding_box())}
    assert len(tops) <= 4 / columns
    page.get_by_role("button", name="show the whole picture").click()
    until(lambda: share_of_cell(page, 2)[2] == pytest.approx(1, rel=0.02))
    until(lambda: screen_colour(cell(page, 1).locator(".still-picture"), page, (0.26, 0.16)) == SKIN["a"])
    assert screen_colour(cell(page, 2).locator(".still-picture"), page, (0.26, 0.16)) == SKIN["b"]
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_the_contact_sheet_takes_small_pictures_until_more_pixels_are_wanted(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(f"{FOUR}&mode=contact&refused=2", viewport={"width": 1280, "height": 900})
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))

    def sources() -> list[str]:
        return [(cell(page, n).locator("img").get_attribute("src") or "").split("?")[-1] for n in (1, 3, 4)]

    assert sources() == ["small"] * 3
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    assert sources() == ["session=1", "session=3", "session=4"]
    page.get_by_role("button", name="show the whole picture").click()
    assert sources() == ["small"] * 3
    assert cell(page, 2).locator("img").get_attribute("src") == "/picture/b/90/120"
    assert not [url for url in fetched if "small" in url]  # kept by the browser


def test_a_click_in_the_contact_sheet_chooses_as_in_the_film_strip(viewer: Callable[..., Page]) -> None:
    page = viewer(f"{FOUR}&mode=contact")
    cell(page, 2).click()
    expect(cell(page, 2).locator(".still-side")).to_have_text("Left")
    cell(page, 3).focus()
    page.keyboard.press("Shift+Enter")
    expect(cell(page, 3).locator(".still-side")).to_have_text("Right")
    page.keyboard.press("1")
    captions = [c.locator("span").first.inner_text() for c in page.locator(".pane .caption").all()]
    assert sorted(captions) == ["Session 2 · treatment", "Session 3 · early check"]
    expect(page.locator(".contact-sheet")).to_be_hidden()
    assert picture_box(page)["height"] > 400


def test_a_session_that_is_not_aligned_says_so_in_the_contact_sheet(viewer: Callable[..., Page]) -> None:
    page = viewer(f"{FOUR}&mode=contact&refused=2")
    expect(cell(page, 2).locator(".still-badge")).to_have_text("not aligned")
    page.get_by_role("button", name="Zoom in").click()
    assert share_of_cell(page, 2)[2:] == pytest.approx([1, 1], rel=0.02)
    assert share_of_cell(page, 3)[2] == pytest.approx(1.5, rel=0.02)


def test_the_time_lapse_plays_by_a_press_alone_through_all_sessions_and_ends(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(f"{FOUR}&mode=play")
    until(lambda: session_played(page) == "Session 1")
    page.wait_for_timeout(1500)
    assert session_played(page) == "Session 1"
    page.get_by_role("slider", name="Sessions per second").fill("4")
    expect(page.locator(".speed-value")).to_have_text("4 per second")
    # written down in the page itself: a quarter of a second is over before a busy machine has asked twice
    page.evaluate(NOTE_PLAYED)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    until(lambda: session_played(page) == "Session 4")
    seen = page.evaluate("played")
    assert seen == ["Session 1", "Session 2", "Session 3", "Session 4"]
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(played(page).locator(".caption")).to_contain_text("26 July 2026")


def test_the_time_lapse_pauses_and_steps_by_keys_and_keeps_the_zoom(viewer: Callable[..., Page]) -> None:
    page = viewer(FOUR)
    page.locator(".stage").focus()
    page.keyboard.press("p")
    until(lambda: session_played(page) == "Session 2")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_timeout(1200)
    assert session_played(page) == "Session 2"
    assert screen_colour(played(page).locator("img"), page, (0.26, 0.36)) == SKIN["b"]
    page.keyboard.press("ArrowRight")
    until(lambda: session_played(page) == "Session 3")
    assert screen_colour(played(page).locator("img"), page, (0.26, 0.36)) == SKIN["a"]
    page.keyboard.press("+")
    placed_as_before = placed_as(played(page))
    page.get_by_role("slider", name="Session of the time-lapse").fill("0")
    until(lambda: session_played(page) == "Session 1")
    assert placed_as(played(page)) == placed_as_before
    page.keyboard.press("1")
    expect(played(page)).to_have_count(0)
    for pane in page.locator(".pane").all():
        assert placed_as(pane) == placed_as_before


def test_sessions_that_are_not_aligned_are_left_out_of_the_time_lapse_and_named(
    viewer: Callable[..., Page],
) -> None:
    page = viewer(f"{FOUR}&mode=play&refused=2")
    expect(page.get_by_text("Left out, because not aligned: Session 2.")).to_be_visible()
    page.locator(".stage").focus()
    page.keyboard.press("ArrowRight")
    until(lambda: session_played(page) == "Session 3")
    expect(page.locator(".truth")).to_have_text("Aligned and scaled, no retouching")


def test_the_time_lapse_is_played_by_touch_on_a_small_phone(viewer: Callable[..., Page]) -> None:
    page = viewer(f"{FOUR}&mode=play", **SMALL_PHONE)
    page.get_by_role("button", name="Play").tap()
    until(lambda: session_played(page) == "Session 2")
    page.get_by_role("button", name="Pause").tap()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
