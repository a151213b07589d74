"""Figures of one metric: what was seen, and what the camera can tell."""

from collections.abc import Iterator, Sequence

import altair as alt

from tracker.model import Verdict
from tracker.progress.result import MetricProgress, ProgressPoint, SeriesProgress
from tracker.ui.charts.axes import Axes
from tracker.ui.charts.calendar import device_layers, recovery_layers, session_layers, tick_layers
from tracker.ui.charts.readings import band_layers, course_layers, point_layers

HEIGHT_PX = 260
SMALL_HEIGHT_PX = 150


def metric_chart(
    progress: SeriesProgress, metric: MetricProgress, *, height_px: int = HEIGHT_PX
) -> alt.LayerChart:
    """Draw one metric of one region over the dates of a series.

    Points have whiskers of half a smallest detectable change; the grey band is that change around
    the mean of the baseline. Hollow points were taken in recovery or too early; crosses can't be
    compared and have no height, so they stand on the axis; so do hollow squares, photos from home
    that are kept apart. The line joins the baseline and the
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
    return _as_wide_as_the_page(layers, f"{metric.metric.label} · {metric.region.name}", height_px)


def small_chart(
    progress: SeriesProgress, metric: MetricProgress, *, value_range: tuple[float, float]
) -> alt.LayerChart:
    """Draw one of several regions of the same metric, to stand beside the others.

    Like `metric_chart`, but small: without numbers of sessions and without a legend.

    Parameters
    ----------
    value_range : tuple of float
        See `common_range`: figures beside each other have one scale.

    Returns
    -------
    altair.LayerChart
    """
    axes = Axes(metric.metric, SMALL_HEIGHT_PX, value_range, is_small=True)
    layers = [
        *recovery_layers(progress.windows, axes),
        *band_layers(metric.points, axes),
        *tick_layers(progress.sessions, axes),
        *course_layers(metric.points, axes),
        *point_layers(metric.points, axes),
        *device_layers(metric.points, axes),
    ]
    return _as_wide_as_the_page(layers, metric.region.name, SMALL_HEIGHT_PX)


def common_range(metrics: Sequence[MetricProgress]) -> tuple[float, float]:
    """Lowest and highest end of all points, whiskers and bands, with a little room.

    Parameters
    ----------
    metrics : sequence of MetricProgress
        The same metric of several regions.

    Returns
    -------
    tuple of float
        Zero to one where nothing has a value.
    """
    ends = [end for one in metrics for p in one.points for end in _ends(p)]
    if not ends:
        return 0.0, 1.0
    room = 0.06 * (max(ends) - min(ends)) or 0.5
    return min(ends) - room, max(ends) + room


def _ends(point: ProgressPoint) -> Iterator[float]:
    """How far down and up a point, its whiskers and its band reach."""
    half = (point.sdc or 0.0) / 2
    if point.value is not None and point.verdict not in (Verdict.NOT_COMPARABLE, Verdict.HOME):
        yield from (point.value - half, point.value + half)
    if point.baseline is not None:
        yield from (point.baseline - 2 * half, point.baseline + 2 * half)


def _as_wide_as_the_page(layers: list[alt.Chart], words: str, height_px: int) -> alt.LayerChart:
    # Streamlit's own fit would take labels and legend out of the height and squeeze the plot flat
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    title = alt.TitleParams(words, anchor="start", frame="group", fontSize=14, offset=6)
    return alt.LayerChart(layer=layers).properties(
        title=title, width="container", height=height_px, autosize=fit
    )
