"""How far one metric follows another's change, so that the second is not read out of the first.

No metric is blind to everything but its own property: melanin absorbs some of the light by which redness
is told, pores and lines shade each other. Repeats of unchanged skin can't show that, since on them nothing
changes. So where another metric changed as well, the smallest detectable change is wider by what that
change may have brought along.

The couplings were learned on two independent digital phantoms, from follow-ups in which a property stayed
as it was while others changed (six skin tones, one fixed set-up): the part of a metric's scatter beyond
that of repeats, as a share of the other metrics' changes (non-negative least squares of squares). Where
both phantoms could tell, they agree: pigment moves redness's witness by 0.21 and 0.23 of its own change,
redness's witness moves pigment by 0.22 and 0.26. Elsewhere one phantom shows more than the other, and a
value between the two stands here: whether pigment that gathers counts as spots, and relief as lines, is a
matter of the skin. A wider coupling costs sight: with the larger of the two values half of the large changes
of pores and lines went unseen.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import hypot, sqrt

from tracker.model import Metric
from tracker.progress.limits import Limit
from tracker.progress.provisional import NORMAL_95
from tracker.progress.sentences import NOUNS
from tracker.texts import Message, marked

COUPLINGS: Mapping[Metric, Mapping[Metric, float]] = {
    Metric.REDNESS: {Metric.PIGMENT: 0.04},
    Metric.REDNESS_WITNESS: {Metric.PIGMENT: 0.22},
    Metric.RED_AREA: {Metric.PIGMENT: 1.2, Metric.DARK_SPOTS: 1.3},
    Metric.PIGMENT: {Metric.REDNESS_WITNESS: 0.24},
    Metric.DARK_SPOTS: {Metric.PIGMENT: 0.5, Metric.REDNESS_WITNESS: 0.3, Metric.LINES: 0.25},
    Metric.TEXTURE: {Metric.LINES: 10.0, Metric.DARK_SPOTS: 1.5},
    Metric.PORES: {Metric.TEXTURE: 0.006, Metric.DARK_SPOTS: 0.06, Metric.LINES: 0.15},
    Metric.LINES: {Metric.TEXTURE: 0.004, Metric.DARK_SPOTS: 0.05},
}
"""SD of a metric's change for each unit of another's, in units of the one per unit of the other."""

_WORTH_SAYING = 1.1

_WIDER = marked("{source}; wider because {metric} changed as well")


def beyond_noise(change: float, sd: float) -> float:
    """Size of a change without what its own scatter is expected to add to it.

    Examples
    --------
    >>> beyond_noise(-5.0, 3.0), beyond_noise(2.0, 3.0)
    (4.0, 0.0)
    """
    return sqrt(max(0.0, change**2 - sd**2))


def widened(limit: Limit, changes: Mapping[Metric, float]) -> Limit:
    """A limit that allows for what other metrics' changes may have brought along.

    Parameters
    ----------
    limit : Limit
        Of one metric, from repeats.
    changes : mapping of Metric to float
        What the other metrics of the same region changed by between the same two means, as
        `beyond_noise` leaves it.

    Returns
    -------
    Limit
        With the variances added up; its source says so where that widens it by more than a tenth.

    Examples
    --------
    >>> from tracker.progress.limits import learn_limits
    >>> from tracker.model import ToneGroup
    >>> limit = learn_limits([]).limit(Metric.PIGMENT, ToneGroup.LIGHT)
    >>> round(widened(limit, {Metric.REDNESS_WITNESS: 8.0}).sdc / limit.sdc, 2)
    1.16
    """
    parts = {m: (share * changes.get(m, 0.0)) ** 2 for m, share in COUPLINGS[limit.metric].items()}
    extra_sd = sqrt(sum(parts.values()))
    sdc = hypot(limit.sdc, NORMAL_95 * extra_sd)
    origin = limit.origin
    if sdc > _WORTH_SAYING * limit.sdc:
        cause = Message(NOUNS[max(parts, key=parts.__getitem__)])
        origin = Message(_WIDER, {"source": origin, "metric": cause})
    now_sd = hypot(limit.now_sd, extra_sd)
    return replace(limit, sdc=sdc, now_sd=now_sd, passed_on_sd=extra_sd, origin=origin)
