"""An erasure that is killed at whatever step is done by the next try."""

import os
import shutil
import signal
import sqlite3
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.services.erasure.full_record import LATER, delete, erase, find_traces
from tracker.config import read_settings
from tracker.errors import NotFound
from tracker.store import audit_chain, erasing, photos
from tracker.store.opening import Store, open_store


class Killer:
    """Kills its own process at the nth step that removes a file or commits rows."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self, _frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call" or not is_step(called):
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def is_step(called: Any) -> bool:
    owner = getattr(called, "__self__", None)
    is_commit = isinstance(owner, sqlite3.Connection) and called.__name__ in ("commit", "execute")
    return called in (os.unlink, os.rmdir) or is_commit


def killed_at(data_dir: Path, erasure_id: str, step: int) -> bool:
    """Whether a process that erases was killed at this step, rather than being done before it."""
    child = os.fork()
    if child == 0:
        store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir)}))
        sys.setprofile(Killer(step))
        erase(store, erasure_id)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
def test_killed_at_any_step_it_is_done_by_the_next_try(store: Store, photo, other, tmp_path: Path) -> None:
    erasure_id = delete(store, photo)
    store.close()
    steps = 0
    was_killed = True
    while was_killed:
        steps += 1
        copy = tmp_path / f"killed-{steps}"
        shutil.copytree(store.settings.data_dir, copy)
        was_killed = killed_at(copy, erasure_id, steps)
        left = open_store(read_settings({"TRACKER_DATA_DIR": str(copy)}))
        # whatever is shown can be read
        for shown in photos.list_photos(left, other.series_id):
            photos.read_original(left, shown.digest)
        with pytest.raises(NotFound):
            photos.read_photo(left, photo.id)
        if was_killed:
            assert erasing.list_due(left, at=LATER) == [erasure_id]
        erase(left, erasure_id)
        assert erasing.list_due(left, at=LATER) == []
        assert find_traces(copy) == []
        assert audit_chain.verify(left).broken_at is None
        left.close()
        shutil.rmtree(copy)
    assert steps > 15
