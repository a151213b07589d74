"""Whether the skin changed over the series: verdicts, charts, table."""

from functools import partial

import streamlit as st

from tracker.progress.result import SeriesProgress
from tracker.services import progress, series
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.changes import has_treated
from tracker.ui.progress_view import (
    offer_readings,
    pick_all_regions,
    pick_method,
    pick_region,
    show_all_regions,
    show_charts,
    show_headlines,
    show_table,
)
from tracker.ui.view_picker import pick_view

store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
show_banner(record.patient, record.series, here="progress")
view = pick_view(record.views)


def judged(method: str | None = None) -> SeriesProgress:
    """The readings of one version of the measurement, the present one by default."""
    limits = context.limits(record.patient.is_synthetic, method)
    return progress.series_progress(store, actor, record.series.id, view, limits=limits, method=method)


def table(*, has_present: bool) -> None:
    """All readings of a version as rows."""
    earlier = progress.earlier_methods(store, actor, record.series.id, view)
    method = pick_method(earlier, has_present=has_present)
    if has_present or method:
        show_table(judged(method) if method else found, offer_file=partial(offer_file, method))


def offer_file(method: str | None) -> None:
    """The same rows as a file."""
    problem = progress.find_export_problem(store, actor, record.series, at=context.now())
    offer_readings(record.series.id, view, method=method, problem=problem)


found = judged()
st.subheader(_("Progress, {view}", view=view.label.lower()))
show_analysis_state(record)
if not found.points:
    if has_treated(record.regions.get(view, [])):
        st.info(_("There are no readings yet: they come when the photos are analysed and aligned."))
    else:
        st.info(_("Nothing is measured yet: draw a treated and an untreated region on the reference photo."))
        address = {"series": record.series.id, "view": view.key}
        st.page_link("screens/regions.py", label=_("Draw regions"), query_params=address)
    table(has_present=False)
    st.stop()
is_all = pick_all_regions(found)
region_id = None if is_all else pick_region(found)
if region_id is not None:
    show_headlines(found, region_id)
layouts = {"charts": _("Charts"), "table": _("Table")}
layout = st.segmented_control(
    _("Show"),
    list(layouts),
    default="charts",
    format_func=layouts.__getitem__,
    required=True,
    label_visibility="collapsed",
)
if layout == "table":
    table(has_present=True)
elif region_id is not None:
    show_charts(found, region_id)
else:
    show_all_regions(found)
