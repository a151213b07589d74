"""Where a metric is heading: a robust slope with the interval that noise leaves open."""

from collections.abc import Sequence

import numpy as np

from tracker.progress.result import ProgressPoint, Trend
from tracker.progress.sentences import trend as trend_words
from tracker.progress.sentences import usual_digits

ENOUGH_SESSIONS = 4
DRAWS = 2000
_SEED = 20231
_DAYS = 28.0


def find_trend(points: Sequence[ProgressPoint]) -> Trend | None:
    """Theil-Sen slope through the sessions of the latest device, from the fourth on.

    Points in recovery, too early or not comparable are left out; the baseline sessions count.
    The interval is a parametric bootstrap over photos: every session's mean is drawn again with
    the noise that the limits know for its number of photos. One to three photos per session
    are too few to be resampled themselves.

    Parameters
    ----------
    points : sequence of ProgressPoint
        Of one metric and region, oldest first.

    Returns
    -------
    Trend or None
        None before the fourth session, or while all of them lie on one day.

    References
    ----------
    Sen (1968), "Estimates of the regression coefficient based on Kendall's tau",
    doi 10.1080/01621459.1968.10480934
    """
    latest = max((p.segment for p in points if p.is_on_line and p.segment is not None), default=0)
    used = [p for p in points if p.is_on_line and p.segment == latest and p.limit is not None]
    if len(used) < ENOUGH_SESSIONS or used[0].day == used[-1].day:
        return None
    periods = np.array([(p.day - used[0].day).days / _DAYS for p in used])
    values = np.array([p.value for p in used], float)
    noise = np.array([p.limit.now_sd for p in used if p.limit is not None])
    slope = float(_slopes(periods, values[np.newaxis])[0])
    drawn = np.random.default_rng(_SEED).normal(values, noise, (DRAWS, len(used)))
    low, high = (float(x) for x in np.percentile(_slopes(periods, drawn), [2.5, 97.5]))
    low, high = min(low, slope), max(high, slope)
    digits = usual_digits(min(p.limit.sdc for p in used if p.limit is not None))
    words = trend_words(used[0].metric, slope, low, high, digits=digits, sessions=len(used))
    return Trend(slope, low, high, len(used), words)


def _slopes(periods: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Theil-Sen slope of every row of ``drawn``: the median over all pairs of sessions."""
    first, second = np.triu_indices(len(periods), 1)
    apart = periods[second] - periods[first]
    differ = apart > 0
    rises = (drawn[:, second] - drawn[:, first])[:, differ]
    return np.asarray(np.median(rises / apart[differ], axis=1))
