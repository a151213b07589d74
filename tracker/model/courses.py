"""Courses of treatment and their dated sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum

from tracker.texts import pgettext

FOLLOW_UP_DAYS = (30, 90, 150)
"""Days after the last treatment on which its result is looked at, unless a plan says others."""
ANOTHER_DAY = timedelta(hours=12)
"""Sessions nearer than this see the same light and the same blood: they say nothing of other days."""


class SeriesStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            SeriesStatus.PLANNED: pgettext("series", "planned"),
            SeriesStatus.ACTIVE: pgettext("series", "active"),
            SeriesStatus.PAUSED: pgettext("series", "paused"),
            SeriesStatus.COMPLETED: pgettext("series", "completed"),
            SeriesStatus.STOPPED: pgettext("series", "stopped"),
        }
        return words[self]


class SessionKind(StrEnum):
    """Why the patient came; ``TREATMENT`` starts a recovery window."""

    BASELINE = "baseline"
    TREATMENT = "treatment"
    EARLY_CHECK = "early check"
    FOLLOW_UP = "follow-up"
    HOME = "home"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            SessionKind.BASELINE: pgettext("session", "baseline"),
            SessionKind.TREATMENT: pgettext("session", "treatment"),
            SessionKind.EARLY_CHECK: pgettext("session", "early check"),
            SessionKind.FOLLOW_UP: pgettext("session", "follow-up"),
            SessionKind.HOME: pgettext("session", "home"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class SeriesDetails:
    """What a form says of one course of treatment.

    ``follow_up_days`` are counted from the last treatment, rising; none of them means no follow-up.
    """

    treatment_type: str
    indications: str
    areas: str
    started_on: date
    planned_sessions: int = 4
    interval_weeks: int = 4
    goals: str = ""
    home_regimen: str = ""
    status: SeriesStatus = SeriesStatus.ACTIVE
    stop_reason: str = ""
    follow_up_days: tuple[int, ...] = FOLLOW_UP_DAYS


@dataclass(frozen=True, slots=True)
class Series:
    id: str
    patient_id: str
    details: SeriesDetails
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """What a form says of one dated visit.

    ``unchanged_since`` is the id of an earlier session of the series since which, somebody said,
    nothing was done to the skin and nothing changed; None where nobody did.
    """

    number: int
    held_at: datetime
    kind: SessionKind
    provider: str = ""
    device: str = ""
    needle_depth_mm: float | None = None
    passes: int | None = None
    topical: str = ""
    serum: str = ""
    reaction: str = ""
    note: str = ""
    unchanged_since: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    series_id: str
    details: SessionDetails
    created_at: datetime


class MarkProblem(Enum):
    """Why two sessions can't show unchanged skin on two days, whatever somebody marked."""

    NOT_EARLIER = "not earlier"
    SAME_DAY = "same day"
    TREATED = "treated in between"


def find_mark_problem(
    earlier_at: datetime, later_at: datetime, treated_at: Iterable[datetime]
) -> MarkProblem | None:
    """Say what contradicts that skin stayed unchanged from one session to a later one.

    Parameters
    ----------
    earlier_at, later_at : datetime.datetime
        When the two sessions were held.
    treated_at : iterable of datetime.datetime
        All treatment sessions of the series. The later session may be one of them, since its photos
        before the treatment are what counts; the earlier one may not.

    Examples
    --------
    >>> monday, friday = datetime(2026, 5, 4), datetime(2026, 5, 8)
    >>> find_mark_problem(monday, friday, [friday]) is None
    True
    >>> find_mark_problem(monday, friday, [monday])
    <MarkProblem.TREATED: 'treated in between'>
    """
    if earlier_at >= later_at:
        return MarkProblem.NOT_EARLIER
    if any(earlier_at <= moment < later_at for moment in treated_at):
        return MarkProblem.TREATED
    return MarkProblem.SAME_DAY if later_at - earlier_at < ANOTHER_DAY else None
