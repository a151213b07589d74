"""Encrypting the files that lie plain from the time before there was a key.

File by file, each replaced whole: the program may run meanwhile, and after a kill the rest is encrypted
next time.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tracker.errors import PatientKeyGone
from tracker.store.files import full_disk_as_sentence
from tracker.store.keys.key_store import flush_folder
from tracker.store.opening import Store
from tracker.store.photo_rows import with_session
from tracker.store.stored_file import CLINIC, DataFiles

# what is being written is renamed within seconds: a part of a file that is older was left by a kill
LEFT_BY_A_KILL_SECONDS = 3600
_PART = ".part"


def list_plain_files(store: Store) -> Iterator[Path]:
    """The files of photos and imports that anybody who has the folder can read, but for unfinished ones."""
    files = DataFiles(store.settings.data_dir, store.keys)
    for path in _all_files(store):
        try:
            if path.suffix != _PART and files.owner(path) is None:
                yield path
        except FileNotFoundError:  # replaced or removed at this very moment
            continue


def seal_files(store: Store, *, report: Callable[[int, int], None] = lambda _done, _count: None) -> int:
    """Encrypt all files that lie plain, and remove parts of files that a kill left.

    Parameters
    ----------
    report : callable
        Told after each file how many are done, and of how many.

    Returns
    -------
    int
        Files that are still plain, because their patient was erased: they are the erasure's to remove.

    Raises
    ------
    StorageFull
        If there is no room. Nothing is half-written.
    ValueError
        If there is no key.
    """
    if store.keys is None:
        raise ValueError("there is no key to seal with")
    files, owners = DataFiles(store.settings.data_dir, store.keys), _owners(store)
    _remove_left_parts(store)
    plain, refused = list(list_plain_files(store)), 0
    for done, path in enumerate(plain, start=1):
        try:
            with full_disk_as_sentence():
                _seal_in_place(files, path, owners.get(_digest_of(store, path), CLINIC))
        except PatientKeyGone:
            refused += 1
        report(done, len(plain))
    return refused


def _seal_in_place(files: DataFiles, path: Path, owner: str) -> None:
    """Replace a file by its sealed form, unless somebody else has replaced or removed it meanwhile."""
    temporary = path.with_name(f".{secrets.token_hex(8)}{_PART}")
    try:
        before = path.stat()
        data = files.read(path)
        with temporary.open("xb") as file:
            file.write(files.sealed(path, data, owner=owner))
            file.flush()
            os.fsync(file.fileno())
        # how old a map is counts; that it was encrypted since doesn't
        os.utime(temporary, ns=(before.st_atime_ns, before.st_mtime_ns))
        now = path.stat()
        if (now.st_mtime_ns, now.st_size, now.st_ino) == (before.st_mtime_ns, before.st_size, before.st_ino):
            temporary.replace(path)
            flush_folder(path.parent)
    except FileNotFoundError:  # removed meanwhile
        pass
    finally:
        temporary.unlink(missing_ok=True)


def _all_files(store: Store) -> Iterator[Path]:
    yield from store.photos.originals_dir.glob("??/??/*")
    yield from store.photos.renditions_dir.glob("??/??/*/*")
    yield from (store.settings.data_dir / "imports").glob("*/*")
    yield from (store.settings.data_dir / "record-copies").glob("*")


def _remove_left_parts(store: Store) -> None:
    """Parts of files that a kill left are of no use, and may be plain."""
    for path in (*_all_files(store), *store.photos.incoming_dir.glob(f"*{_PART}")):
        try:
            if path.suffix == _PART and time.time() - path.stat().st_mtime > LEFT_BY_A_KILL_SECONDS:
                path.unlink()
        except FileNotFoundError:
            continue


def _digest_of(store: Store, path: Path) -> str:
    """The photo that a file belongs to; empty for one of an import."""
    if path.is_relative_to(store.photos.originals_dir):
        return path.name
    return path.parent.name if path.is_relative_to(store.photos.renditions_dir) else ""


def _owners(store: Store) -> dict[str, str]:
    """The patient of each photo by its digest, also of deleted photos and of deleted patients."""
    with store.reading(with_hidden=True) as db:
        return {row.digest: row.patient_id for row in db.scalars(with_session())}
