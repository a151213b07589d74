"""The queue's other end: claims jobs and runs them in processes of their own.

Jobs are rows of the program's own database, so a crash loses nothing: a job whose worker died is
claimed again when its lease runs out. Pages never wait for a job; they show its progress.

The server starts ``python -m tracker.worker`` as a process beside itself and starts it again when it
ends unexpectedly. That process, not the server, holds the pool: Streamlit puts the running page in
the place of ``__main__``, which every newly spawned process of a pool would import and so run.
"""

import logging
import multiprocessing
import os
import signal
import subprocess  # nosec B404  # starts this program's own interpreter
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from tracker.config import Settings, read_settings
from tracker.errors import TrackerError
from tracker.model import Job, JobKind
from tracker.services import analysis, bulk_import, change_maps, demo, detail, erasure, record_copies, upkeep
from tracker.store import erased_keys, jobs
from tracker.store.opening import Store, open_store
from tracker.texts import Message, marked

LEASE_SECONDS = 120
IDLE_SECONDS = 0.25
RESTART_SECONDS = 2.0
DUE_SECONDS = 600.0
TASKS_PER_PROCESS = 200
TOP = Path(__file__).parent.parent

Report = Callable[[float, str], None]
_FAILED = Message(marked("The analysis of this photo failed unexpectedly."))
logger = logging.getLogger(__name__)


def _analyse(store: Store, subject: str, report: Report) -> None:
    analysis.analyse_photo(store, subject, report=report, now=_now())
    analysis.queue_dependents(store, subject, now=_now())


def _make_change_map(store: Store, subject: str, report: Report) -> None:
    change_maps.make_map(store, subject, report=report)


def _make_detail(store: Store, subject: str, report: Report) -> None:
    detail.make_detail(store, subject, report=report)


def _import(store: Store, subject: str, report: Report) -> None:
    bulk_import.work_on_import(store, subject, report=report, clock=_now)


def _erase(store: Store, subject: str, report: Report) -> None:
    erasure.erase(store, subject, report=report, clock=_now)


def _copy_record(store: Store, subject: str, report: Report) -> None:
    record_copies.make_copy(store, subject, report=report, clock=_now)


def _build_demo(store: Store, subject: str, report: Report) -> None:
    demo.build_demo(store, now=_now(), report=report)


def _add_demo_photo(store: Store, subject: str, report: Report) -> None:
    demo.add_demo_photo(store, subject, now=_now())


WORK: dict[str, Callable[[Store, str, Report], None]] = {
    JobKind.ANALYSE: _analyse,
    JobKind.DETAIL: _make_detail,
    JobKind.CHANGE_MAP: _make_change_map,
    JobKind.IMPORT: _import,
    JobKind.ERASE: _erase,
    JobKind.RECORD_COPY: _copy_record,
    JobKind.DEMO: _build_demo,
    JobKind.DEMO_PHOTO: _add_demo_photo,
}


