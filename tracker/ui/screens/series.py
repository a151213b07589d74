"""One course of treatment: its sessions with their photos, and what to do next."""

import streamlit as st

from tracker.services import series
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.course_card import plan_line
from tracker.ui.course_dialogs import edit_series_dialog, new_session_dialog
from tracker.ui.course_sessions import show_sessions, show_undrawn_views
from tracker.ui.patient_view import show_new_photos, show_visibility
from tracker.ui.share_view import show_shares

store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
address = {"series": record.series.id}


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
        new_session_dialog(record)
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
        edit_series_dialog(record)

show_new_photos(record)
show_analysis_state(record)
show_visibility(record, record.photos, has_choice=False)
show_shares(record)
show_undrawn_views(record)
show_sessions(record)
