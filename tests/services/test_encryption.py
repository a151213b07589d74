"""What the owner is told of the encryption of an installation."""

from itertools import count
from pathlib import Path

import pytest

from tests.store.conftest import Filler, key_file
from tests.store.keys.test_sealed_files import add
from tracker.config import read_settings
from tracker.errors import NotAllowed
from tracker.model import Actor, Role
from tracker.services import encryption
from tracker.services.encryption import EncryptionState
from tracker.store.encrypting import seal_files
from tracker.store.opening import open_store
from tracker.store.sealing_records import seal_records

OWNER = Actor("1" * 32, "Dr Eva", Role.OWNER)


def test_the_state_goes_from_off_over_partly_to_encrypted(tmp_path: Path) -> None:
    data = {"TRACKER_DATA_DIR": str(tmp_path / "data")}
    store = open_store(read_settings(data))
    add(Filler(store, count(100)))
    assert encryption.read_state(store, OWNER) == EncryptionState(is_on=False)
    store.close()
    store = open_store(read_settings(data | {"TRACKER_MASTER_KEY_FILE": str(key_file(tmp_path))}))
    partly = encryption.read_state(store, OWNER)
    assert (partly.is_on, partly.plain_files, partly.is_key_store_apart) == (True, 2, True)
    assert partly.plain_rows > 0
    seal_files(store)
    seal_records(store)
    assert encryption.read_state(store, OWNER) == EncryptionState(is_on=True)
    add(Filler(store, count(200)), 2)
    assert encryption.read_state(store, OWNER) == EncryptionState(is_on=True)
    with pytest.raises(NotAllowed):
        encryption.read_state(store, Actor("2" * 32, "Anna", Role.PROVIDER))
    store.close()


def test_a_key_store_in_the_data_folder_is_told(tmp_path: Path) -> None:
    key = "A" * 43 + "="
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(tmp_path / "data"), "TRACKER_MASTER_KEY": key}))
    assert not encryption.read_state(store, OWNER).is_key_store_apart
    store.close()
