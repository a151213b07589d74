"""When skin is still healing, and when its structure can be judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from tracker.model import Metric, Phase, Photo, Session, SessionKind
from tracker.texts import Message, marked


@dataclass(frozen=True, slots=True)
class RecoveryWindow:
    """Days, both included, on which skin is still fresh from the treatment of a session."""

    session_id: str
    session_number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a photo isn't judged yet: fresh skin, or too early for its structure."""

    message: Message
    is_for_structure: bool = False

    @property
    def sentence(self) -> str:
        """The reason in the language that is spoken."""
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Healing:
    """The treatments of a series, and how long skin needs after one.

    Attributes
    ----------
    sessions : sequence of Session
        Of one series, in any order.
    recovery_days : int
        Days 0 to this one after a treatment are in recovery, for every metric.
    structure_days : int
        Texture, pores and lines are judged from this day on.
    zone : tzinfo
        The clinic's zone: days are counted by its calendar.
    """

    sessions: Sequence[Session]
    recovery_days: int
    structure_days: int
    zone: tzinfo

    def day_of(self, session: Session) -> date:
        """The clinic's date of a session."""
        return session.details.held_at.astimezone(self.zone).date()

    def last_treatment(self, session: Session) -> Session | None:
        """The latest treatment strictly before a session; its own treatment doesn't count."""
        earlier = [
            s
            for s in self.sessions
            if s.details.kind is SessionKind.TREATMENT and in_order(s) < in_order(session)
        ]
        return max(earlier, key=in_order, default=None)

    def days_since_treatment(self, session: Session) -> int | None:
        """Calendar days from the last treatment before a session; None when there was none."""
        last = self.last_treatment(session)
        return None if last is None else (self.day_of(session) - self.day_of(last)).days

    def wait(self, metric: Metric, photo: Photo, session: Session) -> Wait | None:
        """Why a metric of a photo isn't judged yet; None when it is.

        Photos of a treatment session are judged if they were taken before the treatment (``PRE``),
        and then by earlier treatments.
        """
        number = session.details.number
        if photo.phase is Phase.IMMEDIATELY_POST:
            return Wait(Message(_RIGHT_AFTER, {"number": number}))
        if session.details.kind is SessionKind.TREATMENT and photo.phase is not Phase.PRE:
            return Wait(Message(_SAME_DAY, {"number": number}))
        last, days = self.last_treatment(session), self.days_since_treatment(session)
        if last is None or days is None:
            return None
        since = {"number": last.details.number, "day": days}
        if days <= self.recovery_days:
            return Wait(Message(_RECOVERING, {**since, "until": self.recovery_days}))
        if metric.is_structure and days < self.structure_days:
            words = Message(_TOO_EARLY[metric], {**since, "until": self.structure_days})
            return Wait(words, is_for_structure=True)
        return None

    def windows(self) -> tuple[RecoveryWindow, ...]:
        """The recovery window of every treatment, oldest first."""
        treatments = sorted(
            (s for s in self.sessions if s.details.kind is SessionKind.TREATMENT), key=in_order
        )
        return tuple(
            RecoveryWindow(
                s.id, s.details.number, self.day_of(s), self.day_of(s) + timedelta(days=self.recovery_days)
            )
            for s in treatments
        )


_RIGHT_AFTER = marked("Taken right after the treatment of session {number}: fresh skin.")
_SAME_DAY = marked("Taken on the day of the treatment of session {number}, after it: fresh skin.")
_RECOVERING = marked(
    "Day {day} after the treatment of session {number}: the skin is still recovering until day {until}."
)
_TOO_EARLY = {
    Metric.TEXTURE: marked(
        "Too early for texture: day {day} of {until} after the treatment of session {number}."
    ),
    Metric.PORES: marked(
        "Too early for pores: day {day} of {until} after the treatment of session {number}."
    ),
    Metric.LINES: marked(
        "Too early for lines: day {day} of {until} after the treatment of session {number}."
    ),
}


def in_order(session: Session) -> tuple[float, int]:
    """Sort key: by time, and by number where two sessions have the same time."""
    return session.details.held_at.timestamp(), session.details.number
