"""How a verdict reads: for the provider to read out, and for the patient.

Sentences are said in the language that is spoken when they are asked for.
"""

from dataclasses import dataclass

from tracker.model import Metric
from tracker.progress import verdict_templates
from tracker.progress.limits import Limit
from tracker.texts import gettext as _
from tracker.texts import marked, ngettext, written_number

NOUNS = {
    Metric.REDNESS: marked("redness"),
    Metric.REDNESS_WITNESS: marked("redness (second witness)"),
    Metric.RED_AREA: marked("red area"),
    Metric.PIGMENT: marked("pigment"),
    Metric.DARK_SPOTS: marked("dark-spot load"),
    Metric.TEXTURE: marked("texture roughness"),
    Metric.PORES: marked("pore contrast"),
    Metric.LINES: marked("line load"),
}
# a change of a share is in points: "by 5 %" would read as a share of a share
_CHANGE_UNITS = {Metric.RED_AREA: marked("percentage points"), Metric.PORES: marked("percentage points")}
_PATIENT_WORDS = {
    Metric.REDNESS: (marked("less red"), marked("redder"), marked("redness")),
    Metric.REDNESS_WITNESS: (marked("less red"), marked("redder"), marked("redness")),
    Metric.RED_AREA: (
        marked("red over a smaller area"),
        marked("red over a larger area"),
        marked("the red area"),
    ),
    Metric.PIGMENT: (
        marked("less dark than the skin around it"),
        marked("darker than the skin around it"),
        marked("pigment"),
    ),
    Metric.DARK_SPOTS: (marked("less spotted"), marked("more spotted"), marked("dark spots")),
    Metric.TEXTURE: (marked("smoother"), marked("rougher"), marked("texture")),
    Metric.PORES: (marked("finer-pored"), marked("coarser-pored"), marked("pores")),
    Metric.LINES: (marked("less lined"), marked("more lined"), marked("lines")),
}
PATIENT_RECOVERY = marked(
    "The skin was still recovering from the treatment here, so this photo does not count yet."
)
PATIENT_TOO_EARLY = marked(
    "It is too early to judge this: the skin needs some weeks to rebuild after a treatment."
)
PATIENT_NOT_COMPARABLE = marked("The photos of this day can't be compared fairly with the first ones.")
PATIENT_HOME = marked("Your photos from home are shown, but not measured against those that the clinic took.")
PATIENT_BASELINE = marked("This is where we started: later photos are compared with it.")


@dataclass(frozen=True, slots=True)
class Amounts:
    """A change and its limit with as many digits as it takes to tell them apart.

    >>> from tracker.progress.limits import learn_limits
    >>> from tracker.model import ToneGroup
    >>> limit = learn_limits([]).limit(Metric.REDNESS, ToneGroup.LIGHT)
    >>> Amounts(-2.03, limit).size, Amounts(-2.03, limit).smallest
    ('2.03 a*', '2.00 a*')
    """

    change: float
    limit: Limit

    @property
    def size(self) -> str:
        """How large the change is."""
        return self._write(abs(self.change))

    @property
    def smallest(self) -> str:
        """The smallest detectable change."""
        return self._write(self.limit.sdc)

    @property
    def at_once(self) -> str:
        """The change that counts even when only one session shows it."""
        return self._write(1.5 * self.limit.sdc)

    @property
    def is_fall(self) -> bool:
        """Whether it is lower than the baseline."""
        return self.change < 0

    @property
    def words(self) -> dict[str, object]:
        """What fills the places of most sentences."""
        return {
            "size": self.size,
            "smallest": self.smallest,
            "at_once": self.at_once,
            "source": self.limit.source,
        }

    def _write(self, number: float) -> str:
        return f"{written_number(number, f'.{self._digits}f')} {change_unit(self.limit.metric)}"

    @property
    def _digits(self) -> int:
        """As few as show on which side of the two limits the change lies."""
        size, sdc = abs(self.change), self.limit.sdc
        for digits in range(usual_digits(sdc), 4):
            if f"{size:.{digits}f}" not in (f"{sdc:.{digits}f}", f"{1.5 * sdc:.{digits}f}"):
                return digits
        return usual_digits(sdc)


def usual_digits(sdc: float) -> int:
    """Decimals that a number needs so that its last one stands below the noise.

    >>> [usual_digits(sdc) for sdc in (0.12, 0.9, 12.0)]
    [2, 1, 0]
    """
    return 0 if sdc >= 10 else 1 if sdc >= 0.3 else 2


def metric_noun(metric: Metric) -> str:
    """A metric's name inside a sentence."""
    return _(NOUNS[metric])


def change_unit(metric: Metric) -> str:
    """Unit of a change, as it reads behind a number."""
    return _(_CHANGE_UNITS[metric]) if metric in _CHANGE_UNITS else metric.unit


