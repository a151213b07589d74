"""The table of deletions that become erasures; all that stays of an erased patient."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from tracker.model import ErasedKind, Erasure, ErasureGround
from tracker.store.schema.base import Base, new_id, value_from
from tracker.store.schema.sealed import SealedText


class ErasureRecord(Base):
    """A deletion. It points to no row, because it outlives what it erases."""

    __tablename__ = "erasure"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[ErasedKind]
    subject_id: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[str] = mapped_column(index=True)
    ground: Mapped[ErasureGround]
    note: Mapped[str] = mapped_column(SealedText("erasure.note"))
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    swept_at: Mapped[datetime | None]
    series_count: Mapped[int] = mapped_column(default=0)
    session_count: Mapped[int] = mapped_column(default=0)
    photo_count: Mapped[int] = mapped_column(default=0)

    def to_model(self) -> Erasure:
        """The row as a value."""
        return value_from(Erasure, self)
