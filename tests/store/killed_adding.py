"""A process that is killed at every step of adding a photo, one after the other.

Run as a script with the folder of a filled store and a folder for the copies::

    python killed_adding.py TEMPLATE COPIES SESSION_ID

For each step a forked child works on a copy named by the step. A child says in a file
``acknowledged`` what it was told is stored. The parent prints one line per step, and stops at
the first child that was not killed.
"""

import os
import shutil
import signal
import sqlite3
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from tests.store.conftest import FRONT, NOW, facts_of
from tracker.config import read_settings
from tracker.model import CaptureTimeSource, Phase, Rendition
from tracker.store import photos
from tracker.store.opening import open_store

PICTURE = bytes(range(256)) * 2000
FILE_STEPS = ("BufferedWriter.write", "BufferedWriter.flush", "BufferedWriter.close", "FileIO.close")
SYSTEM_STEPS = (os.open, os.fsync, os.replace, os.mkdir)
DATABASE_STEPS = ("execute", "commit")


class Killer:
    """Kills its own process before or after the nth step that reaches the disk."""

    def __init__(self, data_dir: Path, step: int) -> None:
        digest = facts_of(PICTURE).digest
        self._photos = data_dir / "photos"
        self._names = f"**/{digest}*"
        self._left = step
        self._is_flushed = False

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        if event not in ("c_call", "c_return") or not is_step(called):
            return
        # after one step is before the next; only a commit, the last of all, has an after of its own
        self._left -= event == "c_call" or called.__name__ == "commit"
        if self._left == 0:
            self._lose_what_was_not_flushed()
            os.kill(os.getpid(), signal.SIGKILL)
        self._is_flushed |= event == "c_return" and called is os.fsync

    def _lose_what_was_not_flushed(self) -> None:
        """What a power cut may do to a file that was written but not flushed."""
        for path in [] if self._is_flushed else self._photos.glob(self._names):
            os.truncate(path, path.stat().st_size // 2)


def is_step(called: Any) -> bool:
    """Whether a function of C reaches the disk."""
    if called in SYSTEM_STEPS or getattr(called, "__qualname__", "") in FILE_STEPS:
        return True
    owner = getattr(called, "__self__", None)
    return isinstance(owner, sqlite3.Cursor | sqlite3.Connection) and called.__name__ in DATABASE_STEPS


def add_killed(data_dir: Path, session_id: str, step: int) -> None:
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir)}))
    sys.setprofile(Killer(data_dir, step))
    photo = photos.add_photo(
        store,
        PICTURE,
        facts_of(PICTURE),
        session_id=session_id,
        view=FRONT,
        phase=Phase.PRE,
        captured_at=NOW,
        source=CaptureTimeSource.METADATA,
        by="Dr Who",
        at=NOW,
        renditions={Rendition.THUMBNAIL: b"small" * 1000},
    )
    sys.setprofile(None)
    (data_dir / "acknowledged").write_text(photo.digest)


def main(template: Path, copies: Path, session_id: str) -> None:
    was_killed, step = True, 0
    while was_killed:
        step += 1
        data_dir = copies / str(step)
        shutil.copytree(template, data_dir)
        child = os.fork()
        if child == 0:
            add_killed(data_dir, session_id, step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        was_killed = os.WIFSIGNALED(status)
        print(step, "killed" if was_killed else f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
