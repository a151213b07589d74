"""How much a number scatters on skin that did not change, split by where the scatter comes from.

Two photos of one session differ by hold, focus, sensor and mask: the *photo part*. Two sessions
differ by light, distance and the blood of that day as well: the *session part*. Averaging more
photos of one session lessens the first and leaves the second as it is.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean

from scipy import special

from tracker.model import RepeatReading

ENOUGH_SESSION_PAIRS = 5
UPPER_CONFIDENCE = 0.90
_BASELINE = "baseline"
# series, region, camera and lens
_Skin = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Averaging:
    """How many photos, of how many sessions, a mean is taken over.

    Raises
    ------
    ValueError
        If there is no photo or no session in it.
    """

    photos: int = 1
    sessions: int = 1

    def __post_init__(self) -> None:
        if self.photos < 1 or self.sessions < 1:
            raise ValueError("a mean needs at least one photo of one session")


@dataclass(frozen=True, slots=True)
class Variances:
    """Photo part and session part of a metric's scatter, in squared units of the metric."""

    photo: float
    session: float

    @property
    def sem(self) -> float:
        """Standard error of measurement: the SD of one photo of one session."""
        return sqrt(self.photo + self.session)

    def of_mean(self, averaging: Averaging) -> float:
        """Variance of a mean over photos and sessions."""
        return self.session / averaging.sessions + self.photo / averaging.photos


@dataclass(frozen=True, slots=True)
class Noise:
    """The scatter of one metric, as mean squares of a nested analysis of variance.

    Attributes
    ----------
    photo_mean_square : float
        Pooled variance within sessions, in squared units of the metric; 0 while unknown.
    photo_pairs : int
        Its degrees of freedom: three photos of one session are two independent pairs.
    session_mean_square : float
        Pooled variance of session means between the sessions of one series, region and device
        over which the skin stayed unchanged.
    session_pairs : int
        Its degrees of freedom.
    inverse_photos : float
        Mean of 1 / photos over those sessions: the share of the photo part that is in
        ``session_mean_square``.
    assumed_session : float
        Variance of the session part to go by while too few sessions were repeated to know it.
    """

    photo_mean_square: float = 0.0
    photo_pairs: int = 0
    session_mean_square: float = 0.0
    session_pairs: int = 0
    inverse_photos: float = 1.0
    assumed_session: float = 0.0

    @property
    def pairs(self) -> int:
        """Independent repeat pairs behind the estimate."""
        return self.photo_pairs + self.session_pairs

    @property
    def is_session_part_assumed(self) -> bool:
        """Whether too few sessions were repeated to know the session part.

        Retakes alone never contain a change of light, and a limit without it would be too narrow.
        So it then counts as large as is assumed, unless the few sessions tell of less; and never
        as less than the photo part, or than estimated.
        """
        return self.photo_pairs > 0 and self.session_pairs < ENOUGH_SESSION_PAIRS

    @property
    def estimated_session(self) -> float:
        """Session part as the repeated sessions show it, never negative; 0 where none was."""
        return max(0.0, self.session_mean_square - self.inverse_photos * self.photo_mean_square)

    @property
    def parts(self) -> Variances:
        """Photo part and session part as estimated; the session part is never negative.

        Where every session has one photo, the photo part stays inside the session part.
        """
        session = self.estimated_session
        if self.is_session_part_assumed:
            session = max(session, self.photo_mean_square, min(self.assumed_session, self.upper_session))
        return Variances(self.photo_mean_square, session)

    @property
    def upper_session(self) -> float:
        """Upper 90 % confidence limit of the session part; infinite where no session was repeated."""
        if not self.session_pairs:
            return inf
        whole = self.session_mean_square * widening(self.session_pairs)
        return max(0.0, whole - self.inverse_photos * self.photo_mean_square)

    def upper_variance_of_change(self, reference: Averaging, now: Averaging) -> float:
        """Upper 90 % confidence limit of the variance of a difference between two means.

        The variance is a weighted sum of mean squares; Satterthwaite's degrees of freedom make
        one chi-square of it. With many pairs the limit comes close to the estimate, with few it
        is wide: three pairs give 2.3 times the estimated SD, twenty 1.3, a hundred 1.1.

        References
        ----------
        Satterthwaite (1946), "An approximate distribution of estimates of variance components",
        doi 10.2307/3002019
        """
        session_weight = 1 / reference.sessions + 1 / now.sessions
        photo_weight = 1 / reference.photos + 1 / now.photos
        if self.is_session_part_assumed:
            upper = self._upper_parts
            return session_weight * upper.session + photo_weight * upper.photo
        terms = self._terms(session_weight, photo_weight)
        total = sum(part for part, _ in terms)
        if total <= 0:
            return 0.0
        return total * widening(total**2 / sum(part**2 / pairs for part, pairs in terms))

    @property
    def _upper_parts(self) -> Variances:
        """Upper limits of both parts while the session part is assumed."""
        photo = self.photo_mean_square * widening(self.photo_pairs)
        estimated = self.estimated_session * widening(self.photo_pairs)
        assumed = min(self.assumed_session, self.upper_session)
        return Variances(photo, max(photo, estimated, assumed))

    def _terms(self, session_weight: float, photo_weight: float) -> list[tuple[float, int]]:
        """The change's variance as (part, degrees of freedom)."""
        parts = self.parts
        if parts.session == 0:
            return [(photo_weight * parts.photo, max(1, self.photo_pairs or self.session_pairs))]
        inside = session_weight * self.inverse_photos if self.photo_pairs else 0.0
        photo_part = (photo_weight - inside) * self.photo_mean_square
        terms = [(session_weight * self.session_mean_square, self.session_pairs)]
        return [*terms, (photo_part, self.photo_pairs)] if self.photo_pairs else terms


