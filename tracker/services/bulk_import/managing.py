"""Imports from the browser: begun, filled, mapped, checked, started, stopped, looked at, removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from tracker.errors import InvalidInput, NotFound, TrackerError
from tracker.imaging.limits import MAX_BYTES
from tracker.model import Actor, BulkImport, FileState, ImportFile, ImportState, JobKind, JobState
from tracker.rights import Action, require, require_confirmed
from tracker.services.bulk_import.columns import parse_columns
from tracker.services.bulk_import.drafts import NameReader
from tracker.services.bulk_import.report import report_csv
from tracker.services.bulk_import.sources import PhotoSource, is_leaving, open_source
from tracker.services.bulk_import.template import parse_template
from tracker.services.bulk_import.uploaded import open_uploaded
from tracker.store import audit, imports, jobs, uploads
from tracker.store.opening import Store
from tracker.texts import Message, marked
from tracker.texts import gettext as _

MOST_ZIP_BYTES = 50_000_000_000
LONGEST_NAME = 1000
_BEFORE = (ImportState.COLLECTING, ImportState.PLANNED)
_AT_WORK = (ImportState.READING, ImportState.RUNNING)
_EMPTY = Message(marked("There are no files yet: choose a folder or a ZIP first."))


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is.

    Attributes
    ----------
    is_at_work : bool
        Whether a job for it waits or runs; False also where one was lost.
    share : float
        Of the files that are looked at, while names are read.
    seconds_left : float or None
        By the pace since the import was started last; None where it isn't known.
    """

    present: BulkImport
    counts: dict[FileState, int]
    is_at_work: bool
    share: float = 0.0
    seconds_left: float | None = None

    @property
    def total(self) -> int:
        """All files."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """Files of which is known what became of them."""
        return self.total - self.counts[FileState.WAITING]


def begin_import(store: Store, actor: Actor, *, place: str = "", now: datetime) -> BulkImport:
    """Begin an import of files that are to be sent, or lie at a place of the server's import folder.

    Raises
    ------
    NotFound
        If there is no such place.
    """
    require(actor, Action.IMPORT)
    if place:
        _path_of(store, place)
    return imports.add_import(store, place=place, user_id=actor.user_id, by=actor.display_name, at=now)


def list_imports(store: Store, actor: Actor) -> list[BulkImport]:
    """The latest imports, newest first."""
    require(actor, Action.IMPORT)
    return imports.list_imports(store)


def list_places(store: Store, actor: Actor) -> list[str]:
    """Folders and ZIPs of the server's import folder; none where no such folder is set."""
    require(actor, Action.IMPORT)
    folder = store.settings.import_dir
    if folder is None or not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if path.is_dir() or path.suffix.casefold() == ".zip"]
    return sorted(path.name for path in found if not is_leaving(path.name) and not path.is_symlink())


@contextmanager
def receive_file(
    store: Store, actor: Actor, import_id: str, name: str, *, byte_count: int
) -> Iterator[IO[bytes]]:
    """A file to write what a browser sends into; a ZIP and anything else take each other's place.

    Raises
    ------
    InvalidInput
        If the import takes no more files, or the file is too large.
    StorageFull
        If there is no room.
    """
    require(actor, Action.IMPORT)
    present = imports.read_import(store, import_id)
    if present.place or present.state is not ImportState.COLLECTING:
        raise InvalidInput(_("This import takes no more files: begin a new one."))
    is_zip = name.casefold().endswith(".zip")
    if not name or len(name) > LONGEST_NAME or byte_count > (MOST_ZIP_BYTES if is_zip else MAX_BYTES):
        raise InvalidInput(_("This file is too large for a photo, or has no usable name: it was left out."))
    with uploads.receiving(store, import_id, name, byte_count=byte_count) as file:
        yield file
    others = {one.name for one in uploads.list_uploaded(store, import_id)} - {name}
    replaced = others if is_zip else {other for other in others if other.casefold().endswith(".zip")}
    uploads.remove_uploaded(store, import_id, replaced)


def has_files(store: Store, actor: Actor, import_id: str) -> bool:
    """Whether a browser has sent any file."""
    require(actor, Action.IMPORT)
    return bool(uploads.list_uploaded(store, import_id))


def list_names(store: Store, actor: Actor, import_id: str) -> list[str]:
    """The names of the files that may be taken; nothing is opened but a ZIP's directory.

    Raises
    ------
    TrackerError
        If the ZIP is none.
    """
    require(actor, Action.IMPORT)
    with source_of(store, imports.read_import(store, import_id)) as source:
        return [file.name for file in source.list_files() if not file.reason]


def request_plan(
    store: Store, actor: Actor, import_id: str, *, template: str, table: str = "", now: datetime
) -> None:
    """Have all files looked at, and a plan made of what would go where.

    Parameters
    ----------
    template : str
        See `parse_template`.
    table : str
        The text of a CSV, which then counts instead.

    Raises
    ------
    InvalidInput
        If template or table can't work, or there are no files.
    """
    require(actor, Action.IMPORT)
    read_map(template, table)
    if not imports.read_import(store, import_id).place and not uploads.list_uploaded(store, import_id):
        raise InvalidInput(_EMPTY)
    values = {"template": template, "table": table, "state": ImportState.READING, "message": ""}
    if imports.change_import(store, import_id, (*_BEFORE, ImportState.READING), **values):
        jobs.queue_job(store, JobKind.IMPORT, import_id, at=now)