class Worker:
    """A thread that hands claimed jobs to a pool of processes.

    Parameters
    ----------
    settings : Settings
        ``worker_count`` is the number of processes.
    """

    def __init__(self, settings: Settings) -> None:
        # one job is one thread: processes that each take all cores only wait for each other
        os.environ.update({"OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"})
        self._settings = settings
        self._store = open_store(settings)
        self._stopping = threading.Event()
        self._slots = threading.Semaphore(settings.worker_count)
        self._pool = self._new_pool()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Claim nothing more and end the processes; unfinished jobs are claimed again later."""
        self._stopping.set()
        self._thread.join()
        running = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in running:
            process.terminate()
        for process in running:
            process.join()
        self._store.close()

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._settings.worker_count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_live_with_parent,
            max_tasks_per_child=TASKS_PER_PROCESS,
        )

    def _run(self) -> None:
        self._catch_up()
        due_at = 0.0
        while not self._stopping.is_set():
            if time.monotonic() >= due_at:
                self._do_what_is_due()
                due_at = time.monotonic() + DUE_SECONDS
            if not self._slots.acquire(timeout=IDLE_SECONDS):
                continue
            if not self._start_next():
                self._slots.release()
                self._stopping.wait(IDLE_SECONDS)

    def _catch_up(self) -> None:
        """What a new version, or a key store restored from an older copy, asks for at the start."""
        now = _now()
        self._attempt(
            lambda: erased_keys.forget_erased_keys(self._store), "%d erased patients' keys forgotten"
        )
        self._attempt(lambda: upkeep.queue_outdated(self._store, now=now), "%d photos are analysed again")

    def _do_what_is_due(self) -> None:
        """What is to happen by itself at its time; also what was begun and not done."""
        self._attempt(lambda: erasure.queue_due(self._store, now=_now()))
        self._attempt(lambda: record_copies.clear_expired(self._store, now=_now()))

    def _attempt(self, work: Callable[[], int | None], told: str = "%d done") -> None:
        """Do what a full disk, a locked database or changed keys may hinder: the thread goes on."""
        try:
            count = work()
        except Exception:
            logger.exception("work of the queue's own could not be done")
        else:
            if count:
                logger.info(told, count)

    def _start_next(self) -> bool:
        try:
            job = jobs.claim_job(self._store, at=_now(), lease_seconds=LEASE_SECONDS)
        except Exception:  # a full disk or a locked database must not end the thread
            logger.exception("the job queue could not be read")
            return False
        if job is None:
            return False
        try:
            running = self._submit(job)
        except Exception:  # the job is claimed again when its lease runs out; the thread must live
            logger.exception("a job could not be handed to a process")
            return False
        running.add_done_callback(self._free_slot)
        return True

    def _submit(self, job: Job) -> "Future[None]":
        try:
            return self._pool.submit(run_job, self._settings, job)
        except BrokenProcessPool:
            logger.warning("an analysis process ended unexpectedly; starting new ones")
            self._pool = self._new_pool()
            return self._pool.submit(run_job, self._settings, job)

    def _free_slot(self, future: "Future[None]") -> None:
        self._slots.release()


class WorkerProcess:
    """``python -m tracker.worker`` beside the server, started again when it ends unexpectedly.

    It ends when its standard input closes, so it never outlives the server, however that ends.
    """

    def __init__(self, settings: Settings) -> None:
        self._environ = {**os.environ, **settings.as_environ(), "PYTHONPATH": str(TOP)}
        self._stopping = threading.Event()
        self._process = self._start()
        self._thread = threading.Thread(target=self._watch, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the process; unfinished jobs are claimed again later."""
        self._stopping.set()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._thread.join()

    def _start(self) -> subprocess.Popen[bytes]:
        command, pipe = [sys.executable, "-m", "tracker.worker"], subprocess.PIPE
        return subprocess.Popen(command, env=self._environ, cwd=TOP, stdin=pipe)  # noqa: S603  # nosec B603

    def _watch(self) -> None:
        while True:
            self._process.wait()
            if self._stopping.wait(RESTART_SECONDS if not self._stopping.is_set() else 0):
                return
            logger.warning("the worker ended unexpectedly; starting it again")
            self._process = self._start()


def start_worker(settings: Settings) -> WorkerProcess:
    """Start claiming jobs in a process beside this one."""
    return WorkerProcess(settings)


def run_job(settings: Settings, job: Job) -> None:
    """Do one claimed job and say how it ended. Runs in a process of the pool."""
    store = _open_once(settings)

    def report(share: float, message: str) -> None:
        jobs.report_progress(store, job.id, share, message, at=_now(), lease_seconds=LEASE_SECONDS)

    try:
        WORK[job.kind](store, job.subject, report)
    except TrackerError as error:
        jobs.fail_job(store, job.id, error.message, at=_now())
    except Exception:
        logger.exception("job of kind %s failed", job.kind)
        jobs.fail_job(store, job.id, _FAILED, at=_now())
    else:
        jobs.finish_job(store, job.id, at=_now())


def drain(settings: Settings, *, report: Callable[[int], None]) -> None:
    """Run all open jobs to their end, in as many processes as the settings say.

    Parameters
    ----------
    report : callable
        Told the number of jobs still open, about twice a second.
    """
    worker = Worker(settings)
    pause = threading.Event()
    store = open_store(settings)
    try:
        while (left := jobs.count_open_jobs(store)) > 0:
            report(left)
            pause.wait(0.5)
        report(0)
    finally:
        store.close()
        worker.stop()


def main() -> None:
    """Claim jobs until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; this follows when it ends
    worker = Worker(read_settings())
    sys.stdin.buffer.read()
    worker.stop()


def _live_with_parent() -> None:
    """End this process of the pool when the one that holds the pool ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, name="parent", daemon=True).start()


@lru_cache(maxsize=1)
def _open_once(settings: Settings) -> Store:
    return open_store(settings)


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    # the jobs' functions are found under the module's own name in every process of the pool
    from tracker import worker as this_module

    this_module.main()
