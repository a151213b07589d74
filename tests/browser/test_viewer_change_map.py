"""The change map in a real browser: made on demand, read by colour, sign and words, refused with a reason."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.driving import PHONE, SKIN, SMALL_PHONE, colours, picture_box, until

FELL, ROSE = (48, 96, 176), (176, 96, 32)
# places (across, down) of the drawn map, between the signs: fallen, risen, plain
FALLEN, RISEN, PLAIN = (0.19, 0.23), (0.72, 0.79), (0.56, 0.36)


def choose(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def layer(page: Page) -> Locator:
    return page.locator(".change-layer")


def shown_map(viewer: Callable[..., Page], query: str = "compare&sessions=1,2&mode=change", **screen) -> Page:
    page = viewer(query, **screen)
    expect(page.locator(".change-layer[data-state=ready]")).to_be_visible()
    until(lambda: page.locator(".change-layer img").evaluate("e => e.complete && e.naturalWidth > 0"))
    return page


def grey_of(colour: tuple[int, ...]) -> bool:
    return max(colour) - min(colour) <= 3


def colours_at(page: Page, *shares: tuple[float, float]) -> list[tuple[int, ...]]:
    """What is seen at places of the right photo, brought into sight."""
    page.locator(".stage").evaluate("e => e.scrollIntoView({block: 'center'})")
    return colours(page, 1, *shares)


def is_between(seen: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    """Whether a colour is mostly another one, laid over grey."""
    return (seen[2] > seen[0] + 40) == (colour[2] > colour[0] + 40) and not grey_of(seen)


def signs(page: Page) -> int:
    """Dark pixels of the canvas with the signs."""
    return page.locator(".change-layer canvas").evaluate(
        """canvas => {
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let dark = 0;
            for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200 && data[at] < 60) dark += 1;
            return dark;
        }"""
    )


def test_the_map_is_waited_for_and_then_lies_over_the_right_photo_in_grey(viewer) -> None:
    page = viewer("compare&sessions=2,4")
    choose(page, "Change map")
    expect(layer(page)).to_have_attribute("data-state", "loading")
    expect(page.locator(".change-state")).to_contain_text("being compared place by place")
    expect(layer(page)).to_have_attribute("data-state", "ready")
    until(lambda: page.locator(".change-layer img").evaluate("e => e.complete && e.naturalWidth > 0"))
    fallen, risen, plain = colours_at(page, FALLEN, RISEN, PLAIN)
    assert is_between(fallen, FELL)
    assert is_between(risen, ROSE)
    assert grey_of(plain)
    assert page.locator(".pane").nth(0).evaluate("e => getComputedStyle(e).visibility") == "hidden"


def test_words_say_how_much_of_the_skin_changed_and_beyond_what(viewer) -> None:
    page = shown_map(viewer)
    expect(page.locator(".change-words")).to_have_text(
        "Redness fell by more than 1.2 a* on 14 % of the skin shown and rose by more than that on less than "
        "1 %; elsewhere no change larger than the noise."
    )
    expect(page.locator(".change-pair")).to_have_text("From Session 1 · baseline to Session 2 · treatment")
    ticks = page.locator(".change-ticks span").all_text_contents()
    assert ticks == ["−4.0 a*", "−1.2 a*", "+1.2 a*", "+4.0 a*"]
    expect(page.locator(".change-how")).to_contain_text(
        "smallest change that this clinic's measurement can tell"
    )
    expect(page.locator(".change-how")).to_contain_text("about 3.5 mm")


def test_plus_and_minus_say_the_direction_without_any_colour(viewer) -> None:
    page = shown_map(viewer)
    assert signs(page) > 100
    choose(page, "Texture")
    until(lambda: signs(page) == 0)


def test_a_kind_that_was_refused_says_why_and_shows_no_colour(viewer) -> None:
    page = shown_map(viewer)
    choose(page, "Texture")
    expect(page.locator(".change-state")).to_have_text(
        "No map of texture for this pair. One photo shows fine detail 60% stronger than the other."
    )
    expect(page.locator(".change-legend")).to_be_hidden()
    assert all(grey_of(colour) for colour in colours_at(page, FALLEN, RISEN))
    choose(page, "Redness")
    until(lambda: is_between(colours_at(page, FALLEN)[0], FELL))


def test_the_value_is_read_where_the_mouse_points(viewer) -> None:
    page = shown_map(viewer)
    box = picture_box(page)
    reading = page.locator(".change-reading")
    for (u, v), words in (
        (FALLEN, "Here: −2.3 a*"),
        (RISEN, "Here: +3.1 a*"),
        (PLAIN, "Here: +0.4 a*, no more than noise"),
        ((0.95, 0.3), "Here nothing can be said"),
    ):
        page.mouse.move(box["x"] + u * box["width"], box["y"] + v * box["height"])
        expect(reading).to_have_text(words)
    page.mouse.move(2, 2)
    expect(reading).to_be_empty()


def test_a_finger_reads_a_value_by_a_tap(viewer) -> None:
    page = shown_map(viewer, **PHONE)
    box = picture_box(page)
    page.touchscreen.tap(box["x"] + 0.19 * box["width"], box["y"] + 0.23 * box["height"])
    expect(page.locator(".change-reading")).to_have_text("Here: −2.3 a*")


def test_colours_and_signs_follow_the_zoom(viewer) -> None:
    page = shown_map(viewer)
    box = picture_box(page)
    page.locator(".stage").focus()
    for _ in range(3):
        page.keyboard.press("+")
    image = page.locator(".pane img").nth(1).bounding_box()
    over = page.locator(".change-layer img").bounding_box()
    assert image["width"] > 3 * box["width"]
    for side in ("x", "y", "width", "height"):
        assert abs(image[side] - over[side]) < 1
    assert is_between(colours(page, 1, (0.42, 0.46))[0], FELL)


def test_opacity_is_set_by_its_slider(viewer) -> None:
    page = shown_map(viewer)
    slider = page.get_by_role("slider", name="Opacity of the colours")
    slider.fill("100")
    strong = colours_at(page, FALLEN)[0]
    slider.fill("10")
    weak = colours_at(page, FALLEN)[0]
    assert strong[2] - strong[0] > 100 > 20 > weak[2] - weak[0]


def test_photos_that_are_not_aligned_have_no_map_but_a_reason(viewer) -> None:
    page = viewer("compare&sessions=1,4&refused=4&mode=change")
    expect(page.locator(".change-state")).to_have_text(
        "Only photos that are both aligned can be compared place by place."
    )
    expect(layer(page)).to_have_attribute("data-state", "refused")


def test_what_the_server_refuses_is_said_in_its_words(viewer) -> None:
    page = viewer("compare&sessions=1,3&mode=change")
    expect(page.locator(".change-state")).to_contain_text("not aligned like this (any more)")


def test_leaving_the_mode_leaves_no_grey_and_no_colour_behind(viewer) -> None:
    page = shown_map(viewer)
    choose(page, "Side by side")
    expect(layer(page)).to_be_hidden()
    assert colours_at(page, PLAIN)[0] == SKIN["b"]


def test_swapping_the_photos_asks_for_the_map_the_other_way_round(viewer) -> None:
    page = shown_map(viewer)
    with page.expect_request(lambda request: f"/pair/{2:064x}/{1:064x}/change" in request.url):
        page.get_by_role("button", name="Swap left and right").click()


def test_a_small_phone_shows_all_of_it_without_scrolling_sideways(viewer) -> None:
    page = shown_map(viewer, **SMALL_PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for part in page.locator(".change-kinds button, .change-opacity").all():
        box = part.bounding_box()
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_in_the_talk_with_the_patient_there_is_no_change_map(viewer) -> None:
    page = viewer("compare&sessions=1,2&mode=change&plain=1")
    expect(page.get_by_role("radio", name="Slider")).to_be_checked()
    expect(page.locator(".modes [value=change]")).to_be_hidden()
    page.get_by_role("radio", name="Overlay").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Slider")).to_be_checked()
