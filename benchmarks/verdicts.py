"""How often verdicts are wrong, and how much change they see, on series whose truth is drawn.

    python -m benchmarks.verdicts [--series 1000]

Every series has a baseline and some follow-ups in which all eight metrics of one region are shown. A
metric scatters normally, half of its variance from day to day and half from photo to photo. Limits are
learned from a clinic's own repeats, drawn anew for every four series, or are the true ones. Judged by
`judge_series`, as the product judges.
"""

import argparse
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt

import numpy as np

from tracker.model import (
    CaptureTimeSource,
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
    Verdict,
    View,
    ViewKind,
)
from tracker.progress.limits import USUAL_CONTROL, Limits, Stratum, learn_limits
from tracker.progress.noise import Noise
from tracker.progress.provisional import NORMAL_95, provisional_change
from tracker.progress.verdicts import judge_series

METRICS = tuple(Metric)
SIZES = (1.0, 1.5, 2.0, 3.0)
SERIES_PER_CLINIC = 4
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
_VIEW = View(ViewKind.CLOSE_UP, "cheek")
_REGION = Region(
    "region", "series", _VIEW, "0", "Cheek", RegionRole.TREATED, Polygon(((0, 0), (0, 1), (1, 1))), 1
)
# the scale is of no matter to the rule but for what one metric passes on to another
_SD = np.array([provisional_change(m, USUAL_CONTROL) / (NORMAL_95 * sqrt(2)) for m in METRICS])


@dataclass(frozen=True, slots=True)
class World:
    """How readings of unchanged skin scatter.

    Attributes
    ----------
    photos : int
        Photos of every session.
    day_share : float
        Share of one photo's variance that is from day to day.
    correlation : float
        Between any two metrics of a photo.
    """

    photos: int = 1
    day_share: float = 0.5
    correlation: float = 0.0

    @property
    def change_sd(self) -> float:
        """True SD of a change from one session to another, in SDs of one photo."""
        return sqrt(2 * (self.day_share + (1 - self.day_share) / self.photos))

    def draw(self, rng: np.random.Generator, photos: Sequence[int]) -> list[np.ndarray]:
        """Readings of sessions with so many photos: (photos, metrics) each, around 0, in metric units."""
        return [
            _SD * (sqrt(self.day_share) * self._metrics(rng, 1) + sqrt(1 - self.day_share) * own)
            for own in (self._metrics(rng, count) for count in photos)
        ]

    def _metrics(self, rng: np.random.Generator, rows: int) -> np.ndarray:
        common = rng.normal(size=(rows, 1))
        own = rng.normal(size=(rows, len(METRICS)))
        return sqrt(self.correlation) * common + sqrt(1 - self.correlation) * own


@dataclass(frozen=True, slots=True)
class Called:
    """Verdicts of many series, (series, follow-ups, metrics): 1 is worse, -1 better, 0 neither."""

    signs: np.ndarray

    @property
    def ever(self) -> np.ndarray:
        """Whether a metric was ever called changed in a series, (series, metrics)."""
        return np.any(self.signs != 0, axis=1)

    def after(self, follow_ups: int) -> "Called":
        """The same series when they had fewer follow-ups: verdicts never look ahead."""
        return Called(self.signs[:, :follow_ups])

    def share(self, metric: Metric, sign: int) -> float:
        """Share of series whose last follow-up calls a metric changed to one side."""
        return float(np.mean(self.signs[:, -1, METRICS.index(metric)] == sign))

    @property
    def session_share(self) -> float:
        """Share of follow-ups in which anything is called changed."""
        return float(np.mean(np.any(self.signs != 0, axis=2)))


def true_limits(world: World) -> Limits:
    """Limits of a clinic with endless repeats."""
    endless = 10**9
    return Limits(
        {
            Stratum(m, USUAL_CONTROL): Noise(
                photo_mean_square=(1 - world.day_share) * sd**2,
                photo_pairs=endless,
                session_mean_square=sd**2,
                session_pairs=endless,
            )
            for m, sd in zip(METRICS, _SD, strict=True)
        }
    )


