"""Whether the skin changed over the series: verdicts, charts, table."""

import streamlit as st

from tracker.services import series
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.changes import has_treated
from tracker.ui.progress_readings import judge, show_readings
from tracker.ui.progress_view import (
    pick_all_regions,
    pick_layout,
    pick_region,
    show_all_regions,
    show_charts,
    show_headlines,
    show_nothing_yet,
)
from tracker.ui.view_picker import pick_view

store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
show_banner(record.patient, record.series, here="progress")
view = pick_view(record.views)
found = judge(record, view)
st.subheader(_("Progress, {view}", view=view.label.lower()))
show_analysis_state(record)
if not found.points:
    show_nothing_yet(record.series.id, view, is_drawn=has_treated(record.regions.get(view, [])))
    show_readings(record, view, found, has_present=False)
    st.stop()
is_all = pick_all_regions(found)
region_id = None if is_all else pick_region(found)
if region_id is not None:
    show_headlines(found, region_id)
if pick_layout() == "table":
    show_readings(record, view, found, has_present=True)
elif region_id is not None:
    show_charts(found, region_id)
else:
    show_all_regions(found)
