"""No room: one sentence, and nothing half-written."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.store.conftest import Filler, facts_of
from tracker.errors import NotFound, StorageFull, TrackerError
from tracker.model import Rendition, Session
from tracker.store import files, opening, photos
from tracker.store.opening import Store

TOP = Path(__file__).parent.parent.parent
PICTURE = bytes(range(256)) * 4000

# Fills a real, tiny filesystem; runs in a namespace of its own, where it may mount one.
ON_A_TINY_DISK = """
import sys
from pathlib import Path
from tests.store.conftest import facts_of
from tracker.errors import StorageFull
from tracker.store import files

files.RESERVE_BYTES = -(1 << 40)  # let the check before writing pass: the disk itself shall refuse
store = files.PhotoFiles(Path(sys.argv[1]))
small, large = b"small" * 1000, b"large" * 200_000
store.write_original(facts_of(small).digest, small, patient_id="p1")
try:
    store.write_original(facts_of(large).digest, large, patient_id="p1")
except StorageFull as error:
    print(error)
assert store.read_original(facts_of(small).digest, len(small)) == small
assert not store.has_original(facts_of(large).digest)
assert not list(store.incoming_dir.iterdir())
store.write_original(facts_of(small + small).digest, small + small, patient_id="p1")
print("room for small ones again")
"""


@pytest.fixture
def session(fill: Filler) -> Session:
    return fill.session(fill.series(), 1)


def all_files(store: Store) -> set[Path]:
    folders = store.photos.originals_dir, store.photos.renditions_dir
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def check_nothing_was_stored(store: Store, session: Session) -> None:
    assert photos.list_photos(store, session.series_id) == []
    assert photos.photo_by_digest(store, facts_of(PICTURE).digest) is None
    assert not [path for path in all_files(store) if path.suffix == ".part"]


def test_a_nearly_full_disk_is_noticed_before_writing(
    store: Store, fill: Filler, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    enough = len(PICTURE) + files.RESERVE_BYTES
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(enough, 0, enough - 1))
    with pytest.raises(StorageFull, match="free some disk space"):
        fill.photo(session, PICTURE)
    check_nothing_was_stored(store, session)
    assert not all_files(store)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(enough, 0, enough))
    fill.photo(session, PICTURE)


@pytest.mark.parametrize("number", [errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)])
@pytest.mark.parametrize("step", ["fsync", "replace", "mkdir"])
def test_a_disk_that_fills_up_while_writing_leaves_nothing(
    store: Store,
    fill: Filler,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    number: int,
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, step, refuse)
        with pytest.raises(StorageFull, match="free some disk space"):
            fill.photo(session, PICTURE)
    check_nothing_was_stored(store, session)
    assert not all_files(store)
    assert fill.photo(session, PICTURE) == photos.list_photos(store, session.series_id)[0]


def test_another_error_of_the_disk_is_no_full_disk(
    store: Store, fill: Filler, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError(errno.EIO, "bad sector")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="bad sector"):
        fill.photo(session, PICTURE)
    check_nothing_was_stored(store, session)


def test_no_room_for_a_rendition_stores_no_photo(store: Store, fill: Filler, session: Session) -> None:
    blocked = store.photos.rendition_folder(facts_of(PICTURE).digest)
    write_bytes = Path.write_bytes

    def refuse_late(path: Path, data: bytes) -> int:
        if path.is_relative_to(blocked):
            write_bytes(path, data[:2])
            raise OSError(errno.ENOSPC, "no room")
        return write_bytes(path, data)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Path, "write_bytes", refuse_late)
        with pytest.raises(StorageFull):
            fill.photo(session, PICTURE)
    check_nothing_was_stored(store, session)
    assert photos.read_rendition(store, facts_of(PICTURE).digest, Rendition.THUMBNAIL) is None
    # the original may stay as an orphan; it is whole, and adding the photo again takes it
    fill.photo(session, PICTURE)
    assert photos.read_original(store, facts_of(PICTURE).digest) == PICTURE


def test_no_room_for_the_row_stores_no_photo(store: Store, fill: Filler, session: Session) -> None:
    fill.photo(session, b"before")
    with store.writing() as db:
        pages = db.scalar(text("PRAGMA page_count"))
    # one connection in the pool: the limit holds for it alone
    with store.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFull, match="free some disk space"):
        for number in range(1000):
            fill.photo(session, PICTURE + str(number).encode())
    listed = photos.list_photos(store, session.series_id)
    assert listed
    for photo in listed:
        photos.read_original(store, photo.digest)
    with pytest.raises(NotFound):
        photos.read_original(store, facts_of(PICTURE + str(number).encode()).digest)


def test_a_real_full_disk_refuses_in_a_sentence(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = 'mount -t tmpfs -o size=300k tmpfs "$1" || exit 77; exec "$2" -c "$3" "$1/data"'
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("unshare, to mount a tiny filesystem, is not installed")
    in_a_namespace = [unshare, "--user", "--map-root-user", "--mount"]
    ran = subprocess.run(
        [*in_a_namespace, "sh", "-c", mount, "sh", str(disk), sys.executable, ON_A_TINY_DISK],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("mounting a tiny filesystem is not allowed here")
    assert ran.returncode == 0, ran.stderr
    sentence, after = ran.stdout.splitlines()
    assert "free some disk space" in sentence
    assert after == "room for small ones again"


def test_writers_that_wait_too_long_get_a_sentence(
    store: Store, fill: Filler, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(store.settings.data_dir / "tracker.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.close()
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0)
    with pytest.raises(TrackerError, match="wait a moment") as caught:
        fill.photo(session, PICTURE)
    assert not isinstance(caught.value, StorageFull)
    other.execute("ROLLBACK")
    other.close()
    fill.photo(session, PICTURE)
