"""Untrusted files are decoded in one limited process; what goes wrong there costs one sentence."""

import hashlib
import logging
import os
import subprocess  # nosec B404  # starts our own module
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

from tracker.errors import PhotoRefused, PhotoTooLarge, UnreadablePhoto
from tracker.imaging.inspected import (
    HEADER,
    LENGTH_BYTES,
    WHOLE,
    InspectedPhoto,
    pack_length,
    unpack_answer,
    unpack_length,
)
from tracker.imaging.limits import check_byte_count
from tracker.model import PhotoFacts
from tracker.texts import Message, marked

__all__ = ["DecodeSandbox", "InspectedPhoto"]

PHOTO_SECONDS = 20.0
START_SECONDS = 60.0
MEMORY_BYTES = 1_050_000_000
PROCESSOR_SHARE = 4  # HEIC is decoded on several cores
MAX_ANSWER_BYTES = 64_000_000
_MODULE = "tracker.imaging.sandbox_process"
_TOP = Path(__file__).parents[2]
# all that the process needs of the environment: no database password, no key
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

SLOW = Message(marked("This photo took too long to open: export it as JPEG and add it again."))
CRASHED = Message(
    marked("This photo could not be opened safely: export it as JPEG with another program and add it again.")
)
NOT_STARTED = Message(marked("Photos can't be read at the moment: try again in a minute."))

logger = logging.getLogger(__name__)


class DecodeSandbox:
    """One child process that decodes files one after the other.

    It is started with the first file, reused, and replaced when it dies, overruns its time or runs
    out of memory. Several threads may share a sandbox; they take turns.

    Parameters
    ----------
    photo_seconds : float
        Wall-clock time for one photo.
    memory_bytes : int
        Address space that a photo may take (where the system can limit it).

    Examples
    --------
    >>> with DecodeSandbox() as sandbox:
    ...     sandbox.inspect(b"no photo")
    Traceback (most recent call last):
    ...
    tracker.errors.UnreadablePhoto: This file is not a photo that can be read: add one as JPEG, ...
    """

    def __init__(self, *, photo_seconds: float = PHOTO_SECONDS, memory_bytes: int = MEMORY_BYTES) -> None:
        self._photo_seconds = photo_seconds
        self._memory_bytes = memory_bytes
        self._turn = threading.Lock()
        self._child: _Child | None = None

    def __enter__(self) -> "DecodeSandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """Number of the child process; None while there is none."""
        child = self._child
        return None if child is None else child.process_id

    def inspect(self, data: bytes) -> InspectedPhoto:
        """Check a file in full, read its facts and make its renditions.

        Parameters
        ----------
        data : bytes
            The file as uploaded.

        Raises
        ------
        UnreadablePhoto
            If the file is no photo, damaged, animated, of a kind that isn't taken, or if decoding it
            crashes or takes too long.
        PhotoTooLarge
            If it has too many bytes or pixels, or needs too much memory.
        PhotoTooSmall
            If it has too few pixels.
        """
        return self._ask(WHOLE, data)

    def read_header(self, data: bytes) -> PhotoFacts:
        """What a file says of itself, without decoding its picture: quick, and no proof that it is whole.

        Raises
        ------
        UnreadablePhoto, PhotoTooLarge, PhotoTooSmall
            As `inspect`, as far as the file's head shows it.
        """
        return self._ask(HEADER, data).facts

    def _ask(self, question: bytes, data: bytes) -> InspectedPhoto:
        check_byte_count(len(data))
        with self._turn:
            child = self._ready_child()
            try:
                return _read_answer(child.ask(question, data, seconds=self._photo_seconds), data)
            except PhotoTooLarge:
                self._drop_child()  # its memory may be in pieces
                raise
            except PhotoRefused:
                raise
            except (_ChildLost, ValueError) as error:
                self._drop_child()
                logger.warning("the decoding process was replaced: %s", error)
                raise UnreadablePhoto(SLOW if isinstance(error, _ChildOverran) else CRASHED) from error
            except BaseException:
                self._drop_child()  # an answer that was not read to its end must not meet the next photo
                raise

    def close(self) -> None:
        """End the child process. A later file starts a new one."""
        with self._turn:
            self._drop_child()

    def _ready_child(self) -> "_Child":
        if self._child is not None and not self._child.is_alive:
            self._drop_child()
        if self._child is None:
            self._child = _Child(self._memory_bytes, PROCESSOR_SHARE * self._photo_seconds)
            try:
                self._child.wait_until_ready(seconds=START_SECONDS)
            except _ChildLost as error:
                self._drop_child()
                logger.exception("the decoding process does not start")
                raise UnreadablePhoto(NOT_STARTED) from error
        return self._child

    def _drop_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class _ChildLost(Exception):
    """The child died."""


class _ChildOverran(_ChildLost):
    """The child was killed because its time was up."""


class _Child:
    """The process and its two pipes.

    Started by name rather than through `multiprocessing`, whose children import the program's main
    module, that is the whole web application, and receive its environment.
    """

    def __init__(self, memory_bytes: int, processor_seconds: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # nosec B603  # our own interpreter and module
            [sys.executable, "-P", "-m", _MODULE, str(memory_bytes), str(processor_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self, *, seconds: float) -> None:
        with _Deadline(self._process, seconds):
            self._receive(1)

    def ask(self, question: bytes, data: bytes, *, seconds: float) -> bytes:
        """Send a file with what is asked about it, and wait for the answer."""
        with _Deadline(self._process, seconds):
            self._send(question, data)
            length = unpack_length(self._receive(LENGTH_BYTES))
            if length > MAX_ANSWER_BYTES:
                raise _ChildLost("its answer has no sensible length")
            return self._receive(length)

    def end(self) -> None:
        """Kill the process and close the pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                _open_pipe(pipe).close()
            except OSError:
                logger.debug("bytes for a dead process were dropped")

    def _send(self, question: bytes, data: bytes) -> None:
        pipe = _open_pipe(self._process.stdin)
        try:
            pipe.write(question + pack_length(len(data)))
            pipe.write(data)
            pipe.flush()
        except OSError as error:
            raise _ChildLost("it died while a file was sent") from error

    def _receive(self, length: int) -> bytes:
        data = _open_pipe(self._process.stdout).read(length)
        if len(data) < length:
            raise _ChildLost(f"it died (exit code {self._process.wait()})")
        return data


class _Deadline:
    """Kills a process when time is up, so that no wait on its pipes can last longer."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._process = process
        self._is_over = threading.Event()
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._is_over.is_set():
            raise _ChildOverran("its time was up") from error

    def _expire(self) -> None:
        self._is_over.set()
        self._process.kill()


def _read_answer(message: bytes, data: bytes) -> InspectedPhoto:
    """The answer to a file, and to no other: its digest names the stored photo."""
    photo = unpack_answer(message)
    if photo.facts.digest != hashlib.sha256(data).hexdigest():
        raise ValueError("the answer is about another file")
    return photo


def _open_pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the process was started without pipes")
    return pipe


def _child_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    paths = [str(_TOP), *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | _ONE_THREAD | {"PYTHONPATH": os.pathsep.join(paths)}
