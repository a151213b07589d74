"""What a provider can read out of two sessions of which none is the baseline."""

from tracker.model import Metric
from tracker.progress.limits import Limit
from tracker.progress.sentences import Amounts, capital, metric_noun, of_many

Numbers = tuple[int, int]
"""Numbers of the two sessions, the earlier first."""


def changed(change: float, limit: Limit, sessions: Numbers) -> str:
    """A change beyond 1.5 limits."""
    amounts = Amounts(change, limit)
    return (
        f"{capital(limit.metric)} {'fell' if change < 0 else 'rose'} by {amounts.size} {_between(sessions)}, "
        f"more than the smallest detectable change of {amounts.smallest} ({limit.source})."
    )


def unchanged(change: float, limit: Limit, sessions: Numbers) -> str:
    """No detectable change; names the smallest one that counts between two sessions."""
    amounts = Amounts(change, limit)
    return (
        f"{_nothing(amounts, sessions)}. A change between two single sessions counts from "
        f"{amounts.at_once} on ({limit.source})."
    )


def contradicted(change: float, limit: Limit, sessions: Numbers, witness: Metric) -> str:
    """Beyond the limit, but the other redness metric moved the other way."""
    amounts = Amounts(change, limit)
    other = "higher" if change < 0 else "lower"
    return (
        f"{_nothing(amounts, sessions)}, but its witness disagrees: {metric_noun(witness)} is {other}. "
        f"Light or camera may explain it ({limit.source})."
    )


def among_many(change: float, limit: Limit, sessions: Numbers, readings: int) -> str:
    """A change by itself, but not among all readings that are looked at with it."""
    amounts = Amounts(change, limit)
    return (
        f"{_nothing(amounts, sessions)} is beyond the smallest detectable change of {amounts.smallest} "
        f"({limit.source}), but {of_many(readings)}"
    )


def _nothing(amounts: Amounts, sessions: Numbers) -> str:
    noun = metric_noun(amounts.limit.metric)
    return f"No detectable change in {noun} {_between(sessions)}: {amounts.size} {amounts.direction}"


def _between(sessions: Numbers) -> str:
    return f"between sessions {sessions[0]} and {sessions[1]}"
