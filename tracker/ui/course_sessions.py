"""The visits of a course of treatment with their photos, and the views that nobody drew regions on yet."""

import streamlit as st

from tracker.model import Session
from tracker.services.series import SeriesRecord
from tracker.texts import gettext as _
from tracker.ui import words
from tracker.ui.banner import SESSION_PAGE
from tracker.ui.changes import has_treated
from tracker.ui.photo_grid import photo_grid_html
from tracker.ui.photo_tiles import tiles


def show_undrawn_views(record: SeriesRecord) -> None:
    """A word on each view in which nothing can be measured, and the way to change that."""
    for view in record.views:
        if has_treated(record.regions.get(view, [])):
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(
                _("{view}: no treated region is drawn yet, so nothing is measured.", view=view.label),
                width="stretch",
            )
            address = {"series": record.series.id, "view": view.key}
            st.page_link("screens/regions.py", label=_("Draw regions"), query_params=address)


def show_sessions(record: SeriesRecord) -> None:
    """A frame for each visit, with its photos; what to do where there is none."""
    if not record.sessions:
        st.info(_("No session yet. Add one with **New session**, then put in the photos of that day."))
    for session in record.sessions:
        with st.container(border=True):
            _show_session(record, session)


def _show_session(record: SeriesRecord, session: Session) -> None:
    title = f"**{words.session_title(session)}**"
    st.page_link(SESSION_PAGE, label=title, query_params={"session": session.id})
    photos = record.photos_of(session.id)
    if photos:
        st.html(photo_grid_html(tiles(record, photos)))
    else:
        st.caption(_("No photos yet."))
