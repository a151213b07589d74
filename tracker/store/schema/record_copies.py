"""The table of copies of records that are handed to patients."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.model import RecordCopy
from tracker.store.schema.base import Base, new_id, value_from
from tracker.store.schema.records import PatientRecord


class RecordCopyRecord(Base):
    """A copy of a record; its file lies in the data folder under its id until it expires."""

    __tablename__ = "record_copy"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    language: Mapped[str]
    expires_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    byte_count: Mapped[int] = mapped_column(BigInteger, default=0)

    patient: Mapped[PatientRecord] = relationship()

    def to_model(self) -> RecordCopy:
        """The row as a value."""
        return value_from(RecordCopy, self)
