"""Rows of photos: found with their session, marked, and written about in the audit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import contains_eager

from tracker.errors import NotFound
from tracker.model import Acceptance, AuditEvent, Finding, Phase, View
from tracker.store.audit import write_event
from tracker.store.rows import fetch
from tracker.store.schema import PhotoRecord, SessionRecord
from tracker.texts import Message, marked


def fetch_present(db: Database, photo_id: str) -> PhotoRecord:
    """The row of a photo.

    Raises
    ------
    NotFound
        If there is none, or it was deleted.
    """
    row = fetch(db, PhotoRecord, photo_id, word="photo")
    if row.deleted_at:
        raise NotFound(Message(marked("This photo was deleted: restore it in its session to see it again.")))
    return row


def with_session() -> Select[PhotoRecord]:
    """Photos with their session and series in the same query."""
    return (
        select(PhotoRecord)
        .join(PhotoRecord.session)
        .join(SessionRecord.series)
        .options(contains_eager(PhotoRecord.session).contains_eager(SessionRecord.series))
    )


def of_series(series_id: str) -> Select[PhotoRecord]:
    """Photos of a series, by session and capture time."""
    ordered = with_session().order_by(SessionRecord.held_at, PhotoRecord.captured_at, PhotoRecord.id)
    return ordered.where(SessionRecord.series_id == series_id)


def mark_deleted(row: PhotoRecord, at: datetime | None, by: str, why: str) -> None:
    """Deleted at a time, or not deleted."""
    row.deleted_at, row.deleted_by, row.deleted_why = at, by, why


def mark_decided(row: PhotoRecord, acceptance: Acceptance, reason: str, by: str, at: datetime | None) -> None:
    """What was decided about a photo, by whom and when; nobody where it follows from its findings."""
    row.acceptance, row.acceptance_reason, row.decided_by, row.decided_at = acceptance, reason, by, at


def note_findings(row: PhotoRecord, findings: Sequence[Finding]) -> None:
    """What is off in a photo; with something serious it waits for a person, who may have decided before."""
    row.findings = tuple(findings)
    if row.acceptance is not Acceptance.ACCEPTED_WITH_REASON:
        is_serious = any(finding.is_serious for finding in findings)
        mark_decided(row, Acceptance.WAITING if is_serious else Acceptance.ACCEPTED, "", "", None)


def write_photo_event(
    db: Database, row: PhotoRecord, action: str, by: str, at: datetime, *, detail: str = ""
) -> None:
    """An entry of the audit about a photo."""
    write_event(db, AuditEvent(at, by, action, "photo", row.id, row.patient_id, detail))


def changes_of(row: PhotoRecord, view: View, phase: Phase, captured_at: datetime) -> list[str]:
    """What an edit changes, in words for the audit."""
    changes = []
    if captured_at != row.captured_at:
        changes.append(f"capture time: {row.captured_at.isoformat()} to {captured_at.isoformat()}")
    if view != row.view:
        changes.append(f"view: {row.view.name_in_events} to {view.name_in_events}")
    if phase != row.phase:
        changes.append(f"phase: {row.phase} to {phase}")
    return changes
