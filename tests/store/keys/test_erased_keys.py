"""A key store from before an erasure doesn't bring the patient back for long."""

import shutil
from itertools import count
from pathlib import Path

import pytest

from tests.store.conftest import NOW, Filler
from tests.store.keys.test_sealed_files import add
from tracker.config import Settings
from tracker.errors import PatientKeyGone
from tracker.model import ErasedKind, ErasureGround
from tracker.store import photos
from tracker.store.erased_keys import forget_erased_keys
from tracker.store.keys import Keys
from tracker.store.opening import Store, open_store
from tracker.store.schema import ErasureRecord


def note_erasure(store: Store, patient_id: str, *, is_done: bool) -> None:
    with store.writing() as db:
        db.add(
            ErasureRecord(
                kind=ErasedKind.PATIENT,
                subject_id=patient_id,
                patient_id=patient_id,
                ground=ErasureGround.PATIENT_REQUEST,
                note="",
                asked_by="Dr Who",
                asked_at=NOW,
                due_at=NOW,
                began_at=NOW if is_done else None,
                erased_at=NOW if is_done else None,
                swept_at=None,
            )
        )


def test_a_restored_key_store_forgets_erased_patients_again_and_nobody_else(
    store: Store, keys: Keys, settings: Settings, tmp_path: Path
) -> None:
    fill = Filler(store, count(100))
    erased, waiting, kept = (add(fill, number) for number in (1, 2, 3))
    copy = tmp_path / "copy.sqlite3"
    shutil.copyfile(keys.key_store.path, copy)
    note_erasure(store, erased.patient_id, is_done=True)
    note_erasure(store, waiting.patient_id, is_done=False)
    keys.forget_patient_key(erased.patient_id)
    assert forget_erased_keys(store) == 0
    shutil.copyfile(copy, keys.key_store.path)
    again = open_store(settings)
    assert photos.read_original(again, erased.digest)
    assert forget_erased_keys(again) == 1
    with pytest.raises(PatientKeyGone):
        photos.read_original(again, erased.digest)
    for photo in (waiting, kept):
        assert photos.read_original(again, photo.digest)
    assert forget_erased_keys(again) == 0
    again.close()
