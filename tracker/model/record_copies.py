"""A patient's own data, put together to be handed out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

COPY_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class RecordCopy:
    """A file with all that is kept of a patient, for the patient.

    Attributes
    ----------
    language : str
        That of the page in it.
    ready_at : datetime or None
        None while it is being made.
    expires_at : datetime
        When it is deleted.
    byte_count : int
        Of the file as it is handed out.
    """

    id: str
    patient_id: str
    asked_by: str
    asked_at: datetime
    language: str
    expires_at: datetime
    ready_at: datetime | None = None
    byte_count: int = 0
