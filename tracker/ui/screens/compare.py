"""Any two sessions of a view, aligned, with what changed beside the picture."""

import streamlit as st

from tracker.services import series
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.changes import has_treated
from tracker.ui.comparison_view import show_comparison
from tracker.ui.view_picker import pick_view

record = series.open_series(context.store(), context.actor(), st.query_params.get("series", ""))
show_banner(record.patient, record.series, here="compare")
view = pick_view(record.views)
st.subheader(_("Comparison, {view}", view=view.label.lower()))
show_analysis_state(record)
show_comparison(
    record.series.id,
    view,
    patient=f"{record.patient.full_name} · {record.patient.details.chart_number}",
    is_synthetic=record.patient.is_synthetic,
    is_drawn=has_treated(record.regions.get(view, [])),
)
