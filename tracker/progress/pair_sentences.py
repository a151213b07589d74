"""What a provider can read out of two sessions of which none is the baseline."""

from tracker.model import Metric
from tracker.progress.limits import Limit
from tracker.progress.sentences import Amounts, capital, metric_noun
from tracker.texts import gettext as _
from tracker.texts import marked

Numbers = tuple[int, int]
"""Numbers of the two sessions, the earlier first."""

# by whether the change is a fall
_CHANGED = {
    True: marked(
        "{metric} fell by {size} between sessions {earlier} and {later}, "
        "more than the smallest detectable change of {smallest} ({source})."
    ),
    False: marked(
        "{metric} rose by {size} between sessions {earlier} and {later}, "
        "more than the smallest detectable change of {smallest} ({source})."
    ),
}
_UNCHANGED = {
    True: marked(
        "No detectable change in {metric} between sessions {earlier} and {later}: {size} lower. "
        "A change between two single sessions counts from {at_once} on ({source})."
    ),
    False: marked(
        "No detectable change in {metric} between sessions {earlier} and {later}: {size} higher. "
        "A change between two single sessions counts from {at_once} on ({source})."
    ),
}
_CONTRADICTED = {
    True: marked(
        "No detectable change in {metric} between sessions {earlier} and {later}: {size} lower, "
        "but its witness disagrees: {witness} is higher. Light or camera may explain it ({source})."
    ),
    False: marked(
        "No detectable change in {metric} between sessions {earlier} and {later}: {size} higher, "
        "but its witness disagrees: {witness} is lower. Light or camera may explain it ({source})."
    ),
}
_AMONG_MANY = {
    True: marked(
        "No detectable change in {metric} between sessions {earlier} and {later}: {size} lower is beyond the "
        "smallest detectable change of {smallest} ({source}), but {readings} readings are looked at "
        "together, and among so many one can be this far off by chance."
    ),
    False: marked(
        "No detectable change in {metric} between sessions {earlier} and {later}: {size} higher is beyond "
        "the smallest detectable change of {smallest} ({source}), but {readings} readings are looked at "
        "together, and among so many one can be this far off by chance."
    ),
}


def changed(change: float, limit: Limit, sessions: Numbers) -> str:
    """A change beyond 1.5 limits."""
    amounts = Amounts(change, limit)
    return _(
        _CHANGED[amounts.is_fall],
        metric=capital(limit.metric),
        earlier=sessions[0],
        later=sessions[1],
        **amounts.words,
    )


def unchanged(change: float, limit: Limit, sessions: Numbers) -> str:
    """No detectable change; names the smallest one that counts between two sessions."""
    return _said(_UNCHANGED, Amounts(change, limit), sessions)


def contradicted(change: float, limit: Limit, sessions: Numbers, witness: Metric) -> str:
    """Beyond the limit, but the other redness metric moved the other way."""
    return _said(_CONTRADICTED, Amounts(change, limit), sessions, witness=metric_noun(witness))


def among_many(change: float, limit: Limit, sessions: Numbers, readings: int) -> str:
    """A change by itself, but not among all readings that are looked at with it."""
    return _said(_AMONG_MANY, Amounts(change, limit), sessions, readings=readings)


def _said(templates: dict[bool, str], amounts: Amounts, sessions: Numbers, **more: object) -> str:
    """What isn't called a change."""
    noun = metric_noun(amounts.limit.metric)
    earlier, later = sessions
    return _(templates[amounts.is_fall], metric=noun, earlier=earlier, later=later, **amounts.words, **more)
