"""The queue's other end: claims jobs and runs them in processes of their own.

Jobs are rows of the program's own database, so a crash loses nothing: a job whose worker died is
claimed again when its lease runs out. Pages never wait for a job; they show its progress.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing import get_context

from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.model import Job
from tracker.services import analysis, demo
from tracker.store import jobs
from tracker.store.opening import Store, open_store

LEASE_SECONDS = 120
IDLE_SECONDS = 0.25
TASKS_PER_PROCESS = 200

Report = Callable[[float, str], None]
logger = logging.getLogger(__name__)


def _analyse(store: Store, subject: str, report: Report) -> None:
    analysis.analyse_photo(store, subject, report=report)


def _build_demo(store: Store, subject: str, report: Report) -> None:
    demo.build_demo(store, now=_now(), report=report)


def _add_demo_photo(store: Store, subject: str, report: Report) -> None:
    demo.add_demo_photo(store, subject, now=_now())


WORK: dict[str, Callable[[Store, str, Report], None]] = {
    "analyse": _analyse,
    "demo": _build_demo,
    "demo photo": _add_demo_photo,
}


class Worker:
    """A thread that hands claimed jobs to a pool of processes.

    Parameters
    ----------
    settings : Settings
        ``worker_count`` is the number of processes.
    """

    def __init__(self, settings: Settings) -> None:
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
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        self._store.close()

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._settings.worker_count,
            mp_context=get_context("spawn"),
            max_tasks_per_child=TASKS_PER_PROCESS,
        )

    def _run(self) -> None:
        while not self._stopping.is_set():
            if not self._slots.acquire(timeout=IDLE_SECONDS):
                continue
            if not self._start_next():
                self._slots.release()
                self._stopping.wait(IDLE_SECONDS)

    def _start_next(self) -> bool:
        try:
            job = jobs.claim_job(self._store, at=_now(), lease_seconds=LEASE_SECONDS)
        except Exception:  # a full disk or a locked database must not end the thread
            logger.exception("the job queue could not be read")
            return False
        if job is None:
            return False
        self._submit(job).add_done_callback(self._free_slot)
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


def start_worker(settings: Settings) -> Worker:
    """Start claiming jobs in the background."""
    return Worker(settings)


def run_job(settings: Settings, job: Job) -> None:
    """Do one claimed job and say how it ended. Runs in a process of the pool."""
    store = _open_once(settings)

    def report(share: float, message: str) -> None:
        jobs.report_progress(store, job.id, share, message, at=_now(), lease_seconds=LEASE_SECONDS)

    try:
        WORK[job.kind](store, job.subject, report)
    except TrackerError as error:
        jobs.fail_job(store, job.id, str(error), at=_now())
    except Exception:
        logger.exception("job of kind %s failed", job.kind)
        jobs.fail_job(store, job.id, "The analysis of this photo failed unexpectedly.", at=_now())
    else:
        jobs.finish_job(store, job.id, at=_now())


def drain(settings: Settings, *, report: Callable[[int], None]) -> None:
    """Run all open jobs to their end, in as many processes as the settings say.

    Parameters
    ----------
    report : callable
        Told the number of jobs still open, about twice a second.
    """
    worker = start_worker(settings)
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


@lru_cache(maxsize=1)
def _open_once(settings: Settings) -> Store:
    return open_store(settings)


def _now() -> datetime:
    return datetime.now(UTC)
