"""Where the photos of an import lie: a folder or a ZIP, listed without opening a photo.

What the system leaves behind (``.DS_Store``, ``Thumbs.db``, ``__MACOSX``) is passed over in silence; every
other file is listed, with the reason where it can't be taken.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Protocol

from tracker.errors import NotFound, SealBroken, TrackerError, UnreadablePhoto
from tracker.imaging.limits import MAX_BYTES, check_byte_count
from tracker.texts import Message, marked
from tracker.texts import gettext as _

SUFFIXES = {".jpg", ".jpeg", ".jpe", ".mpo", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif"}
MOST_FILES = 100_000
# a photo is packed already: a member that shrinks this much is none
DENSEST = 100
# how an entry of a ZIP's directory begins, and how much of the file's end, where that stands, is counted
_ENTRY = b"PK\x01\x02"
_TAIL_BYTES = 64 * 2**20
_JUNK_FOLDERS = {"__macosx", "@eadir", "$recycle.bin"}
_JUNK = {"thumbs.db", "desktop.ini", "ehthumbs.db"}

_NO_PHOTO = Message(marked("This is no photo: photos are JPEG, PNG, WebP, TIFF or HEIC."))
_NESTED = Message(marked("This is a ZIP inside the ZIP: unpack it and import it by itself."))
_ENCRYPTED = Message(marked("This file is locked with a password: make a ZIP without one."))
_OUTSIDE = Message(marked("Its name points out of the ZIP: make the ZIP again from the folder."))
_BOMB = Message(marked("This is packed too densely to be a photo."))
_LARGE = Message(
    marked("This file has more than {most} MB: export it as JPEG with another program."), {"most": 50}
)
_LINK = Message(marked("This is a link to another place: put the photo itself into the folder."))
_DAMAGED = Message(marked("This file is damaged in the ZIP: make the ZIP again."))
GONE = Message(marked("This file can't be read any more: put it back, then import again."))


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a source; ``reason`` says why it can't be taken, and is empty where it may be."""

    name: str
    byte_count: int
    reason: Message | str = ""


class PhotoSource(Protocol):
    """What an import asks of the place where its photos lie."""

    def list_files(self) -> list[Listed]:
        """All files but the system's leavings, by name."""

    def read(self, name: str) -> bytes:
        """The bytes of one file.

        Raises
        ------
        PhotoRefused
            If it is too large, damaged or gone.
        """

    def close(self) -> None:
        """Let go of open files."""

    def __enter__(self) -> "PhotoSource": ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_source(path: Path) -> PhotoSource:
    """The folder or ZIP at a path.

    Raises
    ------
    NotFound
        If nothing is there.
    TrackerError
        If it is neither.
    """
    if path.is_dir():
        return FolderSource(path)
    if not path.is_file():
        raise NotFound(_("There is no folder or ZIP at {path}.", path=str(path)))
    return open_zip(path.open("rb"))


def open_zip(file: IO[bytes]) -> PhotoSource:
    """The photos in a ZIP.

    Parameters
    ----------
    file : binary file
        Open for reading, and seekable; closed with the source.

    Raises
    ------
    TrackerError
        If it is no ZIP.
    """
    try:
        return ZipSource(file)
    except TrackerError:
        file.close()
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        file.close()
        raise TrackerError(_("This is neither a folder nor a whole ZIP file: make the ZIP again.")) from error


class Closing:
    """A source that holds nothing open, as a context."""

    def __enter__(self) -> "PhotoSource":
        return self  # type: ignore[return-value]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is held open."""


