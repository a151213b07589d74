"""Limits for a clinic that has not repeated enough photos yet. Wide on purpose.

For redness (R1) they are those of real people: two studio photos each of 102 untreated people, minutes
apart, gave a 1.96 SD of the change of 0.8 a* against the other side, 1.0 against the ring of skin around
the region, 1.9 against a distant patch and 1.6 alone (``method.md`` section 4). Free phone photos are taken
to scatter twice as much. Thirteen people measured by this program (``python -m benchmarks.faces``) give the
same order for redness: 0.6, 0.8, 1.5 and 1.4.

Theirs are the only real figures for other metrics, and structure can't be measured at a face's scale. The
others are the scatter of unchanged skin in free phone photos of a digital phantom (six skin tones, three
photos each, measured by ``measure-1``), times 3.1: by that factor real people's redness (2.0 a*) scatters
more than the phantom's (0.65 a*, ``method.md``). The wider of the two holds: redness of the faces counts
twice, as R1's does, pigment and spots once, since it was the smile that shaded the cheeks. Without a
control 1.6 times the phantom's counts, but for spots, which scatter alike whatever they are compared with.

======  ========  ======================  ==========  ====  ==========  =====
metric  phantom   real faces, by control  other side  ring  other skin  none
======  ========  ======================  ==========  ====  ==========  =====
R1      0.61      0.8, 1.0, 1.9, 1.6      1.6         2.0   3.8         3.2
R2      1.02      1.2, 1.3, 1.8, 1.9      3.2         3.2   3.6         5.1
R3      21        12, 22, 35, withheld    65          65    70          104
P1      1.03      6.4, 6.3, 10.4, -       6.4         6.4   10.4        10.4
P2      0.91      2.7, 3.0, 2.7, 2.8      3.0         3.0   3.0         3.0
T1      12.7      -                       40          40    40          64
T2      0.82      -                       2.6         2.6   2.6         4.2
L1      0.22      -                       0.7         0.7   0.7         1.1
======  ========  ======================  ==========  ====  ==========  =====

In the metrics' units, one photo against one; those of faces in the order of the columns to their right.

Half of the variance counts as photo part and half as session part, so that averaging photos
narrows a provisional limit only cautiously.
"""

from math import sqrt

from tracker.model import ControlKind, Metric
from tracker.progress.noise import Noise, Variances

NORMAL_95 = 1.96
NO_CONTROL = ControlKind.NONE
# in the order of the kinds: other side, ring, other skin, none
_ONE_PHOTO_AGAINST_ONE = {
    Metric.REDNESS: (1.6, 2.0, 3.8, 3.2),
    Metric.REDNESS_WITNESS: (3.2, 3.2, 3.6, 5.1),
    Metric.RED_AREA: (65.0, 65.0, 70.0, 104.0),
    Metric.PIGMENT: (6.4, 6.4, 10.4, 10.4),
    Metric.DARK_SPOTS: (3.0, 3.0, 3.0, 3.0),
    Metric.TEXTURE: (40.0, 40.0, 40.0, 64.0),
    Metric.PORES: (2.6, 2.6, 2.6, 4.2),
    Metric.LINES: (0.7, 0.7, 0.7, 1.1),
}


def provisional_change(metric: Metric, control: str) -> float:
    """Smallest detectable change of one photo against one, until a clinic has its own.

    Parameters
    ----------
    control : str
        What the reading was compared with, one of the words of `tracker.model.ControlKind`.

    Raises
    ------
    ValueError
        If there is no such kind of control.

    Examples
    --------
    >>> [provisional_change(Metric.REDNESS, kind) for kind in ControlKind]
    [1.6, 2.0, 3.8, 3.2]
    """
    return dict(zip(ControlKind, _ONE_PHOTO_AGAINST_ONE[metric], strict=True))[ControlKind(control)]


def provisional_variances(metric: Metric, control: str, found: Noise) -> Variances:
    """The provisional scatter, or what a clinic's first repeats show where that is more."""
    assumed = (provisional_change(metric, control) / (NORMAL_95 * sqrt(2))) ** 2
    return found.parts if found.parts.sem**2 > assumed else Variances(assumed / 2, assumed / 2)
