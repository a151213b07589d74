"""What all layers of a figure share: axes, colours, and how rows become a layer.

Colours are of middle lightness, so that they hold on white and on dark, and every meaning is
carried by shape or position as well. Days are sent as local noon: a date stays the same date in
every browser's time zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from tracker.model import Metric
from tracker.texts import gettext as _

INK, BLUE, ORANGE, AMBER = "#778080", "#1f80b5", "#d55e00", "#c98a1b"


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of one figure.

    Attributes
    ----------
    height_px : int
        Of the plot.
    value_range : tuple of float, optional
        Lowest and highest value, where several figures have one scale; else as the rows need.
    is_small : bool
        One of several beside each other, whose metric and unit stand above them all.
    """

    metric: Metric
    height_px: int
    value_range: tuple[float, float] | None = None
    is_small: bool = False

    def x(self, field: str = "at") -> alt.X:
        """The time axis, read from a field."""
        days, ticks = ("%b %Y", 3) if self.is_small else ("%-d %b %Y", 4)
        axis = alt.Axis(format=days, tickCount=ticks, grid=False, labelOverlap=True, labelPadding=8)
        return alt.X(f"{field}:T", title=None, scale=alt.Scale(padding=14), axis=axis)

    def y(self, field: str = "value") -> alt.Y:
        """The metric's axis, read from a field."""
        # the title is turned by 90 degrees: its left arrow points down on screen
        title = _("← better") + ("" if self.is_small else f"   ·   {self.metric.label} ({self.metric.unit})")
        axis = alt.Axis(title=title, titleFontSize=11, tickCount=5, gridOpacity=0.35)
        # a padding would move a given range by what each figure holds
        room = {"domain": self.value_range} if self.value_range else {"padding": 12}
        return alt.Y(f"{field}:Q", scale=alt.Scale(zero=False, nice=True, **room), axis=axis)


def layer(rows: Sequence[Mapping[str, Any]], name: str) -> alt.Chart:
    """Rows as a chart to put a mark on; the name tells the layers of a figure apart."""
    chart: alt.Chart = alt.Chart(pd.DataFrame(rows), name=name)
    return chart


def noon(day: date) -> str:
    """Noon of a day without a zone, as Vega reads it in the browser's own."""
    return f"{day}T12:00:00"
