"""From readings of photos to means of sessions, and to the baseline that they are compared with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from tracker.model import Metric, Photo, Reading, Session, SessionKind
from tracker.progress.devices import Device, common_device, is_same_device, is_surely_same_device
from tracker.progress.limits import Limit
from tracker.progress.noise import Averaging
from tracker.progress.provisional import NO_CONTROL
from tracker.progress.recovery import Healing, Wait, in_order


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo's say on one metric: a value, or why there is none."""

    photo: Photo
    reading: Reading | None
    reason: str

    @property
    def value(self) -> float | None:
        return None if self.reading is None else self.reading.value

    @property
    def device(self) -> Device:
        """Camera and lens; empty where the file doesn't say."""
        return self.photo.facts.camera, self.photo.facts.lens


@dataclass(frozen=True, slots=True)
class Stage:
    """The photos of one session that are judged together: before, or right after the treatment.

    ``wait`` says why they aren't judged yet; None when they are.
    """

    session: Session
    shots: tuple[Shot, ...]
    wait: Wait | None
    days_since_treatment: int | None

    @property
    def measured(self) -> tuple[Shot, ...]:
        return tuple(s for s in self.shots if s.value is not None)

    @property
    def is_baseline_kind(self) -> bool:
        return self.session.details.kind is SessionKind.BASELINE

    @property
    def is_home(self) -> bool:
        """Whether the photos were taken at home."""
        return self.session.details.kind is SessionKind.HOME

    def of_device(self, device: Device) -> "Stage":
        """The same stage without the photos of other devices; at home the camera must be named."""
        is_same = is_surely_same_device if self.is_home else is_same_device
        return replace(self, shots=tuple(s for s in self.shots if is_same(s.device, device)))

    @property
    def mean(self) -> float:
        """Mean over the measured photos; there must be one."""
        return fmean(s.value for s in self.shots if s.value is not None)

    @property
    def control(self) -> str:
        """What the photos were compared with; the weaker kind where they differ."""
        kinds = {s.reading.control for s in self.measured if s.reading is not None}
        return NO_CONTROL if NO_CONTROL in kinds else next(iter(sorted(kinds)), "")

    @property
    def method(self) -> str:
        """The method version of its readings; empty where there are none."""
        return next((s.reading.method for s in self.shots if s.reading is not None), "")

    @property
    def averaging(self) -> Averaging:
        return Averaging(len(self.measured))

    @property
    def device(self) -> Device:
        """The one device of its measured photos, as far as it is known."""
        return common_device(s.device for s in self.measured)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What later sessions of one device are compared with: the mean over its photos."""

    device: Device
    stages: tuple[Stage, ...]

    @property
    def mean(self) -> float:
        """Mean over all photos of the baseline sessions."""
        return fmean(s.value for stage in self.stages for s in stage.shots if s.value is not None)

    @property
    def averaging(self) -> Averaging:
        return Averaging(sum(len(s.measured) for s in self.stages), len(self.stages))

    def holds(self, session: Session) -> bool:
        """Whether a session is part of it."""
        return any(s.session.id == session.id for s in self.stages)

    def starts_before(self, session: Session) -> bool:
        """Whether it stood already when a session was held."""
        return min(in_order(s.session) for s in self.stages) <= in_order(session)

    def without(self, session: Session) -> "Baseline | None":
        """The baseline of its other sessions; None when there is no other."""
        others = tuple(s for s in self.stages if s.session.id != session.id)
        return replace(self, stages=others) if others else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A stage's photos of one device, with the baseline that they are compared with."""

    stage: Stage
    baseline: Baseline
    segment: int
    limit: Limit

    @property
    def change(self) -> float:
        return self.stage.mean - self.baseline.mean

    @property
    def is_baseline(self) -> bool:
        return self.baseline.holds(self.stage.session)

    @property
    def excess(self) -> float:
        """The change in units of the smallest detectable one, with its sign."""
        return self.change / self.limit.sdc if self.limit.sdc else 0.0


def stages_of(
    metric: Metric,
    photos: Iterable[Photo],
    healing: Healing,
    readings: Mapping[str, Reading],
    refusals: Mapping[str, str],
) -> list[Stage]:
    """The stages of every session that has analysed photos, oldest first, judged before waiting.

    Parameters
    ----------
    readings : mapping
        Of this metric, by digest.
    refusals : mapping
        Why photos could not be aligned, by photo id. A photo that is in neither has not been
        analysed yet and is left out.
    """
    by_session: dict[str, list[Photo]] = {}
    for photo in sorted(photos, key=lambda p: (p.captured_at, p.id)):
        by_session.setdefault(photo.session_id, []).append(photo)
    stages = []
    for session in sorted(healing.sessions, key=in_order):
        shots: dict[Wait | None, list[Shot]] = {}
        for photo in by_session.get(session.id, []):
            shot = _shot(photo, readings.get(photo.digest), refusals.get(photo.id, ""))
            if shot is not None:
                shots.setdefault(healing.wait(metric, photo, session), []).append(shot)
        days = healing.days_since_treatment(session)
        stages += [Stage(session, tuple(shots[wait]), wait, days) for wait in sorted(shots, key=_in_order)]
    return stages


def find_baselines(stages: Sequence[Stage]) -> list[Baseline]:
    """The first device's baseline, then one for every later device that got a baseline session.

    The first is made of the baseline sessions before the first treatment, else of the first
    session in the clinic that can be judged. Photos from home are never a baseline.
    """
    judged = [s for s in stages if s.wait is None and s.measured and not s.is_home]
    before = [s for s in judged if s.is_baseline_kind and s.days_since_treatment is None]
    baselines: list[Baseline] = []
    for stage in before or judged[:1]:
        _add_baseline(baselines, stage, before or judged[:1])
    later = [s for s in judged if s.is_baseline_kind]
    for stage in later:
        _add_baseline(baselines, stage, later)
    return baselines


def _add_baseline(baselines: list[Baseline], stage: Stage, among: Sequence[Stage]) -> None:
    """Add a baseline for each device of a stage that has none yet."""
    for shot in stage.measured:
        if not any(is_same_device(shot.device, b.device) for b in baselines):
            own = [s.of_device(shot.device) for s in among]
            baselines.append(Baseline(shot.device, tuple(s for s in own if s.measured)))


def _in_order(wait: Wait | None) -> str:
    """Judged photos first."""
    return "" if wait is None else wait.message.template


def _shot(photo: Photo, reading: Reading | None, refusal: str) -> Shot | None:
    if refusal:
        return Shot(photo, None, refusal)
    if reading is None:
        return None
    reason = "" if reading.value is not None else reading.withheld_because
    return Shot(photo, reading, reason)
