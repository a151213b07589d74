"""Finished figures, kept: building one takes longer than the whole rest of the page."""

from functools import lru_cache
from typing import Any

from tracker.model import Metric
from tracker.progress.result import MetricProgress, SeriesProgress
from tracker.texts import spoken
from tracker.ui.charts.figure import common_range, metric_chart, small_chart
from tracker.ui.charts.spoken import spec_of


def chart_spec(progress: SeriesProgress, metric: MetricProgress) -> dict[str, Any]:
    """The Vega-Lite specification of `metric_chart`; the same values give the same figure.

    The dictionary is shared by all callers who read the same language and must not be changed.
    """
    return _chart_spec(progress, metric, spoken().language)


@lru_cache(maxsize=256)
def _chart_spec(progress: SeriesProgress, metric: MetricProgress, _language: str) -> dict[str, Any]:
    return spec_of(metric_chart(progress, metric))


def small_specs(progress: SeriesProgress, metric: Metric) -> list[tuple[MetricProgress, dict[str, Any]]]:
    """A metric in every region that has points, each with the specification of its `small_chart`.

    All have one scale. The answer is shared by all callers who read the same language and must not
    be changed.
    """
    return _small_specs(progress, metric, spoken().language)


@lru_cache(maxsize=64)
def _small_specs(
    progress: SeriesProgress, metric: Metric, _language: str
) -> list[tuple[MetricProgress, dict[str, Any]]]:
    mine = [one for one in progress if one.metric is metric and one.points]
    value_range = common_range(mine)
    return [(one, spec_of(small_chart(progress, one, value_range=value_range))) for one in mine]
