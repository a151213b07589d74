"""What is to be done today: visits that are due, photos that need a hand, patients seen lately."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.imaging import align
from tracker.model import Actor, Due, SeriesOverview, next_due
from tracker.rights import Action, require
from tracker.store import clinic, overview
from tracker.store.opening import Store

SOON = timedelta(days=7)
"""A visit is shown that much before it is due."""
LATELY = timedelta(days=14)
FORGOTTEN = timedelta(days=120)
"""A visit that is overdue by more than this won't come any more."""


@dataclass(frozen=True, slots=True)
class Course:
    """One course of treatment on the worklist; ``due`` is None where no visit is."""

    overview: SeriesOverview
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Worklist:
    """Courses by what they ask for; each stands once, where it is most urgent.

    Attributes
    ----------
    seen_today : list of Course
        With a session today, the latest first.
    due : list of Course
        A treatment or follow-up within a week or overdue, the most overdue first.
    in_trouble : list of Course
        With photos that could not be analysed or aligned, views without a treated region, or photos that the
        patient added and nobody has seen.
    seen_lately : list of Course
        With a session in the last two weeks, the latest first.
    """

    seen_today: list[Course] = field(default_factory=list)
    due: list[Course] = field(default_factory=list)
    in_trouble: list[Course] = field(default_factory=list)
    seen_lately: list[Course] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.seen_today or self.due or self.in_trouble or self.seen_lately)


def read_worklist(store: Store, actor: Actor, *, now: datetime) -> Worklist:
    """The worklist of the clinic.

    Parameters
    ----------
    now : datetime
        Aware; which day it is in the clinic's zone decides what is due.
    """
    require(actor, Action.VIEW)
    present = clinic.read_clinic(store)
    zone = ZoneInfo(present.time_zone if present else "UTC")
    found = Worklist()
    for course in overview.list_open_courses(store, align.METHOD):
        _put(found, course, today=now.astimezone(zone).date(), zone=zone)
    for seen in (found.seen_today, found.seen_lately):
        seen.sort(key=_last_seen, reverse=True)
    found.due.sort(key=lambda course: course.due.on if course.due else date.max)
    found.in_trouble.sort(key=_last_seen, reverse=True)
    return found


def list_courses(store: Store, actor: Actor, patient_id: str) -> list[SeriesOverview]:
    """All courses of a patient with their visits, the newest first."""
    require(actor, Action.VIEW)
    return overview.list_courses_of(store, patient_id, align.METHOD)


def _put(worklist: Worklist, course: SeriesOverview, *, today: date, zone: ZoneInfo) -> None:
    last = course.last_session
    age = today - last.held_at.astimezone(zone).date() if last else None
    due = next_due(course.series, course.sessions, zone=zone)
    if due is not None and not today - FORGOTTEN <= due.on <= today + SOON:
        due = None
    if age == timedelta(0):
        worklist.seen_today.append(Course(course, due))
    elif due is not None:
        worklist.due.append(Course(course, due))
    elif course.troubles:
        worklist.in_trouble.append(Course(course))
    elif age is not None and age <= LATELY:
        worklist.seen_lately.append(Course(course))


def _last_seen(course: Course) -> float:
    last = course.overview.last_session
    return last.held_at.timestamp() if last else 0.0
