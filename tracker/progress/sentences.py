"""How a verdict reads: for the provider to read out, and for the patient."""

from dataclasses import dataclass

from tracker.model import Metric
from tracker.progress.limits import Limit

_NOUNS = {
    Metric.REDNESS: "redness",
    Metric.REDNESS_WITNESS: "redness (second witness)",
    Metric.RED_AREA: "red area",
    Metric.PIGMENT: "pigment",
    Metric.DARK_SPOTS: "dark-spot load",
    Metric.TEXTURE: "texture roughness",
    Metric.PORES: "pore contrast",
    Metric.LINES: "line load",
}
# a change of a share is in points: "by 5 %" would read as a share of a share
_CHANGE_UNITS = {Metric.RED_AREA: "percentage points", Metric.PORES: "percentage points"}
_PATIENT_WORDS = {
    Metric.REDNESS: ("less red", "redder", "redness"),
    Metric.REDNESS_WITNESS: ("less red", "redder", "redness"),
    Metric.RED_AREA: ("red over a smaller area", "red over a larger area", "the red area"),
    Metric.PIGMENT: ("less dark than the skin around it", "darker than the skin around it", "pigment"),
    Metric.DARK_SPOTS: ("less spotted", "more spotted", "dark spots"),
    Metric.TEXTURE: ("smoother", "rougher", "texture"),
    Metric.PORES: ("finer-pored", "coarser-pored", "pores"),
    Metric.LINES: ("less lined", "more lined", "lines"),
}
PATIENT_RECOVERY = "The skin was still recovering from the treatment here, so this photo does not count yet."
PATIENT_TOO_EARLY = "It is too early to judge this: the skin needs some weeks to rebuild after a treatment."
PATIENT_NOT_COMPARABLE = "The photos of this day can't be compared fairly with the first ones."
PATIENT_BASELINE = "This is where we started: later photos are compared with it."


@dataclass(frozen=True, slots=True)
class Amounts:
    """A change and its limit with as many digits as it takes to tell them apart.

    >>> from tracker.progress.limits import learn_limits
    >>> from tracker.model import ToneGroup
    >>> limit = learn_limits([]).limit(Metric.REDNESS, ToneGroup.LIGHT)
    >>> Amounts(-2.03, limit).size, Amounts(-2.03, limit).smallest
    ('2.03 a*', '2.00 a*')
    """

    change: float
    limit: Limit

    @property
    def size(self) -> str:
        """How large the change is."""
        return self._write(abs(self.change))

    @property
    def smallest(self) -> str:
        """The smallest detectable change."""
        return self._write(self.limit.sdc)

    @property
    def at_once(self) -> str:
        """The change that counts even when only one session shows it."""
        return self._write(1.5 * self.limit.sdc)

    @property
    def direction(self) -> str:
        """Lower or higher than the baseline."""
        return "lower" if self.change < 0 else "higher"

    def _write(self, number: float) -> str:
        return f"{number:.{self._digits}f} {change_unit(self.limit.metric)}"

    @property
    def _digits(self) -> int:
        """As few as show on which side of the two limits the change lies."""
        size, sdc = abs(self.change), self.limit.sdc
        for digits in range(usual_digits(sdc), 4):
            if f"{size:.{digits}f}" not in (f"{sdc:.{digits}f}", f"{1.5 * sdc:.{digits}f}"):
                return digits
        return usual_digits(sdc)


def usual_digits(sdc: float) -> int:
    """Decimals that a number needs so that its last one stands below the noise.

    >>> [usual_digits(sdc) for sdc in (0.12, 0.9, 12.0)]
    [2, 1, 0]
    """
    return 0 if sdc >= 10 else 1 if sdc >= 0.3 else 2


def metric_noun(metric: Metric) -> str:
    """A metric's name inside a sentence."""
    return _NOUNS[metric]


def change_unit(metric: Metric) -> str:
    """Unit of a change, as it reads behind a number."""
    return _CHANGE_UNITS.get(metric, metric.unit)


def changed(metric: Metric, change: float, limit: Limit, *, is_confirmed: bool) -> tuple[str, str]:
    """A change beyond the limit; ``is_confirmed`` where the session before it showed it too."""
    amounts = Amounts(change, limit)
    verb = "fell" if change < 0 else "rose"
    again = ", for at least the second session running" if is_confirmed else ""
    provider = (
        f"{capital(metric)} {verb} by {amounts.size}, more than the smallest detectable change of "
        f"{amounts.smallest} ({limit.source}){again}."
    )
    better, worse, _ = _PATIENT_WORDS[metric]
    patient = (
        f"The skin here is {better if change < 0 else worse} than at the start, "
        "by more than photos taken on different days differ by chance."
    )
    return provider, patient


