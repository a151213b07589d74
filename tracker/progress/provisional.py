"""Limits for a clinic that has not repeated enough photos yet. Wide on purpose.

The one figure from real people is for redness (R1): two studio photos each of 102 untreated
people, minutes apart, gave 1.96 SD of the change of 1.0 a* with the ring of untreated skin around
the region as control and 1.6 a* without one (``method.md`` section 4). Free phone photos are
taken to scatter twice as much: **2.0 a*** and 3.2 a*.

No such figure is known for the other metrics. Theirs is the scatter of unchanged skin in free
phone photos of a digital phantom (six skin tones, three photos each, measured by ``measure-1``),
times 3.1: by that factor real people's redness (2.0 a*) scatters more than the phantom's
(0.65 a*, ``method.md``).

======  ===============================  ================
metric  phantom, one photo against one   provisional
======  ===============================  ================
R1      0.61 a*                          2.0 (from people)
R2      1.02 index points                3.2
R3      21 % of the region               65
P1      1.03 index points                3.2
P2      0.91 points                      2.9
T1      12.7 %                           40
T2      0.82 % contrast                  2.6
L1      0.22 points                      0.7
======  ===============================  ================

Half of the variance counts as photo part and half as session part, so that averaging photos
narrows a provisional limit only cautiously.
"""

from math import sqrt

from tracker.model import Metric
from tracker.progress.noise import Noise, Variances

NORMAL_95 = 1.96
NO_CONTROL = "none"
NO_CONTROL_FACTOR = 1.6
_ONE_PHOTO_AGAINST_ONE = {
    Metric.REDNESS: 2.0,
    Metric.REDNESS_WITNESS: 3.2,
    Metric.RED_AREA: 65.0,
    Metric.PIGMENT: 3.2,
    Metric.DARK_SPOTS: 2.9,
    Metric.TEXTURE: 40.0,
    Metric.PORES: 2.6,
    Metric.LINES: 0.7,
}


def provisional_change(metric: Metric, control: str) -> float:
    """Smallest detectable change of one photo against one, until a clinic has its own.

    Parameters
    ----------
    control : str
        Kind of untreated skin that the reading was compared with; ``"none"`` widens by 1.6.
    """
    return _ONE_PHOTO_AGAINST_ONE[metric] * (NO_CONTROL_FACTOR if control == NO_CONTROL else 1.0)


def provisional_variances(metric: Metric, control: str, found: Noise) -> Variances:
    """The provisional scatter, or what a clinic's first repeats show where that is more."""
    assumed = (provisional_change(metric, control) / (NORMAL_95 * sqrt(2))) ** 2
    return found.parts if found.parts.sem**2 > assumed else Variances(assumed / 2, assumed / 2)
