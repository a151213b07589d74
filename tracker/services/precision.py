"""How precise the clinic's photos are, and what would make them more so: from its own repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.imaging import measure
from tracker.model import Actor, Clinic, Metric, RepeatReading
from tracker.progress.limit_history import QuarterLimit, find_history
from tracker.progress.limits import ENOUGH_PAIRS, USUAL_CONTROL, Limit, Stratum, learn_limits
from tracker.progress.precision import PHOTOS_SHOWN, Precision, find_precision, limit_of
from tracker.rights import Action, require
from tracker.store import clinic, jobs, patients, readings
from tracker.store.opening import Store


@dataclass(frozen=True, slots=True)
class MetricPrecision:
    """How well the clinic measures one metric.

    Attributes
    ----------
    metric : Metric
    control : str
        The kind of control that has most pairs; the usual one while nothing was repeated.
    whole : Precision or None
        Over all devices and skin types, with that control; None while nothing was repeated.
    parts : tuple of Precision
        By kind of control, device and tone group, wherever there are at least two of them.
    limits : mapping of int to Limit
        For 1, 2 and 3 photos in either session; provisional ones while nothing was repeated.
    history : tuple of QuarterLimit
        The limit of one photo against one at the end of each quarter, oldest first.
    """

    metric: Metric
    control: str
    whole: Precision | None
    parts: tuple[Precision, ...]
    limits: Mapping[int, Limit]
    history: tuple[QuarterLimit, ...]

    @property
    def pairs(self) -> int:
        """Independent repeat pairs behind the figures."""
        return self.whole.pairs if self.whole else 0


@dataclass(frozen=True, slots=True)
class ClinicPrecision:
    """How well the clinic measures every metric.

    Attributes
    ----------
    is_synthetic : bool
        Whether the figures are the demo patients', because there are no others.
    enough_pairs : int
        Pairs from which on a limit is learned.
    waiting : int
        Photos that are still to be analysed; the figures may change with them.
    """

    metrics: tuple[MetricPrecision, ...]
    is_synthetic: bool
    enough_pairs: int
    waiting: int

    @property
    def pairs(self) -> int:
        """Repeat pairs of redness or of texture, whichever has more."""
        return max(one.pairs for one in self.metrics if one.metric in (Metric.REDNESS, Metric.TEXTURE))

    @property
    def missing_pairs(self) -> int:
        """Pairs that are needed yet."""
        return max(0, self.enough_pairs - self.pairs)


def clinic_precision(store: Store, actor: Actor) -> ClinicPrecision:
    """What the clinic's own repeats say of every metric; the demo's, if there are only demo patients.

    Reads every repeat of the clinic and learns from it once for each quarter: keep the answer for a
    while.
    """
    require(actor, Action.VIEW)
    is_synthetic = not patients.has_real_patients(store) and patients.count_patients(store) > 0
    repeats = readings.list_repeat_readings(store, method=measure.METHOD, is_synthetic=is_synthetic)
    known = clinic.read_clinic(store) or Clinic("", "UTC")
    found = find_precision(repeats)
    return ClinicPrecision(
        tuple(_of_metric(metric, found, repeats, ZoneInfo(known.time_zone)) for metric in Metric),
        is_synthetic,
        ENOUGH_PAIRS,
        jobs.count_open_jobs(store),
    )


def _of_metric(
    metric: Metric, found: Sequence[Precision], repeats: Sequence[RepeatReading], zone: ZoneInfo
) -> MetricPrecision:
    mine = [one for one in found if one.stratum.metric is metric]
    controls = [one for one in mine if one.stratum.device is None and one.stratum.tone is None]
    whole = max(controls, key=lambda one: one.pairs, default=None)
    stratum = whole.stratum if whole else Stratum(metric, USUAL_CONTROL)
    none_learned = learn_limits([])
    return MetricPrecision(
        metric,
        stratum.control,
        whole,
        _parts(mine, stratum),
        whole.limits if whole else {k: limit_of(stratum, none_learned, k) for k in PHOTOS_SHOWN},
        find_history(repeats, stratum, zone=zone),
    )


def _parts(mine: Sequence[Precision], whole: Stratum) -> tuple[Precision, ...]:
    """Where controls, devices and tone groups differ; one alone is the whole once more."""
    of_control = [one for one in mine if one.stratum.control == whole.control]
    controls = [one for one in mine if one.stratum.device is None and one.stratum.tone is None]
    devices = [one for one in of_control if one.stratum.device and one.stratum.tone is None]
    tones = [one for one in of_control if one.stratum.device is None and one.stratum.tone]
    return tuple(one for group in (controls, devices, tones) if len(group) > 1 for one in group)
