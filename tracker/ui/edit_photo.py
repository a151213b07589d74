"""Correct or delete one stored photo; deleting can be undone."""

from collections.abc import Sequence

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import CaptureTimeSource, Phase, Photo
from tracker.rights import Action, is_allowed
from tracker.services import intake
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.capture_time import choose_capture_time
from tracker.ui.confirming import confirm_identity
from tracker.ui.photo_grid import GridPhoto, photo_grid_html
from tracker.ui.photo_tiles import thumbnail_url
from tracker.ui.view_choice import choose_view

UNDO = "deleted-photo"


def edit_photo_dialog(photos: Sequence[Photo]) -> None:
    """Choose a photo of the session, then change what is said of it, or delete it."""
    # the title is said for each reader, not once for all when this file is imported
    st.dialog(_("Edit photos"), width="medium")(_edit)(photos)


def _edit(photos: Sequence[Photo]) -> None:
    names = [f"{p.view.label}, {context.to_local(p.captured_at):%H:%M}" for p in photos]
    index = st.selectbox(_("Photo"), range(len(photos)), format_func=names.__getitem__)
    photo = photos[index]
    shown = GridPhoto(thumbnail_url(photo), names[index], photo.facts.width_px, photo.facts.height_px)
    st.html(photo_grid_html([shown]))
    view = choose_view(photo.view, key=f"edit-{photo.id}")
    phase = st.selectbox(
        _("Phase"),
        list(Phase),
        index=list(Phase).index(photo.phase),
        format_func=words.phase_words,
        key=f"phase-{photo.id}",
    )
    local = context.to_local_minute(photo.captured_at)
    taken = choose_capture_time(local, key=f"taken-{photo.id}")
    note = st.text_input(_("Note"), photo.note, key=f"note-{photo.id}")
    try:
        if st.button(_("Save"), type="primary", width="stretch") and taken is not None:
            is_same = taken == local
            choices = intake.PhotoChoices(
                view=view,
                phase=Phase(phase or photo.phase),
                captured_at=photo.captured_at if is_same else context.from_local(taken),
                source=photo.captured_at_source if is_same else CaptureTimeSource.TYPED,
            )
            intake.edit_photo(context.store(), context.actor(), photo, choices, note=note, now=context.now())
            st.rerun()
        if is_allowed(context.actor(), Action.DELETE):
            _offer_deletion(photo)
    except TrackerError as error:
        st.error(str(error))


def _offer_deletion(photo: Photo) -> None:
    """A reason and a button, once the password was typed."""
    with st.expander(_("Delete this photo"), icon=":material/delete:"):
        why_asked = _("Type your password to delete a photo.")
        if not confirm_identity(key=f"delete-{photo.id}", why=why_asked):
            return
        why = st.text_input(_("Reason, if it is to be deleted"), key=f"why-{photo.id}")
        if st.button(_("Delete photo"), width="stretch"):
            intake.delete_photo(context.store(), context.actor(), photo.id, why=why, now=context.now())
            st.session_state[UNDO] = (photo.session_id, photo.id)
            st.rerun()


def offer_undo(session_id: str) -> None:
    """After a deletion from this session: say so, and take it back with one click."""
    deleted_from, photo_id = st.session_state.get(UNDO, ("", ""))
    if deleted_from != session_id:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(_("The photo is deleted. Its original is kept and can be restored."), width="stretch")
        if st.button(_("Undo"), icon=":material/undo:"):
            intake.restore_photo(context.store(), context.actor(), photo_id, now=context.now())
            del st.session_state[UNDO]
            st.rerun()
