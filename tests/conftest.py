"""What makes the whole suite quicker without testing less: work that is the same each time is done once.

Servers and commands that tests start in processes of their own do all of it themselves.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import make_url

from tracker.store import migrating, opening, users

REAL_HASHER = users.HASHER
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class MigratedOnce:
    """Runs all migrations on one empty database, and copies it wherever a test begins with an empty one."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "migrated.sqlite3"
        url = make_url(f"sqlite:///{self._template}")
        opening._prepare_sqlite(url)
        migrating.migrate(str(url))

    def migrate(self, url: str, *more: Any) -> None:
        """As `tracker.store.migrating.migrate`; a database that holds something is migrated by that."""
        database = make_url(url).database or ""
        is_empty = url.startswith("sqlite") and Path(database).exists() and _is_empty(database)
        if not is_empty or any(more):
            migrating.migrate(url, *more)
            return
        _copy(str(self._template), database)


def _is_empty(database: str) -> bool:
    connection = sqlite3.connect(database)
    try:
        return connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    finally:
        connection.close()


def _copy(template: str, database: str) -> None:
    source, target = sqlite3.connect(template), sqlite3.connect(database)
    try:
        target.execute("PRAGMA synchronous = OFF")
        source.backup(target)
    finally:
        target.close()
        source.close()


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty store is a copy: all migrations take 0.4 s, and a thousand tests begin with one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "migrate", MigratedOnce(tmp_path_factory.mktemp("migrated")).migrate)
        yield


@pytest.fixture
def real_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of the migrations themselves."""
    monkeypatch.setattr(opening, "migrate", migrating.migrate)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """The same hash with little work: what it costs matters to those who guess."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "HASHER", QUICK_HASHER)
        yield


@pytest.fixture
def real_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what a hash costs."""
    monkeypatch.setattr(users, "HASHER", REAL_HASHER)