def start_import(store: Store, actor: Actor, import_id: str, *, now: datetime) -> None:
    """Start what is planned, or go on with what was stopped or interrupted."""
    require(actor, Action.IMPORT)
    counts = imports.count_states(store, import_id)
    settled = sum(counts.values()) - counts[FileState.WAITING]
    values = {"state": ImportState.RUNNING, "message": "", "began_at": now, "began_with": settled}
    states = (ImportState.PLANNED, ImportState.STOPPED, ImportState.RUNNING)
    if imports.change_import(store, import_id, states, **values):
        jobs.queue_job(store, JobKind.IMPORT, import_id, at=now)


def stop_import(store: Store, actor: Actor, import_id: str) -> None:
    """Stop between two photos; what is stored stays."""
    require(actor, Action.IMPORT)
    imports.change_import(store, import_id, (ImportState.RUNNING,), state=ImportState.STOPPED)
    imports.change_import(store, import_id, (ImportState.READING,), state=ImportState.COLLECTING)


def change_mapping(store: Store, actor: Actor, import_id: str) -> None:
    """Go back to saying what names mean; the plan is dropped."""
    require(actor, Action.IMPORT)
    imports.change_import(store, import_id, (ImportState.PLANNED,), state=ImportState.COLLECTING)


def remove_import(store: Store, actor: Actor, import_id: str) -> None:
    """Forget an import and the copies that were sent for it; photos that it stored stay.

    Raises
    ------
    InvalidInput
        If it is running.
    """
    require(actor, Action.IMPORT)
    if imports.read_import(store, import_id).state in _AT_WORK and _open_job(store, import_id) is not None:
        raise InvalidInput(_("Stop the import first."))
    imports.delete_import(store, import_id)
    uploads.clear_uploaded(store, import_id)


def import_progress(store: Store, actor: Actor, import_id: str, *, now: datetime) -> ImportProgress:
    """How far an import is.

    Raises
    ------
    NotFound
        If there is no such import.
    """
    require(actor, Action.IMPORT)
    present = imports.read_import(store, import_id)
    counts = imports.count_states(store, import_id)
    share = _open_job(store, import_id)
    progress = ImportProgress(present, counts, share is not None, share or 0.0)
    done = progress.settled - present.began_with
    if present.state is not ImportState.RUNNING or present.began_at is None or done <= 0:
        return progress
    seconds = counts[FileState.WAITING] * (now - present.began_at).total_seconds() / done
    return ImportProgress(present, counts, share is not None, share or 0.0, seconds)


def list_import_files(
    store: Store, actor: Actor, import_id: str, *, left_out_alone: bool = False
) -> list[ImportFile]:
    """The files of a plan in its order, or those that are left out."""
    require(actor, Action.IMPORT)
    states = (FileState.LEFT_OUT,) if left_out_alone else tuple(FileState)
    return imports.list_shown_files(store, import_id, states)


def import_report(store: Store, actor: Actor, import_id: str, *, now: datetime) -> bytes:
    """What became of each file, as a CSV that spreadsheets open; that it leaves is written down.

    It holds chart numbers, and names of files, in which people write who is on them.

    Raises
    ------
    NotFound
        If there is no such import.
    ConfirmationNeeded
        If the password was not typed lately.
    """
    require(actor, Action.IMPORT)
    require_confirmed(actor, at=now)
    imports.read_import(store, import_id)
    audit.record_event(
        store,
        at=now,
        user=actor.display_name,
        action="exported",
        object_kind="import report",
        object_id=import_id,
    )
    return report_csv(imports.list_shown_files(store, import_id)).encode("utf-8-sig")


def read_map(template: str, table: str) -> NameReader:
    """The table where there is one, else the template, ready to read names."""
    return parse_columns(table.encode()) if table else parse_template(template)


def source_of(store: Store, present: BulkImport) -> PhotoSource:
    """Where the files of an import lie.

    Raises
    ------
    TrackerError
        If they are gone, or the ZIP is none.
    """
    if present.place:
        return open_source(_path_of(store, present.place))
    uploaded = uploads.list_uploaded(store, present.id)
    if not uploaded:
        raise TrackerError(_EMPTY)
    return open_uploaded(uploaded)


def _path_of(store: Store, place: str) -> Path:
    """A folder or ZIP right inside the server's import folder, and nothing else."""
    folder = store.settings.import_dir
    path = None if folder is None else folder / place
    if folder is None or path is None or path.is_symlink() or path.resolve().parent != folder.resolve():
        raise NotFound(_("There is nothing of this name in the server's import folder."))
    return path


def _open_job(store: Store, import_id: str) -> float | None:
    """How far the job of an import is; None where none waits or runs."""
    for job in jobs.list_jobs(store, [import_id]):
        if job.kind == JobKind.IMPORT and job.state in (JobState.QUEUED, JobState.RUNNING):
            return job.progress
    return None
