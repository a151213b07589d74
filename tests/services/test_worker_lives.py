"""The thread that claims jobs outlives whatever goes wrong with one of them, and leaves none behind."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from tests.services.phantom_series import NOW
from tracker.model import Job, JobKind, JobState
from tracker.store import jobs
from tracker.store.opening import Store
from tracker.worker import Worker


def test_a_job_that_no_process_takes_does_not_end_the_claiming_of_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, both = [], threading.Event()

    def refuse(_worker: Worker, job: object) -> None:
        asked.append(job)
        if len(asked) == 2:
            both.set()
        raise OSError("no more processes")

    monkeypatch.setattr(Worker, "_submit", refuse)
    for subject in ("one", "two"):
        jobs.queue_job(store, "analyse", subject, at=NOW)
    worker = Worker(store.settings)
    try:
        assert both.wait(10)
    finally:
        worker.stop()


@pytest.fixture
def demo(store: Store) -> Job:
    """A job of many seconds, waiting."""
    return jobs.queue_job(store, JobKind.DEMO, "demo", at=NOW)


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def present(store: Store, job: Job) -> Job:
    (found,) = jobs.list_jobs(store, [job.subject])
    return found


def test_a_worker_that_stops_leaves_its_job_to_the_next_at_once(store: Store, demo: Job) -> None:
    worker = Worker(store.settings)
    try:
        wait_for(lambda: present(store, demo).progress > 0)
    finally:
        worker.stop()
    left = present(store, demo)
    assert (left.state, left.tries) == (JobState.QUEUED, 0)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process")
def test_a_job_whose_process_is_killed_can_be_tried_again_at_once(store: Store, demo: Job) -> None:
    worker = Worker(store.settings)
    try:
        wait_for(lambda: present(store, demo).progress > 0)
        for pid in list(worker._pool._processes or {}):
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: present(store, demo).state is JobState.QUEUED)
    finally:
        worker.stop()
    assert present(store, demo).tries == 1
