"""How likely chance alone shows so much, and which changes stand when many readings are looked at.

A reading that is beyond its limit by chance once in 20 sessions turns up in every third session
when eight readings are looked at. So the changes of one session are corrected together by Holm's
method: the most certain must hold against all questions that were asked, the next against the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from scipy import special

from tracker.model import Metric
from tracker.progress.limits import Limit
from tracker.progress.provisional import NORMAL_95

FAMILY_ERROR = 0.05
WITNESSES = {Metric.REDNESS: Metric.REDNESS_WITNESS, Metric.REDNESS_WITNESS: Metric.REDNESS}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a region: redness and its witness ask the same."""

    region_id: str
    metrics: frozenset[Metric]


@dataclass(frozen=True, slots=True)
class Family:
    """Readings that are looked at together; made by `family_of`.

    ``adjusted`` holds Holm's probability for each question.
    """

    readings: int
    adjusted: Mapping[Question, float]

    def stands(self, question: Question) -> bool:
        """Whether a change remains one when all readings are taken into account."""
        return self.adjusted[question] <= FAMILY_ERROR


def question_of(region_id: str, metric: Metric) -> Question:
    """The question that a metric asks of a region."""
    return Question(region_id, frozenset({metric, WITNESSES.get(metric, metric)}))


def family_of(looks: Iterable[tuple[Question, float]]) -> Family:
    """Correct the readings of one session together.

    Parameters
    ----------
    looks : iterable of (Question, float)
        One for each reading that was judged: its question, and how likely chance shows its change;
        1 where no change is claimed. A question has the smallest probability of its readings.
        Redness and its witness count once, since neither is called without the other's sign.
    """
    chances: dict[Question, float] = {}
    readings = 0
    for question, chance in looks:
        chances[question] = min(chance, chances.get(question, 1.0))
        readings += 1
    return Family(readings, dict(zip(chances, adjust_holm(list(chances.values())), strict=True)))


def adjust_holm(probabilities: Sequence[float]) -> list[float]:
    """Probabilities corrected for their number, in the order given.

    Those at or below a level may be called without calling anything wrongly, in any mixture of
    true and untrue claims, more often than at that level.

    Examples
    --------
    >>> adjust_holm([0.01, 0.04, 0.03, 0.005])
    [0.03, 0.06, 0.06, 0.02]

    References
    ----------
    Holm (1979), "A simple sequentially rejective multiple test procedure",
    Scandinavian Journal of Statistics 6, 65-70, https://www.jstor.org/stable/4615733
    """
    adjusted, highest = [0.0] * len(probabilities), 0.0
    for rank, k in enumerate(sorted(range(len(probabilities)), key=probabilities.__getitem__)):
        highest = max(highest, min(1.0, (len(probabilities) - rank) * probabilities[k]))
        adjusted[k] = highest
    return adjusted


def chance_once(excess: float) -> float:
    """Probability that unchanged skin differs by so much in one session.

    Parameters
    ----------
    excess : float
        The change in units of the smallest detectable one.

    Examples
    --------
    >>> round(chance_once(1.0), 3), round(chance_once(-1.5), 4)
    (0.05, 0.0033)
    """
    return float(2 * special.ndtr(-NORMAL_95 * abs(excess)))


def chance_twice(excess: float, correlation: float) -> float:
    """Probability that unchanged skin differs by so much in two sessions, to the same side.

    Both changes are standard normal under no change, and correlated by the baseline that they share.

    Parameters
    ----------
    excess : float
        The smaller of the two changes, in units of the smallest detectable one.
    correlation : float
        Of the two changes, 0 to 1.

    Examples
    --------
    >>> round(chance_twice(1.0, 0.5), 4), round(chance_twice(1.0, 0.0), 5)
    (0.0092, 0.00125)

    References
    ----------
    Owen (1956), "Tables for computing bivariate normal probabilities", doi 10.1214/aoms/1177728074
    """
    distance = NORMAL_95 * abs(excess)
    slope = sqrt((1 - correlation) / (1 + correlation))
    beyond_both = special.ndtr(-distance) - 2 * special.owens_t(distance, slope)
    return float(2 * max(0.0, beyond_both))


def correlation_by_baseline(one: Limit, other: Limit) -> float:
    """Correlation of two changes from the same baseline, which carries its own scatter into both.

    So does what another metric's change brought along, for as long as that change lasts.
    """
    shared = one.reference_sd * other.reference_sd + one.passed_on_sd * other.passed_on_sd
    own = one.change_sd * other.change_sd
    return shared / own if own else 1.0
