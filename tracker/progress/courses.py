"""One metric of one region over a series, with all that its sessions are judged by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.model import Metric, Photo, Reading, Region, ToneGroup
from tracker.progress.devices import UNKNOWN_DEVICE, Device, common_device
from tracker.progress.limits import USUAL_CONTROL, Limit, Limits
from tracker.progress.means import Baseline, Compared, Stage, find_baselines, stages_of
from tracker.progress.noise import Averaging
from tracker.progress.recovery import Healing, Wait


@dataclass(frozen=True, slots=True)
class Course:
    """One metric of one region: everything that its points are judged by."""

    region: Region
    metric: Metric
    stages: list[Stage]
    baselines: list[Baseline]
    limits: Limits
    healing: Healing
    tone: ToneGroup
    known: dict[tuple[str, Wait | None], Compared | None] = field(default_factory=dict, repr=False)

    def limit(self, baseline: Baseline, now: Stage) -> Limit:
        """The limit for comparing a stage with a baseline, of the device of their photos."""
        device = common_device((baseline.device, now.device))
        return self._limit(baseline.averaging, now.averaging, now.control, device)

    def usual_limit(self) -> Limit:
        """The limit of one photo against the latest baseline."""
        if not self.baselines:
            return self._limit(Averaging(), Averaging(), USUAL_CONTROL, UNKNOWN_DEVICE)
        latest = self.baselines[-1]
        return self._limit(latest.averaging, Averaging(), latest.stages[-1].control, latest.device)

    def compare(self, stage: Stage) -> Compared | None:
        """A stage with the first baseline that has its device; None when there is none."""
        # asked for again by every metric that this one is a witness of, or passes something on to
        asked = stage.session.id, stage.wait
        if asked not in self.known:
            self.known[asked] = self._compare(stage)
        return self.known[asked]

    def _compare(self, stage: Stage) -> Compared | None:
        for segment, baseline in enumerate(self.baselines):
            own = stage.of_device(baseline.device)
            if own.measured and (segment == 0 or baseline.starts_before(stage.session)):
                return Compared(own, baseline, segment, self.limit(baseline, own))
        return None

    def beside(self, compared: Compared) -> Compared | None:
        """This metric at the stage at which another was compared; None where it has no value there."""
        for stage in self.stages:
            if stage.session.id == compared.stage.session.id and stage.wait == compared.stage.wait:
                return self.compare(stage)
        return None

    def opposes(self, compared: Compared) -> bool:
        """Whether this metric, as a witness, has a value of the same photos and moved the other way."""
        mine = self.beside(compared)
        return mine is not None and mine.change * compared.change < 0

    def _limit(self, reference: Averaging, now: Averaging, control: str, device: Device) -> Limit:
        kind = control or USUAL_CONTROL
        return self.limits.limit(
            self.metric, self.tone, reference=reference, now=now, control=kind, device=device
        )


def courses_of(
    region: Region,
    photos: Sequence[Photo],
    readings: Iterable[Reading],
    healing: Healing,
    refusals: Mapping[str, str],
    limits: Limits,
    tone: ToneGroup,
) -> dict[Metric, Course]:
    """The courses of all metrics that were measured in a region, in the metrics' own order."""
    by_metric: dict[Metric, dict[str, Reading]] = {}
    for r in readings:
        if r.region_id == region.id and r.region_revision == region.revision:
            by_metric.setdefault(r.metric, {})[r.digest] = r
    courses = {}
    for metric in (m for m in Metric if m in by_metric):
        stages = stages_of(metric, photos, healing, by_metric[metric], refusals)
        courses[metric] = Course(region, metric, stages, find_baselines(stages), limits, healing, tone)
    return courses
