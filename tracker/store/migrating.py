"""Bringing the tables of a database up to date, and writing new migrations."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.store.schema import Base

FOLDER = Path(__file__).parent / "migrations"


def migrate(url: str) -> None:
    """Run all migrations that a database has not seen yet, all of them or none.

    Raises
    ------
    RuntimeError
        If rows would point to nothing afterwards; nothing is changed then.
    """
    engine = _engine(url)
    with engine.begin() as connection:
        command.upgrade(_config(connection), "head")
        _check_foreign_keys(connection)
    engine.dispose()


def list_differences(url: str) -> list[Any]:
    """What Alembic's autogenerate would still change, to bring a database to the models."""
    engine = _engine(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        found = compare_metadata(context, Base.metadata)
    engine.dispose()
    return list(found)


def write_migration(url: str, message: str, revision: str) -> None:
    """Write the difference between a database and the models as a new migration file.

    For developers; the file is a draft to be read and shortened.

    Parameters
    ----------
    url : str
        A database at the last migration.
    message : str
        What changes, in a few words; becomes the file's name and first line.
    revision : str
        Its number, ``0002`` and so on.
    """
    engine = _engine(url)
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision)
    engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    # "%" starts an interpolation in Alembic's settings
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "m%%(rev)s_%%(slug)s")
    return config


def _engine(url: str) -> Engine:
    """An engine of its own: SQLite rebuilds a table to change it, which needs foreign keys off."""
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _let_us_begin)
        event.listen(engine, "begin", _begin_at_once)
    return engine


def _let_us_begin(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 30000")
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"a migration would leave {len(broken)} rows pointing to nothing: {broken[:3]}")
