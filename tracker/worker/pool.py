"""Claims jobs and hands them to a pool of processes."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial

from tracker.config import Settings
from tracker.model import Job
from tracker.services import erasure, record_copies, upkeep
from tracker.store import erased_keys, jobs
from tracker.store.opening import open_store
from tracker.texts import Message, marked
from tracker.worker.work import LEASE_SECONDS, now, run_job

IDLE_SECONDS = 0.25
DUE_SECONDS = 600.0
TASKS_PER_PROCESS = 200
_DIED = Message(marked("The process that worked on this ended unexpectedly."))
logger = logging.getLogger(__name__)


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
        self._claimed: dict[str, Job] = {}
        self._slots = threading.Semaphore(settings.worker_count)
        self._pool = self._new_pool()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Claim nothing more, end the processes, and leave what they had not finished to the next worker."""
        self._stopping.set()
        self._thread.join()
        running = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in running:
            process.terminate()
        for process in running:
            process.join()
        self._attempt(lambda: jobs.hand_back(self._store, self._claimed.values()))
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
        self._attempt(
            lambda: erased_keys.forget_erased_keys(self._store), "%d erased patients' keys forgotten"
        )
        self._attempt(lambda: upkeep.queue_outdated(self._store, now=now()), "%d photos are analysed again")

    def _do_what_is_due(self) -> None:
        """What is to happen by itself at its time; also what was begun and not done."""
        self._attempt(lambda: erasure.queue_due(self._store, now=now()))
        self._attempt(lambda: record_copies.clear_expired(self._store, now=now()))

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
            job = jobs.claim_job(self._store, at=now(), lease_seconds=LEASE_SECONDS)
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
        self._claimed[job.id] = job
        running.add_done_callback(partial(self._free_slot, job))
        return True

    def _submit(self, job: Job) -> "Future[None]":
        try:
            return self._pool.submit(run_job, self._settings, job)
        except BrokenProcessPool:
            logger.warning("an analysis process ended unexpectedly; starting new ones")
            self._pool = self._new_pool()
            return self._pool.submit(run_job, self._settings, job)

    def _free_slot(self, job: Job, future: "Future[None]") -> None:
        # what the processes are ended in the middle of is handed back by who ends them
        if not self._stopping.is_set():
            self._claimed.pop(job.id, None)
            if not future.cancelled() and future.exception() is not None:  # its process died
                self._attempt(lambda: jobs.fail_job(self._store, job.id, _DIED, at=now()))
        self._slots.release()


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


def _live_with_parent() -> None:
    """End this process of the pool when the one that holds the pool ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, name="parent", daemon=True).start()
