"""Recognising a photo that is stored already, and saying so to somebody who may not know where.

The sentence names session and date inside the same patient's record; of another patient's
record it says nothing but that the photo belongs there.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.errors import DuplicatePhoto
from tracker.store.schema import ClinicRecord, PhotoRecord, SessionRecord


def find_restorable(db: Database, digest: str, session: SessionRecord) -> PhotoRecord | None:
    """The row of the same photo, deleted from this very session; None when the photo is new.

    Raises
    ------
    DuplicatePhoto
        If the same bytes are stored anywhere else, or here and not deleted.
    """
    known = db.scalar(select(PhotoRecord).where(PhotoRecord.digest == digest))
    if known is None or (known.deleted_at and known.session_id == session.id):
        return known
    raise DuplicatePhoto(_sentence(db, known, session))


def _sentence(db: Database, known: PhotoRecord, session: SessionRecord) -> str:
    if known.patient_id != session.series.patient_id:
        return "This photo belongs to another patient's record: check that the right file was chosen."
    place = f"session {known.session.number} of {_day(db, known.session.held_at)}"
    if known.series_id != session.series_id:
        place += f" in another series of this patient ({known.session.series.treatment_type})"
    if known.deleted_at:
        return f"This photo was deleted from {place}: restore it there instead of adding it again."
    return f"This photo is already in {place}."


def _day(db: Database, at: datetime) -> str:
    """A time as the clinic's calendar day, for example 3 May 2026."""
    clinic = db.scalar(select(ClinicRecord))
    local = at.astimezone(ZoneInfo(clinic.time_zone)) if clinic else at
    return f"{local.day} {local:%B %Y}"
