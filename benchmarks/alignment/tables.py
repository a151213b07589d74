"""Figures as Markdown tables, ready for the documentation."""

import math
from collections.abc import Iterable, Sequence

from benchmarks.alignment.comparison import Result

_HEAD = (
    "method",
    "success",
    "median %",
    "95th pct %",
    "strict",
    "good refused",
    "wrong by over 1 %",
    "negatives accepted",
    "CPU s",
    "CPU / SIFT",
)


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(markdown(["a", "b"], [["1", "2"]]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    return "\n".join([_line(head), "|" + "---|" * len(head), *(_line(row) for row in rows)])


def number(value: float, digits: int) -> str:
    """A figure, or words where there is none.

    >>> number(0.01573, 4), number(float("inf"), 3)
    ('0.0157', 'over half refused')
    """
    return f"{value:.{digits}f}" if math.isfinite(value) else "over half refused"


def comparison_table(results: dict[str, Result], titles: dict[str, str], missing: dict[str, str]) -> str:
    """One row for each aligner, then those that could not take part, with the reason.

    Parameters
    ----------
    results : dict of Result
        By name, in the order of the rows.
    titles : dict of str
        How each is called.
    missing : dict of str
        Why, by name.
    """
    rows = [[titles[name], *_figures(result)] for name, result in results.items()]
    rows += [[titles[name], reason, *[""] * (len(_HEAD) - 2)] for name, reason in missing.items()]
    return markdown(_HEAD, rows)


def trust_line(result: Result) -> str:
    """What the product says of itself, against the truth."""
    score = result.score
    if score.covered_share is None or score.trusted_share is None or score.trusted_wrong_share is None:
        return ""
    return (
        f"Stated error covers the true one in {score.covered_share:.3f} of accepted good pairs; "
        f"{score.trusted_share:.3f} of true points trusted, "
        f"{100 * score.trusted_wrong_share:.3f} % of the trusted off by over 1 %."
    )


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _figures(result: Result) -> list[str]:
    score = result.score
    return [
        f"{score.success:.2f}",
        number(score.median_pct, 4 if score.median_pct < 0.1 else 2),
        number(score.p95_pct, 4 if score.p95_pct < 0.1 else 2),
        f"{score.strict:.2f}",
        f"{score.refused_good} of {score.good_pairs}",
        f"{score.wrong_accepted}" + (f" ({score.crashes} crashed)" if score.crashes else ""),
        f"{score.negatives_accepted} of {score.negatives}",
        f"{result.cpu_s:.2f}",
        f"{result.sift_ratio:.2f}",
    ]
