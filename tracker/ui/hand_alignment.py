"""Around the two photos that are aligned by hand: how they lie now, saving, and the way back."""

from enum import StrEnum

import streamlit as st

from tracker.model import Photo
from tracker.rights import Action, is_allowed
from tracker.services import hand_alignment
from tracker.services.hand_alignment import HandAlignment
from tracker.texts import gettext as _
from tracker.texts import marked
from tracker.ui import context, words
from tracker.ui.components import LayEvent, MarkedPhoto, PairsEvent, lay_over, mark_pairs
from tracker.ui.photo_tiles import screen_url

PAGE = "screens/align.py"


class Way(StrEnum):
    """How a photo is aligned by hand."""

    POINTS = marked("Mark points")
    MOVE = marked("Move, turn, scale")


def link_to_points(photo: Photo, label: str) -> None:
    """A link to the page where a photo is aligned by hand, for those who may."""
    if is_allowed(context.actor(), Action.EDIT_REGIONS):
        st.page_link(PAGE, label=label, icon=":material/pin_drop:", query_params={"photo": photo.id})


def marked_photo(name: str, photo: Photo, session_title: str) -> MarkedPhoto:
    """A photo as the tools of the page show it."""
    size = (photo.facts.width_px, photo.facts.height_px)
    return MarkedPhoto(screen_url(photo), f"{name}, {session_title}", (name, session_title), size)


def show_present(pair: HandAlignment) -> None:
    """How the photo lies on its reference at present."""
    if pair.row is None:
        st.info(_("This photo is still being analysed."))
    elif pair.row.refusal is not None:
        st.warning(pair.row.problem)
    else:
        st.caption(_("At present: {words}.", words=words.alignment_words(pair.row)))


def choose_way(pair: HandAlignment) -> Way:
    """Points or moving; at first what was used the last time."""
    is_moved = pair.points is not None and pair.points.pairs.is_similarity
    chosen = st.segmented_control(
        _("How to align"),
        list(Way),
        default=Way.MOVE if is_moved else Way.POINTS,
        format_func=_,
        required=True,
        key=f"way-{pair.photo.digest[:16]}",
        label_visibility="collapsed",
    )
    return Way(chosen)


def ask(pair: HandAlignment, way: Way) -> PairsEvent | LayEvent | None:
    """Show the tool, and what was done with it."""
    digests = f"{pair.photo.digest[:16]}-{pair.reference.photo.digest[:16]}"
    reference = marked_photo(
        _("Reference photo"), pair.reference.photo, words.session_title(pair.reference_session)
    )
    moving = marked_photo(_("Photo to align"), pair.photo, words.session_title(pair.session))
    if way is Way.MOVE:
        return lay_over(
            reference=reference,
            moving=moving,
            start=pair.start,
            mm_per_px=pair.reference.mm_per_px,
            is_scale_measured=pair.reference.is_scale_measured,
            key=f"lay-{digests}",
        )
    set_before = pair.points.pairs if pair.points and not pair.points.pairs.is_similarity else None
    return mark_pairs(reference=reference, moving=moving, pairs=set_before, key=f"pairs-{digests}")


def take(event: PairsEvent | LayEvent, pair: HandAlignment) -> None:
    """Keep what was saved; a cancelled edit keeps nothing."""
    store, actor = context.store(), context.actor()
    digest, now = pair.reference.photo.digest, context.now()
    if isinstance(event, LayEvent):
        if event.similarity is not None:
            hand_alignment.set_similarity(
                store, actor, pair.photo.id, event.similarity, reference_digest=digest, now=now
            )
    elif event.pairs is not None:
        hand_alignment.set_points(store, actor, pair.photo.id, event.pairs, reference_digest=digest, now=now)


def offer_to_keep(pair: HandAlignment) -> None:
    """Let a photo that was moved lie exactly there, whatever the pictures say; or say that it does."""
    if pair.is_kept_as_set:
        st.caption(
            _("It lies exactly as it was set. To let the pictures confirm and refine it, save it once more.")
        )
    if not pair.may_be_kept_as_set:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            _(
                "If you are sure, the photo can lie exactly as you set it: it is then marked as not "
                "confirmed by the picture, and nothing is measured in it."
            ),
            width="stretch",
        )
        if st.button(_("Keep it as set"), icon=":material/lock:"):
            hand_alignment.keep_as_set(context.store(), context.actor(), pair.photo.id, now=context.now())
            leave(pair)


def offer_automatic(pair: HandAlignment) -> None:
    """Who aligned the photo by hand and when, and the way back to the alignment without that."""
    if pair.points is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        who, day = words.plain(pair.points.set_by), words.local_day(pair.points.set_at)
        if pair.points.pairs.is_similarity:
            said = _("Moved, turned and scaled by {who} on {day}.", who=who, day=day)
        else:
            said = _("Points set by {who} on {day}.", who=who, day=day)
        st.caption(said, width="stretch")
        if st.button(_("Back to automatic"), icon=":material/undo:"):
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
