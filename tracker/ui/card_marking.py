"""A photo's colour or grey card: what is known of it, and marking it on the photo."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import CardKind, Ellipse, Photo, PhotoCard, Shape, shape_from_json, shape_to_json
from tracker.services import cards
from tracker.services.cards import CardPage
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.components.region_events import RegionEvent
from tracker.ui.components.regions import DrawnRing, draw_regions
from tracker.ui.photo_tiles import screen_url

PAGE = "screens/card.py"


def card_words(card: PhotoCard | None) -> str:
    """What is known of a photo's card, in one sentence."""
    if card is None:
        return _("Nobody has looked for a colour card yet: that is done when regions are measured.")
    if card.kind is None:
        return _("No colour card was found.")
    if card.residual is None:
        return _("The card can't be read well enough to correct by it.")
    sentences = {
        (CardKind.CHART, False): _(
            "A ColorChecker was found; the correction by it leaves {residual:.1f} %.",
            residual=100 * card.residual,
        ),
        (CardKind.CHART, True): _(
            "A ColorChecker was marked by hand; the correction by it leaves {residual:.1f} %.",
            residual=100 * card.residual,
        ),
        (CardKind.GREY, True): _(
            "A grey card was marked by hand; the colour of its light differs by {residual:.1f} % over it.",
            residual=100 * card.residual,
        ),
    }
    return sentences[card.kind, card.is_by_hand]


def show_cards(photos: list[Photo]) -> None:
    """Of each photo of a session, what is known of its card, with a way to mark one."""
    with st.expander(_("Colour cards")):
        found = cards.list_cards(context.store(), context.actor(), photos)
        for photo in photos:
            st.page_link(
                PAGE,
                label=f"{photo.view.label}, {context.to_local(photo.captured_at):%H:%M}",
                icon=":material/palette:",
                query_params={"photo": photo.id},
            )
            st.caption(card_words(found.get(photo.digest)))


class CardMarking:
    """Draw four corners, say what they are, save; kept in the session under the photo's own key.

    Parameters
    ----------
    page : CardPage
    """

    def __init__(self, page: CardPage) -> None:
        self._page = page
        self._pending = f"card-pending-{page.photo.digest}"

    def show_photo(self) -> None:
        """The photo with the present mark, and the tool to draw one."""
        photo, card = self._page.photo, self._page.card
        marks = []
        if card is not None and card.is_by_hand and card.kind is not None:
            marks = [DrawnRing(card.kind.label, [card.corners], is_proposed=True)]
        try:
            event = draw_regions(
                photo_url=screen_url(photo),
                photo_width_px=photo.facts.width_px,
                photo_height_px=photo.facts.height_px,
                regions=[],
                rings=marks,
                key=f"card-{photo.digest}-{hash(card.corners if card else ())}",
            )
        except TrackerError as error:  # the drawing stays on the page, to be mended
            st.error(str(error))
            return
        self._take(event)

    def show_form(self) -> None:
        """What is known, what to do, and the buttons."""
        card = self._page.card
        st.markdown(card_words(card))
        pending = self._shape()
        if pending is None:
            st.info(
                _(
                    "To mark a card, take the polygon tool. On a ColorChecker set four points in the middles "
                    "of its corner patches; on a grey card set them on its corners."
                )
            )
        else:
            self._ask_kind(pending)
        if card is not None and card.is_by_hand and st.button(_("Remove the mark"), icon=":material/delete:"):
            cards.unmark_card(context.store(), context.actor(), self._page.photo.id, now=context.now())
            st.rerun()

    def _ask_kind(self, shape: Shape) -> None:
        offered = list(CardKind)
        kind = st.radio(_("What is it?"), offered, format_func=lambda one: one.label) or offered[0]
        if not st.button(_("Save the mark"), type="primary"):
            return
        corners = () if isinstance(shape, Ellipse) else shape.points
        try:
            cards.mark_card(
                context.store(),
                context.actor(),
                self._page.photo.id,
                kind,
                corners,
                now=context.now(),
            )
        except TrackerError as error:
            st.error(str(error))
            return
        del st.session_state[self._pending]
        st.rerun()

    def _take(self, event: RegionEvent | None) -> None:
        if event is None:
            return
        if event.kind == "drawn" and event.shape is not None:
            st.session_state[self._pending] = shape_to_json(event.shape)
        elif event.kind == "selected" and not event.id:
            st.session_state.pop(self._pending, None)

    def _shape(self) -> Shape | None:
        pending = st.session_state.get(self._pending)
        return None if pending is None else shape_from_json(pending)
