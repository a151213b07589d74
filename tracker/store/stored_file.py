"""A file of the data folder as a value: its bytes, and what tells it from its successor.

Whoever shows or unpacks a picture asks for bytes, not for a path: how they lie on the disk is the
store's own matter.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was there when it was asked for.

    All methods raise FileNotFoundError where it has gone since.

    Attributes
    ----------
    path : Path
        Where it lies; what lies there is opened by `read` and `open` alone.
    """

    path: Path

    def read(self) -> bytes:
        """All that it holds."""
        return self.path.read_bytes()

    def open(self) -> IO[bytes]:
        """Its bytes, to be read from any place on; for archives of which a part is wanted."""
        return self.path.open("rb")

    def stamp(self) -> str:
        """Another text once the file was written anew."""
        state = self.path.stat()
        return f"{state.st_mtime_ns:x}-{state.st_size:x}"

    def written_at(self) -> float:
        """When it was written, in seconds since 1970."""
        return self.path.stat().st_mtime


def find_file(path: Path) -> StoredFile | None:
    """The file at a place, or None while there is none."""
    return StoredFile(path) if path.is_file() else None
