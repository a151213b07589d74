"""Whether the skin changed over the series: verdicts, charts, table."""

import streamlit as st

from tracker.services import progress, series
from tracker.ui import context
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.changes import has_treated
from tracker.ui.progress_view import pick_region, show_charts, show_headlines, show_table
from tracker.ui.view_picker import pick_view

store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
show_banner(record.patient, record.series, here="progress")
view = pick_view(record.views)
limits = context.limits(record.patient.is_synthetic)
found = progress.series_progress(store, actor, record.series.id, view, limits=limits)
st.subheader(f"Progress, {view.label.lower()}")
show_analysis_state(record)
region_id = pick_region(found)
if region_id is None and has_treated(record.regions.get(view, [])):
    st.info("There are no readings yet: they come when the photos are analysed and aligned.")
    st.stop()
if region_id is None:
    st.info("Nothing is measured yet: draw a treated and an untreated region on the reference photo.")
    st.page_link(
        "screens/regions.py",
        label="Draw regions",
        query_params={"series": record.series.id, "view": view.key},
    )
    st.stop()
show_headlines(found, region_id)
layout = st.segmented_control(
    "Show", ["Charts", "Table"], default="Charts", required=True, label_visibility="collapsed"
)
if layout == "Table":
    show_table(found, f"progress-{record.series.id[:8]}.csv")
else:
    show_charts(found, region_id)
