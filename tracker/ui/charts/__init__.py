"""Figures of progress."""

from tracker.ui.charts.figure import metric_chart
from tracker.ui.charts.limit_history import history_description, history_spec
from tracker.ui.charts.readings import legend_words
from tracker.ui.charts.specs import chart_spec, small_specs
from tracker.ui.charts.words import (
    READING_HELP,
    change_words,
    chart_caption,
    chart_description,
    number_words,
    tone_words,
)

__all__ = [
    "READING_HELP",
    "change_words",
    "chart_caption",
    "chart_description",
    "chart_spec",
    "history_description",
    "history_spec",
    "legend_words",
    "metric_chart",
    "number_words",
    "small_specs",
    "tone_words",
]
