"""The product's measurement and verdicts as the scorer of ``bench/score_measurement.py`` asks for them.

Everything is the product's own: `measure` gives the values, `judge_series` the verdicts. The limits are
learned, one set for each protocol as for two clinics, from the repeats of the public set beside the
product; without it they are the product's provisional ones.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tracker.imaging.jpeg_pixels import JpegPixels
from tracker.imaging.measure import METHOD, Baseline, Measurement, measure
from tracker.imaging.measure.colour import srgb_to_linear
from tracker.imaging.measure.tone import GreySteps
from tracker.model import (
    CaptureTimeSource,
    ControlKind,
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
from tracker.progress.limits import ENOUGH_PAIRS, Limits, learn_limits
from tracker.progress.verdicts import judge_series

PUBLIC_SET = Path(__file__).resolve().parents[3] / "shared" / "bench" / "measurement"
PUBLIC_PAIRS = 10
"""Six subjects with three unchanged sessions each give twelve pairs for each protocol."""

STRIP_STEPS = 6

_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
_VIEW = View(ViewKind.CLOSE_UP)
_REGION = Region(
    "region", "series", _VIEW, "0", "Region", RegionRole.TREATED, Polygon(((0, 0), (0, 1), (1, 1))), 1
)
_WORDS = {Verdict.UNCHANGED: "unchanged", Verdict.RECOVERY: "recovery"}
Answer = dict[str, tuple[float, str]]


def assess(series: Sequence[dict[str, Any]], protocol: str) -> list[Answer]:
    """Value and verdict of every metric for every photo of a series."""
    measurements = measure_in_order(series)
    sessions = [_session(k, photo) for k, photo in enumerate(series)]
    readings = [r for k, found in enumerate(measurements) for r in _readings(str(k), found)]
    progress = judge_series(
        [*sessions, *_treatments(series)],
        [_photo(session) for session in sessions],
        [_REGION],
        readings,
        _limits(protocol),
        tone=_tone(series[0]["ita"]),
    )
    answers: list[Answer] = [{} for _ in series]
    for metric_progress in progress.metrics:
        for point in metric_progress.points:
            value = float("nan") if point.value is None else point.value
            word = _WORDS.get(point.verdict, str(point.verdict))
            answers[int(point.session_id)][str(metric_progress.metric)] = (value, word)
    return answers


def measure_in_order(series: Iterable[dict[str, Any]]) -> list[Measurement]:
    """Measure photos of one region; the first is the reference photo of the others."""
    baseline: Baseline | None = None
    found = []
    for photo in series:
        asked = {name: photo[name] for name in ("mm_per_px", "treated", "untreated")}
        card = grey_steps(photo["rgb"], photo["card"])
        found.append(
            measure(
                photo["rgb"],
                **asked,
                control=ControlKind.RING,
                card=card,
                jpeg=JpegPixels(photo["rgb"]),  # as all photos of these sets are
                baseline=baseline,
            )
        )
        baseline = found[-1].baseline
    return found


def grey_steps(rgb: Any, card: Any) -> GreySteps | None:
    """The strip's six steps, side by side along its longer side; the middle half of each counts."""
    if not card.any():
        return None
    rows, columns = np.nonzero(card)
    strip = (slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1))
    is_upright = strip[0].stop - strip[0].start > strip[1].stop - strip[1].start
    middles, means = [], []
    for step in range(STRIP_STEPS):
        part = [_middle(strip[axis], step if axis == (not is_upright) else None) for axis in (0, 1)]
        middles.append([(side.start + side.stop - 1) / 2 for side in part])
        means.append(srgb_to_linear(np.ascontiguousarray(rgb[part[0], part[1]])).mean(axis=(0, 1)))
    return GreySteps(np.array(means), np.array(middles))


def _middle(side: slice, step: int | None) -> slice:
    """The middle half of a side, or of one of its steps."""
    length = (side.stop - side.start) / (1 if step is None else STRIP_STEPS)
    start = side.start + (0 if step is None else step) * length
    return slice(round(start + length / 4), round(start + 3 * length / 4))


@lru_cache(maxsize=2)
def _limits(protocol: str) -> Limits:
    """Learned from the public repeats of one protocol."""
    repeats = _public_repeats(protocol) if (PUBLIC_SET / "truth.csv").exists() else []
    return learn_limits(repeats, enough_pairs=PUBLIC_PAIRS if repeats else ENOUGH_PAIRS)


def _public_repeats(protocol: str) -> list[RepeatReading]:
    """Readings of the baseline and repeat sessions of the public set."""
    with (PUBLIC_SET / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["proto"] == protocol]
    repeats = []
    for subject in dict.fromkeys(r["subject"] for r in rows):
        mine = [r for r in rows if r["subject"] == subject and r["kind"] in ("baseline", "repeat")]
        for row, found in zip(mine, measure_in_order(_read(r) for r in mine), strict=True):
            repeats += [
                RepeatReading(subject, row["session"], "region", m, _tone(float(row["tone"])), "", True, v)
                for m, v in found.values.items()
                if v is not None
            ]
    return repeats


def _read(row: dict[str, str]) -> dict[str, Any]:
    file = PUBLIC_SET / row["file"]
    mask = cv2.imread(str(file.with_name(file.stem + "_mask.png")), cv2.IMREAD_GRAYSCALE)
    return {
        "rgb": cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB),
        "mm_per_px": float(row["mm_per_px"]),
        "treated": mask == 1,
        "untreated": mask == 2,
        "card": mask == 3,
    }


def _session(number: int, photo: dict[str, Any]) -> Session:
    kind = SessionKind.BASELINE if number == 0 else SessionKind.FOLLOW_UP
    at = _START + timedelta(days=photo["day"])
    return Session(str(number), "series", SessionDetails(number + 1, at, kind), at)


def _treatments(series: Sequence[dict[str, Any]]) -> list[Session]:
    """The treatments of which the photos tell, as sessions without photos."""
    found = []
    for k, photo in enumerate(series):
        if photo["hours_since_treatment"] is not None:
            at = _START + timedelta(days=photo["day"], hours=-photo["hours_since_treatment"])
            details = SessionDetails(len(series) + 1 + k, at, SessionKind.TREATMENT)
            found.append(Session(f"treatment {k}", "series", details, at))
    return found


def _photo(session: Session) -> Photo:
    at = session.details.held_at
    facts = PhotoFacts(session.id, "JPEG", 1, 1, 1)
    names = (session.id, session.id, "series", "patient")
    return Photo(*names, _VIEW, Phase.FOLLOW_UP, facts, at, CaptureTimeSource.METADATA, at, "")


def _readings(digest: str, found: Measurement) -> list[Reading]:
    return [
        Reading(digest, "region", 1, metric, METHOD, value, found.control, found.withheld.get(metric, ""))
        for metric, value in found.values.items()
    ]


def _tone(ita_deg: float) -> ToneGroup:
    if ita_deg >= 28:
        return ToneGroup.LIGHT
    return ToneGroup.MEDIUM if ita_deg >= 10 else ToneGroup.DARK
