"""What stands around and inside a figure in words and numbers."""

from datetime import date

from tracker.progress.result import MetricProgress
from tracker.progress.sentences import change_unit, usual_digits


def chart_caption(metric: MetricProgress) -> str:
    """What stands below the figure: the limit, where it comes from, and how to read the marks."""
    limit = metric.limit
    return (
        f"Grey band: the smallest detectable change of {number_words(limit.sdc, limit.sdc)} "
        f"{change_unit(metric.metric)} around the baseline ({limit.source}); whiskers are half of it. "
        "Boxed numbers: treatments, with the recovery days shaded. Lower is better."
    )


def chart_description(metric: MetricProgress) -> str:
    """The figure in words, for those who don't see it."""
    sessions = len({p.session_id for p in metric.points})
    shown = f"{metric.metric.label}, {metric.region.name}, {sessions} session{'s' * (sessions != 1)}."
    trend = "" if metric.trend is None else f" {metric.trend.sentence}"
    return shown + (f" {metric.headline.sentence}" if metric.headline else "") + trend


def number_words(number: float, sdc: float, sign: str = "") -> str:
    """A number with the digits that its noise allows and a true minus.

    >>> number_words(-1.234, 0.9), number_words(1.234, 0.9, "+")
    ('−1.2', '+1.2')
    """
    return f"{number:{sign}.{usual_digits(sdc)}f}".replace("-", "−")


def day_words(day: date) -> str:
    """A date without doubt about day and month.

    >>> day_words(date(2026, 5, 3))
    '3 May 2026'
    """
    return f"{day.day} {day:%B} {day.year}"
