"""What is measured on skin, under which conditions, and what can be said of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.model.photos import ControlKind
from tracker.texts import Message, gettext, marked, pgettext


class Metric(StrEnum):
    """What is measured on skin; formulas stand in ``tracker/imaging/measure``."""

    REDNESS = "R1"
    REDNESS_WITNESS = "R2"
    RED_AREA = "R3"
    PIGMENT = "P1"
    DARK_SPOTS = "P2"
    TEXTURE = "T1"
    PORES = "T2"
    LINES = "L1"

    @property
    def label(self) -> str:
        """Name on screen."""
        return gettext(_METRIC_WORDS[self][0])

    @property
    def unit(self) -> str:
        """Unit of a value and of a change."""
        return gettext(_METRIC_WORDS[self][1])

    @property
    def is_structure(self) -> bool:
        """Texture, pores and lines: judged from day 28 after a treatment on."""
        return self in (Metric.TEXTURE, Metric.PORES, Metric.LINES)

    @property
    def is_redness(self) -> bool:
        """Redness metrics, which a flush or a strong JPEG compression spoils."""
        return self in (Metric.REDNESS, Metric.REDNESS_WITNESS, Metric.RED_AREA)


_METRIC_WORDS = {
    Metric.REDNESS: (marked("Redness against own skin"), "a*"),
    Metric.REDNESS_WITNESS: (marked("Redness, second witness"), marked("index points")),
    Metric.RED_AREA: (marked("Red area"), "%"),
    Metric.PIGMENT: (marked("Pigment against own skin"), marked("index points")),
    Metric.DARK_SPOTS: (marked("Dark-spot load"), marked("points")),
    Metric.TEXTURE: (marked("Texture against own skin"), "%"),
    Metric.PORES: (marked("Pore contrast"), "%"),
    Metric.LINES: (marked("Line load"), marked("points")),
}


class GateLevel(StrEnum):
    """How far a photo's conditions are from the reference photo's."""

    GOOD = "good"
    WARN = "warn"
    FAIL = "not comparable"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            GateLevel.GOOD: pgettext("gate", "good"),
            GateLevel.WARN: pgettext("gate", "warn"),
            GateLevel.FAIL: pgettext("gate", "not comparable"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparability gate of one photo against its reference photo.

    ``message`` says what is off, by how much, and what to do next time; plain text where it was kept
    before messages were. ``metrics`` are the metrics that are withheld while ``level`` is ``FAIL``.
    """

    gate: str
    value: float
    level: GateLevel
    message: Message | str
    metrics: tuple[Metric, ...] = ()

    @property
    def sentence(self) -> str:
        """The message in the language that is spoken."""
        return str(self.message)

    @property
    def is_serious(self) -> bool:
        """Whether it spoils what it is about, rather than weakening it."""
        return self.level is GateLevel.FAIL

    @property
    def limit(self) -> float | None:
        """Up to which value it would be good, as the message says it; None where it says none."""
        good = self.message.values.get("good") if isinstance(self.message, Message) else None
        return float(good) if isinstance(good, int | float) else None


class ToneGroup(StrEnum):
    """Limits are kept by tone group (ITA of at least 28, 10 to 28, below 10 degrees)."""

    LIGHT = "light"
    MEDIUM = "medium"
    DARK = "dark"
    UNKNOWN = "not entered"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            ToneGroup.LIGHT: pgettext("skin tone", "light"),
            ToneGroup.MEDIUM: pgettext("skin tone", "medium"),
            ToneGroup.DARK: pgettext("skin tone", "dark"),
            ToneGroup.UNKNOWN: pgettext("skin tone", "not entered"),
        }
        return words[self]

    @classmethod
    def of(cls, fitzpatrick: int | None) -> "ToneGroup":
        """The group of a Fitzpatrick type entered by a person: I to III, IV, V and VI."""
        if fitzpatrick is None:
            return cls.UNKNOWN
        return cls.LIGHT if fitzpatrick <= 3 else cls.MEDIUM if fitzpatrick == 4 else cls.DARK


class Verdict(StrEnum):
    """What can be said of one reading against the baseline."""

    BASELINE = "baseline"
    BETTER = "better"
    WORSE = "worse"
    UNCHANGED = "no detectable change"
    NOT_COMPARABLE = "not comparable"
    RECOVERY = "in recovery"
    HOME = "at home"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            Verdict.BASELINE: pgettext("verdict", "baseline"),
            Verdict.BETTER: pgettext("verdict", "better"),
            Verdict.WORSE: pgettext("verdict", "worse"),
            Verdict.UNCHANGED: pgettext("verdict", "no detectable change"),
            Verdict.NOT_COMPARABLE: pgettext("verdict", "not comparable"),
            Verdict.RECOVERY: pgettext("verdict", "in recovery"),
            Verdict.HOME: pgettext("verdict", "at home, kept apart"),
        }
        return words[self]

    @property
    def is_changed(self) -> bool:
        return self in (Verdict.BETTER, Verdict.WORSE)

    @property
    def is_judged(self) -> bool:
        """Whether the reading was judged against the baseline."""
        return self.is_changed or self is Verdict.UNCHANGED


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric of one region of one photo. ``value`` is None where it was withheld.

    ``withheld`` says why; plain text where it was kept before messages were.
    """

    digest: str
    region_id: str
    region_revision: int
    metric: Metric
    method: str
    value: float | None
    control: str
    withheld: Message | str = ""

    @property
    def withheld_because(self) -> str:
        """Why it was withheld, in the language that is spoken; empty where it wasn't."""
        return str(self.withheld)


@dataclass(frozen=True, slots=True)
class RepeatReading:
    """A reading of skin that had no time to change, from which limits are learned.

    One of several photos of a session, or a photo of one of several sessions between which the
    skin stayed as it was: baseline sessions of the same series, and sessions that are marked so.

    Attributes
    ----------
    camera, lens : str
        As the file names them; empty where it doesn't.
    is_baseline_session : bool
        Whether it is of a baseline session before the first treatment.
    unchanged_since : str
        Id of the session of the series that its stretch of unchanged skin is named by; empty for
        that session itself, and where nothing says so. Baseline sessions need no mark.
    held_at : datetime.datetime or None
        When the session was held.
    """

    series_id: str
    session_id: str
    region_id: str
    metric: Metric
    tone: ToneGroup
    camera: str
    is_baseline_session: bool
    value: float
    control: str = ControlKind.RING
    lens: str = ""
    unchanged_since: str = ""
    held_at: datetime | None = None
