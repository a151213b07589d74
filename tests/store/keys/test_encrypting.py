"""A folder of earlier days is encrypted while it is used, and whatever kills it loses nothing."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.store.conftest import NOW, Filler, key_file
from tests.store.keys.killed_encrypting import settings_of
from tests.store.keys.test_sealed_files import add, all_bytes, fill_all, noise
from tracker.config import read_settings
from tracker.errors import TrackerError
from tracker.model import ErasureGround, Photo, Rendition
from tracker.store import deletions, photos, uploads
from tracker.store.encrypting import list_plain_files, seal_files
from tracker.store.keys.master_key import read_key_file
from tracker.store.opening import Store, open_store
from tracker.store.stored_file import DataFiles

TOP = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def earlier(tmp_path: Path) -> Iterator[tuple[Path, Photo, list[bytes]]]:
    """A data folder without keys: photos, all that is derived, an upload."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(tmp_path / "earlier")}))
    photo, secrets = fill_all(store, Filler(store, count(100)))
    store.close()
    yield tmp_path / "earlier", photo, secrets


@pytest.fixture
def opened(earlier: tuple[Path, Photo, list[bytes]], tmp_path: Path) -> Iterator[Store]:
    """The same with keys."""
    store = open_store(settings_of(earlier[0], key_file(tmp_path), tmp_path / "keys"))
    yield store
    store.close()


def check_whole(store: Store, photo: Photo) -> None:
    assert photos.read_original(store, photo.digest) == b"\xff\xd8" + noise(90_000, 1)
    assert photos.read_screen(store, photo.digest) == b"RIFF" + noise(70_000, 51)
    (sent,) = uploads.list_uploaded(store, "a1")
    assert (sent.name, sent.file.read()) == ("Meyer_Anna.jpg", noise(200_000, 6))


def test_everything_is_encrypted_and_reads_as_before(
    earlier: tuple[Path, Photo, list[bytes]], opened: Store
) -> None:
    folder, photo, secrets = earlier
    check_whole(opened, photo)
    plain = list(list_plain_files(opened))
    written = {path: path.stat().st_mtime_ns for path in plain}
    told: list[tuple[int, int]] = []
    assert seal_files(opened, report=lambda *done: told.append(done)) == 0
    assert told == [(number, len(plain)) for number in range(1, len(plain) + 1)]
    assert len(plain) == 2 + 2 + 3 + 2
    assert list(list_plain_files(opened)) == []
    stored = list(all_bytes(folder))
    assert not any(secret in one for secret in secrets for one in stored)
    check_whole(opened, photo)
    assert {path: path.stat().st_mtime_ns for path in plain} == written
    files = DataFiles(folder, opened.keys)
    assert files.owner(opened.photos.original_path(photo.digest)) == photo.patient_id
    # a second time there is nothing to do
    seal_files(opened, report=lambda *done: pytest.fail(str(done)))


