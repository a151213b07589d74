"""Which course and session photos belong to: one session for a patient's photos of one day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from tracker.model import (
    FileState,
    ImportFile,
    ImportTarget,
    Phase,
    Series,
    Session,
    SessionKind,
)
from tracker.services.bulk_import.drafts import Draft
from tracker.services.bulk_import.patients import Identity
from tracker.services.bulk_import.spellings import fold
from tracker.store import series as series_store
from tracker.store import sessions as session_store
from tracker.store.opening import Store
from tracker.texts import Message, marked
from tracker.texts import gettext as _

_WHICH = Message(
    marked("The patient has several series: say the treatment, and the area where that isn't enough.")
)
_NUMBERS = marked("The photos of {day} say different session numbers: one day is one session.")
_KINDS = marked("The photos of {day} say different kinds of session: one day is one session.")
_OTHER_NUMBER = marked("The session of {day} has the number {known} in the records, not {number}.")
_OTHER_DAY = marked("Session {number} is of another day than {day}: check number and date.")


@dataclass(frozen=True, slots=True)
class _Course:
    """A series, or the one to begin; ``visits`` are its sessions in the records."""

    treatment: str
    area: str
    series_id: str = ""
    visits: tuple[Session, ...] = ()


@dataclass(frozen=True, slots=True)
class _Visit:
    """A session, or the one to add, with the photos for it."""

    number: int
    kind: SessionKind
    drafts: tuple[Draft, ...]
    session: Session | None = None


def place_drafts(
    store: Store, identity: Identity, drafts: Sequence[Draft], *, zone: ZoneInfo
) -> list[ImportFile]:
    """Targets for the photos of one patient, or why some are left out."""
    known = series_store.list_series(store, identity.patient_id) if identity.patient_id else []
    by_said: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_said[fold(draft.fields.treatment), fold(draft.fields.area)].append(draft)
    placed: list[ImportFile] = []
    by_course: dict[str, tuple[_Course, list[Draft]]] = {}
    for same in by_said.values():
        course = _find_course(store, same[0], known)
        if course is None:
            placed += [draft.left_out(_WHICH) for draft in same]
            continue
        key = course.series_id or f"{fold(course.treatment)}\n{fold(course.area)}"
        by_course.setdefault(key, (course, []))[1].extend(same)
    for course, members in by_course.values():
        visits, left = _visits(course, members, zone)
        placed += left
        last_day = max(draft.day for draft in members)
        placed += [_placed(identity, course, visit, d, last_day) for visit in visits for d in visit.drafts]
    return placed


def _find_course(store: Store, draft: Draft, known: Sequence[Series]) -> _Course | None:
    """The series that a photo's treatment and area name; a new one where none does; None where several do."""
    treatment, area = draft.fields.treatment, draft.fields.area
    fitting = [
        series
        for series in known
        if (not treatment or fold(treatment) == fold(series.details.treatment_type))
        and (not area or fold(area) == fold(series.details.areas))
    ]
    unsaid = _("not stated")
    wanted = fold(treatment or unsaid), fold(area or unsaid)
    if len(fitting) > 1:  # of several the one that an earlier import began for the same words
        fitting = [s for s in fitting if (fold(s.details.treatment_type), fold(s.details.areas)) == wanted]
        if len(fitting) != 1:
            return None
    if fitting:
        found = fitting[0]
        visits = tuple(session_store.list_sessions(store, found.id))
        return _Course(found.details.treatment_type, found.details.areas, found.id, visits)
    return _Course(treatment or unsaid, area or unsaid)


def _visits(
    course: _Course, drafts: Sequence[Draft], zone: ZoneInfo
) -> tuple[list[_Visit], list[ImportFile]]:
    """One visit for each day; what contradicts another photo or the records is left out."""
    by_day: dict[tuple[date, bool], list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_day[draft.day, draft.is_home].append(draft)
    taken = {visit.details.number for visit in course.visits}
    said = {draft.number for draft in drafts if draft.number}
    free = iter(range(max(taken | said, default=0) + 1, 1_000_000))
    visits: list[_Visit] = []
    left: list[ImportFile] = []
    for (day, is_home), group in sorted(by_day.items()):
        found = _visit(course, visits, group, day, is_home=is_home, free=free, zone=zone)
        if isinstance(found, _Visit):
            visits.append(found)
        else:
            left += [draft.left_out(found) for draft in group]
    return visits, left


def _visit(
    course: _Course,
    earlier: Sequence[_Visit],
    group: Sequence[Draft],
    day: date,
    *,
    is_home: bool,
    free: Iterable[int],
    zone: ZoneInfo,
) -> _Visit | Message:
    numbers = {draft.number for draft in group if draft.number}
    kinds = {draft.kind for draft in group if draft.kind}
    if len(numbers) > 1:
        return Message(_NUMBERS, {"day": day.isoformat()})
    if len(kinds) > 1:
        return Message(_KINDS, {"day": day.isoformat()})
    number = numbers.pop() if numbers else None
    held = [
        visit
        for visit in course.visits
        if visit.details.held_at.astimezone(zone).date() == day
        and (visit.details.kind is SessionKind.HOME) is is_home
    ]
    if held:
        same = next((visit for visit in held if number in (None, visit.details.number)), None)
        if same is None:
            known = held[0].details.number
            return Message(_OTHER_NUMBER, {"day": day.isoformat(), "known": known, "number": number or 0})
        return _Visit(same.details.number, same.details.kind, tuple(group), same)
    if number in {v.details.number for v in course.visits} | {v.number for v in earlier}:
        return Message(_OTHER_DAY, {"day": day.isoformat(), "number": number or 0})
    is_first = not course.visits and all(visit.kind is SessionKind.HOME for visit in earlier)
    usual = SessionKind.BASELINE if is_first else SessionKind.FOLLOW_UP
    return _Visit(number or next(iter(free)), kinds.pop() if kinds else usual, tuple(group))


def _placed(identity: Identity, course: _Course, visit: _Visit, draft: Draft, last_day: date) -> ImportFile:
    held_at = visit.session.details.held_at if visit.session else min(d.captured_at for d in visit.drafts)
    is_before = visit.kind in (SessionKind.BASELINE, SessionKind.TREATMENT)
    target = ImportTarget(
        chart_number=identity.chart_number,
        family_name=identity.family_name,
        given_name=identity.given_name,
        born_on=identity.born_on,
        treatment=course.treatment,
        area=course.area,
        day=draft.day,
        last_day=last_day,
        number=visit.number,
        kind=visit.kind,
        held_at=held_at,
        view=draft.view,
        phase=draft.phase or (Phase.PRE if is_before else Phase.FOLLOW_UP),
        captured_at=draft.captured_at,
        source=draft.source,
        patient_id=identity.patient_id,
        series_id=course.series_id,
        session_id=visit.session.id if visit.session else "",
    )
    return ImportFile(draft.file.name, FileState.WAITING, draft.file.digest, target, remark=draft.remark)
