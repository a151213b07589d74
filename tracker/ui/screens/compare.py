"""Two sessions of a view, aligned, with what changed beside the picture."""

import streamlit as st

from tracker.services import comparison, progress, series
from tracker.ui import context
from tracker.ui.alignment_notes import show_side_notes
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.changes import has_treated, show_changes
from tracker.ui.comparison_view import pick_sessions, show_findings, show_pair
from tracker.ui.view_picker import pick_view

store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
show_banner(record.patient, record.series, here="compare")
view = pick_view(record.views)
st.subheader(f"Comparison, {view.label.lower()}")
choice = pick_sessions(comparison.sessions_with(store, actor, record.series.id, view))
if choice is None:
    st.info("There is one session with a photo of this view so far. Add the next session to compare.")
    st.page_link("screens/series.py", label="To the series", query_params={"series": record.series.id})
    st.stop()
if choice[0] == choice[1]:
    st.info("Both sides show the same session: choose another one on either side.")
    st.stop()
pair = comparison.compare_sessions(
    store, actor, record.series.id, view, left_id=choice[0], right_id=choice[1]
)
show_analysis_state(record)
picture, numbers = st.columns([5, 3])
with picture:
    show_pair(pair)
    show_side_notes(pair)
    show_findings(pair, progress.findings_of(store, actor, record.series.id))
with numbers:
    changes = progress.changes_between(
        store,
        actor,
        record.series.id,
        view,
        left_id=choice[0],
        right_id=choice[1],
        limits=context.limits(record.patient.is_synthetic),
    )
    show_changes(changes, record.series.id, view, is_drawn=has_treated(record.regions.get(view, [])))
