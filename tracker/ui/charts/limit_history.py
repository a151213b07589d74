"""How a limit tightened over the quarters."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from tracker.progress.limit_history import QuarterLimit
from tracker.progress.sentences import change_unit
from tracker.texts import gettext as _
from tracker.texts import marked, spoken
from tracker.ui.charts.axes import INK, layer
from tracker.ui.charts.spoken import spec_of
from tracker.ui.charts.words import number_words

HEIGHT_PX = 110
_FROM = ["learned", "provisional"]
_STEPS = [marked("{quarter} {amount} learned"), marked("{quarter} {amount} provisional")]


def history_spec(history: tuple[QuarterLimit, ...]) -> dict[str, Any]:
    """The Vega-Lite specification of the limits of one metric at the end of each quarter.

    Filled points are learned limits, hollow ones provisional. The scale begins at zero, so that a
    limit of half the height is half as large. The dictionary is shared by
    all who read the same language and must not be changed.

    Parameters
    ----------
    history : tuple of QuarterLimit
        Of one metric, oldest first; at least one.
    """
    return _history_spec(history, spoken().language)


@lru_cache(maxsize=64)
def _history_spec(history: tuple[QuarterLimit, ...], _language: str) -> dict[str, Any]:
    rows = [
        {
            "quarter": one.label,
            "sdc": one.limit.sdc,
            "from": _FROM[one.limit.is_provisional],
            "reads": f"{number_words(one.limit.sdc, one.limit.sdc)} {change_unit(one.limit.metric)}",
            "source": one.limit.source,
        }
        for one in history
    ]
    x = alt.X("quarter:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True), sort=None)
    axis = alt.Axis(title=change_unit(history[0].limit.metric), tickCount=3, gridOpacity=0.35)
    y = alt.Y("sdc:Q", scale=alt.Scale(zero=True, nice=True), axis=axis)
    line = layer(rows, "limit_line").mark_line(color=INK, strokeWidth=1.6).encode(x, y)
    points = layer(rows, "limit_points").mark_point(size=75, color=INK, strokeWidth=1.6, opacity=1)
    fill = alt.Fill("from:N", scale=alt.Scale(domain=_FROM, range=[INK, "transparent"]), legend=None)
    words = (
        ("quarter", _("End of quarter")),
        ("reads", _("Smallest detectable change")),
        ("source", _("From")),
    )
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in words]
    figure = alt.LayerChart(layer=[line, points.encode(x, y, fill, tooltip=tooltip)]).properties(
        title=alt.TitleParams(
            _("One photo against one, at the end of each quarter"), anchor="start", frame="group", fontSize=12
        ),
        width="container",
        height=HEIGHT_PX,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
    )
    return spec_of(figure)


def history_description(history: Sequence[QuarterLimit]) -> str:
    """The figure in words, for those who don't see it."""
    label = history[0].limit.metric.label
    steps = (
        _(
            _STEPS[one.limit.is_provisional],
            quarter=one.label,
            amount=number_words(one.limit.sdc, one.limit.sdc),
        )
        for one in history
    )
    return _(
        "Smallest detectable change of {metric} by quarter: {steps}.",
        metric=label.lower(),
        steps=", ".join(steps),
    )
