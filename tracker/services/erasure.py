"""Erasing what was deleted, when it is due: the worker's part."""

import time
from collections.abc import Callable
from datetime import datetime

from tracker.errors import TrackerError
from tracker.model import ErasedKind, JobKind
from tracker.store import erasing, jobs
from tracker.store.erasing import ErasedFiles
from tracker.store.opening import Store
from tracker.store.sweeping import sweep
from tracker.texts import Message, marked

WAIT_SECONDS = 90.0
_BUSY = Message(marked("Photos of this record are still being worked on: the erasure is tried again."))

Report = Callable[[float, str], None]


def queue_due(store: Store, *, now: datetime) -> int:
    """Ask for every erasure that is due or isn't done; returns how many."""
    due = erasing.list_due(store, at=now)
    for erasure_id in due:
        jobs.queue_job(store, JobKind.ERASE, erasure_id, at=now)
    return len(due)


def erase(
    store: Store,
    erasure_id: str,
    *,
    report: Report,
    clock: Callable[[], datetime],
    wait_seconds: float = WAIT_SECONDS,
) -> None:
    """Erase what a deletion hid, if it is due. Killed at any moment, it is done by the next try.

    Raises
    ------
    InvalidInput
        If the patient's record is under legal hold.
    TrackerError
        If photos are being worked on all the time, or the records are in use.
    """
    erasure = erasing.begin_erasure(store, erasure_id, at=clock())
    if erasure is None or erasure.swept_at is not None:
        return
    if erasure.erased_at is None:
        files = erasing.read_erased_files(store, erasure)
        _wait_for_jobs(store, files, report, clock, wait_seconds)
        if erasure.kind is ErasedKind.PATIENT and store.keys is not None:
            # first of all: from now on no copy of the files, wherever it lies, can be opened
            store.keys.forget_patient_key(erasure.patient_id)
        report(0.3, "")
        erasing.remove_files(store, erasure, files)
        report(0.6, "")
        erasing.remove_rows(store, erasure, files, at=clock())
    sweep(store)
    erasing.mark_swept(store, erasure_id, at=clock())


def _wait_for_jobs(
    store: Store,
    files: ErasedFiles,
    report: Report,
    clock: Callable[[], datetime],
    wait_seconds: float,
) -> None:
    """Until nobody works on the photos: what is written after they are gone would stay."""
    until = time.monotonic() + wait_seconds
    while erasing.stop_jobs(store, files, at=clock()):
        if time.monotonic() > until:
            raise TrackerError(_BUSY)
        report(0.1, "")
        time.sleep(0.5)
