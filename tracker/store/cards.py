"""Colour and grey cards in photos: what was found, and what people marked."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from tracker.model import AuditEvent, Photo, PhotoCard
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.schema import CardRecord


def read_card(store: Store, digest: str) -> PhotoCard | None:
    """What is known of a photo's card; None while nobody looked."""
    with store.reading() as db:
        row = db.get(CardRecord, digest)
        return row.to_model() if row else None


def list_cards(store: Store, digests: Collection[str]) -> dict[str, PhotoCard]:
    """What is known of the cards of photos, by digest."""
    with store.reading() as db:
        rows = db.scalars(select(CardRecord).where(CardRecord.digest.in_(digests)))
        return {row.digest: row.to_model() for row in rows}


def keep_found(store: Store, card: PhotoCard) -> None:
    """Keep what the program found; where a person has marked a card, that mark stays.

    Parameters
    ----------
    card : PhotoCard
        Without corners what was found, with corners what was read at a mark.
    """
    with store.writing() as db:
        row = db.get(CardRecord, card.digest)
        if row is None:
            row = CardRecord(digest=card.digest, corners=())
            db.add(row)
        if row.corners == card.corners:
            row.kind, row.residual = card.kind, card.residual


def mark_card(store: Store, photo: Photo, card: PhotoCard, *, by: str, at: datetime) -> None:
    """Keep where a person marked a card; an earlier mark is replaced."""
    with store.writing() as db:
        row = db.get(CardRecord, photo.digest) or CardRecord(digest=photo.digest)
        row.kind, row.corners, row.residual = card.kind, card.corners, card.residual
        db.add(row)
        detail = f"{photo.view.name_in_events}, {card.kind}"
        write_event(db, AuditEvent(at, by, "marked a card", "photo", photo.id, photo.patient_id, detail))


def unmark_card(store: Store, photo: Photo, *, by: str, at: datetime) -> None:
    """Forget what is known of a photo's card; the next analysis looks for one by itself."""
    with store.writing() as db:
        row = db.get(CardRecord, photo.digest)
        if row is None:
            return
        db.delete(row)
        event = AuditEvent(
            at, by, "unmarked a card", "photo", photo.id, photo.patient_id, photo.view.name_in_events
        )
        write_event(db, event)
