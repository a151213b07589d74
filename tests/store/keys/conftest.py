"""An installation with a master key in a file outside of its data folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import key_file
from tracker.config import Settings, read_settings
from tracker.store.keys import Keys
from tracker.store.opening import Store, open_store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = key_file(tmp_path)
    return read_settings({"TRACKER_DATA_DIR": str(tmp_path / "data"), "TRACKER_MASTER_KEY_FILE": str(path)})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def keys(store: Store) -> Keys:
    assert store.keys is not None
    return store.keys
