from html.parser import HTMLParser

import pytest

from tracker.ui.photo_grid import GridPhoto, photo_grid_html

NASTY = "\"><script>alert(1)</script><img src=x onerror=alert(1)> & 'quoted'"


class Reader(HTMLParser):
    """Elements with their attributes, and all text, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_texts_from_people_stay_texts() -> None:
    photo = GridPhoto(
        "/photo/a", NASTY, 300, 400, href='/compare?x="y', badge=NASTY, caption_lines=(NASTY, NASTY)
    )
    page = Reader(photo_grid_html([photo]))
    assert page.all("script") == []
    (image,) = page.all("img")
    assert set(image) == {"src", "alt", "width", "height", "loading", "decoding"}
    assert image["alt"] == NASTY
    assert page.text.count(NASTY) == 3
    assert page.all("a") == [{"href": '/compare?x="y'}]


def test_pictures_have_their_size_and_load_when_needed() -> None:
    (image,) = Reader(photo_grid_html([GridPhoto("/photo/a", "Front", 300, 400)])).all("img")
    assert (image["width"], image["height"], image["loading"]) == ("300", "400", "lazy")


def test_photos_keep_their_order_and_only_some_are_links() -> None:
    photos = [GridPhoto(f"/photo/{n}", f"Photo {n}", 3, 4, href="/x" if n == 2 else "") for n in (3, 1, 2)]
    page = Reader(photo_grid_html(photos, layout="strip"))
    assert [image["alt"] for image in page.all("img")] == ["Photo 3", "Photo 1", "Photo 2"]
    assert len(page.all("a")) == 1
    assert len(page.all("li")) == 3
    assert page.all("ul") == [{"class": "photo-grid is-strip"}]


def test_no_photos_are_no_list() -> None:
    assert Reader(photo_grid_html([])).all("ul") == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "https://example.org/a.png",
        "//example.org/a.png",
        "/\\example.org",
        "data:text/html,x",
        "data:image/svg+xml,x",
        "photo/a",
        "",
    ],
)
def test_addresses_elsewhere_and_scripts_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        photo_grid_html([GridPhoto(url, "Front", 3, 4)])
    if url:
        with pytest.raises(ValueError, match="not an address"):
            photo_grid_html([GridPhoto("/photo/a", "Front", 3, 4, href=url)])


def test_a_picture_may_stand_in_the_page_but_a_link_may_not_lead_into_one() -> None:
    inline = "data:image/png;base64,AAAA"
    assert Reader(photo_grid_html([GridPhoto(inline, "Front", 3, 4)])).all("img")[0]["src"] == inline
    with pytest.raises(ValueError, match="not an address"):
        photo_grid_html([GridPhoto("/photo/a", "Front", 3, 4, href=inline)])


def test_a_photo_without_a_size_is_a_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="size"):
        photo_grid_html([GridPhoto("/photo/a", "Front", 0, 4)])
