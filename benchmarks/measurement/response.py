"""How far each metric moves when one thing is changed on one person's skin."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import cv2
import numpy as np

from benchmarks.measurement.effects import CROSS_DOSE, OWN, REFERENCE, TRUTH, UNIT, Nuisance
from benchmarks.measurement.product import measure_in_order
from benchmarks.skin_series.conditions import Conditions
from benchmarks.skin_series.people import PROPERTIES, Person, Severity
from benchmarks.skin_series.photograph import STRIP, TREATED, UNTREATED, photograph
from benchmarks.skin_series.scene import Scene, scene
from benchmarks.skin_series.sensor import write_jpeg
from benchmarks.skin_series.truth import truth
from tracker.imaging.measure import Measurement
from tracker.model import Metric

Change = dict[Metric, float]
"""Of a metric from the reference photo; NaN where it was withheld."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One metric's response to steps of its own property.

    Attributes
    ----------
    unit : float
        Response to a change of 20 %, by least squares through the reference.
    rank_correlation : float
        Spearman's, of value and truth over all steps and the reference.
    """

    unit: float
    rank_correlation: float


class Subject:
    """A person whose unchanged skin in reference conditions is the reference photo.

    Parameters
    ----------
    person : Person
    """

    def __init__(self, person: Person) -> None:
        self.person = person
        self.unchanged = scene(person, Severity())
        self.known = truth(self.unchanged)
        self._shots = count()
        self._responses: dict[Severity, tuple[Change, dict[str, float]]] = {}
        self.reference = self._photo(self.unchanged, REFERENCE)

    def doses(self, steps: Sequence[float]) -> dict[Metric, Dose]:
        """Every metric against steps of its own property."""
        return {metric: self._dose(metric, steps) for metric in OWN}

    def cross_talk(self) -> dict[str, Change]:
        """Every metric's change when one property changes alone, by `CROSS_DOSE`."""
        return {name: self._changed((name,), CROSS_DOSE)[0] for name in PROPERTIES}

    def true_cross_talk(self) -> dict[str, Change]:
        """What the truth says of the same changes, in units of 20 %."""
        return {
            name: {
                metric: self._true_change(metric, self._changed((name,), CROSS_DOSE)[1]) / UNIT
                for metric in OWN
            }
            for name in PROPERTIES
        }

    def nuisance(self, nuisance: Nuisance) -> Change:
        """Every metric's widest change on unchanged skin."""
        found = [self._measured(self.unchanged, way(self.person)) for way in nuisance.ways]
        return {metric: max((change[metric] for change in found), key=_size) for metric in OWN}

    def _dose(self, metric: Metric, steps: Sequence[float]) -> Dose:
        seen, true = [0.0], [0.0]
        for step in steps:
            change, known = self._changed(OWN[metric], step)
            if np.isfinite(change[metric]):
                seen.append(change[metric])
                true.append(self._true_change(metric, known))
        slope = float(np.dot(seen, true) / max(np.dot(true, true), 1e-12))
        return Dose(slope * UNIT, _rank_correlation(seen, true))

    def _changed(self, names: tuple[str, ...], step: float) -> tuple[Change, dict[str, float]]:
        """Response and truth of named properties changed by a step."""
        severity = Severity().changed(**dict.fromkeys(names, step))
        if severity not in self._responses:
            changed = scene(self.person, severity)
            self._responses[severity] = self._measured(changed, REFERENCE), truth(changed)
        return self._responses[severity]

    def _true_change(self, metric: Metric, known: dict[str, float]) -> float:
        """Mean relative change of the truth that a metric follows."""
        return float(np.mean([known[c] / self.known[c] - 1 for c in TRUTH[metric]]))

    def _measured(self, changed: Scene, conditions: Conditions) -> Change:
        first, second = measure_in_order([self.reference, self._photo(changed, conditions)])
        return {metric: _difference(metric, first, second) for metric in OWN}

    def _photo(self, changed: Scene, conditions: Conditions) -> dict[str, object]:
        """A photo as its file shows it, with noise of its own."""
        taken = photograph(changed, conditions, shot=next(self._shots))
        settings = {"quality": conditions.jpeg_quality, "is_chroma_halved": conditions.is_chroma_halved}
        file = np.frombuffer(write_jpeg(taken.rgb, **settings), np.uint8)
        return {
            "rgb": cv2.cvtColor(cv2.imdecode(file, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB),
            "mm_per_px": conditions.mm_per_px,
            "treated": taken.mask == TREATED,
            "untreated": taken.mask == UNTREATED,
            "card": taken.mask == STRIP,
        }


def _difference(metric: Metric, first: Measurement, second: Measurement) -> float:
    before, after = first.values[metric], second.values[metric]
    return float("nan") if before is None or after is None else after - before


def _size(change: float) -> float:
    """Withheld is less than anything."""
    return abs(change) if np.isfinite(change) else -1.0


def _rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's, for values without ties."""
    if len(one) < 3:
        return float("nan")
    ranks = [np.argsort(np.argsort(values)) for values in (one, other)]
    return float(np.corrcoef(*ranks)[0, 1])
