"""Several processes that do the same at the same moment, in one store.

Run as a script::

    python -m tests.store.forked open DATA_DIR COUNT
    python -m tests.store.forked claim DATA_DIR COUNT

Each child prints one line of its own.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.store.conftest import NOW
from tracker.config import read_settings
from tracker.store import jobs, patients
from tracker.store.opening import open_store


def open_empty(data_dir: str) -> str:
    store = open_store(read_settings({"TRACKER_DATA_DIR": data_dir}))
    return f"{patients.count_patients(store)} patients"


def claim_all(data_dir: str) -> str:
    store = open_store(read_settings({"TRACKER_DATA_DIR": data_dir}))
    claimed = []
    while job := jobs.claim_job(store, at=NOW, lease_seconds=3600):
        claimed.append(job.subject)
        time.sleep(0.01)  # work a little, so that the others get a turn
    return " ".join(claimed)


WORK: dict[str, Callable[[str], str]] = {"open": open_empty, "claim": claim_all}


def main(work: Callable[[str], str], data_dir: str, count: int) -> None:
    waiting, go = os.pipe()
    children = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(waiting, 1)  # ends when the parent lets go of the other end
            Path(f"{data_dir}.{number}").write_text(work(data_dir))
            os._exit(0)
        children.append(child)
    os.close(go)
    for number, child in enumerate(children):
        _, status = os.waitpid(child, 0)
        assert status == 0
        print(Path(f"{data_dir}.{number}").read_text(), flush=True)


if __name__ == "__main__":
    main(WORK[sys.argv[1]], sys.argv[2], int(sys.argv[3]))
