"""Series by construction: what happened on which day, and what every photo reads."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tracker.model import (
    CaptureTimeSource,
    ControlKind,
    Metric,
    Phase,
    Photo,
    PhotoFacts,
    Polygon,
    Reading,
    Region,
    RegionRole,
    RepeatReading,
    Session,
    SessionDetails,
    SessionKind,
    ToneGroup,
    View,
    ViewKind,
)
from tracker.progress.limits import Limits, learn_limits
from tracker.progress.result import ProgressPoint, SeriesProgress
from tracker.progress.verdicts import judge_series

VIEW = View(ViewKind.FRONT)
CHEEK = Region(
    "cheek", "series", VIEW, "ref", "Cheek", RegionRole.TREATED, Polygon(((0, 0), (0, 9), (9, 9))), 1
)
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass
class Course:
    """A series that grows visit by visit."""

    sessions: list[Session] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    regions: list[Region] = field(default_factory=lambda: [CHEEK])

    def visit(
        self,
        day: float,
        kind: SessionKind,
        values: dict[Metric, list[float | None]],
        *,
        phase: Phase = Phase.PRE,
        camera: str = "Acme One",
        lens: str = "",
        withheld: str = "Too blurred: hold still.",
        control: str = ControlKind.RING,
    ) -> Session:
        """A session with as many photos as values per metric; None withholds one."""
        number = len(self.sessions) + 1
        held_at = START + timedelta(days=day)
        session = Session(f"s{number}", "series", SessionDetails(number, held_at, kind), held_at)
        self.sessions.append(session)
        self.shoot(session, values, phase=phase, camera=camera, lens=lens, withheld=withheld, control=control)
        return session

    def shoot(
        self,
        session: Session,
        values: dict[Metric, list[float | None]],
        *,
        phase: Phase = Phase.PRE,
        camera: str = "Acme One",
        lens: str = "",
        withheld: str = "Too blurred: hold still.",
        control: str = ControlKind.RING,
    ) -> list[Photo]:
        """Add photos to a session."""
        photos = []
        for k in range(max(len(v) for v in values.values())):
            digest = f"d{len(self.photos) + k}"
            at = session.details.held_at + timedelta(minutes=k)
            facts = PhotoFacts(digest, "JPEG", 1, 100, 100, camera=camera, lens=lens)
            photo = Photo(
                f"p-{digest}", session.id, "series", "patient", VIEW, phase, facts, at,
                CaptureTimeSource.METADATA, at, "user",
            )  # fmt: skip
            photos.append(photo)
            for metric, numbers in values.items():
                why = "" if numbers[k] is not None else withheld
                self.readings.append(Reading(digest, "cheek", 1, metric, "m-1", numbers[k], control, why))
        self.photos += photos
        return photos

    def judge(self, limits: Limits, **options: object) -> SeriesProgress:
        return judge_series(
            self.sessions, self.photos, self.regions, self.readings, limits, refusals=self.refusals, **options
        )

    def draw(self, *names: str, view: View = VIEW) -> None:
        """Further regions that read as the cheek does, in every photo so far."""
        cheek = [r for r in self.readings if r.region_id == "cheek"]
        for name in names:
            self.regions.append(replace(CHEEK, id=name, view=view))
            self.readings += [replace(r, region_id=name) for r in cheek]

    def points(
        self, limits: Limits, metric: Metric = Metric.REDNESS, **options: object
    ) -> list[ProgressPoint]:
        found = self.judge(limits, **options).find("cheek", metric)
        assert found is not None
        return list(found.points)


def repeats_with(
    photo_sd: float,
    session_sd: float,
    *,
    metric: Metric = Metric.REDNESS,
    series: int = 100,
    sessions: int = 2,
    photos: int = 2,
    tone: ToneGroup = ToneGroup.LIGHT,
    seed: int = 0,
) -> list[RepeatReading]:
    """Baseline sessions of many series whose scatter is known."""
    rng = np.random.default_rng(seed)
    rows = []
    for one, session in itertools.product(range(series), range(sessions)):
        middle = 5 + one % 7 + rng.normal(0, session_sd)
        for value in rng.normal(middle, photo_sd, photos):
            names = (f"{tone}{one}", f"{one}-{session}", "cheek")
            rows.append(RepeatReading(*names, metric, tone, "Acme One", True, float(value)))
    return rows


def limits_with(photo_sd: float, session_sd: float = 0.0) -> Limits:
    """Limits that are known as well as a thousand series can tell, for every metric."""
    rows: list[RepeatReading] = []
    for metric in Metric:
        rows += repeats_with(photo_sd, session_sd, metric=metric, series=1000, seed=1)
    return learn_limits(rows)


@pytest.fixture
def course() -> Course:
    return Course()


@pytest.fixture
def new_course() -> type[Course]:
    return Course


@pytest.fixture(scope="session")
def fine_limits() -> Limits:
    """SDC of one photo against one close to 1.0."""
    return limits_with(1.0 / 1.96 / 2, 1.0 / 1.96 / 2)


@pytest.fixture(scope="session")
def repeats() -> object:
    return repeats_with
