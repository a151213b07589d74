"""What a clinic's limits are made of, and what would tighten them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt
from statistics import median_low

from tracker.model import Metric, RepeatReading, ToneGroup
from tracker.progress.devices import UNKNOWN_DEVICE
from tracker.progress.limits import ENOUGH_PAIRS, Limit, Limits, Stratum, learn_limits, strata_of
from tracker.progress.noise import ENOUGH_SESSION_PAIRS, Averaging, Noise
from tracker.progress.sentences import change_unit, usual_digits
from tracker.texts import gettext as _
from tracker.texts import marked, ngettext, written_number

PHOTOS_SHOWN = (1, 2, 3)
PAIRS_SHOWN = (20, 40)
_MORE_PAIRS = 20
_MORE_PHOTOS = 2
_STEADIER_SD = 0.5


class Part(StrEnum):
    """Where scatter comes from."""

    PHOTO = "from photo to photo"
    SESSION = "from day to day"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        return _("from photo to photo") if self is Part.PHOTO else _("from day to day")


class Remedy(StrEnum):
    """What tightens a limit."""

    PAIRS = "more repeats"
    DAYS = "repeats on other days"
    PHOTOS = "more photos in a session"
    STEADINESS = "steadier light and the same set-up"


@dataclass(frozen=True, slots=True)
class Precision:
    """How well a clinic measures one metric, with one device or all, on one tone group or all.

    Attributes
    ----------
    stratum : Stratum
        Metric and kind of control; ``device`` is None for all devices, ``tone`` for all tones.
    photo_pairs, session_pairs : int
        Independent repeat pairs of photos of one session, and of days.
    photo_sd, session_sd : float or None
        SD from photo to photo and from day to day, in the metric's unit, as estimated; None where
        nothing was repeated. Where sessions have one photo each, the second holds the first.
    limits : mapping of int to Limit
        The limit that verdicts use for this device and tone, for 1, 2 and 3 photos in either
        session. With too few pairs of its own it comes from further away; its source says so.
    sdc_with_pairs : mapping of int to float
        The limit of one photo against one if there were 20 and 40 pairs, of photos and days in the
        same proportion, which scattered alike.
    usual_photos : int
        Photos of a session in which there is anything to repeat, the median.
    dominant : Part or None
        The larger part of the variance of such a session; None while it isn't known.
    sdc_after : mapping of Remedy to float
        The limit of such a session against such a one, with 20 more pairs, with two more photos
        in a session, and if days differed by half as much. Empty while too little is known.
    remedy : Remedy
        What helps most.
    enough_pairs : int
        Pairs from which on its limit counts as learned.
    usual_sdc : float
        The limit of such a session against such a one now.
    """

    stratum: Stratum
    photo_pairs: int
    session_pairs: int
    photo_sd: float | None
    session_sd: float | None
    limits: Mapping[int, Limit]
    sdc_with_pairs: Mapping[int, float]
    usual_photos: int
    dominant: Part | None
    sdc_after: Mapping[Remedy, float]
    remedy: Remedy
    enough_pairs: int
    usual_sdc: float

    @property
    def advice(self) -> str:
        """What helps most, as one sentence in the language that is spoken."""
        return _advice(self)

    @property
    def pairs(self) -> int:
        """All independent repeat pairs."""
        return self.photo_pairs + self.session_pairs


def find_precision(
    repeats: Sequence[RepeatReading], *, enough_pairs: int = ENOUGH_PAIRS
) -> tuple[Precision, ...]:
    """Say of every metric, kind of control, device and tone group how well a clinic measures it.

    Parameters
    ----------
    repeats : sequence of RepeatReading
        As for `tracker.progress.limits.learn_limits`.

    Returns
    -------
    tuple of Precision
        In the order of metrics and kinds of control; all devices and all tones first. Devices and
        tones without a single pair are left out. Devices that no file names and skin types that
        nobody entered have no limit of their own, and count among all.

    Examples
    --------
    >>> find_precision([])
    ()
    """
    limits = learn_limits(repeats, enough_pairs=enough_pairs)
    usual = _usual_photos(repeats)
    shown = [s for s, noise in limits.noises.items() if noise.pairs and s.has_limit]
    return tuple(_precision(s, limits, usual[s]) for s in sorted(shown, key=_in_order))


def limit_of(stratum: Stratum, limits: Limits, photos: int) -> Limit:
    """The limit that verdicts go by for this device and tone, with so many photos in either session."""
    k = Averaging(photos)
    return limits.limit(
        stratum.metric,
        stratum.tone or ToneGroup.UNKNOWN,
        reference=k,
        now=k,
        control=stratum.control,
        device=stratum.device or UNKNOWN_DEVICE,
    )


def _precision(stratum: Stratum, limits: Limits, usual: int) -> Precision:
    noise = limits.noises[stratum]
    sdc_after = _sdc_after(stratum, limits, usual)
    remedy = _remedy(noise, sdc_after, limits.enough_pairs)
    return Precision(
        stratum=stratum,
        photo_pairs=noise.photo_pairs,
        session_pairs=noise.session_pairs,
        photo_sd=sqrt(noise.photo_mean_square) if noise.photo_pairs else None,
        session_sd=sqrt(noise.estimated_session) if noise.session_pairs else None,
        limits={photos: limit_of(stratum, limits, photos) for photos in PHOTOS_SHOWN},
        sdc_with_pairs={
            pairs: limit_of(stratum, _supposed(stratum, limits, _with_pairs(noise, pairs)), 1).sdc
            for pairs in PAIRS_SHOWN
        },
        usual_photos=usual,
        dominant=_dominant(noise, usual),
        sdc_after=sdc_after,
        remedy=remedy,
        enough_pairs=limits.enough_pairs,
        usual_sdc=limit_of(stratum, limits, usual).sdc,
    )


def _supposed(stratum: Stratum, limits: Limits, noise: Noise) -> Limits:
    """The limits of a clinic that differs by the noise of one stratum."""
    return replace(limits, noises={**limits.noises, stratum: noise})


def _with_pairs(noise: Noise, pairs: int) -> Noise:
    """The same scatter from so many pairs, of photos and of days in the same proportion."""
    photo_pairs = round(pairs * noise.photo_pairs / noise.pairs)
    return replace(noise, photo_pairs=photo_pairs, session_pairs=pairs - photo_pairs)


def _sdc_after(stratum: Stratum, limits: Limits, usual: int) -> dict[Remedy, float]:
    """What each remedy would make of the limit; nothing while there is too little to tell."""
    noise = limits.noises[stratum]
    if noise.pairs < limits.enough_pairs or noise.is_session_part_assumed:
        return {}
    more = _supposed(stratum, limits, _with_pairs(noise, noise.pairs + _MORE_PAIRS))
    found = {Remedy.PAIRS: limit_of(stratum, more, usual).sdc}
    if noise.photo_pairs:
        inside = noise.inverse_photos * noise.photo_mean_square
        steadier = replace(noise, session_mean_square=inside + noise.estimated_session * _STEADIER_SD**2)
        found[Remedy.PHOTOS] = limit_of(stratum, limits, usual + _MORE_PHOTOS).sdc
        found[Remedy.STEADINESS] = limit_of(stratum, _supposed(stratum, limits, steadier), usual).sdc
    return found


def _remedy(noise: Noise, sdc_after: Mapping[Remedy, float], enough_pairs: int) -> Remedy:
    if noise.pairs < enough_pairs:
        return Remedy.PAIRS
    if noise.is_session_part_assumed:
        return Remedy.DAYS
    return min(sdc_after, key=sdc_after.__getitem__)


def _dominant(noise: Noise, usual: int) -> Part | None:
    if not noise.photo_pairs or noise.is_session_part_assumed:
        return None
    photo = noise.photo_mean_square / usual
    return Part.PHOTO if photo > noise.estimated_session else Part.SESSION


def _advice(found: Precision) -> str:
    if found.remedy is Remedy.DAYS:
        return ngettext(
            "Photograph the skin on a second day before its first treatment, or mark two sessions between "
            "which nothing was done to it, once more: how days differ is only assumed so far.",
            "Photograph the skin on a second day before its first treatment, or mark two sessions between "
            "which nothing was done to it, {count} times more: how days differ is only assumed so far.",
            ENOUGH_SESSION_PAIRS - found.session_pairs,
        )
    if not found.sdc_after:
        return ngettext(
            "Take two or three photos in every session: {count} more pair make a limit of its own.",
            "Take two or three photos in every session: {count} more pairs make a limit of its own.",
            found.enough_pairs - found.pairs,
        )
    then = found.sdc_after[found.remedy]
    form = f".{usual_digits(then) + 1}f"
    return _(
        _LIMIT_WOULD_FALL[found.remedy],
        more=found.usual_photos + _MORE_PHOTOS if found.remedy is Remedy.PHOTOS else _MORE_PAIRS,
        usual=found.usual_photos,
        now=written_number(found.usual_sdc, form),
        then=written_number(then, form),
        unit=change_unit(found.stratum.metric),
    )


_LIMIT_WOULD_FALL = {
    Remedy.PHOTOS: marked(
        "Take {more} photos in a session instead of {usual}: "
        "the limit would fall from {now} to {then} {unit}."
    ),
    Remedy.STEADINESS: marked(
        "Keep place, lamp and distance the same: if days differed by half as much, "
        "the limit would fall from {now} to {then} {unit}."
    ),
    Remedy.PAIRS: marked(
        "Take more repeats: with {more} more pairs the limit would fall from {now} to {then} {unit}."
    ),
}


def _usual_photos(repeats: Sequence[RepeatReading]) -> dict[Stratum, int]:
    """Median number of photos of a session, by stratum."""
    counts: dict[Stratum, Counter[tuple[str, str]]] = defaultdict(Counter)
    for r in repeats:
        for stratum in strata_of(r):
            counts[stratum][r.session_id, r.region_id] += 1
    return {stratum: median_low(found.values()) for stratum, found in counts.items()}


def _in_order(stratum: Stratum) -> tuple[object, ...]:
    """Sort key: by metric and control; all devices and all tones before single ones."""
    metrics, tones = list(Metric), [None, *ToneGroup]
    device = stratum.device or UNKNOWN_DEVICE
    return metrics.index(stratum.metric), stratum.control, device, tones.index(stratum.tone)
