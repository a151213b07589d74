"""Courses of treatment at a glance: for lists that show many of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from tracker.model.courses import Series, SeriesStatus, SessionKind
from tracker.model.people import Patient

_EARLY = timedelta(days=14)
"""A visit that much before a follow-up is due is that follow-up."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The photo that stands for a session; sizes are those of the upright original."""

    digest: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class SessionOverview:
    """One visit of a series; ``cover`` is None where it has no photo."""

    id: str
    number: int
    kind: SessionKind
    held_at: datetime
    photo_count: int = 0
    cover: Cover | None = None


class Trouble(StrEnum):
    """What keeps photos from being compared, or waits to be looked at."""

    FROM_PATIENT = "new from the patient"
    FAILED = "analysis failed"
    REFUSED = "not aligned"
    UNDRAWN = "no region drawn"


@dataclass(frozen=True, slots=True)
class SeriesOverview:
    """A course of treatment with its visits, oldest first, and how many photos or views need a hand."""

    patient: Patient
    series: Series
    sessions: tuple[SessionOverview, ...] = ()
    troubles: tuple[tuple[Trouble, int], ...] = ()

    @property
    def photographed(self) -> list[SessionOverview]:
        """The visits that have photos."""
        return [session for session in self.sessions if session.cover]

    @property
    def last_session(self) -> SessionOverview | None:
        """The latest visit."""
        return self.sessions[-1] if self.sessions else None


class DueKind(StrEnum):
    """What a visit is due for."""

    TREATMENT = "treatment"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class Due:
    """The next visit that a plan asks for."""

    kind: DueKind
    on: date


def next_due(series: Series, sessions: Sequence[SessionOverview], *, zone: tzinfo) -> Due | None:
    """The next visit that the plan of a course asks for.

    The next treatment, an interval after the last one, until as many as planned are done; then the
    follow-ups on the days of the plan, counted from the last treatment. A visit up to 14 days early
    (half of the time for a follow-up within 28 days), or later, is the one that was due; photos from
    home are no visit. None before the first treatment, when all is done, or
    while the course rests.

    Parameters
    ----------
    sessions : sequence of SessionOverview
        Oldest first.
    zone : datetime.tzinfo
        Of the clinic: it says on which day a visit was.
    """
    treated = [s.held_at.astimezone(zone) for s in sessions if s.kind is SessionKind.TREATMENT]
    plan = series.details
    if not treated or plan.status is not SeriesStatus.ACTIVE:
        return None
    last = treated[-1]
    if len(treated) < plan.planned_sessions:
        return Due(DueKind.TREATMENT, (last + timedelta(weeks=plan.interval_weeks)).date())
    seen = [s.held_at for s in sessions if s.held_at > last and s.kind is not SessionKind.HOME]
    open_days = [day for day in plan.follow_up_days if all(visit < _counts_from(last, day) for visit in seen)]
    return Due(DueKind.FOLLOW_UP, (last + timedelta(days=open_days[0])).date()) if open_days else None


def _counts_from(last: datetime, day: int) -> datetime:
    """From when on a visit is the follow-up of a day: never before half of the time has gone by."""
    due = timedelta(days=day)
    return last + due - min(_EARLY, due / 2)
