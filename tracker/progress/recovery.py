"""When skin is still healing, and when its structure can be judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from tracker.model import Metric, Phase, Photo, Session, SessionKind


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

    sentence: str
    is_for_structure: bool = False


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
            return Wait(f"Taken right after the treatment of session {number}: fresh skin.")
        if session.details.kind is SessionKind.TREATMENT and photo.phase is not Phase.PRE:
            return Wait(f"Taken on the day of the treatment of session {number}, after it: fresh skin.")
        last, days = self.last_treatment(session), self.days_since_treatment(session)
        if last is None or days is None:
            return None
        since = f"after the treatment of session {last.details.number}"
        if days <= self.recovery_days:
            return Wait(f"Day {days} {since}: the skin is still recovering until day {self.recovery_days}.")
        if metric.is_structure and days < self.structure_days:
            words = f"Too early for {_STRUCTURE_WORDS[metric]}: day {days} of {self.structure_days} {since}."
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


_STRUCTURE_WORDS = {Metric.TEXTURE: "texture", Metric.PORES: "pores", Metric.LINES: "lines"}


def in_order(session: Session) -> tuple[float, int]:
    """Sort key: by time, and by number where two sessions have the same time."""
    return session.details.held_at.timestamp(), session.details.number
