"""Removing the traces of deleted rows from the database's own files."""

import sqlite3
import time
from contextlib import closing

from sqlalchemy import text

from tracker.errors import TrackerError
from tracker.store.opening import BUSY_SECONDS, Store
from tracker.texts import Message, marked

_BUSY = Message(marked("The records were in use all the time: the erasure is tried again."))
CHECKPOINT_TRIES = 40


def sweep(store: Store) -> None:
    """Write the database anew without what was deleted from it, and empty its log.

    SQLite's ``VACUUM`` writes every page that is in use once more; a checkpoint brings them into the file
    and cuts off the log. PostgreSQL's ``VACUUM (FULL)`` does the same with its tables; its own write-ahead
    log and archives of it are its operator's.

    Raises
    ------
    TrackerError
        If others kept the log in use all the time. It may be done again.
    """
    if store.engine.dialect.name == "sqlite":
        _sweep_sqlite(str(store.engine.url.database))
    else:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (FULL)"))


def _sweep_sqlite(path: str) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            # SQLite builds the new file in a temporary one: in memory, not in a folder that others read
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("VACUUM")
            _empty_log(connection)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise TrackerError(_BUSY) from error
        raise


def _empty_log(connection: sqlite3.Connection) -> None:
    for _ in range(CHECKPOINT_TRIES):
        (is_busy, _frames, _done) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not is_busy:
            return
        time.sleep(0.25)
    raise TrackerError(_BUSY)
