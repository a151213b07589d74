"""Recognising a photo that is stored already, and saying so to somebody who may not know where.

The sentence names session and date inside the same patient's record; of another patient's
record it says nothing but that the photo belongs there.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.errors import DuplicatePhoto
from tracker.store.hiding import with_hidden
from tracker.store.schema import ClinicRecord, PhotoRecord, SessionRecord
from tracker.texts import gettext as _
from tracker.texts import marked, written_day


def find_restorable(db: Database, digest: str, session: SessionRecord) -> PhotoRecord | None:
    """The row of the same photo, deleted from this very session; None when the photo is new.

    Raises
    ------
    DuplicatePhoto
        If the same bytes are stored anywhere else, or here and not deleted.
    """
    known = db.scalar(with_hidden(select(PhotoRecord).where(PhotoRecord.digest == digest)))
    if known is None or (known.deleted_at and known.session_id == session.id):
        return known
    raise DuplicatePhoto(_sentence(db, known, session))


def _sentence(db: Database, known: PhotoRecord, session: SessionRecord) -> str:
    if known.patient_id != session.series.patient_id:
        return _("This photo belongs to another patient's record: check that the right file was chosen.")
    sentence = _DUPLICATES[bool(known.deleted_at), known.series_id != session.series_id]
    return _(
        sentence,
        number=known.session.number,
        day=_day(db, known.session.held_at),
        treatment=known.session.series.treatment_type,
    )


# by whether it was deleted there, and whether that is another series
_DUPLICATES = {
    (False, False): marked("This photo is already in session {number} of {day}."),
    (False, True): marked(
        "This photo is already in session {number} of {day} in another series of this patient ({treatment})."
    ),
    (True, False): marked(
        "This photo was deleted from session {number} of {day}: restore it there instead of adding it again."
    ),
    (True, True): marked(
        "This photo was deleted from session {number} of {day} in another series of this patient "
        "({treatment}): restore it there instead of adding it again."
    ),
}


def _day(db: Database, at: datetime) -> str:
    """A time as the clinic's calendar day in the spoken language, for example 3 May 2026."""
    clinic = db.scalar(select(ClinicRecord))
    local = at.astimezone(ZoneInfo(clinic.time_zone)) if clinic else at
    return written_day(local.date())
