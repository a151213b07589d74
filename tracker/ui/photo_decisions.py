"""Photos in which something was found: what it is, and the choice to keep one or to take it again."""

from collections.abc import Sequence

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import KEPT_BECAUSE, Acceptance, Finding, Photo
from tracker.services import intake
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.photo_grid import GridPhoto, photo_grid_html
from tracker.ui.photo_tiles import thumbnail_url

REJECTED = "rejected-photo"


def show_decisions(session_id: str, photos: Sequence[Photo]) -> None:
    """Ask about the photos that wait; say what was noted of the others."""
    _offer_undo(session_id)
    waiting = [photo for photo in photos if photo.acceptance is Acceptance.WAITING]
    if waiting:
        st.warning(
            ngettext(
                "{count} photo may not be comparable: keep it with a reason, or take it again.",
                "{count} photos may not be comparable: keep each with a reason, or take it again.",
                len(waiting),
            )
        )
    for photo in waiting:
        _ask(photo)
    noted = [photo for photo in photos if photo.findings and photo.acceptance is not Acceptance.WAITING]
    if noted:
        with st.expander(_("What was noted when photos were added")):
            for photo in noted:
                st.markdown(f"**{_name(photo)}**")
                _list(photo.findings)
                if photo.acceptance_reason:
                    st.caption(_("Kept because: {reason}", reason=words.plain(_(photo.acceptance_reason))))


def _ask(photo: Photo) -> None:
    """One waiting photo beside what was found, and the two ways out."""
    with st.container(border=True):
        picture, said = st.columns([1, 3])
        shown = GridPhoto(thumbnail_url(photo), _name(photo), photo.facts.width_px, photo.facts.height_px)
        picture.html(photo_grid_html([shown]))
        with said:
            st.markdown(f"**{_name(photo)}**")
            _list(photo.findings)
            _choose(photo)


def _choose(photo: Photo) -> None:
    chosen = st.selectbox(
        _("Reason, if it is kept"),
        KEPT_BECAUSE,
        index=None,
        format_func=_said,
        placeholder=_("Choose a reason or write one"),
        accept_new_options=True,
        key=f"keep-why-{photo.id}",
    )
    actor, store = context.actor(), context.store()
    try:
        with st.container(horizontal=True, gap="small"):
            if st.button(_("Keep photo"), icon=":material/check:", key=f"keep-{photo.id}"):
                intake.keep_photo(store, actor, photo.id, reason=chosen or "", now=context.now())
                st.rerun()
            if st.button(_("Take it again"), icon=":material/replay:", key=f"again-{photo.id}"):
                why = "; ".join(finding.gate for finding in photo.findings if finding.is_serious)
                intake.reject_photo(store, actor, photo.id, why=why, now=context.now())
                st.session_state[REJECTED] = (photo.session_id, photo.id)
                st.rerun()
    except TrackerError as error:
        st.error(str(error))


def _offer_undo(session_id: str) -> None:
    """After a photo was taken out: say so, and take it back with one click."""
    taken_from, photo_id = st.session_state.get(REJECTED, ("", ""))
    if taken_from != session_id:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(_("The photo is taken out: take it again. Its original is kept."), width="stretch")
        if st.button(_("Undo"), icon=":material/undo:", key="undo-rejected"):
            intake.restore_rejected(context.store(), context.actor(), photo_id, now=context.now())
            del st.session_state[REJECTED]
            st.rerun()


def _list(findings: Sequence[Finding]) -> None:
    for finding in findings:
        icon = ":orange[:material/error:]" if finding.is_serious else ":gray[:material/info:]"
        weight = _("Serious") if finding.is_serious else _("Note")
        st.markdown(f"{icon} **{weight}:** {words.plain(finding.sentence)}")


def _said(reason: str) -> str:
    return _(reason)


def _name(photo: Photo) -> str:
    return words.plain(f"{photo.view.label}, {context.to_local(photo.captured_at):%H:%M}")