def widening(freedom: float) -> float:
    """By how much the upper 90 % confidence limit of a variance exceeds its estimate.

    Parameters
    ----------
    freedom : float
        Degrees of freedom of the estimate, above 0.

    Examples
    --------
    >>> [round(widening(freedom) ** 0.5, 1) for freedom in (3, 20, 100)]
    [2.3, 1.3, 1.1]
    """
    return float(freedom / special.chdtri(freedom, UPPER_CONFIDENCE))


def estimate_noise(repeats: Sequence[RepeatReading]) -> Noise:
    """Split the scatter of repeats of one metric into its photo part and its session part.

    Repeats are compared only with repeats of the same series, region, camera and lens. Sums of
    squares and degrees of freedom are pooled over all of them.

    Parameters
    ----------
    repeats : sequence of RepeatReading
        Of one metric. Sessions that stand alone with one photo add nothing.
    """
    stretch_of = _stretches(repeats)
    by_session: dict[tuple[_Skin, str], list[float]] = defaultdict(list)
    unchanged: dict[tuple[_Skin, str], set[str]] = defaultdict(set)
    for r in repeats:
        skin = r.series_id, r.region_id, r.camera, r.lens
        by_session[skin, r.session_id].append(r.value)
        if r.session_id in stretch_of:
            unchanged[skin, stretch_of[r.session_id]].add(r.session_id)
    photo_square, photo_pairs = _pooled(list(by_session.values()))
    groups = [
        [by_session[skin, session] for session in sorted(found)]
        for (skin, _), found in unchanged.items()
        if len(found) > 1
    ]
    session_square, session_pairs = _pooled([[fmean(v) for v in g] for g in groups])
    inverse = [1 / len(v) for g in groups for v in g]
    return Noise(
        photo_mean_square=photo_square,
        photo_pairs=photo_pairs,
        session_mean_square=session_square,
        session_pairs=session_pairs,
        inverse_photos=fmean(inverse) if inverse else 1.0,
    )


def _stretches(repeats: Sequence[RepeatReading]) -> dict[str, str]:
    """By session, the stretch of unchanged skin that it lies in.

    The baseline sessions of a series are one stretch; any other is named by its first session.
    """
    baseline = {r.session_id for r in repeats if r.is_baseline_session}
    since = {r.session_id: r.unchanged_since for r in repeats if r.unchanged_since}
    since = {session: earlier for session, earlier in since.items() if session not in baseline}
    found = {}
    for session in {*baseline, *since, *since.values()}:
        first, passed = session, set()
        while first in since and first not in passed:
            passed.add(first)
            first = since[first]
        found[session] = _BASELINE if first in baseline else first
    return found


def _pooled(groups: Sequence[Sequence[float]]) -> tuple[float, int]:
    """Variance within groups, pooled by degrees of freedom, and these."""
    pairs = sum(len(g) - 1 for g in groups)
    squares = sum((value - mean) ** 2 for g in groups for mean in (fmean(g),) for value in g)
    return (squares / pairs, pairs) if pairs else (0.0, 0)