def changed(metric: Metric, change: float, limit: Limit, *, is_confirmed: bool) -> tuple[str, str]:
    """A change beyond the limit; ``is_confirmed`` where the session before it showed it too."""
    amounts = Amounts(change, limit)
    provider = _(
        verdict_templates.CHANGED[amounts.is_fall, is_confirmed], metric=capital(metric), **amounts.words
    )
    better, worse, _noun = _PATIENT_WORDS[metric]
    patient = _(
        "The skin here is {state} than at the start, "
        "by more than photos taken on different days differ by chance.",
        state=_(better if amounts.is_fall else worse),
    )
    return provider, patient


def unchanged(metric: Metric, change: float, limit: Limit) -> tuple[str, str]:
    """No detectable change; names the smallest one that could have been seen."""
    return _said(verdict_templates.UNCHANGED, metric, Amounts(change, limit))


def awaiting(metric: Metric, change: float, limit: Limit) -> tuple[str, str]:
    """Beyond the limit for the first time: not called a change yet."""
    return _said(verdict_templates.AWAITING, metric, Amounts(change, limit))


def among_many(metric: Metric, change: float, limit: Limit, readings: int) -> tuple[str, str]:
    """A change by itself, but not among all readings that are looked at with it."""
    return _said(verdict_templates.AMONG_MANY, metric, Amounts(change, limit), readings=readings)


def contradicted(metric: Metric, change: float, limit: Limit, witness: Metric) -> tuple[str, str]:
    """Beyond the limit, but the other redness metric moved the other way."""
    return _said(verdict_templates.CONTRADICTED, metric, Amounts(change, limit), witness=metric_noun(witness))


def _said(templates: dict[bool, str], metric: Metric, amounts: Amounts, **more: object) -> tuple[str, str]:
    """What isn't called a change, for the provider and for the patient."""
    provider = _(templates[amounts.is_fall], metric=metric_noun(metric), **amounts.words, **more)
    patient = _(
        "No change in {what} that the photos can show for certain.", what=_(_PATIENT_WORDS[metric][2])
    )
    return provider, patient


def waiting(reason: str, *, is_structure: bool) -> tuple[str, str]:
    """In recovery, or too early for structure."""
    patient = _(PATIENT_TOO_EARLY if is_structure else PATIENT_RECOVERY)
    return _("{reason} Left out of the verdict and the trend.", reason=reason), patient


def not_comparable(number: int, reason: str) -> tuple[str, str]:
    """Why a session can't be compared, in the words of what failed."""
    provider = _("Session {number} can't be compared. {reason}", number=number, reason=reason)
    return provider, _(PATIENT_NOT_COMPARABLE)


def kept_apart(number: int, reason: str) -> tuple[str, str]:
    """Why photos from home count for nothing but the eye."""
    provider = _(
        "Session {number} was photographed at home and is kept apart from the clinic's photos. {reason}",
        number=number,
        reason=reason,
    )
    return provider, _(PATIENT_HOME)


def home_device(clinic: str, home: str) -> str:
    """Why the camera of a photo from home isn't the clinic's; each name is empty where files don't say."""
    if not home:
        return _("The file doesn't name its camera, so nothing shows that it is the clinic's.")
    if not clinic:
        return _("The clinic's photos don't name their camera, so nothing shows that it is the same one.")
    return _(
        "It was taken with another camera or lens ({device}) than the clinic's photos ({before}).",
        device=home,
        before=clinic,
    )


def new_device(before: str, now: str) -> str:
    """Why photos of another camera aren't compared."""
    return _(
        "Taken with another camera or lens ({device}) than the baseline ({before}): a new device is a new "
        "baseline. Use the same camera again, or add a baseline session with the new one.",
        device=now,
        before=before,
    )


def baseline(photos: int, sessions: int, *, is_stand_in: bool, strays_by: Amounts | None) -> tuple[str, str]:
    """What the baseline is made of; ``strays_by`` where this session is far from the others."""
    counts = {
        "photos": ngettext("{count} photo", "{count} photos", photos),
        "sessions": ngettext("{count} session", "{count} sessions", sessions),
    }
    provider = _("Baseline: the mean of {photos} of {sessions}.", **counts)
    if is_stand_in:
        provider = _(
            "The first comparable session stands in for a baseline: the mean of {photos} of {sessions}.",
            **counts,
        )
    if strays_by is not None:
        provider = f"{provider} {_(verdict_templates.STRAYS[strays_by.is_fall], **strays_by.words)}"
    return provider, _(PATIENT_BASELINE)


def trend(metric: Metric, slope: float, low: float, high: float, *, digits: int, sessions: int) -> str:
    """A slope with its interval."""
    written = [written_number(x, f"+.{digits}f").replace("-", "−") for x in (slope, low, high)]
    template = verdict_templates.FALLS if slope < 0 else verdict_templates.RISES
    is_clear = not low <= 0 <= high
    return _(
        template if is_clear else verdict_templates.NO_TREND,
        metric=capital(metric) if is_clear else metric_noun(metric),
        slope=written[0],
        unit=change_unit(metric),
        low=written[1],
        high=written[2],
        sessions=sessions,
    )


def capital(metric: Metric) -> str:
    """A metric's name at the start of a sentence."""
    noun = metric_noun(metric)
    return noun[0].upper() + noun[1:]
