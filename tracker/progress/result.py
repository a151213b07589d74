"""What the progress of a series comes to, as plain values for pages, charts and reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.model import Metric, Region, SessionKind, ToneGroup, Verdict
from tracker.progress.devices import UNKNOWN_DEVICE, Device
from tracker.progress.limits import Limit
from tracker.progress.recovery import RecoveryWindow


@dataclass(frozen=True, slots=True)
class ProgressPoint:
    """One metric of one region at one session.

    A treatment session can have two points: of its photos before and right after the treatment.

    Attributes
    ----------
    day : datetime.date
        The clinic's date of the session.
    days_since_treatment : int or None
        Since the last treatment before this session.
    value : float or None
        Mean over the photos, in the metric's unit; None where it was withheld.
    change : float or None
        Value minus the baseline's mean. Below zero is better, for every metric.
    baseline : float or None
        The baseline's mean that it is compared with.
    limit : Limit or None
        For exactly this comparison: its number of photos against the baseline's.
    reason : str
        Why it isn't comparable or not judged yet; empty otherwise.
    sentence, patient_sentence : str
        What a provider can read out, and what a patient can read.
    segment : int or None
        Counts the baselines: 0 for the first device, 1 for the next that got a baseline of its own;
        None where there is nothing to compare with.
        Points of different segments are never joined or compared.
    device : tuple of str
        Camera and lens of its photos; empty where unknown.
    """

    session_id: str
    session_number: int
    session_kind: SessionKind
    day: date
    days_since_treatment: int | None
    region_id: str
    region_name: str
    metric: Metric
    verdict: Verdict
    value: float | None
    change: float | None
    baseline: float | None
    limit: Limit | None
    reason: str
    sentence: str
    patient_sentence: str
    photo_ids: tuple[str, ...]
    method: str
    control: str
    segment: int | None
    device: Device = UNKNOWN_DEVICE

    @property
    def is_judged(self) -> bool:
        """Whether it was judged against the baseline."""
        return self.verdict.is_judged

    @property
    def is_on_line(self) -> bool:
        """Whether trend and chart line go through it: judged, or the baseline itself."""
        return self.is_judged or self.verdict is Verdict.BASELINE

    @property
    def sdc(self) -> float | None:
        """Smallest detectable change of this comparison."""
        return None if self.limit is None else self.limit.sdc


@dataclass(frozen=True, slots=True)
class Trend:
    """Slope of a metric over the latest device's judged sessions, per four weeks.

    ``low`` and ``high`` are the ends of its 95 % interval.
    """

    per_four_weeks: float
    low: float
    high: float
    sessions: int
    sentence: str

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out a slope of zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class MetricProgress:
    """One metric of one region over a series; points oldest first.

    ``limit`` is that of the latest session, or of one photo against the baseline.
    """

    region: Region
    metric: Metric
    points: tuple[ProgressPoint, ...]
    limit: Limit
    trend: Trend | None

    @property
    def headline(self) -> ProgressPoint | None:
        """The latest judged session."""
        return next((p for p in reversed(self.points) if p.is_judged), None)

    def at(self, session_id: str) -> ProgressPoint | None:
        """The point of a session, the judged one where there are two."""
        mine = [p for p in self.points if p.session_id == session_id]
        return min(mine, key=lambda p: not p.is_on_line, default=None)


@dataclass(frozen=True, slots=True)
class SessionMark:
    """A session as a mark on the time axis."""

    session_id: str
    number: int
    kind: SessionKind
    day: date


@dataclass(frozen=True, slots=True)
class SeriesProgress:
    """All metrics of all treated regions, in the order of regions and metrics."""

    tone: ToneGroup
    sessions: tuple[SessionMark, ...]
    windows: tuple[RecoveryWindow, ...]
    metrics: tuple[MetricProgress, ...]

    def __iter__(self) -> Iterator[MetricProgress]:
        return iter(self.metrics)

    @property
    def points(self) -> tuple[ProgressPoint, ...]:
        """Every point of every metric."""
        return tuple(p for m in self.metrics for p in m.points)

    @property
    def headlines(self) -> tuple[ProgressPoint, ...]:
        """The latest judged session of each region and metric that has one."""
        return tuple(m.headline for m in self.metrics if m.headline is not None)

    def find(self, region_id: str, metric: Metric) -> MetricProgress | None:
        """One metric of one region."""
        return next((m for m in self.metrics if m.region.id == region_id and m.metric is metric), None)
