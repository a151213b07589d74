"""The smallest change that can be told from noise, learned from a clinic's own repeats."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from tracker.model import Metric, RepeatReading, ToneGroup
from tracker.progress.noise import Averaging, Noise, Variances, estimate_noise
from tracker.progress.provisional import NORMAL_95, provisional_variances

ENOUGH_PAIRS = 20
UNTREATED_SKIN = "untreated skin"
ONE_PHOTO = Averaging()
# how tone groups read inside a sentence
_TONE_WORDS = {
    ToneGroup.LIGHT: "skin types I to III",
    ToneGroup.MEDIUM: "skin type IV",
    ToneGroup.DARK: "skin types V and VI",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of one metric for one comparison.

    Attributes
    ----------
    sdc : float
        Smallest detectable change, in the metric's unit: 1.96 times the SD of the difference of
        the two means, with the SD at its upper 90 % confidence limit once learned.
    sem : float
        SD of one photo of one session, as estimated.
    now_sd : float
        SD of the later mean alone, photo and session part.
    pairs : int
        Independent repeat pairs behind it.
    source : str
        Where the limit comes from, fit to stand in brackets behind a number.
    """

    metric: Metric
    sdc: float
    sem: float
    now_sd: float
    pairs: int
    is_provisional: bool
    source: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a clinic's repeats say about the noise of every metric; made by `learn_limits`.

    ``pooled`` is keyed by metric and kind of control, ``by_tone`` by tone group as well.
    """

    pooled: Mapping[tuple[Metric, str], Noise]
    by_tone: Mapping[tuple[Metric, str, ToneGroup], Noise]
    enough_pairs: int = ENOUGH_PAIRS

    def limit(
        self,
        metric: Metric,
        tone: ToneGroup,
        *,
        reference: Averaging = ONE_PHOTO,
        now: Averaging = ONE_PHOTO,
        control: str = UNTREATED_SKIN,
    ) -> Limit:
        """The limit for comparing two means of a metric.

        The tone group's own limit where it has enough pairs, else the clinic's over all tones,
        else a provisional one (``tracker.progress.provisional``).

        Parameters
        ----------
        reference, now : Averaging
            Photos and sessions behind the earlier and the later mean. More photos of a session
            lessen the photo part, more sessions both parts.
        control : str
            What the readings were compared with, as `tracker.model.Reading` says it.
        """
        noise, whose = self._noise(metric, tone, control)
        if noise.pairs >= self.enough_pairs:
            parts, variance = noise.parts, noise.upper_variance_of_change(reference, now)
            source = _learned_words(noise, whose)
        else:
            parts = provisional_variances(metric, control, noise)
            variance = parts.of_mean(reference) + parts.of_mean(now)
            source = f"provisional: {noise.pairs} of {self.enough_pairs} repeat pairs"
        return Limit(
            metric=metric,
            sdc=NORMAL_95 * sqrt(variance),
            sem=parts.sem,
            now_sd=_sd_of_mean(parts, now),
            pairs=noise.pairs,
            is_provisional=noise.pairs < self.enough_pairs,
            source=source,
        )

    def _noise(self, metric: Metric, tone: ToneGroup, control: str) -> tuple[Noise, str]:
        """The noise to judge by, and whose it is."""
        own = self.by_tone.get((metric, control, tone), Noise())
        if own.pairs >= self.enough_pairs and tone in _TONE_WORDS:
            return own, _TONE_WORDS[tone]
        groups = [key for key in self.by_tone if key[:2] == (metric, control)]
        everyone = self.pooled.get((metric, control), Noise())
        return everyone, "all skin tones" if len(groups) > 1 else ""


def learn_limits(repeats: Sequence[RepeatReading], *, enough_pairs: int = ENOUGH_PAIRS) -> Limits:
    """Learn from a clinic's repeats how far readings scatter on unchanged skin.

    Repeats are several photos of one session (photo part), and baseline sessions of one series
    (session part). Variances are pooled over series, regions and sessions by their degrees of
    freedom, per metric, kind of control and tone group.

    Parameters
    ----------
    repeats : sequence of RepeatReading
        In any order; readings that stand alone add nothing. Photos taken right after a treatment
        are no repeats of those before it and must not be among them.
    enough_pairs : int, optional
        Independent pairs from which on a limit counts as learned.

    Returns
    -------
    Limits

    References
    ----------
    Bland and Altman (1999), "Measuring agreement in method comparison studies",
    doi 10.1177/096228029900800204
    """
    pooled: dict[tuple[Metric, str], list[RepeatReading]] = defaultdict(list)
    by_tone: dict[tuple[Metric, str, ToneGroup], list[RepeatReading]] = defaultdict(list)
    for r in repeats:
        pooled[r.metric, r.control].append(r)
        by_tone[r.metric, r.control, r.tone].append(r)
    return Limits(
        {key: estimate_noise(rows) for key, rows in pooled.items()},
        {key: estimate_noise(rows) for key, rows in by_tone.items()},
        enough_pairs,
    )


def _sd_of_mean(parts: Variances, averaging: Averaging) -> float:
    return sqrt(parts.of_mean(averaging))


def _learned_words(noise: Noise, whose: str) -> str:
    words = f"learned from {noise.pairs} repeat pairs of this clinic"
    if whose:
        words += f", {whose}"
    if noise.is_session_part_assumed:
        words += ", day-to-day part assumed"
    return words
