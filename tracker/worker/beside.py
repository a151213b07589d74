"""The worker as a process beside the server's."""

import logging
import os
import subprocess  # nosec B404  # starts this program's own interpreter
import sys
import threading
from pathlib import Path

from tracker.config import Settings

RESTART_SECONDS = 2.0
TOP = Path(__file__).parent.parent.parent
logger = logging.getLogger(__name__)


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
