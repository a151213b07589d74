"""A backup from before shows no photo of an erased patient."""

import io
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.services.erasure.full_record import SMALL, ZEBEDEA, add_patient, delete, erase
from tracker.config import read_settings
from tracker.errors import PatientKeyGone
from tracker.model import PatientDetails, Rendition
from tracker.store import photos
from tracker.store.opening import open_store


def test_a_backup_made_before_shows_no_photo_of_the_erased_patient_where_there_is_a_key(
    tmp_path: Path,
) -> None:
    variables = {"TRACKER_KEYS_DIR": str(tmp_path / "keys"), "TRACKER_MASTER_KEY": "A" * 43 + "="}
    data_dir, backup_dir = tmp_path / "data", tmp_path / "backup"
    store = open_store(read_settings({**variables, "TRACKER_DATA_DIR": str(data_dir)}))
    shown, kept = jpeg(1), jpeg(2)
    photo = add_patient(store, ZEBEDEA, shown)
    other = add_patient(store, PatientDetails("A-1", "Meyer", "Anna", date(1990, 1, 1)), kept, word="dry")
    sqlite3.connect(data_dir / "tracker.sqlite3").execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    shutil.copytree(data_dir, backup_dir)
    backup = open_store(read_settings({**variables, "TRACKER_DATA_DIR": str(backup_dir)}))
    # with the key, and only with it, the backup shows the photo until the patient is erased
    assert photos.read_original(backup, photo.digest) == shown
    erase(store, delete(store, photo))
    for folder in (data_dir, backup_dir):
        for path in folder.rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            # neither the JPEG, nor its compressed picture, nor a rendition
            assert not [one for one in (shown, shown[700:900], shown[-300:], SMALL[:200]) if one in data]
    with pytest.raises(PatientKeyGone):
        photos.read_original(backup, photo.digest)
    for rendition in (Rendition.THUMBNAIL, Rendition.SCREEN):
        file = photos.read_rendition(backup, photo.digest, rendition)
        assert file is not None
        with pytest.raises(PatientKeyGone):
            file.read()
    # nobody else's photos are lost
    assert photos.read_original(store, other.digest) == kept
    assert photos.read_original(backup, other.digest) == kept
    store.close()
    backup.close()


def jpeg(seed: int) -> bytes:
    """A real one, of noise that is found nowhere else."""
    rng = np.random.default_rng(seed)
    image = Image.fromarray(rng.integers(0, 255, (200, 300, 3), dtype=np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
