"""What the patient sees of a series: switched for all of it, for a session, and photo by photo."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import Photo
from tracker.rights import Action, is_allowed
from tracker.services import patient_view
from tracker.services.series import SeriesRecord
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context


def show_visibility(record: SeriesRecord, photos: Sequence[Photo], *, has_choice: bool) -> None:
    """How many of these photos the patient sees, and buttons for all of them.

    Parameters
    ----------
    photos : sequence of Photo
        Of a session, or of the whole series.
    has_choice : bool
        Whether single photos can be chosen as well: those of a session stand above in the same order.
    """
    if not photos or not is_allowed(context.actor(), Action.EDIT_RECORDS):
        return
    shown = [photo for photo in photos if photo.is_visible_to_patient]
    with st.expander(_count_words(len(shown), len(photos)), icon=":material/visibility:"):
        st.caption(
            _(
                "A patient sees these photos only by a link or an account that the clinic gave them. "
                "Notes, drawings and figures are never shown."
            )
        )
        with st.container(horizontal=True, gap="small"):
            if st.button(_("Show all of them"), key="show-all-photos", disabled=len(shown) == len(photos)):
                _set(record, [p.id for p in photos], is_visible=True)
            if st.button(_("Hide all of them"), key="hide-all-photos", disabled=not shown):
                _set(record, [p.id for p in photos], is_visible=False)
        if has_choice:
            _choose(record, photos)
        else:
            st.caption(_("Single photos are chosen on the page of their session."))


def show_new_photos(record: SeriesRecord) -> None:
    """What the patient added and nobody has looked at yet."""
    new = [photo for photo in record.photos if photo.is_new]
    if not new:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        sentence = ngettext(
            "The patient added {count} photo from home that nobody has looked at yet.",
            "The patient added {count} photos from home that nobody has looked at yet.",
            len(new),
        )
        st.info(sentence, icon=":material/home:", width="stretch")
        if is_allowed(context.actor(), Action.EDIT_RECORDS) and st.button(_("Seen")):
            patient_view.mark_seen(context.store(), context.actor(), record.series.id, now=context.now())
            st.rerun()


def _choose(record: SeriesRecord, photos: Sequence[Photo]) -> None:
    """A field with the visible ones, saved by a button."""
    names = {photo.id: _name(photo, number) for number, photo in enumerate(photos, 1)}
    shown = [photo.id for photo in photos if photo.is_visible_to_patient]
    # another key for another state: the field then shows what is stored
    with st.form(f"visible-{hash(tuple(shown))}", border=False):
        chosen = st.multiselect(
            _("Photos that the patient sees"),
            list(names),
            default=shown,
            format_func=names.__getitem__,
            placeholder=_("None yet: choose photos"),
        )
        if not st.form_submit_button(_("Save choice")):
            return
    _set(record, [i for i in chosen if i not in shown], is_visible=True, reruns=False)
    _set(record, [i for i in shown if i not in chosen], is_visible=False)


def _set(record: SeriesRecord, ids: Sequence[str], *, is_visible: bool, reruns: bool = True) -> None:
    patient_view.set_visible(
        context.store(), context.actor(), record.series.id, ids, is_visible=is_visible, now=context.now()
    )
    if reruns:
        st.rerun()


def _name(photo: Photo, number: int) -> str:
    return _(
        "Photo {number}: {view}, {time}",
        number=number,
        view=photo.view.label,
        time=f"{context.to_local(photo.captured_at):%H:%M}",
    )


def _count_words(shown: int, count: int) -> str:
    if not shown:
        return _("The patient sees none of these photos")
    if shown == count:
        return _("The patient sees all of these photos")
    return _("The patient sees {shown} of these {count} photos", shown=shown, count=count)
