"""``python -m tracker import``: a folder or ZIP of old photos, typed on the machine that keeps them.

The account that is named decides what may be done, and is written down beside every photo. No password is
asked for: whoever can run this reads and writes the data folder anyway.
"""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo, available_timezones

from tracker.config import Settings
from tracker.errors import NotFound, TrackerError
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import Actor, FileState, ImportFile
from tracker.services import bulk_import, clinic
from tracker.services.bulk_import.time_left import TimeLeft
from tracker.store.alone import importing_alone
from tracker.store.opening import Store, open_store
from tracker.store.users import find_user_by_name

LEFT_OUT, STOPPED = 3, 130
SANDBOXES = 2
MOST_NAMED = 20
EPILOG = """exit codes: 0 all photos are stored; 1 nothing was done, with the reason; 3 some files were
left out; 130 stopped by Ctrl-C. Running the same command again goes on where it stopped: no photo is
stored twice."""
MAP_HELP = """where a path says what, as {chart}_{family}_{given}_{born}/{treatment}/{date}/{view} (fields:
chart, family, given, born, treatment, series, session, date, view, zone, phase, ignore; * within a name,
** for any folders; {date:%%d.%%m.%%Y} says how a date is written), or a CSV with a column “file” and a
column for each field"""


def add_import(command: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    command.epilog = EPILOG
    command.add_argument("source", metavar="FOLDER_OR_ZIP", type=Path, help="where the photos lie")
    command.add_argument("--map", required=True, metavar="TEMPLATE_OR_CSV", help=MAP_HELP)
    command.add_argument(
        "--as", dest="account", required=True, metavar="USER", help="the account that imports"
    )
    command.add_argument("--dry-run", action="store_true", help="show what would go where and store nothing")
    command.add_argument("--report", type=Path, metavar="FILE", help="write what became of each file as CSV")
    command.add_argument(
        "--time-zone", metavar="ZONE", help="of the clinic, as Europe/Madrid; else the clinic's own"
    )
    command.set_defaults(work=import_photos)


def import_photos(settings: Settings, arguments: argparse.Namespace) -> int:
    """Plan, show, take in, report.

    Returns
    -------
    int
        The exit code; see `EPILOG`.

    Raises
    ------
    TrackerError
        If the account may not, the source isn't there, the template is wrong, or the disk is full.
    """
    names = _read_map(arguments.map)
    with ExitStack() as open_things:
        store = open_store(settings)
        open_things.callback(store.close)
        actor = _actor(store, arguments.account)
        zone = _zone(arguments.time_zone or clinic.read(store).time_zone)
        source = open_things.enter_context(bulk_import.open_source(arguments.source))
        sandboxes = [open_things.enter_context(DecodeSandbox()) for _ in range(SANDBOXES)]
        stop = open_things.enter_context(_stopped_by_keyboard())
        line = ProgressLine("Looking at files")
        planned = bulk_import.plan_import(
            store, actor, source, names, sandboxes, zone=zone, now=_now(), report=line, is_stopping=stop
        )
        line.end()
        if not stop() and not arguments.dry_run:
            open_things.enter_context(importing_alone(store))
            planned = _take(store, actor, source, planned, sandboxes, zone, stop)
    return _tell(planned, arguments, is_stopped=stop())


def _read_map(text: str) -> bulk_import.NameReader:
    """A template, or the table in a CSV file."""
    if Path(text).suffix.casefold() != ".csv" or "{" in text:
        return bulk_import.parse_template(text)
    try:
        return bulk_import.parse_columns(Path(text).read_bytes())
    except OSError as error:
        raise NotFound(f"The table {text} can't be read: {error.strerror}.") from error


def _actor(store: Store, name: str) -> Actor:
    user = find_user_by_name(store, name)
    actor = clinic.actor_of(store, user.id) if user else None
    if actor is None:
        raise NotFound(
            f"There is no account {name} that can sign in: name one of this installation with --as."
        )
    return actor


def _zone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise TrackerError(f"There is no time zone {name}: write it as Europe/Madrid.")
    return ZoneInfo(name)


def _take(
    store: Store,
    actor: Actor,
    source: bulk_import.PhotoSource,
    planned: Sequence[ImportFile],
    sandboxes: Sequence[DecodeSandbox],
    zone: ZoneInfo,
    stop: Callable[[], bool],
) -> list[ImportFile]:
    """Take in what waits; the rest of the plan stays as it is."""
    waiting = [file for file in planned if file.state is FileState.WAITING]
    line = ProgressLine("Storing photos")
    taken: dict[str, ImportFile] = {}
    fed = (file for file in waiting if not stop())
    try:
        for file in bulk_import.take_files(store, actor, source, fed, sandboxes, zone=zone, clock=_now):
            taken[file.name] = file
            line(len(taken), len(waiting))
    finally:
        line.end()
        if taken:
            bulk_import.queue_analyses(store, now=_now())
    return [taken.get(file.name, file) for file in planned]


def _tell(files: Sequence[ImportFile], arguments: argparse.Namespace, *, is_stopped: bool) -> int:
    """Print what became of the files, and write the report."""
    counts = bulk_import.count_files(files)
    if arguments.dry_run:
        print_plan(files)
    else:
        print(f"{counts.taken} photos are stored, {counts.present} were stored already.")
    for reason, count in bulk_import.count_reasons(files):
        print(f"Left out, {count}: {reason}")
    for file in [f for f in files if f.state is FileState.LEFT_OUT][:MOST_NAMED]:
        print(f"  {_printable(file.name)}: {file.reason}")
    if counts.left_out > MOST_NAMED:
        print(f"  and {counts.left_out - MOST_NAMED} more; --report FILE lists them all.")
    if arguments.report:
        _write_report(arguments.report, files)
    if is_stopped:
        print("Stopped. What is stored stays; run the same command again to go on.")
        return STOPPED
    return LEFT_OUT if counts.left_out else 0


def print_plan(files: Sequence[ImportFile]) -> None:
    """Print the tree of patients, series and sessions."""
    counts = bulk_import.count_files(files)
    for course in bulk_import.planned_tree(files):
        print(f"{course.chart_number}  {course.full_name}{_new(course.is_new_patient)}")
        print(f"  {course.treatment}, {course.area}{_new(course.is_new)}")
        for session in course.sessions:
            views = ", ".join(f"{view} × {count}" if count > 1 else view for view, count in session.views)
            print(
                f"    session {session.number}, {session.day}, {session.kind}{_new(session.is_new)}: {views}"
            )
    for file in files:
        if file.remark:
            print(f"Note: {_printable(file.name)}: {file.remark}")
    print(
        f"{counts.waiting} photos would be stored: {counts.new_patients} new patients, "
        f"{counts.new_sessions} new sessions. {counts.present} are stored already. Nothing was written."
    )


def _write_report(path: Path, files: Sequence[ImportFile]) -> None:
    try:
        path.write_text(bulk_import.report_csv(files), "utf-8-sig", newline="")
    except OSError as error:
        raise TrackerError(f"The report can't be written to {path}: {error.strerror}.") from error
    print(f"What became of each file is in {path}.")


class ProgressLine:
    """One line that counts up, with the time left."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._left: TimeLeft | None = None
        self._drawn_at = 0.0

    def __call__(self, done: int, count: int) -> None:
        """Draw the line, at most five times a second."""
        now = time.monotonic()
        self._left = self._left or TimeLeft(count)
        seconds = self._left.after(done, at=now)
        if now - self._drawn_at > 0.2 or done == count:
            self._drawn_at = now
            print(f"\r{self._words}: {done} of {count}{_left_words(seconds)}".ljust(70), end="", flush=True)

    def end(self) -> None:
        """Leave the line, if there is one."""
        if self._left is not None:
            print()


@contextmanager
def _stopped_by_keyboard() -> Iterator[Callable[[], bool]]:
    """Ctrl-C asks for a stop between two photos; a second one ends at once."""
    pressed: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)
        print("\nStopping after the photos under way.", file=sys.stderr)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def _left_words(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f", about {seconds / 60:.0f} min left" if seconds >= 90 else f", about {seconds:.0f} s left"


def _new(is_new: bool) -> str:
    return " (new)" if is_new else ""


def _printable(name: str) -> str:
    """A file's name without what would move the cursor."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _now() -> datetime:
    return datetime.now(UTC)
