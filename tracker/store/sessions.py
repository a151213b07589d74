"""Dated visits of a series."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from tracker.errors import InvalidInput
from tracker.model import Session, SessionDetails
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import SeriesRecord, SessionRecord, assign, new_id


def add_session(store: Store, series_id: str, details: SessionDetails, *, at: datetime) -> Session:
    """Add a dated visit.

    Raises
    ------
    NotFound
        If there is no such series.
    InvalidInput
        If the series has a session of this number.
    """
    with store.writing() as db:
        fetch(db, SeriesRecord, series_id, word="series")
        row = SessionRecord(id=new_id(), series_id=series_id, created_at=at)
        _check_number_is_free(db, row, details.number)
        assign(row, details)
        db.add(row)
        return row.to_model()


def edit_session(store: Store, session_id: str, details: SessionDetails) -> Session:
    """Replace what is known of a visit. References stay what they are, whatever the new date.

    Raises
    ------
    NotFound
        If there is no such session.
    InvalidInput
        If the series has another session of this number.
    """
    with store.writing() as db:
        row = fetch(db, SessionRecord, session_id, word="session")
        _check_number_is_free(db, row, details.number)
        assign(row, details)
        return row.to_model()


def read_session(store: Store, session_id: str) -> Session:
    """The session with this id.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        return fetch(db, SessionRecord, session_id, word="session").to_model()


def list_sessions(store: Store, series_id: str) -> list[Session]:
    """The sessions of a series in the order in which they were held."""
    wanted = (
        select(SessionRecord)
        .where(SessionRecord.series_id == series_id)
        .order_by(SessionRecord.held_at, SessionRecord.number)
    )
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted)]


def next_number(store: Store, series_id: str) -> int:
    """One more than the highest session number of a series."""
    highest = select(func.max(SessionRecord.number)).where(SessionRecord.series_id == series_id)
    with store.reading() as db:
        return (db.scalar(highest) or 0) + 1


def _check_number_is_free(db: Database, row: SessionRecord, number: int) -> None:
    taken = select(SessionRecord.id).where(
        SessionRecord.series_id == row.series_id,
        SessionRecord.number == number,
        SessionRecord.id != row.id,
    )
    if db.scalar(taken) is not None:
        raise InvalidInput(
            f"This series has a session {number} already: choose another number, or open that session.",
            field="number",
        )
