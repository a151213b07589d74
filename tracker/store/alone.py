"""One import at a time, of all processes that use the data folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.errors import TrackerError
from tracker.store.opening import Store
from tracker.texts import Message, marked

_BUSY = Message(
    marked("Another import is running: wait until it has ended, or stop it, then start this one.")
)


@contextmanager
def importing_alone(store: Store) -> Iterator[None]:
    """Hold the one right to import; it is given back even by a killed process.

    An empty SQLite file is the lock, because its locks work alike on every system.

    Raises
    ------
    TrackerError
        If another process holds it.
    """
    lock = sqlite3.connect(store.settings.data_dir / "import.lock", timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise TrackerError(_BUSY) from error
        yield
    finally:
        lock.close()