def learned_limits(world: World, pairs: int, rng: np.random.Generator) -> Limits:
    """Limits of a clinic with so many repeat pairs: two photos each of two baseline days of a patient.

    Three pairs a patient; the last patient has fewer photos where the number asks for it.
    """
    plans = [(2, 2)] * (pairs // 3) + [(2, 1)] * (pairs % 3 == 2) + [(1, 1)] * (pairs % 3 == 1)
    repeats = [
        RepeatReading(
            f"{patient}",
            f"{patient}-{day}",
            "region",
            metric,
            ToneGroup.LIGHT,
            "",
            True,
            float(value),
            control=USUAL_CONTROL,
        )
        for patient, plan in enumerate(plans)
        for day, readings in enumerate(world.draw(rng, plan))
        for row in readings
        for metric, value in zip(METRICS, row, strict=True)
    ]
    return learn_limits(repeats)


def call_series(
    world: World,
    follow_ups: int,
    *,
    pairs: int | None,
    series: int,
    changes: Mapping[Metric, float] | None = None,
    seed: int = 0,
) -> Called:
    """Judge many series.

    Parameters
    ----------
    pairs : int or None
        Repeat pairs of each clinic; None knows the true limits.
    changes : mapping, optional
        True change of a metric from the first follow-up on, in true smallest detectable changes.
    """
    rng = np.random.default_rng(seed)
    truth = np.array([(changes or {}).get(m, 0.0) for m in METRICS]) * _SD * NORMAL_95 * world.change_sd
    signs = np.zeros((series, follow_ups, len(METRICS)), int)
    limits = true_limits(world)
    for number in range(series):
        if pairs is not None and number % SERIES_PER_CLINIC == 0:
            limits = learned_limits(world, pairs, rng)
        values = world.draw(rng, [world.photos] * (follow_ups + 1))
        values = values[:1] + [later + truth for later in values[1:]]
        signs[number] = _judged(values, limits)
    return Called(signs)


def _judged(values: Sequence[np.ndarray], limits: Limits) -> np.ndarray:
    """Verdicts on all sessions but the first, (sessions - 1, metrics)."""
    sessions = [_session(number) for number in range(len(values))]
    photos = [_photo(s, shot) for s, rows in zip(sessions, values, strict=True) for shot in range(len(rows))]
    rows = [row for readings in values for row in readings]
    readings = [r for photo, row in zip(photos, rows, strict=True) for r in _readings(photo.digest, row)]
    progress = judge_series(sessions, photos, [_REGION], readings, limits, tone=ToneGroup.LIGHT)
    words = {Verdict.BETTER: -1, Verdict.WORSE: 1}
    found = np.array([[words.get(point.verdict, 0) for point in metric.points] for metric in progress])
    return found[:, 1:].T


def _session(number: int) -> Session:
    kind = SessionKind.FOLLOW_UP if number else SessionKind.BASELINE
    at = _START + timedelta(days=30 * number)
    return Session(str(number), "series", SessionDetails(number + 1, at, kind), at)


def _photo(session: Session, shot: int) -> Photo:
    at = session.details.held_at + timedelta(minutes=shot)
    name = f"{session.id}-{shot}"
    facts = PhotoFacts(name, "JPEG", 1, 1, 1)
    return Photo(
        name, session.id, "series", "p", _VIEW, Phase.FOLLOW_UP, facts, at, CaptureTimeSource.METADATA, at, ""
    )


def _readings(digest: str, row: np.ndarray) -> Iterator[Reading]:
    for metric, value in zip(METRICS, row, strict=True):
        yield Reading(digest, "region", 1, metric, "drawn", float(value), USUAL_CONTROL)


def print_false_alarms(series: int) -> None:
    """Series without change: how often a metric is called, and how often a session calls anything."""
    print("Unchanged series, eight metrics shown: % of metrics ever called changed, by number of follow-ups,")
    print("and % of sessions in which any metric is\n")
    print("| limits from | metrics correlated | 3 | 5 | 7 | any in a session |\n|---|---|---|---|---|---|")
    for pairs in (20, 30, 100, None):
        for correlation in (0.0, 0.5):
            called = call_series(World(correlation=correlation), 7, pairs=pairs, series=series)
            rates = [f"{called.after(n).ever.mean():.2%}" for n in (3, 5, 7)]
            print(f"| {_clinic(pairs)} | {correlation} | {' | '.join(rates)} | {called.session_share:.2%} |")


def print_power(series: int) -> None:
    """Series in which one property truly changed for good: how often the last follow-up says so."""
    changed = {Metric.TEXTURE: (Metric.TEXTURE,), Metric.REDNESS: (Metric.REDNESS, Metric.REDNESS_WITNESS)}
    print("\nA true change for good, eight metrics shown: % of series whose last follow-up calls it")
    print("(wrong: % called to the wrong side at any follow-up)\n")
    print("| limits from | change of | true SDC | 1 | 2 | 4 | wrong |\n|---|---|---|---|---|---|---|")
    for pairs, (metric, together), size in itertools.product((20, 100, None), changed.items(), SIZES):
        changes = dict.fromkeys(together, -size)
        called = call_series(World(correlation=0.5), 4, pairs=pairs, series=series, changes=changes)
        rates = [f"{called.after(n).share(metric, -1):.0%}" for n in (1, 2, 4)]
        wrong = np.any(called.signs[:, :, METRICS.index(metric)] > 0, axis=1).mean()
        print(f"| {_clinic(pairs)} | {metric} | {size} | {' | '.join(rates)} | {wrong:.1%} |")


def _clinic(pairs: int | None) -> str:
    return "the truth" if pairs is None else f"{pairs} pairs"


def main() -> None:
    """Print both tables as Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--series", type=int, default=1000, help="simulated series for each line")
    series = parser.parse_args().series
    print_false_alarms(series)
    print_power(series)


if __name__ == "__main__":
    main()
