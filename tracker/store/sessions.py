"""Dated visits of a series."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from tracker.errors import InvalidInput
from tracker.model import AuditEvent, MarkProblem, Session, SessionDetails, SessionKind, find_mark_problem
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import SeriesRecord, SessionRecord, assign, new_id
from tracker.texts import gettext as _
from tracker.texts import marked

_MARK_PROBLEMS = {
    MarkProblem.NOT_EARLIER: marked(
        "Session {number} was not held before this one: choose an earlier session, or “Not marked”."
    ),
    MarkProblem.SAME_DAY: marked(
        "Session {number} was held less than 12 hours before this one and can't show how days differ: "
        "choose a session of another day, or “Not marked”."
    ),
    MarkProblem.TREATED: marked(
        "The skin was treated between session {number} and this one: "
        "choose a session after that treatment, or “Not marked”."
    ),
}


def add_session(
    store: Store, series_id: str, details: SessionDetails, *, at: datetime, by: str = ""
) -> Session:
    """Add a dated visit.

    Raises
    ------
    NotFound
        If there is no such series.
    InvalidInput
        If the series has a session of this number, or the mark of unchanged skin can't be true.
    """
    with store.writing() as db:
        fetch(db, SeriesRecord, series_id, word="series")
        row = SessionRecord(id=new_id(), series_id=series_id, created_at=at)
        _check_number_is_free(db, row, details.number)
        _check_mark(db, row, details)
        assign(row, details)
        db.add(row)
        _note_mark(db, row, None, by, at)
        return row.to_model()


def edit_session(store: Store, session_id: str, details: SessionDetails, *, by: str, at: datetime) -> Session:
    """Replace what is known of a visit. References stay what they are, whatever the new date.

    So do the marks of other sessions that point to this one. Where the new date or kind
    contradicts them they count for nothing (`tracker.store.stretches`) until it agrees again.

    Raises
    ------
    NotFound
        If there is no such session.
    InvalidInput
        If the series has another session of this number, or the mark of unchanged skin can't be true.
    """
    with store.writing() as db:
        row = fetch(db, SessionRecord, session_id, word="session")
        _check_number_is_free(db, row, details.number)
        _check_mark(db, row, details)
        before = row.unchanged_since
        assign(row, details)
        _note_mark(db, row, before, by, at)
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
            _(
                "This series has a session {number} already: choose another number, or open that session.",
                number=number,
            ),
            field="number",
        )


def _check_mark(db: Database, row: SessionRecord, details: SessionDetails) -> None:
    """Refuse a mark of unchanged skin that dates and treatments contradict."""
    if details.unchanged_since is None:
        return
    earlier = db.get(SessionRecord, details.unchanged_since)
    if earlier is None or earlier.series_id != row.series_id or earlier.id == row.id:
        raise InvalidInput(
            _("Choose an earlier session of this series, or “Not marked”."), field="unchanged_since"
        )
    treatments = select(SessionRecord.held_at).where(
        SessionRecord.series_id == row.series_id,
        SessionRecord.kind == SessionKind.TREATMENT,
        SessionRecord.id != row.id,
    )
    problem = find_mark_problem(earlier.held_at, details.held_at, db.scalars(treatments))
    if problem:
        raise InvalidInput(_(_MARK_PROBLEMS[problem], number=earlier.number), field="unchanged_since")


def _note_mark(db: Database, row: SessionRecord, before: str | None, by: str, at: datetime) -> None:
    """Write down who marked a session, or took its mark back."""
    if row.unchanged_since == before:
        return
    earlier = db.get(SessionRecord, row.unchanged_since) if row.unchanged_since else None
    action = "marked session unchanged" if earlier else "took back the mark of unchanged skin"
    detail = f"session {row.number} since session {earlier.number}" if earlier else f"session {row.number}"
    patient_id = fetch(db, SeriesRecord, row.series_id, word="series").patient_id
    write_event(db, AuditEvent(at, by, action, "session", row.id, patient_id, detail))
