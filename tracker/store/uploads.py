"""Files that a browser has sent for an import, until it is done.

A file's name is data: it is kept beside the bytes and never becomes a path. Both are sealed with the records
key where there is one, since it isn't known yet whose photos they are.
"""

import hashlib
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tracker.errors import StorageFull
from tracker.store.files import PRIVATE, RESERVE_BYTES, full_disk_as_sentence
from tracker.store.opening import Store
from tracker.store.stored_file import CLINIC, DataFiles, StoredFile
from tracker.store.whole_file import whole_file
from tracker.texts import Message, marked

_FULL = Message(
    marked("There is no room left for these files: free some disk space, or import them in several parts.")
)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that was sent: the name that it has, and its bytes."""

    name: str
    file: StoredFile

    @property
    def byte_count(self) -> int:
        """How many bytes it has."""
        return self.file.byte_count()


@contextmanager
def receiving(store: Store, import_id: str, name: str, *, byte_count: int) -> Iterator[IO[bytes]]:
    """A file to write what is sent into; it counts once the block has ended without an error.

    Raises
    ------
    StorageFull
        If there is no room for so many bytes.
    """
    folder = _folder(store, import_id)
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < byte_count + RESERVE_BYTES:
        raise StorageFull(_FULL)
    files, key = _files(store), _key(store, name)
    target, told = folder / f"{key}.bin", folder / f"{key}.name"
    temporary = folder / f"{key}.{secrets.token_hex(8)}.part"
    with full_disk_as_sentence():
        with (
            whole_file(target, temporary=temporary) as out,
            files.writing(target, out, owner=CLINIC) as file,
        ):
            yield file
        told.write_bytes(files.sealed(told, name.encode("utf-8", "replace"), owner=CLINIC))


def list_uploaded(store: Store, import_id: str) -> list[Uploaded]:
    """The files that were sent whole, by name."""
    files = _files(store)
    found = [
        Uploaded(files.read(told).decode("utf-8"), file)
        for told in _folder(store, import_id).glob("*.name")
        if (file := files.find(told.with_suffix(".bin")))
    ]
    return sorted(found, key=lambda one: one.name)


def remove_uploaded(store: Store, import_id: str, names: Collection[str]) -> None:
    """Remove files that were sent, by their names."""
    for uploaded in list_uploaded(store, import_id):
        if uploaded.name in names:
            uploaded.file.path.with_suffix(".name").unlink(missing_ok=True)
            uploaded.file.path.unlink(missing_ok=True)


def forget_uploaded(
    store: Store, import_id: str, names: Collection[str], *, is_unwanted: Callable[[StoredFile], bool]
) -> None:
    """Remove files by their names or by what is in them; what a kill left of that is removed by the next try.

    Parameters
    ----------
    is_unwanted : callable
        Told what was sent.
    """
    files, keys = _files(store), {_key(store, name) for name in names}
    folder = _folder(store, import_id)
    for path in folder.glob("*.bin"):
        if path.stem in keys or is_unwanted(StoredFile(path, files)):
            path.unlink(missing_ok=True)
    for path in folder.glob("*.name"):
        if not path.with_suffix(".bin").is_file():
            path.unlink(missing_ok=True)


def clear_uploaded(store: Store, import_id: str) -> None:
    """Remove all that was sent for an import."""
    shutil.rmtree(_folder(store, import_id), ignore_errors=True)


def _files(store: Store) -> DataFiles:
    return DataFiles(store.settings.data_dir, store.keys)


def _key(store: Store, name: str) -> str:
    """What a file is called on the disk: the same for the same name, which may be a patient's."""
    if store.keys is not None:
        return store.keys.blind_index(name)
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def _folder(store: Store, import_id: str) -> Path:
    if not import_id.isalnum():
        raise ValueError("not the id of an import")
    return store.settings.data_dir / "imports" / import_id
