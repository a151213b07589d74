"""Opening the store: folders, engine, migrations, and the short transactions of all verbs."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as Database
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.config import Settings
from tracker.errors import StorageFull, TrackerError
from tracker.store.files import PRIVATE, PhotoFiles, full_disk_as_sentence
from tracker.store.hiding import RecordsDatabase
from tracker.store.keys import Keys, has_keys, open_keys
from tracker.store.migrating import migrate
from tracker.store.schema.sealed import use_keys
from tracker.texts import Message, marked

BUSY_SECONDS = 10
OPENING_SECONDS = 120
_WRITES = "tracker_writes"
_POSTGRESQL_DISK_FULL = "53100"


@dataclass(frozen=True, slots=True)
class Store:
    """The records and the photos; every verb of this room takes one first.

    Attributes
    ----------
    engine : sqlalchemy.Engine
        Connections to the records; safe to share between threads.
    photos : PhotoFiles
        Originals and renditions.
    settings : Settings
        What the store was opened with.
    keys : Keys or None
        What seals and opens; None on an installation without a master key.
    """

    engine: Engine
    photos: PhotoFiles
    settings: Settings
    keys: Keys | None = None

    @contextmanager
    def reading(self, *, with_hidden: bool = False) -> Iterator[Database]:
        """A transaction that sees one consistent state and changes nothing.

        Parameters
        ----------
        with_hidden : bool
            Whether deleted patients' rows are there like all others (`tracker.store.hiding`).
        """
        with _errors_as_sentences(), RecordsDatabase(self.engine, with_hidden=with_hidden) as db:
            yield db

    @contextmanager
    def writing(self, *, with_hidden: bool = False) -> Iterator[Database]:
        """A transaction that is committed, and on disk, when the block ends without an error.

        Parameters
        ----------
        with_hidden : bool
            Whether deleted patients' rows are there like all others (`tracker.store.hiding`).

        Raises
        ------
        StorageFull
            If there is no room for it.
        TrackerError
            If other writers kept the records busy for too long.
        """
        engine = self.engine.execution_options(**{_WRITES: True})
        opened = RecordsDatabase(engine, with_hidden=with_hidden, expire_on_commit=False)
        with _errors_as_sentences(), opened as db, db.begin():
            yield db

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_store(settings: Settings) -> Store:
    """Open the records and photos, making or upgrading whatever is missing or old.

    Any number of processes may do this at once: one does the work, the others wait.

    Raises
    ------
    StorageFull
        If there is no room for an empty store.
    ValueError
        If the address of the records is SQLite's, but names no file.
    KeysUnusable
        If the master key is missing, wrong or kept unsafely, or the key store isn't the data folder's.
    """
    url = make_url(settings.database_url)
    with full_disk_as_sentence(), _errors_as_sentences():
        settings.data_dir.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        with _opening_alone(settings.data_dir):
            keys = open_keys(settings)
            photos = PhotoFiles(settings.data_dir, keys)
            if url.get_backend_name() == "sqlite":
                _prepare_sqlite(url)
            migrate(settings.database_url)
    return Store(_new_engine(url, keys), photos, settings, keys)


def check_keys(settings: Settings) -> None:
    """Whether the keys can be used, before anything else is done; nothing is made where none are set.

    Raises
    ------
    KeysUnusable
        See `open_store`.
    """
    if has_keys(settings):
        with full_disk_as_sentence(), _errors_as_sentences():
            settings.data_dir.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            with _opening_alone(settings.data_dir):
                open_keys(settings)


def _new_engine(url: URL, keys: Keys | None) -> Engine:
    # an error is logged with its statement: the values in it are patients' data
    engine = create_engine(url, hide_parameters=True)
    if keys:
        use_keys(engine.dialect, keys)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # None keeps the driver from beginning transactions of its own: _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    # what is deleted is overwritten, not only given free
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer asks for the write lock at once: what it reads first can't be outdated when it writes."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_sqlite(url: URL) -> None:
    """Make the database file, for this account alone, and switch it to a write-ahead log for good."""
    if url.database in (None, "", ":memory:"):
        raise ValueError(f"the records need a file that several connections can open, not {url}")
    path = Path(str(url.database))
    path.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=OPENING_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


@contextmanager
def _opening_alone(data_dir: Path) -> Iterator[None]:
    """Hold the one right to prepare this folder; it is given back even by a killed process.

    An empty SQLite file is the lock, because its locks work alike on every system.
    """
    lock = sqlite3.connect(data_dir / "opening.lock", timeout=OPENING_SECONDS, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


@contextmanager
def _errors_as_sentences() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.OperationalError) as error:
        sentence = _sentence_for(error.orig if isinstance(error, DBAPIError) else error)
        if sentence is None:
            raise
        raise sentence from error


def _sentence_for(error: BaseException | None) -> TrackerError | None:
    # the low byte of SQLite's extended code is the primary one
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(error, "sqlstate", "") == _POSTGRESQL_DISK_FULL:
        return StorageFull(
            Message(marked("There is no room left to save this: free some disk space, then try again."))
        )
    if code == sqlite3.SQLITE_BUSY:
        return TrackerError(Message(marked("The records are busy just now: wait a moment, then try again.")))
    return None
