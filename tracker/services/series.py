"""Courses of treatment and their dated sessions."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import InvalidInput
from tracker.imaging import align
from tracker.model import (
    Actor,
    AlignmentRow,
    JobState,
    MarkProblem,
    Patient,
    Photo,
    Reference,
    Region,
    Series,
    SeriesDetails,
    SeriesStatus,
    Session,
    SessionDetails,
    SessionKind,
    View,
    find_mark_problem,
)
from tracker.rights import Action, require
from tracker.store import alignments, jobs, patients, photos, references, regions, sessions
from tracker.store import series as series_store
from tracker.store.opening import Store
from tracker.texts import gettext as _

LATEST_FOLLOW_UP = 730
CLOCK_SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class UnchangedMark:
    """That a session's skin has not changed since an earlier one, as somebody marked.

    ``problem`` is what has come to contradict it since, by new dates or another treatment; such a
    mark counts for nothing.
    """

    since: Session
    problem: MarkProblem | None


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """Everything that the page of a series shows.

    ``alignments`` holds, by photo digest, how the photo maps to its present reference; a photo
    that is not in it has not been analysed yet, or has to be again.
    """

    patient: Patient
    series: Series
    sessions: list[Session]
    photos: list[Photo]
    references: dict[View, Reference]
    regions: dict[View, list[Region]]
    alignments: dict[str, AlignmentRow]
    open_jobs: int
    failed_jobs: dict[str, str]

    @property
    def views(self) -> list[View]:
        """Views that have photos, the most photographed first."""
        return [view for view, _ in Counter(p.view for p in self.photos).most_common()]

    def photos_of(self, session_id: str) -> list[Photo]:
        """The photos of one session, by view and capture time."""
        mine = [p for p in self.photos if p.session_id == session_id]
        return sorted(mine, key=lambda p: (p.view, p.captured_at))

    def mark_of(self, session: Session) -> UnchangedMark | None:
        """The mark of unchanged skin that a session bears."""
        since = session.details.unchanged_since
        earlier = next((s for s in self.sessions if s.id == since), None)
        if earlier is None:
            return None
        treated_at = [s.details.held_at for s in self.sessions if s.details.kind is SessionKind.TREATMENT]
        problem = find_mark_problem(earlier.details.held_at, session.details.held_at, treated_at)
        return UnchangedMark(earlier, problem)

    def session_of(self, photo: Photo) -> Session:
        """The session that a photo belongs to."""
        return next(s for s in self.sessions if s.id == photo.session_id)


def add_series(
    store: Store, actor: Actor, patient_id: str, details: SeriesDetails, *, now: datetime
) -> Series:
    """Begin a course of treatment.

    Raises
    ------
    InvalidInput
        If a required field is empty or a number is out of its range.
    """
    require(actor, Action.EDIT_RECORDS)
    return series_store.add_series(store, patient_id, checked_series(details), at=now)


def edit_series(store: Store, actor: Actor, series_id: str, details: SeriesDetails) -> Series:
    """Replace what is known of a course of treatment; refuses what `add_series` refuses."""
    require(actor, Action.EDIT_RECORDS)
    return series_store.edit_series(store, series_id, checked_series(details))


def open_series(store: Store, actor: Actor, series_id: str) -> SeriesRecord:
    """A course of treatment with sessions, photos, references, regions and the state of analysis.

    Raises
    ------
    NotFound
        If there is no such series.
    """
    require(actor, Action.VIEW)
    found = series_store.read_series(store, series_id)
    all_photos = photos.list_photos(store, series_id)
    listed = jobs.list_jobs(store, [p.id for p in all_photos])
    present = {r.view: r for r in references.list_references(store, series_id)}
    return SeriesRecord(
        patient=patients.read_patient(store, found.patient_id),
        series=found,
        sessions=sessions.list_sessions(store, series_id),
        photos=all_photos,
        references=present,
        regions={view: regions.list_regions(store, series_id, view) for view in present},
        alignments=_present_alignments(store, series_id),
        open_jobs=len({j.subject for j in listed if j.state in (JobState.QUEUED, JobState.RUNNING)}),
        failed_jobs={j.subject: str(j.message) for j in listed if j.state is JobState.FAILED},
    )


def _present_alignments(store: Store, series_id: str) -> dict[str, AlignmentRow]:
    """Each photo's alignment to the reference of its own view, as far as it still holds."""
    views = alignments.list_views(store, series_id, align.METHOD).values()
    found = [view.row(photo.digest) for view in views for photo in view.photos]
    return {row.digest: row for row in found if row is not None}


