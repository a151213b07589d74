"""Files of the data folder: sealed where the installation has keys, and read back as what they hold.

Whoever shows or unpacks a picture asks for bytes, not for a path: how they lie on the disk is a matter
of this module alone. A sealed file is bound to its place in the data folder, so that it opens at no
other. What was written before there was a key is read as it stands.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from tracker.errors import KeysUnusable
from tracker.store.keys import Keys
from tracker.store.keys.sealed_file import open_file, read_file, read_owner, seal_file, writer_for
from tracker.texts import Message, marked

CLINIC = ""
"""Owner of files that belong to no patient yet."""
_NO_KEY = Message(
    marked("The photos are encrypted and the key is not at hand: start the program with the master key.")
)


@dataclass(frozen=True, slots=True)
class DataFiles:
    """Reads and seals what lies in a data folder.

    Attributes
    ----------
    data_dir : Path
    keys : Keys or None
        None: files are written as they are.
    """

    data_dir: Path
    keys: Keys | None = None

    def sealed(self, path: Path, data: bytes, *, owner: str) -> bytes | bytearray:
        """What has to be written to a place so that it holds some bytes.

        Parameters
        ----------
        owner : str
            The patient whose erasure makes it unreadable, or `CLINIC`.
        """
        if self.keys is None:
            return data
        return seal_file(data, self.keys, owner=owner, context=self._context(path))

    @contextmanager
    def writing(self, path: Path, out: IO[bytes], *, owner: str) -> Iterator[IO[bytes]]:
        """A file to write of any size into; what it holds reaches ``out``, which will lie at a place."""
        if self.keys is None:
            yield out
            return
        raw = writer_for(out, self.keys, owner=owner, context=self._context(path))
        # not buffered once more: what waits in a buffer would be written when a broken-off file is closed
        yield cast(IO[bytes], raw)
        raw.finish()

    def read(self, path: Path) -> bytes:
        """What a file holds.

        Raises
        ------
        FileNotFoundError
            If there is none.
        PatientKeyGone
            If its patient's key is gone.
        SealBroken
            If it was changed, damaged, or put into another one's place.
        KeysUnusable
            If it is sealed and there are no keys.
        """
        with path.open("rb") as file:
            if read_owner(file) is None:
                return file.read()
            file.seek(0)
            return bytes(read_file(file, self._keys(), context=self._context(path)))

    def open(self, path: Path) -> IO[bytes]:
        """What a file holds, to be read from any place on; see `read`."""
        file = path.open("rb")
        try:
            if read_owner(file) is None:
                return file
            file.seek(0)
            return open_file(file, self._keys(), context=self._context(path))
        except BaseException:
            file.close()
            raise

    def owner(self, path: Path) -> str | None:
        """Whose key seals a file; None where it lies plain."""
        with path.open("rb") as file:
            return read_owner(file)

    def find(self, path: Path) -> "StoredFile | None":
        """The file at a place, or None while there is none."""
        return StoredFile(path, self) if path.is_file() else None

    def _keys(self) -> Keys:
        if self.keys is None:
            raise KeysUnusable(_NO_KEY)
        return self.keys

    def _context(self, path: Path) -> bytes:
        """The place in the data folder, which says what it is and of which photo."""
        return path.relative_to(self.data_dir).as_posix().encode()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was there when it was asked for.

    All methods raise FileNotFoundError where it has gone since; `read` and `open` as `DataFiles.read`.

    Attributes
    ----------
    path : Path
        Where it lies; what lies there is opened by `read` and `open` alone.
    files : DataFiles
    """

    path: Path
    files: DataFiles

    def read(self) -> bytes:
        """All that it holds."""
        return self.files.read(self.path)

    def open(self) -> IO[bytes]:
        """What it holds, to be read from any place on; for archives of which a part is wanted."""
        return self.files.open(self.path)

    def byte_count(self) -> int:
        """How many bytes it holds."""
        with self.open() as file:
            return file.seek(0, io.SEEK_END)

    def stamp(self) -> str:
        """Another text once the file was written anew."""
        state = self.path.stat()
        return f"{state.st_mtime_ns:x}-{state.st_size:x}"

    def written_at(self) -> float:
        """When it was written, in seconds since 1970."""
        return self.path.stat().st_mtime
