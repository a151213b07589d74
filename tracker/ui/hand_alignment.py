"""Around the two photos in which points are set: how they lie now, saving, and the way back."""

import streamlit as st

from tracker.model import Photo
from tracker.rights import Action, is_allowed
from tracker.services import hand_alignment
from tracker.services.hand_alignment import HandAlignment
from tracker.ui import context, words
from tracker.ui.components.point_pairs import MarkedPhoto, PairsEvent
from tracker.ui.photo_tiles import screen_url

PAGE = "screens/align.py"


def link_to_points(photo: Photo, label: str) -> None:
    """A link to the page where points of a photo are set, for those who may."""
    if is_allowed(context.actor(), Action.EDIT_REGIONS):
        st.page_link(PAGE, label=label, icon=":material/pin_drop:", query_params={"photo": photo.id})


def marked_photo(name: str, photo: Photo, session_title: str) -> MarkedPhoto:
    """A photo as the editor of points shows it."""
    size = (photo.facts.width_px, photo.facts.height_px)
    return MarkedPhoto(screen_url(photo), f"{name}, {session_title}", (name, session_title), size)


def show_present(pair: HandAlignment) -> None:
    """How the photo lies on its reference at present."""
    if pair.row is None:
        st.info("This photo is still being analysed.")
    elif pair.row.refusal is not None:
        st.warning(pair.row.problem)
    else:
        st.caption(f"At present: {words.alignment_words(pair.row)}.")


def take(event: PairsEvent, pair: HandAlignment) -> None:
    """Keep the points that were saved; a cancelled edit keeps nothing."""
    if event.pairs is not None:
        hand_alignment.set_points(
            context.store(),
            context.actor(),
            pair.photo.id,
            event.pairs,
            reference_digest=pair.reference.photo.digest,
            now=context.now(),
        )


def offer_automatic(pair: HandAlignment) -> None:
    """Who set points and when, and a way back to the alignment without them."""
    if pair.points is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        who, day = words.plain(pair.points.set_by), words.local_day(pair.points.set_at)
        st.caption(f"Points set by {who} on {day}.", width="stretch")
        if st.button("Back to automatic", icon=":material/undo:"):
            hand_alignment.remove_points(context.store(), context.actor(), pair.photo.id, now=context.now())
            leave(pair)


def leave(pair: HandAlignment) -> None:
    """Go to the comparison with the reference's session, or to the session that both are of."""
    if pair.session.id == pair.reference_session.id:
        st.switch_page("screens/session.py", query_params={"session": pair.session.id})
    address = {
        "series": pair.series.id,
        "view": pair.reference.view.key,
        "left": pair.reference_session.id,
        "right": pair.session.id,
    }
    st.switch_page("screens/compare.py", query_params=address)
