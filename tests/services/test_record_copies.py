"""A patient's own data as a file: all of theirs, nothing of anybody else, nothing in plain on the disk."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.services.erasure.full_record import add_patient
from tracker.config import read_settings
from tracker.errors import ConfirmationNeeded, NotAllowed, NotFound, NotReady, SealBroken
from tracker.imaging.decode import decode_photo
from tracker.model import Actor, ConsentScope, CopyKind, JobKind, PatientDetails, Photo, RecordCopy, Role
from tracker.services import record_copies
from tracker.store import audit, jobs, patients, photos, released
from tracker.store import record_copies as stored_copies
from tracker.store.opening import Store, open_store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr Eva", Role.OWNER, "en", confirmed_at=NOW)
ZEBEDEA = PatientDetails("CH-4711", "Quitten<b>aum", "Zebedea", date(1984, 3, 9), allergies="=latex")
ANNA = PatientDetails("A-1", "Meyer", "Anna", date(1990, 1, 1))


def picture(seed: int) -> bytes:
    """A JPEG that says who took it."""
    rng = np.random.default_rng(seed)
    image = Image.fromarray(rng.integers(60, 200, (30, 40, 3), dtype=np.uint8)).resize((480, 640))
    exif = Image.Exif()
    exif[315] = "SECRETOWNER"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, exif=exif.tobytes())
    return out.getvalue()


@pytest.fixture
def photo(store: Store) -> Photo:
    add_patient(store, ANNA, picture(2), word="a word about Anna")
    return add_patient(store, ZEBEDEA, picture(1), word="a word on her chin")


def ask(store: Store, photo: Photo) -> RecordCopy:
    return record_copies.request_copy(store, OWNER, photo.patient_id, now=NOW)


def make(store: Store, copy: RecordCopy) -> None:
    record_copies.make_copy(store, copy.id, report=lambda *_: None, clock=lambda: NOW)


def download(store: Store, copy: RecordCopy, *, at: datetime = NOW) -> bytes:
    opened = record_copies.open_copy(store, replace(OWNER, confirmed_at=at), copy.id, now=at)
    data = b"".join(opened.pieces)
    assert len(data) == opened.byte_count
    return data


def test_the_file_holds_photos_readings_record_and_a_manifest_that_fits(store: Store, photo: Photo) -> None:
    copy = ask(store, photo)
    assert [job.kind for job in jobs.list_jobs(store, [copy.id])] == [JobKind.RECORD_COPY]
    with pytest.raises(NotReady):
        download(store, copy)
    make(store, copy)
    packed = zipfile.ZipFile(io.BytesIO(download(store, copy)))
    (name,) = [name for name in packed.namelist() if name.startswith("photos/")]
    assert name == "photos/001_2026-05-03_front.jpg"
    assert set(packed.namelist()) == {name, "record.json", "record.html", "readings.csv", "manifest.json"}
    manifest = json.loads(packed.read("manifest.json"))
    for entry in manifest["files"]:
        assert hashlib.sha256(packed.read(entry["file"])).hexdigest() == entry["sha256"]
    (of_photo,) = [entry for entry in manifest["files"] if entry["file"] == name]
    assert of_photo["original_sha256"] == photo.digest
    assert of_photo["metadata"] == "metadata left out, picture data as they were"
    np.testing.assert_array_equal(decode_photo(packed.read(name)).rgb, decode_photo(picture(1)).rgb)


def test_the_record_is_read_by_machines_and_by_people(store: Store, photo: Photo) -> None:
    copy = ask(store, photo)
    make(store, copy)
    packed = zipfile.ZipFile(io.BytesIO(download(store, copy)))
    record = json.loads(packed.read("record.json"))
    assert record["patient"]["details"]["family_name"] == "Quitten<b>aum"
    (course,) = record["series"]
    assert course["sessions"][0]["details"]["note"] == "a word on her chin"
    assert course["photos"][0]["file"] == "photos/001_2026-05-03_front.jpg"
    assert course["annotations"][0]["drawing"]["text"] == "a word on her chin"
    page = packed.read("record.html").decode()
    assert "Quitten&lt;b&gt;aum" in page
    assert '<img src="photos/001_2026-05-03_front.jpg"' in page
    assert '<html lang="en">' in page
    assert "<script" not in page
    lines = packed.read("readings.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "8.0000" in lines[1]
    assert photo.digest in lines[1]


def test_nothing_of_others_and_no_metadata_is_in_it(store: Store, photo: Photo) -> None:
    copy = ask(store, photo)
    make(store, copy)
    packed = zipfile.ZipFile(io.BytesIO(download(store, copy)))
    held = b"".join(packed.read(name) for name in packed.namelist())
    for secret in (
        b"SECRETOWNER",
        b"Anna",
        b"Meyer",
        b"A-1",
        hashlib.sha256(picture(2)).hexdigest().encode(),
    ):
        assert secret not in held


def test_a_deleted_photo_is_left_out_and_a_lost_one_is_said_to_be(store: Store, photo: Photo) -> None:
    store.photos.original_path(photo.digest).unlink()
    copy = ask(store, photo)
    make(store, copy)
    packed = zipfile.ZipFile(io.BytesIO(download(store, copy)))
    assert not [name for name in packed.namelist() if name.startswith("photos/")]
    (lost,) = [entry for entry in json.loads(packed.read("manifest.json"))["files"] if "missing" in entry]
    assert lost["original_sha256"] == photo.digest


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT, Role.PHONE])
def test_only_owners_and_providers_hand_it_out(role: Role, store: Store, photo: Photo) -> None:
    actor = replace(OWNER, role=role)
    for deed in (
        lambda: record_copies.request_copy(store, actor, photo.patient_id, now=NOW),
        lambda: record_copies.list_copies(store, actor, photo.patient_id, now=NOW),
        lambda: record_copies.open_copy(store, actor, "0" * 32, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_asking_and_taking_away_need_the_password_typed_lately(store: Store, photo: Photo) -> None:
    copy = ask(store, photo)
    make(store, copy)
    later = NOW + timedelta(minutes=11)
    with pytest.raises(ConfirmationNeeded):
        record_copies.request_copy(store, OWNER, photo.patient_id, now=later)
    with pytest.raises(ConfirmationNeeded):
        record_copies.open_copy(store, OWNER, copy.id, now=later)


def test_what_left_is_written_down_each_time(store: Store, photo: Photo) -> None:
    copy = ask(store, photo)
    make(store, copy)
    download(store, copy)
    (left,) = released.list_copies(store, patient_id=photo.patient_id)
    assert (left.details.kind, left.details.scope) == (CopyKind.OWN_DATA, ConsentScope.PATIENT_VIEW)
    deeds = [event.action for event in audit.list_events(store, patient_id=photo.patient_id)]
    assert deeds[:2] == ["exported", "asked for a copy of the record"]


def test_a_copy_is_gone_a_day_after_it_was_ready(store: Store, photo: Photo) -> None:
    copy = ask(store, photo)
    make(store, copy)
    path = stored_copies.copy_path(store, copy.id)
    almost, after = NOW + timedelta(hours=23, minutes=59), NOW + timedelta(hours=24)
    assert record_copies.clear_expired(store, now=almost) == 0
    assert download(store, copy, at=almost)
    with pytest.raises(NotFound, match="deleted after 24 hours"):
        download(store, copy, at=after)
    assert record_copies.clear_expired(store, now=after) == 1
    assert not path.exists()
    make(store, copy)
    assert not path.exists()


def test_what_a_killed_worker_left_is_cleared(store: Store, photo: Photo) -> None:
    copy = ask(store, photo)
    with pytest.raises(KeyboardInterrupt), stored_copies.writing_copy(store, copy) as stream:
        stream.write(b"half a record")
        raise KeyboardInterrupt
    stray = stored_copies.copy_path(store, "f" * 32)
    stray.write_bytes(b"a copy that no row names")
    record_copies.clear_expired(store, now=NOW)
    assert list(stray.parent.iterdir()) == []
    make(store, copy)
    assert download(store, copy)


def test_with_a_master_key_the_file_is_sealed_by_the_patients_key(tmp_path: Path) -> None:
    sealed = open_store(
        read_settings(
            {
                "TRACKER_DATA_DIR": str(tmp_path / "data"),
                "TRACKER_KEYS_DIR": str(tmp_path / "keys"),
                "TRACKER_MASTER_KEY": "A" * 43 + "=",
            }
        )
    )
    photo = add_patient(sealed, ZEBEDEA, picture(1))
    copy = ask(sealed, photo)
    make(sealed, copy)
    path = stored_copies.copy_path(sealed, copy.id)
    written = path.read_bytes()
    for plain in (b"PK\x03\x04", b"manifest.json", b"Zebedea", picture(1)[-400:-2]):
        assert plain not in written
    assert zipfile.ZipFile(io.BytesIO(download(sealed, copy))).testzip() is None
    path.write_bytes(written[:-40])
    with pytest.raises(SealBroken):
        download(sealed, copy)
    sealed.close()


def test_a_deleted_patients_copy_is_out_of_reach(store: Store, photo: Photo) -> None:
    copy = ask(store, photo)
    make(store, copy)
    from tracker.store.hiding import set_hidden

    with store.writing() as db:
        set_hidden(db, photo.patient_id, is_hidden=True)
    with pytest.raises(NotFound):
        download(store, copy)
    with pytest.raises(NotFound):
        patients.read_patient(store, photo.patient_id)
    assert photos.photo_by_digest(store, photo.digest) is None
