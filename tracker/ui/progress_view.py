"""The parts of the progress page: which region, the verdicts in words, charts, table."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from tracker.model import Metric, View
from tracker.progress.result import MetricProgress, SeriesProgress
from tracker.progress.table import progress_table
from tracker.rights import Action, is_allowed
from tracker.texts import gettext as _
from tracker.texts import marked
from tracker.ui import words
from tracker.ui.changes import HEADLINES, show_verdict
from tracker.ui.charts import (
    READING_HELP,
    change_words,
    chart_caption,
    chart_description,
    chart_spec,
    legend_words,
    small_specs,
)
from tracker.ui.confirming import confirm_identity
from tracker.ui.context import actor
from tracker.ui.own_form import download_form

SMALL_CHARTS_BESIDE = 3
ONE_REGION, ALL_REGIONS = marked("One region"), marked("All regions")
PRESENT = "present"
# the verdict stands where it is seen without scrolling; the file keeps the table's own order
ON_SCREEN = (
    marked("Session"),
    marked("Date"),
    marked("Region"),
    marked("Metric"),
    marked("Value"),
    marked("Change"),
    marked("Smallest detectable change"),
    marked("Unit"),
    marked("Verdict"),
    marked("Reason"),
    marked("Kind"),
    marked("Days since treatment"),
    marked("Limit from"),
    marked("Photos"),
    marked("Compared with"),
    marked("Method"),
)
_FORMATS = {"Value": "%.2f", "Change": "%+.2f", "Smallest detectable change": "%.2f"}


def pick_region(found: SeriesProgress) -> str | None:
    """The treated region that is shown; None when nothing is measured yet."""
    names = {m.region.id: m.region.name for m in found if m.points}
    if not names:
        return None
    if len(names) == 1:
        return next(iter(names))
    chosen = st.segmented_control(
        _("Region"), list(names), default=next(iter(names)), required=True, format_func=names.__getitem__
    )
    return chosen or next(iter(names))


def pick_all_regions(found: SeriesProgress) -> bool:
    """Whether all regions are shown side by side; asked where there are several."""
    if len({m.region.id for m in found if m.points}) < 2:
        return False
    chosen = st.segmented_control(
        _("Regions shown"),
        [ONE_REGION, ALL_REGIONS],
        default=ONE_REGION,
        format_func=_,
        required=True,
        label_visibility="collapsed",
    )
    return chosen == ALL_REGIONS


def pick_layout() -> str:
    """``"charts"`` or ``"table"``."""
    layouts = {"charts": _("Charts"), "table": _("Table")}
    return st.segmented_control(
        _("Show"),
        list(layouts),
        default="charts",
        format_func=layouts.__getitem__,
        required=True,
        label_visibility="collapsed",
    )


def show_nothing_yet(series_id: str, view: View, *, is_drawn: bool) -> None:
    """Why there are no readings, and what to do."""
    if is_drawn:
        st.info(_("There are no readings yet: they come when the photos are analysed and aligned."))
        return
    st.info(_("Nothing is measured yet: draw a treated and an untreated region on the reference photo."))
    address = {"series": series_id, "view": view.key}
    st.page_link("screens/regions.py", label=_("Draw regions"), query_params=address)


def show_headlines(found: SeriesProgress, region_id: str) -> None:
    """The latest verdict on redness and on texture, in words that can be read out."""
    columns = st.columns(len(HEADLINES), border=True)
    for column, metric in zip(columns, HEADLINES, strict=True):
        one = found.find(region_id, metric)
        with column:
            st.markdown(f"**{metric.label}**")
            if one is None or one.headline is None:
                st.write(_("Not judged yet: it takes a later session that can be compared."))
                continue
            _show_verdict(one)


def _show_verdict(one: MetricProgress) -> None:
    point = one.headline
    if point is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        show_verdict(point.verdict)
        st.caption(
            _(
                "session {number}, {day}",
                number=point.session_number,
                day=words.day(point.day),
            )
        )
    st.write(words.plain(point.sentence))
    if one.trend is not None:
        st.caption(words.plain(one.trend.sentence))
    with st.expander(_("In plain words for the patient")):
        st.write(words.plain(point.patient_sentence))


def show_charts(found: SeriesProgress, region_id: str) -> None:
    """Redness and texture as large charts; another metric on demand, since charts are dear."""
    others = [m.metric for m in found if m.region.id == region_id and m.metric not in HEADLINES]
    for metric in HEADLINES:
        _show_chart(found, found.find(region_id, metric))
    extra = st.pills(
        _("More metrics"),
        others,
        selection_mode="multi",
        format_func=lambda metric: metric.label,
        key="extra",
    )
    for metric in extra:
        _show_chart(found, found.find(region_id, Metric(metric)))
    _show_help()


def show_all_regions(found: SeriesProgress) -> None:
    """One metric in every region: small charts of one scale, beside each other where there is room."""
    metrics = list(dict.fromkeys(m.metric for m in found if m.points))
    chosen = st.selectbox(_("Metric"), metrics, format_func=lambda metric: f"{metric.label} ({metric.unit})")
    small = small_specs(found, Metric(chosen))
    st.markdown(words.plain(legend_words(p for one, _ in small for p in one.points)))
    beside = min(len(small), SMALL_CHARTS_BESIDE)
    for start in range(0, len(small), beside):  # row by row: a phone shows them in the regions' order
        for column, (one, spec) in zip(st.columns(beside), small[start : start + beside], strict=False):
            with column.container(border=True):
                _show_small(found, one, spec)
    _show_help()


def _show_small(found: SeriesProgress, one: MetricProgress, spec: dict[str, Any]) -> None:
    st.vega_lite_chart(
        spec=deepcopy(spec), width="stretch", alt=chart_description(one), key=f"small-{one.region.id}"
    )
    if one.headline is None:
        st.caption(_("Not judged yet: it takes a later session that can be compared."))
    else:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            show_verdict(one.headline.verdict)
            day = words.day(one.headline.day)
            st.caption(
                words.plain(
                    _(
                        "{change} in session {number}, {day}",
                        change=change_words(one.headline),
                        number=one.headline.session_number,
                        day=day,
                    )
                )
            )
    st.caption(words.plain(chart_caption(found, one)))


def _show_chart(found: SeriesProgress, one: MetricProgress | None) -> None:
    if one is None or not one.points:
        return
    st.vega_lite_chart(
        spec=deepcopy(chart_spec(found, one)),
        width="stretch",
        alt=chart_description(one),
        key=f"chart-{one.metric}",
    )
    st.caption(words.plain(chart_caption(found, one)))


def _show_help() -> None:
    st.caption(_(READING_HELP))
    st.page_link("screens/precision.py", label=_("How precise are we?"), icon=":material/straighten:")


def pick_method(earlier: Sequence[str], *, has_present: bool = True) -> str | None:
    """The version of the measurement whose readings are shown; None is the present one.

    Nothing is offered where there is no choice.

    Parameters
    ----------
    earlier : sequence of str
        Versions before the present one that have readings.
    has_present : bool, optional
        Whether there are readings of the present version.
    """
    if not earlier:
        return None
    options = [*([PRESENT] if has_present else []), *earlier]
    chosen = st.segmented_control(_("Method"), options, default=options[0], required=True) or options[0]
    if chosen == PRESENT:
        return None
    st.info(
        _(
            "Readings of an earlier version of the measurement ({method}), kept as they were, "
            "to be read only. They are judged among themselves, by that version's own repeats, "
            "and never together with the present readings.",
            method=chosen,
        )
    )
    return chosen


def show_table(found: SeriesProgress, *, offer_file: Callable[[], None]) -> None:
    """Every point as a row, and the same as a file for who may export.

    Parameters
    ----------
    offer_file : callable
        Shows how to get the file.
    """
    frame = progress_table(found)
    if not is_allowed(actor(), Action.EXPORT):
        # a data frame's own toolbar would hand the rows out as a file
        st.table(frame.rename(columns=_))
        return
    # its own toolbar would hand out the same without a password and without a trace
    st.html("<style>[data-testid=stElementToolbar] { display: none; }</style>")
    st.dataframe(
        frame,
        hide_index=True,
        column_order=ON_SCREEN,
        column_config={name: _column(name) for name in ON_SCREEN},
        alt=_("Every reading of the series"),
    )
    offer_file()


def offer_readings(series_id: str, view: View, *, method: str | None, problem: str) -> None:
    """A view's readings as a file, once the password was typed.

    Parameters
    ----------
    problem : str
        Why there is no file to take; empty where there is one.
    """
    if problem:
        st.info(problem)
    elif confirm_identity(key="readings", why=_("Type your password to download the readings.")):
        fields = {"view": view.key, "measured_by": method or ""}
        download_form(_("Download as CSV"), f"/export/readings/{series_id}", fields)


def _column(name: str) -> ColumnConfig:
    """The heading of a column in the reader's language."""
    heading = _("Limit") if name == "Smallest detectable change" else _(name)
    if name in _FORMATS:
        return st.column_config.NumberColumn(heading, format=_FORMATS[name])
    return st.column_config.Column(heading)
