"""What is said of a photo when it is added: bounds of what is good enough, and what a person decided."""

from dataclasses import dataclass, field, fields
from enum import StrEnum

from tracker.texts import marked, pgettext


@dataclass(frozen=True, slots=True)
class Bounds:
    """Up to ``good`` nothing is said, up to ``most`` it is noted, beyond it is serious.

    For what is better the higher it is, ``good`` is the larger one.
    """

    good: float
    most: float


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """Bounds of all that is judged; the defaults are the method's.

    Attributes
    ----------
    stops : Bounds
        Brightness against the reference photo, log2.
    clipped, glare : Bounds
        Shares of the skin.
    cast : Bounds
        hypot(d ln R/G, d ln B/G).
    gradient : Bounds
        Difference of the planes of log light.
    softer, sharper : Bounds
        d ln(fine / coarse detail), both positive.
    mm_per_px : Bounds
    jpeg_quality : Bounds
        1 to 100.
    turn_deg : Bounds
    """

    stops: Bounds = field(default=Bounds(0.5, 1.0))
    clipped: Bounds = field(default=Bounds(0.05, 0.05))
    cast: Bounds = field(default=Bounds(0.15, 0.30))
    gradient: Bounds = field(default=Bounds(0.2, 0.4))
    softer: Bounds = field(default=Bounds(0.15, 0.40))
    sharper: Bounds = field(default=Bounds(0.10, 0.18))
    mm_per_px: Bounds = field(default=Bounds(0.08, 0.10))
    jpeg_quality: Bounds = field(default=Bounds(90.0, 80.0))
    turn_deg: Bounds = field(default=Bounds(3.0, 7.0))
    glare: Bounds = field(default=Bounds(0.03, 0.10))


METHOD_LIMITS = QualityLimits()
RISING = frozenset({"jpeg_quality"})
"""What is better the higher it is."""
WIDEST_LIMITS: dict[str, tuple[float, float]] = {
    "stops": (0.1, 3.0),
    "clipped": (0.0, 0.5),
    "cast": (0.02, 1.0),
    "gradient": (0.05, 2.0),
    "softer": (0.05, 1.5),
    "sharper": (0.05, 1.5),
    "mm_per_px": (0.01, 1.0),
    "jpeg_quality": (1.0, 100.0),
    "turn_deg": (1.0, 45.0),
    "glare": (0.0, 0.5),
}
"""Between what a clinic may set each of them."""


LIMIT_NAMES = {
    "stops": marked("Brighter or darker than the reference (stops)"),
    "clipped": marked("Skin that is pure white or black (%)"),
    "cast": marked("Colour cast against the reference (ln of ratios)"),
    "gradient": marked("Light from another side (ln across the skin)"),
    "softer": marked("Less fine detail than the reference (ln)"),
    "sharper": marked("More fine detail than the reference: noise, sharpening (ln)"),
    "mm_per_px": marked("Skin covered by one pixel (mm)"),
    "jpeg_quality": marked("JPEG quality (1 to 100, more is better)"),
    "turn_deg": marked("Turned or tilted against the reference (degrees)"),
    "glare": marked("Shining skin (%)"),
}
"""How they read on a page; shares are typed in per cent."""


def find_wrong_limit(limits: QualityLimits) -> str:
    """The name of the first bounds that can't be, empty where all can.

    Examples
    --------
    >>> find_wrong_limit(METHOD_LIMITS), find_wrong_limit(QualityLimits(cast=Bounds(0.4, 0.3)))
    ('', 'cast')
    """
    for each in fields(limits):
        bounds: Bounds = getattr(limits, each.name)
        low, high = (bounds.most, bounds.good) if each.name in RISING else (bounds.good, bounds.most)
        least, most = WIDEST_LIMITS[each.name]
        if not least <= low <= high <= most:
            return each.name
    return ""


class Acceptance(StrEnum):
    """What was decided about a photo: by itself where nothing serious was found, else by a person."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_REASON = "accepted with a reason"
    WAITING = "waiting"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            Acceptance.ACCEPTED: pgettext("photo", "accepted"),
            Acceptance.ACCEPTED_WITH_REASON: pgettext("photo", "kept"),
            Acceptance.WAITING: pgettext("photo", "waiting for a decision"),
            Acceptance.REJECTED: pgettext("photo", "rejected"),
        }
        return words[self]


KEPT_BECAUSE = (
    marked("The patient can't come again soon."),
    marked("It is the only photo of this day."),
    marked("It is good enough for the record."),
    marked("The skin's state doesn't allow a better one."),
)
"""Common reasons for keeping a photo, to choose from."""
