"""Fetching one row, or saying plainly that there is none."""

from typing import TypeVar

from sqlalchemy.orm import Session as Database

from tracker.errors import NotFound
from tracker.store.schema import Base
from tracker.texts import Message, marked

Row = TypeVar("Row", bound=Base)

_GONE = {
    "annotation": marked("There is no such annotation: reload the page."),
    "consent": marked("There is no such consent: go back to the patient and choose another one."),
    "form": marked("There is no such version of the consent form: reload the page."),
    "import": marked("There is no such import, or it was removed: go back and choose another one."),
    "patient": marked("There is no such patient, or it was deleted: go back and choose another one."),
    "photo": marked("There is no such photo, or it was deleted: go back and choose another one."),
    "region": marked("There is no such region, or it was deleted: go back and choose another one."),
    "series": marked("There is no such series, or it was deleted: go back and choose another one."),
    "share": marked("There is no such link, or it was deleted: load the page again."),
    "session": marked("There is no such session, or it was deleted: go back and choose another one."),
    "user": marked("There is no such user, or it was deleted: go back and choose another one."),
}


def fetch(db: Database, kind: type[Row], key: str, *, word: str) -> Row:
    """The row with this key.

    Parameters
    ----------
    word : str
        What the row is, a key of ``_GONE``, for the sentence.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = db.get(kind, key)
    if row is None:
        raise NotFound(Message(_GONE[word]))
    return row
