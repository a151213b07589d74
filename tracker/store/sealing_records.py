"""Sealing what the records hold in the clear from the time before there was a key.

Table by table, in short transactions: the program may run meanwhile, and after a kill the rest is sealed
next time.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from sqlalchemy import Column, ColumnElement, Table, func, or_, select, text, update
from sqlalchemy.orm import Session as Database

from tracker.store.opening import Store
from tracker.store.schema import Base
from tracker.store.schema.sealed import BlindText, Sealed, is_plain

ROWS_AT_ONCE = 500


def count_plain_rows(store: Store) -> int:
    """How many rows hold something that ought to be sealed and isn't."""
    with store.reading() as db:
        counts = [
            db.scalar(select(func.count()).select_from(table).where(_holds_plain(table))) or 0
            for table in _sealed_tables()
        ]
    return sum(counts)


def seal_records(store: Store, *, report: Callable[[int], None] = lambda _: None) -> int:
    """Seal all rows that lie in the clear, and wipe from the file what they held.

    Parameters
    ----------
    report : callable
        Told after each portion how many rows are done.

    Returns
    -------
    int
        Rows that were sealed.

    Raises
    ------
    ValueError
        If there is no key.
    """
    if store.keys is None:
        raise ValueError("there is no key to seal with")
    done = 0
    for table in _sealed_tables():
        while count := _seal_some(store, table):
            done += count
            report(done)
    _wipe(store)
    return done


def _sealed_tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if _sealed_columns(table)]


def _sealed_columns(table: Table) -> list[Column[object]]:
    return [column for column in table.columns if isinstance(column.type, (Sealed, BlindText))]


def _holds_plain(table: Table) -> ColumnElement[bool]:
    return or_(*(is_plain(column) for column in _sealed_columns(table)))


def _seal_some(store: Store, table: Table) -> int:
    """Read some plain rows and write them again: the column types do the sealing."""
    keys, columns = list(table.primary_key.columns), _sealed_columns(table)
    with store.writing() as db, _changeable(db, table):
        rows = db.execute(select(*keys, *columns).where(_holds_plain(table)).limit(ROWS_AT_ONCE)).all()
        for row in rows:
            same = [key == value for key, value in zip(keys, row, strict=False)]
            values = dict(zip((c.name for c in columns), row[len(keys) :], strict=True))
            db.execute(update(table).where(*same).values(values))
    return len(rows)


@contextmanager
def _changeable(db: Database, table: Table) -> Iterator[None]:
    """Let rows be sealed that nothing may change otherwise: SQLite's triggers rest inside the transaction."""
    if db.get_bind().dialect.name != "sqlite":
        yield
        return
    found = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = db.execute(found, {"table": table.name}).all()
    for name, _ in triggers:
        db.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, statement in triggers:
        db.execute(text(statement))


def _wipe(store: Store) -> None:
    """Write the file anew, so that no page of it holds what was there before; SQLite only."""
    if store.engine.dialect.name != "sqlite":
        return
    # outside of the transaction that the engine's own connections begin
    with closing(store.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
