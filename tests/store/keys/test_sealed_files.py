"""Encrypted files: unreadable without keys, whole with them, refused where they aren't as they were."""

import gc
import io
import random
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from tests.store.conftest import FRONT, NOW, Filler, facts_of
from tracker.config import Settings
from tracker.errors import PatientKeyGone, SealBroken, TrackerError, UnreadablePhoto
from tracker.model import CaptureTimeSource, Phase, Photo, Rendition
from tracker.store import change_maps, details, orphans, photos, uploads
from tracker.store.keys import Keys
from tracker.store.keys.sealed_file import CHUNK_BYTES, MAGIC, open_file, read_owner, seal_file, writer_for
from tracker.store.opening import Store, open_store
from tracker.store.stored_file import DataFiles

EDGES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17]


def noise(byte_count: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(byte_count)


@pytest.fixture
def fill(store: Store) -> Filler:
    return Filler(store, count(100))


@pytest.fixture
def files(store: Store) -> DataFiles:
    return DataFiles(store.settings.data_dir, store.keys)


@pytest.fixture
def keyless(store: Store) -> Iterator[DataFiles]:
    """The same folder as somebody without the keys reads it."""
    yield DataFiles(store.settings.data_dir)


# --- the form


@pytest.mark.parametrize("byte_count", EDGES)
def test_a_file_of_any_length_comes_back_whole(keys: Keys, byte_count: int) -> None:
    data = noise(byte_count)
    sealed = bytes(seal_file(data, keys, owner="p1", context=b"place"))
    assert open_file(io.BytesIO(sealed), keys, context=b"place").read() == data
    assert len(data) < 16 or data[:16] not in sealed
    written = io.BytesIO()
    writer = writer_for(written, keys, owner="p1", context=b"place")
    for start in range(0, byte_count, 10_007):
        writer.write(data[start : start + 10_007])
    writer.finish()
    assert len(written.getvalue()) == len(sealed)
    assert open_file(io.BytesIO(written.getvalue()), keys, context=b"place").read() == data


@pytest.mark.parametrize("byte_count", EDGES)
def test_any_part_of_a_file_is_read_by_itself(keys: Keys, byte_count: int) -> None:
    data = noise(byte_count)
    sealed = bytes(seal_file(data, keys, owner="", context=b"place"))
    file, plain = open_file(io.BytesIO(sealed), keys, context=b"place"), io.BytesIO(data)
    dice = random.Random(byte_count)
    for _ in range(60):
        place, length = dice.randrange(byte_count + 3), dice.randrange(2 * CHUNK_BYTES)
        assert file.seek(place) == plain.seek(place)
        assert file.read(length) == plain.read(length)
        assert file.tell() == plain.tell()
    assert file.seek(0, io.SEEK_END) == byte_count


def test_an_archive_is_read_out_of_a_sealed_file(keys: Keys) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(40):
            archive.writestr(f"{number}.webp", noise(9000, number))
    sealed = bytes(seal_file(packed.getvalue(), keys, owner="p1", context=b"place"))
    with zipfile.ZipFile(open_file(io.BytesIO(sealed), keys, context=b"place")) as archive:
        assert archive.read("17.webp") == noise(9000, 17)
        assert archive.testzip() is None


def test_what_was_changed_cut_off_or_joined_is_refused(files: DataFiles, tmp_path: Path) -> None:
    path = files.data_dir / "photos" / "one"
    sealed = bytes(files.sealed(path, noise(2 * CHUNK_BYTES + 5), owner="p1"))
    head = len(MAGIC) + 2 + len("p1") + 61 + 7
    chunk = CHUNK_BYTES + 16
    first, second, last = (
        sealed[head : head + chunk],
        sealed[head + chunk :][:chunk],
        sealed[head + 2 * chunk :],
    )
    broken = [
        *(sealed[:place] + bytes([sealed[place] ^ 4]) + sealed[place + 1 :] for place in range(8, head)),
        *(sealed[:-k] for k in (1, 5, 16, 20, 21, 22, chunk, 2 * chunk, 2 * chunk + 21)),
        *(sealed[:place] + b"?" + sealed[place + 1 :] for place in (head, head + chunk + 9, len(sealed) - 1)),
        sealed[:head] + second + first + last,
        sealed[:head] + first + last,
        sealed[:head] + first + first + last,
        sealed + b"\0",
        sealed + last,
        sealed[:head],
        sealed[: head - 3],
        sealed[:9],
        sealed[:10],
    ]
    for number, data in enumerate(broken):
        path.write_bytes(data)
        for read in (files.read, lambda place: files.open(place).read()):
            with pytest.raises((SealBroken, PatientKeyGone)):  # another owner in the header has no key
                pytest.fail(f"opened {number}: {read(path)[:20]!r}")
    path.write_bytes(sealed)
    assert files.read(path) == noise(2 * CHUNK_BYTES + 5)


def test_a_file_in_another_ones_place_is_refused(files: DataFiles, fill: Filler, store: Store) -> None:
    session = fill.session(fill.series(), 1)
    one, two = fill.photo(session, b"one " * 99), fill.photo(session, b"two " * 99)
    for swapped in ("original", "screen"):
        first, second = (
            store.photos.original_path(p.digest)
            if swapped == "original"
            else store.photos.rendition_path(p.digest, Rendition.SCREEN)
            for p in (one, two)
        )
        shutil.copyfile(first, second)
    with pytest.raises(UnreadablePhoto, match="damaged"):
        photos.read_original(store, two.digest)
    with pytest.raises(SealBroken, match="was changed"):
        photos.read_screen(store, two.digest)
    thumbnail, screen = (
        store.photos.rendition_path(one.digest, r) for r in (Rendition.THUMBNAIL, Rendition.SCREEN)
    )
    shutil.copyfile(thumbnail, screen)
    with pytest.raises(SealBroken):
        photos.read_screen(store, one.digest)


def test_no_two_files_share_a_data_key_or_a_nonce(files: DataFiles) -> None:
    path = files.data_dir / "photos" / "one"
    seen = set()
    for _ in range(2000):
        sealed = bytes(files.sealed(path, b"the same", owner="p1"))
        wrapped, prefix, content = sealed[12:73], sealed[73:80], sealed[80:]
        seen |= {wrapped[1:13], wrapped, prefix, content}
    assert len(seen) == 4 * 2000


# --- a data folder


def add(fill: Filler, number: int = 1) -> Photo:
    """A photo whose original and renditions are known noise."""
    session = fill.session(fill.series(), 1)
    data = b"\xff\xd8" + noise(90_000, number)
    return photos.add_photo(
        fill.store,
        data,
        facts_of(data),
        session_id=session.id,
        view=FRONT,
        phase=Phase.PRE,
        captured_at=NOW,
        source=CaptureTimeSource.METADATA,
        by="Dr Who",
        at=NOW,
        renditions={Rendition.SCREEN: b"RIFF" + noise(70_000, 50 + number)},
    )


def fill_all(store: Store, fill: Filler) -> tuple[Photo, list[bytes]]:
    """A photo with all that is derived from it, an upload, and all the bytes that must not be found."""
    photo, other = add(fill), add(fill, 2)
    pair = {"reference_digest": other.digest}
    photos.save_rendition(store, photo.digest, Rendition.ALIGNED, noise(9000, 3), **pair)
    details.save_detail(store, photo.digest, noise(9000, 4), **pair)
    change_maps.save_map(store, other.digest, photo.digest, noise(9000, 5), **pair)
    with uploads.receiving(store, "a1", "Meyer_Anna.jpg", byte_count=200_000) as file:
        for start in range(0, 200_000, 7000):
            file.write(noise(200_000, 6)[start : start + 7000])
    secrets = [
        noise(n, seed)
        for n, seed in ((90_000, 1), (70_000, 51), (9000, 3), (9000, 4), (9000, 5), (200_000, 6))
    ]
    return photo, [part for whole in secrets for part in pieces(whole)]


def pieces(whole: bytes) -> list[bytes]:
    return [whole[at : at + 24] for at in (0, len(whole) // 2, len(whole) - 24)]


def all_bytes(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name.encode() + b"\n" + path.read_bytes()


def test_no_byte_of_a_photo_is_found_in_the_data_folder(store: Store, fill: Filler) -> None:
    photo, secrets = fill_all(store, fill)
    stored = list(all_bytes(store.settings.data_dir))
    assert len(stored) > 8
    for secret in (*secrets, b"Meyer_Anna.jpg"):
        assert not any(secret in one for one in stored)
    # and everything is there
    assert photos.read_original(store, photo.digest) == b"\xff\xd8" + noise(90_000, 1)
    assert photos.read_screen(store, photo.digest) == b"RIFF" + noise(70_000, 51)
    (sent,) = uploads.list_uploaded(store, "a1")
    assert (sent.name, sent.byte_count, sent.file.read()) == ("Meyer_Anna.jpg", 200_000, noise(200_000, 6))


def test_the_search_finds_what_lies_plain(tmp_path: Path) -> None:
    plain = open_store(Settings(tmp_path / "data", f"sqlite:///{tmp_path / 'data' / 'tracker.sqlite3'}"))
    _, secrets = fill_all(plain, Filler(plain, count(100)))
    stored = list(all_bytes(plain.settings.data_dir))
    plain.close()
    assert all(any(secret in one for one in stored) for secret in (*secrets, b"Meyer_Anna.jpg"))


def test_every_file_says_whose_key_opens_it(store: Store, fill: Filler, files: DataFiles) -> None:
    photo, _ = fill_all(store, fill)
    owners = {}
    for top in ("photos", "renditions", "imports"):
        for path in (store.settings.data_dir / top).rglob("*"):
            if path.is_file():
                owners[path] = files.owner(path)
    assert None not in owners.values()
    assert owners[store.photos.original_path(photo.digest)] == photo.patient_id
    assert {owners[path] for path in owners if photo.digest in str(path)} == {photo.patient_id}
    assert {owner for path, owner in owners.items() if "imports" in path.parts} == {""}


def test_after_forgetting_a_key_no_copy_shows_the_photo(
    store: Store, fill: Filler, settings: Settings, keys: Keys, tmp_path: Path
) -> None:
    photo, _ = fill_all(store, fill)
    kept = add(fill, 7)
    backup = tmp_path / "backup"
    shutil.copytree(settings.data_dir, backup)
    keys.forget_patient_key(photo.patient_id)
    # the present keys and master key, on the copy made before
    old = open_store(
        replace(
            settings,
            data_dir=backup,
            database_url=f"sqlite:///{backup / 'tracker.sqlite3'}",
            keys_dir=settings.keys_folder,
        )
    )
    for opened in (store, old):
        with pytest.raises(
            PatientKeyGone, match="The key of this patient's photos is gone: they were erased"
        ):
            photos.read_original(opened, photo.digest)
        with pytest.raises(PatientKeyGone):
            photos.read_screen(opened, photo.digest)
        assert photos.read_original(opened, kept.digest) == b"\xff\xd8" + noise(90_000, 7)
    with pytest.raises(PatientKeyGone):
        photos.save_rendition(store, photo.digest, Rendition.SCREEN, b"made again")
    old.close()


def test_what_lay_plain_before_there_was_a_key_is_read(store: Store, fill: Filler) -> None:
    photo = add(fill)
    path = store.photos.original_path(photo.digest)
    path.write_bytes(photos.read_original(store, photo.digest))
    assert path.read_bytes()[:2] == b"\xff\xd8"
    assert photos.read_original(store, photo.digest) == path.read_bytes()
    # and what is written at its place is sealed
    store.photos.write_original(photo.digest, path.read_bytes(), patient_id=photo.patient_id)
    assert path.read_bytes()[: len(MAGIC)] == MAGIC


def test_a_photo_that_another_patients_key_sealed_is_sealed_anew(store: Store, files: DataFiles) -> None:
    data = noise(1000)
    digest = facts_of(data).digest
    for owner in ("p1", "p1", "p2"):
        before = store.photos.original_path(digest)
        was = before.stat().st_ino if before.exists() else None
        store.photos.write_original(digest, data, patient_id=owner)
        assert files.owner(before) == owner
        assert (before.stat().st_ino == was) == (was is not None and owner == "p1")
        assert store.photos.read_original(digest, len(data)) == data


def test_orphans_are_found_among_sealed_files(store: Store, fill: Filler) -> None:
    add(fill)
    assert orphans.find_orphans(store) == []
    store.photos.write_original(facts_of(b"lost").digest, b"lost", patient_id="p1")
    assert [orphan.digest for orphan in orphans.find_orphans(store)] == [facts_of(b"lost").digest]


def test_without_the_keys_a_sealed_file_is_no_picture(store: Store, fill: Filler, keyless: DataFiles) -> None:
    photo = add(fill)
    with pytest.raises(TrackerError, match="start the program with the master key"):
        keyless.read(store.photos.original_path(photo.digest))


def test_a_picture_begins_otherwise_than_a_sealed_file() -> None:
    for begins in (
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF",
        b"PK\x03\x04",
        b"II*\0",
        b"\0\0\0\x18ftyp",
        b"",
    ):
        file = io.BytesIO(begins + b"rest")
        assert read_owner(file) is None
        assert file.read() == begins + b"rest"


def test_an_upload_that_breaks_off_leaves_nothing(store: Store) -> None:
    with pytest.raises(OSError, match="cut"), uploads.receiving(store, "a1", "x.jpg", byte_count=10) as file:
        file.write(b"half")
        raise OSError("cut")
    assert uploads.list_uploaded(store, "a1") == []
    assert not list((store.settings.data_dir / "imports").rglob("*.part"))


@pytest.mark.parametrize("byte_count", [4, CHUNK_BYTES + 4, 3 * CHUNK_BYTES])
def test_an_archive_is_written_into_a_sealed_file_and_one_that_breaks_off_says_nothing_later(
    files: DataFiles, byte_count: int, recwarn: pytest.WarningsRecorder
) -> None:
    path = files.data_dir / "photos" / "packed.zip"
    writing = files.writing
    with (
        path.open("wb") as out,
        writing(path, out, owner="p1") as file,
        zipfile.ZipFile(file, "w") as archive,
    ):
        archive.writestr("a.bin", noise(byte_count))
    with files.open(path) as opened, zipfile.ZipFile(opened) as archive:
        assert archive.read("a.bin") == noise(byte_count)
    with pytest.raises(OSError, match="cut"), path.open("wb") as out, writing(path, out, owner="p1") as file:
        file.write(noise(byte_count))
        raise OSError("cut")
    del file
    gc.collect()
    assert not recwarn.list
    with pytest.raises(SealBroken):
        files.read(path)