class FolderSource(Closing):
    """A folder with all that lies under it; links are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list_files(self) -> list[Listed]:
        """See `PhotoSource`."""
        found = []
        for path in self._walk(self._folder):
            name = path.relative_to(self._folder).as_posix()
            found.append(Listed(name, *_of_file(path)))
            _check_count(len(found))
        return sorted(found, key=lambda file: file.name)

    def read(self, name: str) -> bytes:
        """See `PhotoSource`."""
        path = self._folder / name
        try:
            if path.is_symlink():
                raise UnreadablePhoto(_LINK)
            check_byte_count(path.stat().st_size)
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise UnreadablePhoto(GONE) from error
        check_byte_count(len(data))
        return data

    def _walk(self, folder: Path) -> Iterator[Path]:
        for path in folder.iterdir():
            if is_leaving(path.name):
                continue
            if path.is_dir() and not path.is_symlink():
                yield from self._walk(path)
            else:
                yield path


class ZipSource(Closing):
    """A ZIP; members are unpacked one at a time, in memory, and never by the path they name."""

    def __init__(self, file: IO[bytes]) -> None:
        _check_directory(file)
        self._file, self._zip = file, zipfile.ZipFile(file)
        # of several members of one name the last counts, as with all programs that unpack
        self._members = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        _check_count(len(self._members))

    def list_files(self) -> list[Listed]:
        """See `PhotoSource`."""
        wanted = {n: i for n, i in self._members.items() if not any(map(is_leaving, parts_of(n)))}
        return [Listed(name, info.file_size, _problem_of(info)) for name, info in sorted(wanted.items())]

    def read(self, name: str) -> bytes:
        """See `PhotoSource`."""
        info = self._members[name]
        problem = _problem_of(info)
        if problem:
            raise UnreadablePhoto(problem)
        try:
            with self._zip.open(info) as member:
                data = member.read(MAX_BYTES + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            RuntimeError,
            NotImplementedError,
            SealBroken,
        ) as error:
            raise UnreadablePhoto(_DAMAGED) from error
        check_byte_count(len(data))
        return data

    def close(self) -> None:
        """See `PhotoSource`."""
        self._zip.close()
        self._file.close()


def is_leaving(name: str) -> bool:
    """Whether a file or folder is what a system leaves behind, or hidden.

    >>> is_leaving(".DS_Store"), is_leaving("Thumbs.db"), is_leaving("front.jpg"), is_leaving("..")
    (True, True, False, False)
    """
    return name.casefold() in _JUNK | _JUNK_FOLDERS or (name.startswith(".") and name not in (".", ".."))


def parts_of(name: str) -> list[str]:
    """The parts of a path, whatever system wrote it."""
    return name.replace("\\", "/").split("/")


def _of_file(path: Path) -> tuple[int, Message | str]:
    if path.is_symlink():
        return 0, _LINK
    try:
        status = path.stat()
    except OSError:
        return 0, GONE
    if not stat.S_ISREG(status.st_mode):
        return 0, _NO_PHOTO
    return status.st_size, problem_of_file(path.name, status.st_size)


def _problem_of(info: zipfile.ZipInfo) -> Message | str:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return _OUTSIDE
    if info.flag_bits & 0x1:
        return _ENCRYPTED
    if path.suffix.casefold() == ".zip":
        return _NESTED
    if stat.S_ISLNK(info.external_attr >> 16):
        return _LINK
    is_dense = info.file_size > 1_000_000 and info.file_size > DENSEST * max(1, info.compress_size)
    return problem_of_file(path.name, info.file_size) or (_BOMB if is_dense else "")


def problem_of_file(name: str, byte_count: int) -> Message | str:
    """Why a file can't be a photo, by its ending and size; empty where it may be one."""
    if PurePosixPath(name).suffix.casefold() not in SUFFIXES:
        return _NO_PHOTO
    return _LARGE if byte_count > MAX_BYTES else ""


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a ZIP of too many files before they are listed: 50 MB of empty ones take 450 MB of memory."""
    file.seek(max(0, file.seek(0, io.SEEK_END) - _TAIL_BYTES))
    _check_count(sum(block.count(_ENTRY) for block in iter(lambda: file.read(2**20), b"")))


def _check_count(count: int) -> None:
    if count > MOST_FILES:
        raise TrackerError(
            _("There are more than {most} files: import a part of them at a time.", most=MOST_FILES)
        )
