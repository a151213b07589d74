"""Files that stand in their place whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole_file(target: Path, *, temporary: Path) -> Iterator[IO[bytes]]:
    """A file to write into, which takes its place once the block has ended and all of it is on the disk.

    An error leaves nothing behind, a kill at most the temporary file.

    Parameters
    ----------
    target : Path
        Replaced if it is there already.
    temporary : Path
        On the same filesystem; a name that nothing has yet.
    """
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
