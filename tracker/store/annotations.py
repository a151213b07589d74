"""What people drew on photos, beside the photos and never in them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.model import Annotation, AuditEvent, Photo
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import AnnotationRecord


def add_annotation(store: Store, photo: Photo, annotation: Annotation) -> Annotation:
    """Keep an annotation of a photo; one that is there already stays as it is."""
    drawing = annotation.drawing
    with store.writing() as db:
        there = db.get(AnnotationRecord, annotation.id)
        if there is not None:
            return there.to_model()
        row = AnnotationRecord(
            id=annotation.id,
            digest=photo.digest,
            kind=drawing.kind,
            points=drawing.points,
            text=drawing.text,
            author_id=annotation.author_id,
            author=annotation.author,
            created_at=annotation.created_at,
            removed_by="",
        )
        db.add(row)
        _write_event(db, photo, row, "drew an annotation", annotation.author, annotation.created_at)
        return row.to_model()


def find_annotation(store: Store, annotation_id: str) -> Annotation | None:
    """An annotation, removed or not; None where there never was one."""
    with store.reading() as db:
        row = db.get(AnnotationRecord, annotation_id)
        return row.to_model() if row else None


def list_annotations(store: Store, digests: Collection[str]) -> list[Annotation]:
    """The annotations of photos that aren't removed, oldest first."""
    wanted = (
        select(AnnotationRecord)
        .where(AnnotationRecord.digest.in_(digests), AnnotationRecord.removed_at.is_(None))
        .order_by(AnnotationRecord.created_at, AnnotationRecord.id)
    )
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted)]


def remove_annotation(store: Store, photo: Photo, annotation_id: str, *, by: str, at: datetime) -> None:
    """Take an annotation away, so that it can be brought back; twice is as good as once.

    Raises
    ------
    NotFound
        If there never was one.
    """
    with store.writing() as db:
        row = fetch(db, AnnotationRecord, annotation_id, word="annotation")
        if row.removed_at is None:
            row.removed_at, row.removed_by = at, by
            _write_event(db, photo, row, "removed an annotation", by, at)


def restore_annotation(store: Store, photo: Photo, annotation_id: str, *, by: str, at: datetime) -> None:
    """Bring a removed annotation back; twice is as good as once.

    Raises
    ------
    NotFound
        If there never was one.
    """
    with store.writing() as db:
        row = fetch(db, AnnotationRecord, annotation_id, word="annotation")
        if row.removed_at is not None:
            row.removed_at, row.removed_by = None, ""
            _write_event(db, photo, row, "brought back an annotation", by, at)


def _write_event(
    db: Database, photo: Photo, row: AnnotationRecord, action: str, by: str, at: datetime
) -> None:
    detail = f"{photo.view.name_in_events}, {row.kind}, {row.id}"
    write_event(db, AuditEvent(at, by, action, "photo", photo.id, photo.patient_id, detail))
