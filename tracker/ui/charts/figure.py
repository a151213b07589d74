"""One figure for one metric of one region: what was seen, and what the camera can tell."""

import altair as alt

from tracker.progress.result import MetricProgress, SeriesProgress
from tracker.ui.charts.axes import Axes
from tracker.ui.charts.calendar import device_layers, recovery_layers, session_layers
from tracker.ui.charts.readings import band_layers, course_layers, point_layers

HEIGHT_PX = 260


def metric_chart(
    progress: SeriesProgress, metric: MetricProgress, *, height_px: int = HEIGHT_PX
) -> alt.LayerChart:
    """Draw one metric of one region over the dates of a series.

    Points have whiskers of half a smallest detectable change; the grey band is that change around
    the mean of the baseline. Hollow points were taken in recovery or too early; crosses can't be
    compared and have no height, so they stand on the axis. The line joins the baseline and the
    judged sessions of one device, and breaks at a new one.

    Parameters
    ----------
    progress : SeriesProgress
        Sessions and recovery windows of the whole series.
    metric : MetricProgress
        What is drawn; one of ``progress``.
    height_px : int
        Of the plot; the width is that of the page.

    Returns
    -------
    altair.LayerChart
    """
    axes = Axes(metric.metric, height_px)
    layers = [
        *recovery_layers(progress.windows, axes),
        *band_layers(metric.points, axes),
        *session_layers(progress.sessions, axes),
        *course_layers(metric.points, axes),
        *point_layers(metric.points, axes),
        *device_layers(metric.points, axes),
    ]
    # Streamlit's own fit would take labels and legend out of the height and squeeze the plot flat
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    title = alt.TitleParams(
        f"{metric.metric.label} · {metric.region.name}", anchor="start", frame="group", fontSize=14, offset=6
    )
    return alt.LayerChart(layer=layers).properties(
        title=title, width="container", height=height_px, autosize=fit
    )
