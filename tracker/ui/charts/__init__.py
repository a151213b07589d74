"""Figures of progress."""

from tracker.ui.charts.figure import metric_chart
from tracker.ui.charts.specs import chart_spec
from tracker.ui.charts.words import chart_caption, chart_description

__all__ = ["chart_caption", "chart_description", "chart_spec", "metric_chart"]