def test_what_is_replaced_or_removed_meanwhile_stays_so(
    earlier: tuple[Path, Photo, list[bytes]], opened: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, photo, _ = earlier
    screen = opened.photos.rendition_path(photo.digest, Rendition.SCREEN)
    sealed, newer = DataFiles.sealed, []

    def meanwhile(self: DataFiles, path: Path, data: bytes, *, owner: str) -> bytes | bytearray:
        if path == screen and not newer:
            newer.append(path)
            photos.save_rendition(opened, photo.digest, Rendition.SCREEN, b"newer")
        if "change" in path.name:
            path.unlink()
        return sealed(self, path, data, owner=owner)

    monkeypatch.setattr(DataFiles, "sealed", meanwhile)
    seal_files(opened)
    assert newer
    assert photos.read_screen(opened, photo.digest) == b"newer"
    folder = opened.photos.rendition_folder(photo.digest)
    assert not [path for path in folder.iterdir() if "change" in path.name or path.suffix == ".part"]


def test_parts_that_a_kill_left_long_ago_are_removed(opened: Store) -> None:
    left, fresh = (opened.photos.incoming_dir / f"{name}.part" for name in ("left", "fresh"))
    for path in (left, fresh):
        path.write_bytes(b"\xff\xd8 a photo")
    long_ago = time.time() - 7200
    os.utime(left, (long_ago, long_ago))
    seal_files(opened)
    assert (left.exists(), fresh.exists()) == (False, True)


def test_a_file_that_no_row_names_is_encrypted_for_the_clinic(opened: Store) -> None:
    path = opened.photos.original_path("ab" * 32)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xd8 lost")
    seal_files(opened)
    assert DataFiles(opened.settings.data_dir, opened.keys).owner(path) == ""


def test_a_deleted_patients_photos_are_sealed_by_that_patients_key(
    earlier: tuple[Path, Photo, list[bytes]], opened: Store
) -> None:
    """Else the erasure, a month later, would leave them readable in every backup made until then."""
    _, photo, _ = earlier
    hidden = {"ground": ErasureGround.PATIENT_REQUEST, "note": "", "by": "Dr Who", "at": NOW, "due_at": NOW}
    deletions.delete_patient(opened, photo.patient_id, **hidden)
    seal_files(opened)
    files = DataFiles(opened.settings.data_dir, opened.keys)
    assert files.owner(opened.photos.original_path(photo.digest)) == photo.patient_id
    photos.save_rendition(opened, photo.digest, Rendition.SCREEN, b"made by a job under way")
    assert files.owner(opened.photos.rendition_path(photo.digest, Rendition.SCREEN)) == photo.patient_id


def test_the_files_of_an_erased_patient_are_not_sealed_and_not_hidden(
    earlier: tuple[Path, Photo, list[bytes]], opened: Store
) -> None:
    _, photo, _ = earlier
    assert opened.keys
    opened.keys.forget_patient_key(photo.patient_id)
    assert seal_files(opened) == len(list(list_plain_files(opened))) > 0


def test_without_a_key_nothing_can_be_encrypted(tmp_path: Path) -> None:
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(tmp_path / "data")}))
    with pytest.raises(ValueError, match="no key"):
        seal_files(store)
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
def test_a_kill_at_any_step_loses_nothing_and_the_rest_is_encrypted_next_time(
    earlier: tuple[Path, Photo, list[bytes]], tmp_path: Path
) -> None:
    folder, photo, secrets = earlier
    master = key_file(tmp_path)
    script = [sys.executable, "-m", "tests.store.keys.killed_encrypting"]
    told = subprocess.run(
        [*script, *map(str, (folder, tmp_path / "copies", master))],
        cwd=TOP,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert told[-1].endswith("ended 0")
    assert all(line.endswith("killed") for line in told[:-1])
    left = [check_killed(tmp_path / "copies" / line.split()[0], master, photo, secrets) for line in told]
    assert len(left) > 10
    # the later the kill, the less there is left to do
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    assert left[0] > left[len(left) // 2] > 0


def check_killed(copy: Path, master: Path, photo: Photo, secrets: list[bytes]) -> int:
    """How many files a killed process left plain; nothing is lost, then or when the work is done."""
    store = open_store(settings_of(copy / "data", master, copy / "keys"))
    check_whole(store, photo)
    left = len(list(list_plain_files(store)))
    seal_files(store)
    assert list(list_plain_files(store)) == []
    check_whole(store, photo)
    store.close()
    # parts of files lie encrypted, too
    assert not any(secret in one for secret in secrets for one in all_bytes(copy / "data"))
    shutil.rmtree(copy)
    return left


def test_rotating_touches_no_file(opened: Store, tmp_path: Path) -> None:
    photo = add(Filler(opened, count(500)), 9)
    seal_files(opened)
    folder = opened.settings.data_dir
    tops = [folder / name for name in ("photos", "renditions", "imports")]
    kept = [path for top in tops for path in top.rglob("*") if path.is_file()]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in kept}
    assert opened.keys
    new = key_file(tmp_path, "A" * 43 + "=", name="new.key")
    opened.keys.rotate(read_key_file(new, folder))
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in kept} == before
    with pytest.raises(TrackerError, match="start the program again"):
        photos.read_original(opened, photo.digest)
    again = open_store(settings_of(folder, new, tmp_path / "keys"))
    assert photos.read_original(again, photo.digest) == b"\xff\xd8" + noise(90_000, 9)
    again.close()
