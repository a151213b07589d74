"""The worker's part of an import: looks at files, stores photos, notes each, and stops when told to."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.errors import NotAllowed, NotFound, TrackerError
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import Actor, BulkImport, FileState, ImportFile, ImportState
from tracker.services.bulk_import.managing import read_map, source_of
from tracker.services.bulk_import.planning import plan_import
from tracker.services.bulk_import.run import queue_analyses, take_files
from tracker.store import clinic, imports, uploads, users
from tracker.store.alone import importing_alone
from tracker.store.opening import Store
from tracker.texts import Message, marked

SANDBOXES = 2
_ASK_SECONDS = 1.0
_NO_ACCOUNT = Message(marked("The account that began this import can't sign in any more: begin it anew."))

Report = Callable[[float, str], None]


def work_on_import(store: Store, import_id: str, *, report: Report, clock: Callable[[], datetime]) -> None:
    """Do what an import asks for at the moment: make its plan, or take in what waits.

    What can't go on is kept as the reason why it stopped, so that a page can say it.

    Parameters
    ----------
    report : callable
        Told the share that is done, and so keeps the job for this process.
    """
    present = imports.read_import(store, import_id)
    known = clinic.read_clinic(store)
    zone = ZoneInfo(known.time_zone if known else "UTC")
    steps = {ImportState.READING: _make_plan, ImportState.RUNNING: _take_in}
    step = steps.get(present.state)
    if step is None:
        return
    try:
        step(store, present, _actor(store, present), zone, report, clock)
    except TrackerError as error:
        is_reading = present.state is ImportState.READING
        after = ImportState.COLLECTING if is_reading else ImportState.STOPPED
        imports.change_import(store, import_id, (present.state,), state=after, message=error.message)


def _make_plan(
    store: Store,
    present: BulkImport,
    actor: Actor,
    zone: ZoneInfo,
    report: Report,
    clock: Callable[[], datetime],
) -> None:
    watch = _Watch(store, present, report)
    with ExitStack() as open_things:
        source = open_things.enter_context(source_of(store, present))
        sandboxes = [open_things.enter_context(DecodeSandbox()) for _ in range(SANDBOXES)]
        planned = plan_import(
            store,
            actor,
            source,
            read_map(present.template, present.table),
            sandboxes,
            zone=zone,
            now=clock(),
            report=lambda done, count: watch.note(done / max(1, count)),
            is_stopping=watch.is_stopping,
        )
    if not watch.is_stopping():
        imports.replace_files(store, present.id, planned)
        imports.change_import(store, present.id, (ImportState.READING,), state=ImportState.PLANNED)


def _take_in(
    store: Store,
    present: BulkImport,
    actor: Actor,
    zone: ZoneInfo,
    report: Report,
    clock: Callable[[], datetime],
) -> None:
    watch = _Watch(store, present, report)
    counts = imports.count_states(store, present.id)
    total, settled = sum(counts.values()), sum(counts.values()) - counts[FileState.WAITING]
    with ExitStack() as open_things:
        open_things.enter_context(importing_alone(store))
        open_things.callback(lambda: queue_analyses(store, now=clock()))
        source = open_things.enter_context(source_of(store, present))
        sandboxes = [open_things.enter_context(DecodeSandbox()) for _ in range(SANDBOXES)]
        fed = _Fed(store, present.id, watch.is_stopping)
        for file in take_files(store, actor, source, fed, sandboxes, zone=zone, clock=clock):
            imports.note_file(store, present.id, fed.next_position(), file)
            settled += 1
            watch.note(settled / max(1, total))
    if imports.count_states(store, present.id)[FileState.WAITING] == 0:
        states = (ImportState.RUNNING, ImportState.STOPPED)
        imports.change_import(store, present.id, states, state=ImportState.DONE)
        uploads.clear_uploaded(store, present.id)


class _Fed:
    """The files that wait, handed out until somebody stops; results come back in the same order."""

    def __init__(self, store: Store, import_id: str, is_stopping: Callable[[], bool]) -> None:
        self._waiting = imports.list_files(store, import_id, (FileState.WAITING,))
        self._is_stopping = is_stopping
        self._positions: deque[int] = deque()

    def __iter__(self) -> Iterator[ImportFile]:
        for position, file in self._waiting:
            if self._is_stopping():
                return
            self._positions.append(position)
            yield file

    def next_position(self) -> int:
        """The position of the file whose result has come."""
        return self._positions.popleft()


class _Watch:
    """Asks about once a second whether to go on, and says how far the work is."""

    def __init__(self, store: Store, present: BulkImport, report: Report) -> None:
        self._store = store
        self._present = present
        self._report = report
        self._asked_at = self._noted_at = 0.0
        self._is_stopping = False

    def is_stopping(self) -> bool:
        """Whether somebody stopped or removed the import."""
        if not self._is_stopping and time.monotonic() - self._asked_at > _ASK_SECONDS:
            self._asked_at = time.monotonic()
            try:
                state = imports.read_import(self._store, self._present.id).state
            except NotFound:
                state = None
            self._is_stopping = state is not self._present.state
        return self._is_stopping

    def note(self, share: float) -> None:
        """Say how far the work is."""
        if time.monotonic() - self._noted_at > _ASK_SECONDS:
            self._noted_at = time.monotonic()
            self._report(share, "")


def _actor(store: Store, present: BulkImport) -> Actor:
    user = users.find_user(store, present.user_id)
    if user is None or not user.is_active:
        raise NotAllowed(_NO_ACCOUNT)
    return Actor(user.id, user.display_name, user.role, user.language)
