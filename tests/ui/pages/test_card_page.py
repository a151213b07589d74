"""Marking a card on its page: from the editor to the kept mark, and what the session page says of it."""

import pytest

from tests.imaging.card.test_marked import GREY, TILTED, skin
from tests.imaging.card.tilted import lay
from tests.services.skin_series import SkinSeries
from tests.services.test_cards import GREY_CORNERS, as_file
from tests.ui.pages.tab import Tab
from tests.ui.pages.test_regions_page import Editor, editor, send  # noqa: F401
from tracker.model import CardKind, Ellipse, Photo, Polygon, Role, shape_to_json
from tracker.store import cards

OUTLINE = Polygon(GREY_CORNERS)


@pytest.fixture
def photo(store, owner) -> Photo:
    return SkinSeries.begin(store).photo(1, as_file(lay(skin(), GREY, corners_xy=TILTED).rgb))


def test_a_grey_card_is_marked_shown_and_removed(store, photo, editor: Editor, send) -> None:  # noqa: F811
    tab = Tab.open("card", photo=photo.id)
    assert "Nobody has looked for a colour card yet" in tab.words
    tab = send(tab, "drawn", shape=shape_to_json(OUTLINE))
    tab.app.radio[0].set_value(CardKind.GREY)
    tab.run().press("Save the mark")
    assert not tab.errors
    assert cards.read_card(store, photo.digest).corners == OUTLINE.points
    assert "A grey card was marked by hand" in tab.words
    (ring,) = editor.shown["rings"]
    assert (ring["name"], len(ring["outlines"][0])) == ("Plain grey card", 4)
    session = Tab.open("session", session=photo.session_id)
    assert "A grey card was marked by hand" in session.words
    assert any("card?photo=" in address for address in session.links.values())
    tab.press("Remove the mark")
    assert cards.read_card(store, photo.digest) is None


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (Ellipse((450.0, 600.0), 100.0, 100.0), "exactly four points"),
        (Polygon((*OUTLINE.points, (400.0, 400.0))), "exactly four points"),
        (OUTLINE, "The 24 colours of a ColorChecker are not there"),
    ],
)
def test_what_is_no_card_is_refused(shape, sentence, store, photo, editor, send) -> None:  # noqa: F811
    tab = send(Tab.open("card", photo=photo.id), "drawn", shape=shape_to_json(shape)).press("Save the mark")
    assert len(tab.errors) == 1
    assert sentence in tab.errors[0]
    assert cards.read_card(store, photo.digest) is None


def test_an_assistant_may_look_but_marks_nothing(store, photo, editor, send, sign_in) -> None:  # noqa: F811
    sign_in(Role.ASSISTANT)
    tab = send(Tab.open("card", photo=photo.id), "drawn", shape=shape_to_json(OUTLINE)).press("Save the mark")
    assert tab.errors == [
        "Your account can't draw regions, choose references and align by hand: ask the clinic's owner."
    ]
    assert cards.read_card(store, photo.digest) is None
