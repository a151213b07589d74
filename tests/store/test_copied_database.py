"""The database that tests begin with is the one that the migrations make, row by row."""

import re
import sqlite3
from pathlib import Path

import pytest

from tracker.config import read_settings
from tracker.store import migrating, opening
from tracker.store.opening import open_store


def dumped(data_dir: Path, mode: list[str]) -> list[str]:
    settings = read_settings({"TRACKER_DATA_DIR": str(data_dir)})
    open_store(settings).close()
    (path,) = data_dir.glob("*.sqlite3")
    mode.append(oct(path.stat().st_mode))
    connection = sqlite3.connect(path)
    mode.append(str(connection.execute("PRAGMA journal_mode").fetchone()))
    try:
        # the order of indices, and of a table's constraints, is by chance
        return sorted(str(sorted(re.split(r"[,()\s]+", line))) for line in connection.iterdump())
    finally:
        connection.close()


def test_a_copied_database_is_a_migrated_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert opening.migrate is not migrating.migrate
    copied_mode: list[str] = []
    copied = dumped(tmp_path / "copied", copied_mode)
    monkeypatch.setattr(opening, "migrate", migrating.migrate)
    migrated_mode: list[str] = []
    assert copied == dumped(tmp_path / "migrated", migrated_mode)
    assert copied_mode == migrated_mode
    assert len(copied) > 50
