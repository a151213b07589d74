"""What an import would do, or did: counts, a tree of patients and sessions, and a table of all files."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tracker.model import FileState, ImportFile, ImportTarget, SessionKind
from tracker.model.spreadsheets import inert
from tracker.texts import gettext as _


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """How many files are to be taken, were taken, are stored already and are left out; and what is made."""

    waiting: int
    taken: int
    present: int
    left_out: int
    new_patients: int
    new_sessions: int

    @property
    def total(self) -> int:
        """All files."""
        return self.waiting + self.taken + self.present + self.left_out


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A line of the tree: one session with the views of its photos."""

    number: int
    kind: SessionKind
    day: date
    is_new: bool
    views: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PlannedCourse:
    """A branch of the tree: one series of one patient."""

    chart_number: str
    full_name: str
    is_new_patient: bool
    treatment: str
    area: str
    is_new: bool
    sessions: tuple[PlannedSession, ...]

    @property
    def photo_count(self) -> int:
        """Photos of all its sessions."""
        return sum(count for session in self.sessions for _view, count in session.views)


def count_files(files: Iterable[ImportFile]) -> ImportCounts:
    """Counts of states, and of what the import makes."""
    states: Counter[FileState] = Counter()
    new_patients, new_sessions = set(), set()
    for file in files:
        states[file.state] += 1
        to = file.target
        if to and file.state in (FileState.WAITING, FileState.TAKEN):
            if not to.patient_id:
                new_patients.add(to.chart_number.casefold())
            if not to.session_id:
                new_sessions.add((*_course_key(to), to.number))
    return ImportCounts(
        waiting=states[FileState.WAITING],
        taken=states[FileState.TAKEN],
        present=states[FileState.PRESENT],
        left_out=states[FileState.LEFT_OUT],
        new_patients=len(new_patients),
        new_sessions=len(new_sessions),
    )


def planned_tree(files: Sequence[ImportFile]) -> list[PlannedCourse]:
    """Courses with their sessions, of all photos that go in; files come in the plan's order."""
    going = [file.target for file in files if file.target and file.state is not FileState.LEFT_OUT]
    return [_course(list(same)) for _key, same in groupby(going, _course_key)]


def count_reasons(files: Iterable[ImportFile]) -> list[tuple[str, int]]:
    """Why files are left out, in the reader's language, the most frequent reason first."""
    return Counter(str(f.reason) for f in files if f.state is FileState.LEFT_OUT).most_common()


def report_csv(files: Iterable[ImportFile]) -> str:
    """A table of all files: what became of each, and why.

    A cell that a spreadsheet would compute is written as text.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    headings = (_("file"), _("state"), _("reason"), _("chart number"), _("session"), _("date"), _("view"))
    table.writerow(headings)
    for file in files:
        table.writerow([inert(cell) for cell in _cells(file)])
    return out.getvalue()


def _cells(file: ImportFile) -> tuple[str, ...]:
    to = file.target
    placed = (to.chart_number, str(to.number), to.day.isoformat(), to.view.label) if to else ("",) * 4
    return file.name, file.state.label, str(file.reason or file.remark), *placed


def _course_key(target: ImportTarget) -> tuple[str, str, str]:
    return target.chart_number.casefold(), target.treatment.casefold(), target.area.casefold()


def _course(targets: Sequence[ImportTarget]) -> PlannedCourse:
    first = targets[0]
    by_number = groupby(sorted(targets, key=lambda t: t.number), lambda t: t.number)
    return PlannedCourse(
        chart_number=first.chart_number,
        full_name=first.full_name,
        is_new_patient=not first.patient_id,
        treatment=first.treatment,
        area=first.area,
        is_new=not first.series_id,
        sessions=tuple(_session(list(same)) for _number, same in by_number),
    )


def _session(targets: Sequence[ImportTarget]) -> PlannedSession:
    first = targets[0]
    views = Counter(target.view.label for target in targets)
    return PlannedSession(
        first.number, first.kind, first.day, not first.session_id, tuple(sorted(views.items()))
    )
