"""The smallest change that can be told from noise, learned from a clinic's own repeats."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import hypot, sqrt
from typing import NamedTuple

from tracker.model import ControlKind, Metric, RepeatReading, ToneGroup
from tracker.progress.devices import UNKNOWN_DEVICE, Device
from tracker.progress.noise import ENOUGH_SESSION_PAIRS, Averaging, Noise, estimate_noise
from tracker.progress.provisional import NORMAL_95, provisional_variances
from tracker.texts import Message, marked

ENOUGH_PAIRS = 20
USUAL_CONTROL = ControlKind.RING
"""What a limit is asked for where nobody says what the readings were compared with."""
ONE_PHOTO = Averaging()
# how tone groups read inside a sentence
_TONE_WORDS = {
    ToneGroup.LIGHT: marked("skin types I to III"),
    ToneGroup.MEDIUM: marked("skin type IV"),
    ToneGroup.DARK: marked("skin types V and VI"),
}
_PROVISIONAL = marked("provisional: {pairs} of {enough} repeat pairs")
_OF_CAMERA = marked("learned from {pairs} repeat pairs of this camera")
_OF_CAMERAS = marked("learned from {pairs} repeat pairs of all cameras")
_OF_CLINIC = marked("learned from {pairs} repeat pairs of this clinic")
_ALL_TONES = marked("all skin tones")
_DAYS_ASSUMED = marked("day-to-day part assumed")


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
    reference_sd, now_sd : float
        SD of the earlier and of the later mean alone, photo and session part, as estimated.
    pairs : int
        Independent repeat pairs behind it.
    origin : Message or str
        Where the limit comes from, fit to stand in brackets behind a number.
    passed_on_sd : float
        SD of what other metrics' changes may have brought along; part of ``now_sd``.
    """

    metric: Metric
    sdc: float
    sem: float
    reference_sd: float
    now_sd: float
    pairs: int
    is_provisional: bool
    origin: Message | str
    passed_on_sd: float = 0.0

    @property
    def source(self) -> str:
        """Where it comes from, in the language that is spoken."""
        return str(self.origin)

    @property
    def change_sd(self) -> float:
        """SD of the difference of the two means, as estimated."""
        return hypot(self.reference_sd, self.now_sd)


