"""What moves each metric, as Markdown tables."""

from collections.abc import Iterable, Mapping

import numpy as np

from benchmarks.alignment.tables import markdown
from benchmarks.measurement.effects import OWN, PROPERTY_NAMES
from benchmarks.measurement.response import Change, Dose
from tracker.model import Metric

_TRUE_SHARE = 0.05
"""Below this many units the truth that a metric follows hasn't moved."""

ByTone = Mapping[float, Mapping[Metric, Dose]]


def dose_table(doses: ByTone) -> str:
    """Response to 20 % of each metric's own property, and rank correlation; one column for each tone."""
    rows = [
        [
            str(metric),
            *(f"{tone[metric].unit:.3g} ({tone[metric].rank_correlation:.2f})" for tone in doses.values()),
        ]
        for metric in OWN
    ]
    return markdown(["metric", *(f"ITA {ita_deg:.0f}" for ita_deg in doses)], rows)


def cross_table(
    cross: Mapping[float, Mapping[str, Change]], true: Mapping[float, Mapping[str, Change]], doses: ByTone
) -> str:
    """Each property changed alone: one row each, responses in units; in brackets what is true of it."""
    rows = []
    for name, title in PROPERTY_NAMES.items():
        cells = [_summary(metric, {tone: cross[tone][name] for tone in cross}, doses) for metric in OWN]
        expected = [float(np.median([true[tone][name][metric] for tone in true])) for metric in OWN]
        rows.append([title, *(_with_truth(c, e) for c, e in zip(cells, expected, strict=True))])
    return markdown(["changed by -40 %", *map(str, OWN)], rows)


def nuisance_table(changes: Mapping[str, Mapping[float, Change]], doses: ByTone) -> str:
    """Unchanged skin photographed otherwise: one row for each nuisance, sizes of responses in units."""
    rows = []
    for name, tones in changes.items():
        sizes = {tone: {m: abs(v) for m, v in change.items()} for tone, change in tones.items()}
        rows.append([name, *(_summary(metric, sizes, doses) for metric in OWN)])
    return markdown(["between the photos", *map(str, OWN)], rows)


def _summary(metric: Metric, changes: Mapping[float, Change], doses: ByTone) -> str:
    return summary({tone: change[metric] / doses[tone][metric].unit for tone, change in changes.items()})


def summary(responses: Mapping[float, float]) -> str:
    """Median over the tones, widest response and its tone, and in how many tones the metric was withheld.

    >>> summary({55: 0.1, 10: -0.4, -40: 0.2})
    '0.1; -0.4 at 10'
    >>> summary({55: 0.1, 10: float("nan")})
    '0.1; 0.1 at 55; 1 withheld'
    >>> summary({55: float("nan")})
    'withheld'
    """
    seen = {tone: response for tone, response in responses.items() if np.isfinite(response)}
    if not seen:
        return "withheld"
    widest = max(seen, key=lambda tone: abs(seen[tone]))
    words = f"{_short(float(np.median([*seen.values()])))}; {_short(seen[widest])} at {widest:.0f}"
    missing = len(responses) - len(seen)
    return f"{words}; {missing} withheld" if missing else words


def _short(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 100 else "over 100"


def _with_truth(cell: str, expected: float) -> str:
    return f"{cell} (true {_short(expected)})" if abs(expected) > _TRUE_SHARE else cell


def sections(parts: Iterable[tuple[str, str]]) -> str:
    """Tables below their titles."""
    return "\n\n".join(f"**{title}**\n\n{table}" for title, table in parts)
