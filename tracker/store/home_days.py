"""The session of a day that takes a patient's photos from home."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.model import AuditEvent, SessionDetails, SessionKind
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import PhotoRecord, SeriesRecord, SessionRecord, assign, new_id


def home_session(
    store: Store, series_id: str, *, since: datetime, until: datetime, by: str, at: datetime
) -> str:
    """The id of the home session that was held between two times, made now if there is none.

    Raises
    ------
    NotFound
        If there is no such series.
    """
    known = select(SessionRecord.id).where(
        SessionRecord.series_id == series_id,
        SessionRecord.kind == SessionKind.HOME,
        SessionRecord.held_at >= since,
        SessionRecord.held_at < until,
    )
    highest = select(func.max(SessionRecord.number)).where(SessionRecord.series_id == series_id)
    with store.writing() as db:
        series = fetch(db, SeriesRecord, series_id, word="series")
        found = db.scalar(known.limit(1))
        if found is not None:
            return found
        row = SessionRecord(id=new_id(), series_id=series_id, created_at=at)
        assign(row, SessionDetails((db.scalar(highest) or 0) + 1, at, SessionKind.HOME))
        db.add(row)
        write_event(db, AuditEvent(at, by, "added home session", "session", row.id, series.patient_id, ""))
        return row.id


def count_added(store: Store, series_id: str, *, since: datetime, until: datetime) -> tuple[int, int]:
    """How many photos a patient added to a series between two times, and their bytes; deleted ones count."""
    wanted = (
        select(func.count(PhotoRecord.id), func.coalesce(func.sum(PhotoRecord.byte_count), 0))
        .join(PhotoRecord.session)
        .where(
            SessionRecord.series_id == series_id,
            PhotoRecord.is_from_patient,
            PhotoRecord.added_at >= since,
            PhotoRecord.added_at < until,
        )
    )
    with store.reading() as db:
        count, total = db.execute(wanted).one()
        return int(count), int(total)


def drop_empty(store: Store, session_id: str, *, by: str, at: datetime) -> None:
    """Take back a home session that no photo came into, not even one that was deleted since."""
    with store.writing() as db:
        row = db.get(SessionRecord, session_id)
        if row is None or row.kind is not SessionKind.HOME:
            return
        if db.scalar(select(PhotoRecord.id).where(PhotoRecord.session_id == session_id).limit(1)) is None:
            patient_id = row.series.patient_id
            db.delete(row)
            event = AuditEvent(at, by, "took back empty home session", "session", session_id, patient_id, "")
            write_event(db, event)
