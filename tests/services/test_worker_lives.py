"""The thread that claims jobs outlives whatever goes wrong with one of them."""

import threading

import pytest

from tests.services.phantom_series import NOW
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
