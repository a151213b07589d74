"""A real store in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.config import read_settings
from tracker.store.opening import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty installation that signs people out after 15 minutes."""
    opened = open_store(read_settings({"TRACKER_DATA_DIR": str(tmp_path / "data")}))
    yield opened
    opened.close()