class Stratum(NamedTuple):
    """Repeats that are judged as one: of a metric and kind of control, a device, and a tone group.

    ``device`` is None for all devices, ``tone`` None for all tones.
    """

    metric: Metric
    control: str
    device: Device | None = None
    tone: ToneGroup | None = None

    @property
    def has_limit(self) -> bool:
        """Whether a limit can be its own: not of a device or a skin type that nobody named."""
        return (self.device is None or bool(self.device[0])) and (
            self.tone is None or self.tone in _TONE_WORDS
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """What a clinic's repeats say about the noise of every metric; made by `learn_limits`."""

    noises: Mapping[Stratum, Noise]
    enough_pairs: int = ENOUGH_PAIRS

    def limit(
        self,
        metric: Metric,
        tone: ToneGroup,
        *,
        reference: Averaging = ONE_PHOTO,
        now: Averaging = ONE_PHOTO,
        control: str = USUAL_CONTROL,
        device: Device = UNKNOWN_DEVICE,
    ) -> Limit:
        """The limit for comparing two means of a metric.

        From the first of these that has enough pairs: the device's own repeats in the patient's
        tone group, the device's over all tones, the tone group's over all devices, and all; else
        a provisional one (``tracker.progress.provisional``).

        Parameters
        ----------
        reference, now : Averaging
            Photos and sessions behind the earlier and the later mean. More photos of a session
            lessen the photo part, more sessions both parts.
        control : str
            What the readings were compared with, as `tracker.model.Reading` says it.
        device : tuple of str
            Camera and lens of the photos.
        """
        nearest_first = _nearest_first(metric, tone, control, device)
        stratum = next((s for s in nearest_first if self._is_enough(s)), nearest_first[-1])
        noise = self.noises.get(stratum, Noise())
        if noise.is_session_part_assumed:
            noise = replace(noise, assumed_session=self._session_part(nearest_first))
        if noise.pairs >= self.enough_pairs:
            parts, variance = noise.parts, noise.upper_variance_of_change(reference, now)
            origin = self._learned_words(stratum, noise)
        else:
            parts = provisional_variances(metric, control, noise)
            variance = parts.of_mean(reference) + parts.of_mean(now)
            origin = Message(_PROVISIONAL, {"pairs": noise.pairs, "enough": self.enough_pairs})
        return Limit(
            metric=metric,
            sdc=NORMAL_95 * sqrt(variance),
            sem=parts.sem,
            reference_sd=sqrt(parts.of_mean(reference)),
            now_sd=sqrt(parts.of_mean(now)),
            pairs=noise.pairs,
            is_provisional=noise.pairs < self.enough_pairs,
            origin=origin,
        )

    def _is_enough(self, stratum: Stratum) -> bool:
        return self.noises.get(stratum, Noise()).pairs >= self.enough_pairs

    def _session_part(self, nearest_first: Sequence[Stratum]) -> float:
        """What to assume of the days where only photos of one session were repeated.

        The upper limit from the nearest repeats that know, else the provisional variance.
        """
        found = [self.noises[s] for s in nearest_first if s in self.noises]
        known = (n.upper_session for n in found if n.session_pairs >= ENOUGH_SESSION_PAIRS)
        widest = nearest_first[-1]
        return next(known, provisional_variances(widest.metric, widest.control, Noise()).session)

    def _learned_words(self, stratum: Stratum, noise: Noise) -> Message:
        """Whose repeats a limit was learned from."""
        same = [k for k in self.noises if k[:2] == stratum[:2]]
        devices = {k.device for k in same if k.device is not None}
        tones = {k.tone for k in same if k.device == stratum.device and k.tone is not None}
        whose = _OF_CAMERA if stratum.device else _OF_CAMERAS if len(devices) > 1 else _OF_CLINIC
        words = Message(whose, {"pairs": noise.pairs})
        if stratum.tone:
            words = _with(words, _TONE_WORDS[stratum.tone])
        elif len(tones) > 1:
            words = _with(words, _ALL_TONES)
        return _with(words, _DAYS_ASSUMED) if noise.is_session_part_assumed else words


def _with(words: Message, more: str) -> Message:
    return Message("{words}, {more}", {"words": words, "more": Message(more)})


def strata_of(repeat: RepeatReading) -> list[Stratum]:
    """All strata that a repeat counts in."""
    device = repeat.camera, repeat.lens
    pairs = product((device, None), (repeat.tone, None))
    return [Stratum(repeat.metric, repeat.control, d, tone) for d, tone in pairs]


def _nearest_first(metric: Metric, tone: ToneGroup, control: str, device: Device) -> list[Stratum]:
    """Whose repeats to judge by, the most alike first."""
    strata = (Stratum(metric, control, d, t) for d in (device, None) for t in (tone, None))
    return [stratum for stratum in strata if stratum.has_limit]


def learn_limits(repeats: Sequence[RepeatReading], *, enough_pairs: int = ENOUGH_PAIRS) -> Limits:
    """Learn from a clinic's repeats how far readings scatter on unchanged skin.

    Repeats are several photos of one session (photo part), and sessions of one series between
    which the skin stayed unchanged (session part). Variances are pooled over series, regions and
    sessions by their degrees of freedom, per metric and kind of control: for each device and tone
    group, for each device, for each tone group, and over all.

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
    rows: dict[Stratum, list[RepeatReading]] = defaultdict(list)
    for r in repeats:
        for stratum in strata_of(r):
            rows[stratum].append(r)
    return Limits({stratum: estimate_noise(found) for stratum, found in rows.items()}, enough_pairs)
