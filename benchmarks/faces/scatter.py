"""The scatter of readings on untreated cheeks, as Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.alignment.comparison import single_threaded_processes
from benchmarks.alignment.progress import counted
from benchmarks.alignment.tables import markdown
from benchmarks.faces.cheeks import GEOMETRIES
from benchmarks.faces.hints import FaceModels
from benchmarks.faces.measurement import (
    FOREHEAD,
    KINDS,
    OTHER_SIDE,
    Change,
    Control,
    changes,
    lay_over,
    lay_ring,
)
from benchmarks.faces.photos import PhotoPair, smiles
from tracker.imaging.measure.ring import AREA, GAP_MM
from tracker.model import ControlKind, Metric
from tracker.progress.judgements import AT_ONCE
from tracker.progress.provisional import provisional_change

GAPS_MM, AREAS = (1.0, GAP_MM, 4.0), (0.7, 1.0, AREA, 2.0)
RINGS = tuple(
    Control(f"{gap_mm:g} mm, {area:g}", ControlKind.RING, partial(lay_ring, gap_mm=gap_mm, area=area))
    for gap_mm in GAPS_MM
    for area in AREAS
)
GRADIENTS = (
    OTHER_SIDE,
    Control("other cheek, gradient carried over", OTHER_SIDE.kind, OTHER_SIDE.lay, ControlKind.RING),
    Control("forehead, gradient not carried over", FOREHEAD.kind, FOREHEAD.lay, ControlKind.OTHER_SIDE),
    FOREHEAD,
)


@dataclass(frozen=True)
class Measured:
    """All changes of one person.

    Attributes
    ----------
    kinds : list of list of Change
        For each of `GEOMETRIES`, with each kind of control.
    rings, gradients : list of Change
        With rings of other gaps and areas, and with the gradient of light carried over or not.
    """

    kinds: list[list[Change]]
    rings: list[Change]
    gradients: list[Change]


def report_scatter(folder: Path, *, models: Path, jobs: int = 1) -> str:
    """Tables of bias and 1.96 SD by control, metric, region and ring.

    Parameters
    ----------
    folder : Path
        With a neutral and a smiling photo of each person.
    models : Path
        Folder with the face models.
    jobs : int
        Processes, each with one thread.
    """
    measure_pair = partial(_measured, models=FaceModels(models))
    with single_threaded_processes(jobs) as processes:
        found = [one for one in counted(processes.map(measure_pair, smiles(folder)), "people") if one]
    parts = [
        f"{len(found)} people; {GEOMETRIES[0].title}.",
        kinds_table([change for one in found for change in one.kinds[0]]),
        geometry_table([[c for one in found for c in one.kinds[k]] for k in range(len(GEOMETRIES))]),
        variants_table("gap and area of the ring", RINGS, [c for one in found for c in one.rings]),
        variants_table("gradient of light", GRADIENTS, [c for one in found for c in one.gradients]),
    ]
    return "\n\n".join(parts)


def _measured(pair: PhotoPair, *, models: FaceModels) -> Measured | None:
    person = lay_over(pair, models=models)
    if person is None:
        return None
    kinds = [changes(person, KINDS, geometry) for geometry in GEOMETRIES]
    return Measured(kinds, changes(person, RINGS), changes(person, GRADIENTS))


def kinds_table(found: Sequence[Change]) -> str:
    """Every metric and kind of control."""
    head = ["metric", "control"]
    for which in ("every cheek", "judged"):
        head += [f"{which}: n", "bias", "1.96 SD", "changed"]
    rows = []
    for metric in Metric:
        for control in KINDS:
            mine = [change for change in found if change.control == control.title]
            at_once = AT_ONCE * provisional_change(metric, control.kind)
            cells = [
                _cells(values, at_once)
                for values in (
                    _numbers(change.taken[metric] for change in mine),
                    _numbers(change.judged[metric] for change in mine),
                )
            ]
            rows.append([str(metric), control.title, *cells[0], *cells[1]])
    return markdown(head, rows)


def geometry_table(found: Sequence[Sequence[Change]]) -> str:
    """Redness by region: 1.96 SD over every cheek, and over those that the product judges."""
    head = ["R1, 1.96 SD: every cheek / judged (n)", *(control.title for control in KINDS)]
    rows = [
        [geometry.title, *(_both(changes, control) for control in KINDS)]
        for geometry, changes in zip(GEOMETRIES, found, strict=True)
    ]
    return markdown(head, rows)


def variants_table(what: str, controls: Sequence[Control], found: Sequence[Change]) -> str:
    """Redness and pigment with variants of a control."""
    head = [what, "R1, 1.96 SD: every cheek / judged (n)", "P1"]
    rows = [
        [control.title, _both(found, control), _both(found, control, Metric.PIGMENT)] for control in controls
    ]
    return markdown(head, rows)


def _both(found: Iterable[Change], control: Control, metric: Metric = Metric.REDNESS) -> str:
    mine = [change for change in found if change.control == control.title]
    taken, judged = (
        _numbers(getattr(change, which)[metric] for change in mine) for which in ("taken", "judged")
    )
    return f"{_spread(taken)} / {_spread(judged)} ({len(judged)})"


def _cells(values: Sequence[float], at_once: float) -> list[str]:
    if not values:
        return ["0", "", "", ""]
    beyond = sum(abs(value) > at_once for value in values)
    return [str(len(values)), f"{np.mean(values):+.2f}", _spread(values), str(beyond)]


def _spread(values: Sequence[float]) -> str:
    return f"{1.96 * np.std(values, ddof=1):.2f}" if len(values) > 1 else "-"


def _numbers(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]
