"""Whether the compressed data of a JPEG make sense from the first to the last block.

Pillow silences libjpeg's complaints and draws a damaged photo all the same: grey where data are
missing, shifted and miscoloured after a flipped bit. OpenCV lets the complaints through to the
standard error stream; there they are read.
"""

import os
import re
import sys

import cv2
import numpy as np

from tracker.imaging.whole_file import find_jpeg_end

_DAMAGE = ("premature end", "bad Huffman code", "instead of RST", "Inconsistent progression")
_LEFT_OVER = re.compile(r"(\d+) extraneous bytes before marker 0xd9")


def is_damaged_jpeg(data: bytes) -> bool:
    """Whether decoding a JPEG runs out of data, meets impossible codes or leaves data over.

    Some cameras pad the data with equal bytes before the end marker; that is no damage.

    Notes
    -----
    Takes the process's standard error stream for the time of the call (about a third of a decode):
    for the decoding process, which has no other thread.
    """
    complaints = read_complaints(data)
    if any(damage in complaints for damage in _DAMAGE):
        return True
    left_over = _LEFT_OVER.search(complaints)
    if left_over is None:
        return False
    end = find_jpeg_end(data) or len(data)
    return len(set(data[end - int(left_over[1]) : end])) > 1


def read_complaints(data: bytes) -> str:
    """What libjpeg writes to the standard error stream while it decodes.

    It writes its first warning only, so the pipe never fills.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    reading, writing = os.pipe()
    try:
        os.dup2(writing, 2)
        _decode_coarsely(data)
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode("latin-1")


def _decode_coarsely(data: bytes) -> None:
    """Read all codes, but draw only an eighth of the size."""
    flags = cv2.IMREAD_REDUCED_GRAYSCALE_8 | cv2.IMREAD_IGNORE_ORIENTATION
    cv2.imdecode(np.frombuffer(data, np.uint8), flags)
