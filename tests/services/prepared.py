"""A store that is filled once for a file, and copied for each test that goes on from there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.config import read_settings
from tracker.store.opening import Store, open_store


@contextmanager
def open_folder(folder: Path) -> Iterator[Store]:
    """The store in a folder, made where there is none."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(folder)}))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_copy(folder: Path, target: Path) -> Iterator[Store]:
    """A copy of a filled store; whatever a test does to it, the filled one stays."""
    shutil.copytree(folder, target)
    with open_folder(target) as store:
        yield store