def unchanged(metric: Metric, change: float, limit: Limit) -> tuple[str, str]:
    """No detectable change; names the smallest one that could have been seen."""
    amounts = Amounts(change, limit)
    provider = (
        f"No detectable change in {metric_noun(metric)}: {amounts.size} {amounts.direction} than at "
        f"baseline. The smallest change that could have been seen is {amounts.smallest} ({limit.source})."
    )
    return provider, _patient_unchanged(metric)


def awaiting(metric: Metric, change: float, limit: Limit) -> tuple[str, str]:
    """Beyond the limit for the first time: not called a change yet."""
    amounts = Amounts(change, limit)
    provider = (
        f"No detectable change in {metric_noun(metric)} yet: {amounts.size} {amounts.direction} than at "
        f"baseline is beyond the smallest detectable change of {amounts.smallest} ({limit.source}) "
        "for the first time. It can count when the next session shows it again, or from "
        f"{amounts.at_once} on."
    )
    return provider, _patient_unchanged(metric)


def among_many(metric: Metric, change: float, limit: Limit, readings: int) -> tuple[str, str]:
    """A change by itself, but not among all readings that are looked at with it."""
    amounts = Amounts(change, limit)
    provider = (
        f"No detectable change in {metric_noun(metric)}: {amounts.size} {amounts.direction} than at "
        f"baseline is beyond the smallest detectable change of {amounts.smallest} ({limit.source}), but "
        f"{of_many(readings)}"
    )
    return provider, _patient_unchanged(metric)


def of_many(readings: int) -> str:
    """Why a change isn't called that would be called by itself; the end of a sentence."""
    return f"{readings} readings are looked at together, and among so many one can be this far off by chance."


def contradicted(metric: Metric, change: float, limit: Limit, witness: Metric) -> tuple[str, str]:
    """Beyond the limit, but the other redness metric moved the other way."""
    amounts = Amounts(change, limit)
    other = "higher" if change < 0 else "lower"
    provider = (
        f"No detectable change in {metric_noun(metric)}: it is {amounts.size} {amounts.direction} than at "
        f"baseline, but its witness disagrees: {metric_noun(witness)} is {other}. Light or camera may "
        f"explain it. The smallest change that could have been seen is {amounts.smallest} ({limit.source})."
    )
    return provider, _patient_unchanged(metric)


def waiting(reason: str, *, is_structure: bool) -> tuple[str, str]:
    """In recovery, or too early for structure."""
    patient = PATIENT_TOO_EARLY if is_structure else PATIENT_RECOVERY
    return f"{reason} Left out of the verdict and the trend.", patient


def not_comparable(number: int, reason: str) -> tuple[str, str]:
    """Why a session can't be compared, in the words of what failed."""
    return f"Session {number} can't be compared. {reason}", PATIENT_NOT_COMPARABLE


def new_device(before: str, now: str) -> str:
    """Why photos of another camera aren't compared."""
    return (
        f"Taken with another camera or lens ({now}) than the baseline ({before}): a new device is a new "
        "baseline. Use the same camera again, or add a baseline session with the new one."
    )


def baseline(photos: int, sessions: int, *, is_stand_in: bool, strays_by: Amounts | None) -> tuple[str, str]:
    """What the baseline is made of; ``strays_by`` where this session is far from the others."""
    of = f"the mean of {_count(photos, 'photo')} of {_count(sessions, 'session')}"
    provider = f"Baseline: {of}."
    if is_stand_in:
        provider = f"The first comparable session stands in for a baseline: {of}."
    if strays_by is not None:
        provider += (
            f" This session lies {strays_by.size} {strays_by.direction} than the other baseline sessions, "
            f"more than the smallest detectable change of {strays_by.smallest}: check its photos."
        )
    return provider, PATIENT_BASELINE


def trend(metric: Metric, slope: float, low: float, high: float, *, digits: int, sessions: int) -> str:
    """A slope with its interval."""
    unit = change_unit(metric)
    written = [f"{x:+.{digits}f}".replace("-", "−") for x in (slope, low, high)]
    interval = (
        f"{written[0]} {unit} per 4 weeks (95 % interval {written[1]} to {written[2]}, {sessions} sessions)"
    )
    if low <= 0 <= high:
        return f"No trend in {metric_noun(metric)} that can be told from noise: {interval}."
    return f"{capital(metric)} {'falls' if slope < 0 else 'rises'}: {interval}."


def _patient_unchanged(metric: Metric) -> str:
    return f"No change in {_PATIENT_WORDS[metric][2]} that the photos can show for certain."


def capital(metric: Metric) -> str:
    """A metric's name at the start of a sentence."""
    noun = metric_noun(metric)
    return noun[0].upper() + noun[1:]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
