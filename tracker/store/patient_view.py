"""Which photos a patient sees on their own pages, and which of theirs the clinic has seen."""

from collections.abc import Sequence
from datetime import datetime

from tracker.errors import InvalidInput
from tracker.model import Acceptance, Photo
from tracker.store.opening import Store
from tracker.store.photo_rows import fetch_present, of_series, write_photo_event
from tracker.store.schema import PhotoRecord
from tracker.texts import Message, marked


def set_visible(
    store: Store, series_id: str, photo_ids: Sequence[str], *, is_visible: bool, by: str, at: datetime
) -> int:
    """Show photos of a series to the patient, or hide them; all of them or none.

    Returns
    -------
    int
        How many changed; each is an event of the audit.

    Raises
    ------
    NotFound
        If one of them isn't there, or was deleted.
    InvalidInput
        If one of them belongs to another series.
    """
    action = "made photo visible to the patient" if is_visible else "hid photo from the patient"
    with store.writing() as db:
        rows = [fetch_present(db, photo_id) for photo_id in photo_ids]
        if any(row.series_id != series_id for row in rows):
            raise InvalidInput(Message(marked("These photos belong to another series: load the page again.")))
        changed = [row for row in rows if row.is_visible_to_patient != is_visible]
        for row in changed:
            row.is_visible_to_patient = is_visible
            write_photo_event(db, row, action, by, at)
        return len(changed)


def list_visible(store: Store, series_id: str) -> list[Photo]:
    """The photos of a series that the patient sees, by session and capture time."""
    shown = of_series(series_id).where(
        PhotoRecord.deleted_at.is_(None),
        PhotoRecord.is_visible_to_patient,
        PhotoRecord.acceptance != Acceptance.REJECTED,
    )
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(shown)]


def mark_seen(store: Store, series_id: str, *, by: str, at: datetime) -> int:
    """Note that somebody of the clinic has seen what the patient added to a series; says how many photos."""
    new = of_series(series_id).where(
        PhotoRecord.deleted_at.is_(None), PhotoRecord.is_from_patient, PhotoRecord.seen_at.is_(None)
    )
    with store.writing() as db:
        rows = list(db.scalars(new))
        for row in rows:
            row.seen_at = at
            write_photo_event(db, row, "saw photo from the patient", by, at)
        return len(rows)