def suggest_session(store: Store, actor: Actor, series_id: str) -> int:
    """The number that the next session gets unless another one is typed."""
    require(actor, Action.VIEW)
    return sessions.next_number(store, series_id)


def add_session(
    store: Store, actor: Actor, series_id: str, details: SessionDetails, *, now: datetime
) -> Session:
    """Add a dated visit.

    Raises
    ------
    InvalidInput
        If the date lies in the future, the number is taken, or the session is marked as unchanged
        since one that is not earlier, of the same day, or before a treatment in between.
    """
    require(actor, Action.ADD_PHOTOS)
    found = checked_session(details, now)
    return sessions.add_session(store, series_id, found, by=actor.display_name, at=now)


def edit_session(
    store: Store, actor: Actor, session_id: str, details: SessionDetails, *, now: datetime
) -> Session:
    """Replace what is known of a visit; refuses what `add_session` refuses."""
    require(actor, Action.EDIT_RECORDS)
    found = checked_session(details, now)
    return sessions.edit_session(store, session_id, found, by=actor.display_name, at=now)


def open_session(store: Store, actor: Actor, session_id: str) -> tuple[Session, SeriesRecord]:
    """A visit with its series around it.

    Raises
    ------
    NotFound
        If there is no such session.
    """
    require(actor, Action.VIEW)
    session = sessions.read_session(store, session_id)
    return session, open_series(store, actor, session.series_id)


def checked_series(details: SeriesDetails) -> SeriesDetails:
    """The details, if they can be true.

    Raises
    ------
    InvalidInput
        Names the field and what to do.
    """
    for field, sentence in (
        ("treatment_type", _("Enter the type of treatment.")),
        ("indications", _("Enter what it is for.")),
        ("areas", _("Enter the treated areas.")),
    ):
        if not getattr(details, field).strip():
            raise InvalidInput(sentence, field=field)
    if not 1 <= details.planned_sessions <= 12:
        raise InvalidInput(_("Plan between 1 and 12 treatments."), field="planned_sessions")
    if not 2 <= details.interval_weeks <= 8:
        raise InvalidInput(_("Choose an interval between 2 and 8 weeks."), field="interval_weeks")
    check_follow_up_days(details.follow_up_days)
    if details.status is SeriesStatus.STOPPED and not details.stop_reason.strip():
        raise InvalidInput(_("Say why the series was stopped."), field="stop_reason")
    return details


def read_follow_up_days(text: str) -> tuple[int, ...]:
    """Days as somebody types them; nothing typed means no follow-up.

    Raises
    ------
    InvalidInput
        If they are no rising whole numbers from 1 to 730.

    Examples
    --------
    >>> read_follow_up_days("30, 90,150")
    (30, 90, 150)
    """
    parts = text.replace(";", ",").replace(",", " ").split()
    # letters would be no days; nor would what only looks like digits
    days = tuple(int(part) if part.isascii() and part.isdecimal() else 0 for part in parts)
    return check_follow_up_days(days)


def check_follow_up_days(days: tuple[int, ...]) -> tuple[int, ...]:
    """The days, if a plan can have them.

    Raises
    ------
    InvalidInput
        If they are no rising whole numbers from 1 to 730.
    """
    if list(days) != sorted(set(days)) or any(not 1 <= day <= LATEST_FOLLOW_UP for day in days):
        sentence = _("Enter the follow-up days as rising whole numbers from 1 to 730, as in 30, 90, 150.")
        raise InvalidInput(sentence, field="follow_up_days")
    return days


def checked_session(details: SessionDetails, now: datetime) -> SessionDetails:
    """The details, if they can be true.

    Raises
    ------
    InvalidInput
        Names the field and what to do.
    """
    if details.held_at > now + CLOCK_SLACK:
        raise InvalidInput(_("The session's date lies in the future: check day and time."), field="held_at")
    if details.number < 1:
        raise InvalidInput(_("Session numbers start at 1."), field="number")
    if details.needle_depth_mm is not None and not 0 < details.needle_depth_mm <= 5:
        raise InvalidInput(_("Needle depth lies between 0.1 and 5 mm."), field="needle_depth_mm")
    return details


def count_open_analyses(store: Store, actor: Actor, series_id: str) -> int:
    """Photos of a series whose analysis is queued or running."""
    require(actor, Action.VIEW)
    listed = jobs.list_jobs(store, [p.id for p in photos.list_photos(store, series_id)])
    return len({j.subject for j in listed if j.state in (JobState.QUEUED, JobState.RUNNING)})
