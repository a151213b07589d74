"""The key store: one small SQLite file of wrapped keys, apart from what they protect.

Every key in it is wrapped by the master key, bound to its kind, its id and the form's version. A key
that is deleted is overwritten and the file is written anew, so that no byte of it stays. SQLite's own
transactions make every change whole or nothing, and on disk when it returns (``synchronous = EXTRA``).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from tracker.errors import KeysUnusable, SealBroken, StorageFull
from tracker.store.keys.master_key import MasterKey
from tracker.texts import Message, marked

FILE_NAME = "keys.sqlite3"
BUSY_SECONDS = 10
_CHECK_VALUE = b"this is the right master key"
_FORM = 1
_TABLES = """
CREATE TABLE key_store (
    id TEXT PRIMARY KEY, form INTEGER NOT NULL, master_key_id TEXT NOT NULL, check_value BLOB NOT NULL
);
CREATE TABLE wrapped_key (
    kind TEXT NOT NULL, id TEXT NOT NULL, wrapped BLOB NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (kind, id)
);
CREATE TABLE forgotten_key (
    kind TEXT NOT NULL, id TEXT NOT NULL, forgotten_at TEXT NOT NULL, PRIMARY KEY (kind, id)
);
"""
_CHANGED = Message(
    marked("The master key was changed while the program ran: start the program again with the new one.")
)
_NO_ROOM = Message(marked("There is no room left for the keys: free some disk space, then try again."))


class KeyStore:
    """A file of wrapped keys.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, store_id: str, master: MasterKey) -> None:
        """Make the file, for this account alone; one that is there already stays as it is."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        with self.writing() as db:
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'key_store'").fetchone():
                return
            for statement in _TABLES.split(";"):
                db.execute(statement)
            check = master.seal(_CHECK_VALUE, context=_check_context(store_id))
            db.execute("INSERT INTO key_store VALUES (?, ?, ?, ?)", (store_id, _FORM, master.id, check))
        flush_folder(self.path.parent)

    def check(self, master: MasterKey) -> str:
        """The key store's id, if this is its master key.

        Raises
        ------
        KeysUnusable
            If it isn't.
        """
        with self.reading() as db:
            row = db.execute("SELECT id, form, check_value FROM key_store").fetchone()
        if row is None or row[1] != _FORM:
            raise KeysUnusable(f"The key store {self.path} isn't one of this version of the program.")
        try:
            master.open(row[2], context=_check_context(row[0]))
        except SealBroken:
            raise KeysUnusable(
                f"The master key isn't the one of the key store {self.path}: set the right one, or set "
                "TRACKER_KEYS_DIR to the folder of the key store that belongs to it."
            ) from None
        return str(row[0])

    def find(self, kind: str, key_id: str, master: MasterKey) -> bytes | None:
        """A key, or None where there is none.

        Raises
        ------
        KeysUnusable
            If the master key isn't the store's any more.
        """
        with self.reading() as db:
            _check_unchanged(db, master)
            return _find(db, kind, key_id, master)

    def find_or_add(
        self, kind: str, key_id: str, new_key: bytes, master: MasterKey, *, at: datetime
    ) -> bytes | None:
        """A key; the new one where there was none. On disk when this returns. None where it was forgotten.

        Raises
        ------
        KeysUnusable
            If the master key isn't the store's any more.
        """
        with self.writing() as db:
            _check_unchanged(db, master)
            known = _find(db, kind, key_id, master)
            if known is not None or _is_forgotten(db, kind, key_id):
                return known
            wrapped = master.seal(new_key, context=_key_context(kind, key_id))
            db.execute("INSERT INTO wrapped_key VALUES (?, ?, ?, ?)", (kind, key_id, wrapped, at.isoformat()))
            return new_key

    def is_forgotten(self, kind: str, key_id: str) -> bool:
        """Whether a key was deleted for good."""
        with self.reading() as db:
            return _is_forgotten(db, kind, key_id)

    def forget(self, kind: str, key_id: str, *, at: datetime) -> None:
        """Delete a key for good, whether or not it is there: none is ever made under its id again."""
        with self.writing() as db:
            db.execute("DELETE FROM wrapped_key WHERE kind = ? AND id = ?", (kind, key_id))
            db.execute("INSERT OR IGNORE INTO forgotten_key VALUES (?, ?, ?)", (kind, key_id, at.isoformat()))
        self._write_anew()

    def rewrap(self, old: MasterKey, new: MasterKey) -> int:
        """Wrap all keys by another master key, all or none, and return how many.

        Raises
        ------
        KeysUnusable
            If the old master key isn't the store's.
        """
        with self.writing() as db:
            _check_unchanged(db, old)
            (store_id,) = db.execute("SELECT id FROM key_store").fetchone()
            rows = db.execute("SELECT kind, id, wrapped FROM wrapped_key").fetchall()
            for kind, key_id, wrapped in rows:
                context = _key_context(kind, key_id)
                again = new.seal(old.open(wrapped, context=context), context=context)
                db.execute(
                    "UPDATE wrapped_key SET wrapped = ? WHERE kind = ? AND id = ?", (again, kind, key_id)
                )
            check = new.seal(_CHECK_VALUE, context=_check_context(store_id))
            db.execute("UPDATE key_store SET master_key_id = ?, check_value = ?", (new.id, check))
        self._write_anew()
        return len(rows)

    def count(self, kind: str) -> int:
        """How many keys of a kind there are."""
        with self.reading() as db:
            (found,) = db.execute("SELECT count(*) FROM wrapped_key WHERE kind = ?", (kind,)).fetchone()
        return int(found)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that changes nothing.

        Raises
        ------
        KeysUnusable
            If the file is gone, busy for too long, or no key store.
        """
        try:
            with closing(self._connect()) as db:
                yield db
        except sqlite3.Error as error:
            raise self._sentence(error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is on disk when the block ends without an error, and else never was.

        Raises
        ------
        KeysUnusable
            See `reading`.
        StorageFull
            If there is no room.
        """
        with self.reading() as db:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA synchronous = EXTRA")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:  # a full disk has rolled it back already
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(address, timeout=BUSY_SECONDS, isolation_level=None, uri=True)

    def _write_anew(self) -> None:
        """Write the whole file without what was deleted from it."""
        with self.reading() as db:
            db.execute("PRAGMA secure_delete = ON")
            # the new file is built in memory, not in a folder that others read
            db.execute("PRAGMA temp_store = MEMORY")
            db.execute("VACUUM")

    def _sentence(self, error: sqlite3.Error) -> KeysUnusable | StorageFull:
        # the low byte of SQLite's extended code is the primary one
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            return StorageFull(_NO_ROOM)
        return KeysUnusable(
            Message(
                marked("The key store {path} can't be used ({reason}): check TRACKER_KEYS_DIR."),
                {"path": str(self.path), "reason": str(error)},
            )
        )


def _check_context(store_id: str) -> bytes:
    return f"check value|{store_id}|{_FORM}".encode()


def _key_context(kind: str, key_id: str) -> bytes:
    return f"key|{kind}|{key_id}|{_FORM}".encode()


def _check_unchanged(db: sqlite3.Connection, master: MasterKey) -> None:
    row = db.execute("SELECT master_key_id FROM key_store").fetchone()
    if row is None or row[0] != master.id:
        raise KeysUnusable(_CHANGED)


def _find(db: sqlite3.Connection, kind: str, key_id: str, master: MasterKey) -> bytes | None:
    same = "SELECT wrapped FROM wrapped_key WHERE kind = ? AND id = ?"
    row = db.execute(same, (kind, key_id)).fetchone()
    return None if row is None else master.open(row[0], context=_key_context(kind, key_id))


def _is_forgotten(db: sqlite3.Connection, kind: str, key_id: str) -> bool:
    same = "SELECT 1 FROM forgotten_key WHERE kind = ? AND id = ?"
    return db.execute(same, (kind, key_id)).fetchone() is not None


def flush_folder(folder: Path) -> None:
    """Make what was added to a folder durable. Windows has no such call; its renames are journalled."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
