"""One course of treatment: its sessions with their photos, and what to do next."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.services import series
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.course_card import plan_line
from tracker.ui.forms import series_form, session_form
from tracker.ui.photo_grid import photo_grid_html
from tracker.ui.photo_tiles import tiles

SESSION_PAGE = "screens/session.py"
store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
address = {"series": record.series.id}


@st.dialog(_("New session"), width="medium")
def new_session() -> None:
    """Add a visit and open its page."""
    details = session_form(
        None,
        number=series.suggest_session(store, actor, record.series.id),
        provider=actor.display_name,
        moment=context.now(),
    )
    if details is None:
        return
    try:
        added = series.add_session(store, actor, record.series.id, details, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.switch_page(SESSION_PAGE, query_params={"session": added.id})


@st.dialog(_("Edit series"), width="medium")
def edit_series() -> None:
    """Change the plan of this series."""
    try:
        details = series_form(record.series.details, today=context.to_local(context.now()).date())
        if details is None:
            return
        series.edit_series(store, actor, record.series.id, details)
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


show_banner(record.patient, record.series)
plan = record.series.details
st.subheader(
    _(
        "{treatment} for {indications}",
        treatment=words.plain(plan.treatment_type),
        indications=words.plain(plan.indications),
    )
)
st.caption(plan_line(plan, sessions_so_far=len(record.sessions)))
if plan.goals:
    st.write(_("**In the patient's words:** {goals}", goals=words.plain(plan.goals)))
with st.container(horizontal=True, gap="small", vertical_alignment="center"):
    if st.button(_("New session"), type="primary", icon=":material/add_a_photo:"):
        new_session()
    if len(record.photos) > 1:
        st.page_link(
            "screens/compare.py", label=_("Compare"), icon=":material/compare:", query_params=address
        )
    if record.photos:
        st.page_link(
            "screens/progress.py", label=_("Progress"), icon=":material/show_chart:", query_params=address
        )
        st.page_link("screens/regions.py", label=_("Regions"), icon=":material/draw:", query_params=address)
    if st.button(_("Edit series"), icon=":material/edit:"):
        edit_series()

show_analysis_state(record)
for view in record.views:
    if not any(r.role == "treated" for r in record.regions.get(view, [])):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(
                _("{view}: no treated region is drawn yet, so nothing is measured.", view=view.label),
                width="stretch",
            )
            st.page_link(
                "screens/regions.py", label=_("Draw regions"), query_params={**address, "view": view.key}
            )
if not record.sessions:
    st.info(_("No session yet. Add one with **New session**, then put in the photos of that day."))
for session in record.sessions:
    photos = record.photos_of(session.id)
    with st.container(border=True):
        st.page_link(
            SESSION_PAGE, label=f"**{words.session_title(session)}**", query_params={"session": session.id}
        )
        if photos:
            st.html(photo_grid_html(tiles(record, photos)))
        else:
            st.caption(_("No photos yet."))
