"""What stands around and inside a figure in words and numbers."""

from tracker.model import ToneGroup
from tracker.progress.result import MetricProgress, ProgressPoint, SeriesProgress
from tracker.progress.sentences import change_unit, usual_digits
from tracker.texts import gettext as _
from tracker.texts import marked, ngettext, written_number

READING_HELP = marked(
    "Grey band: the smallest detectable change around the baseline; whiskers are half of it. Upright "
    "lines: treatments, with the recovery days shaded. A cross could not be compared: hover over it, "
    "or see the table, for the reason. A hollow square was photographed at home and is kept apart. "
    "Lower is better."
)
_TONES = {
    ToneGroup.LIGHT: marked("skin types I to III"),
    ToneGroup.MEDIUM: marked("skin type IV"),
    ToneGroup.DARK: marked("skin types V and VI"),
    ToneGroup.UNKNOWN: marked("a skin type that is not entered"),
}


def chart_caption(progress: SeriesProgress, metric: MetricProgress) -> str:
    """What stands below the figure: the limit of the patient's tone group, and where it comes from."""
    limit, tone = metric.limit, tone_words(progress.tone)
    whose = "" if tone in str(limit.source) else " " + _("for {tone}", tone=tone)
    return _(
        "Limit: a smallest detectable change of {amount} {unit}{whose} ({source}).",
        amount=number_words(limit.sdc, limit.sdc),
        unit=change_unit(metric.metric),
        whose=whose,
        source=limit.source,
    )


def tone_words(tone: ToneGroup) -> str:
    """A tone group as skin types."""
    return _(_TONES[tone])


def change_words(point: ProgressPoint) -> str:
    """The change from the baseline with its unit; a dash where there is none."""
    if point.change is None or point.sdc is None:
        return "—"
    return f"{number_words(point.change, point.sdc, '+')} {change_unit(point.metric)}"


def chart_description(metric: MetricProgress) -> str:
    """The figure in words, for those who don't see it."""
    sessions = len({p.session_id for p in metric.points})
    shown = ngettext(
        "{metric}, {region}, {count} session.",
        "{metric}, {region}, {count} sessions.",
        sessions,
        metric=metric.metric.label,
        region=metric.region.name,
    )
    trend = "" if metric.trend is None else f" {metric.trend.sentence}"
    return shown + (f" {metric.headline.sentence}" if metric.headline else "") + trend


def number_words(number: float, sdc: float, sign: str = "") -> str:
    """A number with the digits that its noise allows and a true minus.

    >>> number_words(-1.234, 0.9), number_words(1.234, 0.9, "+")
    ('−1.2', '+1.2')
    """
    return written_number(number, f"{sign}.{usual_digits(sdc)}f").replace("-", "−")
