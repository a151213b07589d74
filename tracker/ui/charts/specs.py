"""Finished figures, kept: building one takes longer than the whole rest of the page."""

from functools import lru_cache
from typing import Any

from tracker.progress.result import MetricProgress, SeriesProgress
from tracker.ui.charts.figure import metric_chart


@lru_cache(maxsize=256)
def chart_spec(progress: SeriesProgress, metric: MetricProgress) -> dict[str, Any]:
    """The Vega-Lite specification of `metric_chart`; the same values give the same figure.

    The dictionary is shared by all callers and must not be changed.
    """
    return dict(metric_chart(progress, metric).to_dict())
