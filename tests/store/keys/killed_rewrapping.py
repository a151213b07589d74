"""A process that is killed at every statement of changing a key store, one after the other.

Run as a script with a key store and a folder for the copies::

    python killed_rewrapping.py KEY_STORE COPIES rewrap

For each step a forked child works on a copy named by the step. The parent prints one line per step, and
stops at the first child that was not killed.
"""

import os
import shutil
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from tracker.store.keys.key_store import KeyStore
from tracker.store.keys.master_key import MasterKey

OLD, NEW = MasterKey(bytes(range(32))), MasterKey(bytes(range(100, 132)))
NOW = datetime(2026, 5, 3, tzinfo=UTC)
WORK = {
    "rewrap": lambda key_store: key_store.rewrap(OLD, NEW),
    "forget": lambda key_store: key_store.forget("patient", "p3", at=NOW),
}


class Killer:
    """Kills its own process before or after the nth statement."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        owner = getattr(called, "__self__", None)
        if event in ("c_call", "c_return") and isinstance(owner, sqlite3.Connection):
            self._left -= called.__name__ in ("execute", "close")
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def main(template: Path, copies: Path, work: str) -> None:
    was_killed, step = True, 0
    while was_killed:
        step += 1
        path = copies / str(step) / template.name
        path.parent.mkdir(parents=True)
        shutil.copyfile(template, path)
        child = os.fork()
        if child == 0:
            sys.setprofile(Killer(step))
            WORK[work](KeyStore(path))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        was_killed = os.WIFSIGNALED(status)
        print(step, "killed" if was_killed else f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
