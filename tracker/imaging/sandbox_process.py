"""The decoding process: reads files from its input, answers what they are, and has no rights to waste.

Started by `tracker.imaging.sandbox` as ``python -m tracker.imaging.sandbox_process``. It ends when its
input ends, so it can't outlive the program.
"""

import os
import signal
import sys
import time
from typing import IO

from tracker.errors import PhotoRefused
from tracker.imaging.inspected import (
    HEADER,
    LENGTH_BYTES,
    InspectedPhoto,
    pack_inspected,
    pack_length,
    pack_refusal,
    unpack_length,
)
from tracker.imaging.inspection import inspect_photo, read_header
from tracker.imaging.process_limits import limit_memory, limit_processor_time

READY = b"+"


def main(memory_bytes: int, processor_seconds: float) -> None:
    """Answer files until the input ends.

    Parameters
    ----------
    memory_bytes : int
        Address space that a photo may take on top of what the started process has.
    processor_seconds : float
        Processor time that one photo may take.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    files, answers = sys.stdin.buffer, _take_output()
    limit_memory(memory_bytes)
    _send(answers, READY)
    while question := files.read(1):
        data = files.read(unpack_length(files.read(LENGTH_BYTES)))
        limit_processor_time(time.process_time() + processor_seconds)
        answer = _answer(question, data)
        _send(answers, pack_length(len(answer)) + answer)


def _answer(question: bytes, data: bytes) -> bytes:
    try:
        if question == HEADER:
            return pack_inspected(InspectedPhoto(read_header(data), {}))
        return pack_inspected(inspect_photo(data))
    except PhotoRefused as refusal:
        return pack_refusal(refusal)


def _take_output() -> IO[bytes]:
    """The output for answers alone; what a library prints goes to the error stream."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _send(answers: IO[bytes], message: bytes) -> None:
    answers.write(message)
    answers.flush()


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), float(sys.argv[2]))
    except BrokenPipeError:
        os._exit(0)  # the program has gone; nobody is left to answer
