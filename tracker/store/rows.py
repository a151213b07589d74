"""Fetching one row, or saying plainly that there is none."""

from typing import TypeVar

from sqlalchemy.orm import Session as Database

from tracker.errors import NotFound
from tracker.store.schema import Base

Row = TypeVar("Row", bound=Base)


def fetch(db: Database, kind: type[Row], key: str, *, word: str) -> Row:
    """The row with this key.

    Parameters
    ----------
    word : str
        What the row is called on a page, for the sentence.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = db.get(kind, key)
    if row is None:
        raise NotFound(f"There is no such {word}, or it was deleted: go back and choose another one.")
    return row
