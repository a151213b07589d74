"""A master key file outside of a data folder, and the settings that name both."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.config import Settings, read_settings
from tracker.store.keys import Keys
from tracker.store.opening import Store, open_store

MASTER = base64.b64encode(bytes(range(32))).decode()


def key_file(folder: Path, text: str = MASTER, *, name: str = "master.key") -> Path:
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(text)
    return path


@pytest.fixture
def sealed_settings(tmp_path: Path) -> Settings:
    path = key_file(tmp_path)
    return read_settings({"TRACKER_DATA_DIR": str(tmp_path / "data"), "TRACKER_MASTER_KEY_FILE": str(path)})


@pytest.fixture
def sealed_store(sealed_settings: Settings) -> Iterator[Store]:
    opened = open_store(sealed_settings)
    yield opened
    opened.close()


@pytest.fixture
def keys(sealed_store: Store) -> Keys:
    assert sealed_store.keys is not None
    return sealed_store.keys
