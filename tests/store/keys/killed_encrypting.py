"""A process that is killed at every few steps of encrypting a data folder, one after the other.

Run as a script with a data folder, a folder for the copies and the master key's file::

    python killed_encrypting.py DATA COPIES MASTER_KEY_FILE

For each step a forked child works on a copy named by the step. The parent prints one line per step, and
stops at the first child that was not killed.
"""

import io
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from tracker.config import Settings, read_settings
from tracker.store.encrypting import seal_files
from tracker.store.opening import open_store

STRIDE = 9
STEPS = (os.open, os.fsync, os.replace, os.unlink, os.utime)


class Killer:
    """Kills its own process before or after the nth step that reaches the disk."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        if event in ("c_call", "c_return") and is_step(called):
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def is_step(called: Any) -> bool:
    """Whether a function of C reaches the disk."""
    owner = getattr(called, "__self__", None)
    return called in STEPS or (isinstance(owner, io.BufferedWriter) and called.__name__ in ("write", "flush"))


def settings_of(data_dir: Path, key_file: Path, keys_dir: Path) -> Settings:
    names = {"DATA_DIR": data_dir, "MASTER_KEY_FILE": key_file, "KEYS_DIR": keys_dir}
    return read_settings({f"TRACKER_{name}": str(value) for name, value in names.items()})


def main(template: Path, copies: Path, key_file: Path) -> None:
    was_killed, step = True, 0
    while was_killed:
        step += STRIDE
        folder = copies / str(step)
        shutil.copytree(template, folder / "data")
        child = os.fork()
        if child == 0:
            store = open_store(settings_of(folder / "data", key_file, folder / "keys"))
            sys.setprofile(Killer(step))
            seal_files(store)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        was_killed = os.WIFSIGNALED(status)
        print(step, "killed" if was_killed else f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
