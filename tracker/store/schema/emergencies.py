"""The table of emergency accesses."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from tracker.model import EmergencyAccess, EmergencyKind
from tracker.store.schema.base import Base, value_from
from tracker.store.schema.sealed import SealedText


class EmergencyRecord(Base):
    """One emergency access; it points to no row, because it outlives the account."""

    __tablename__ = "emergency_access"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[EmergencyKind]
    user_id: Mapped[str]
    user_name: Mapped[str]
    reason: Mapped[str] = mapped_column(SealedText("emergency_access.reason"))
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")
    acknowledged_at: Mapped[datetime | None]

    def to_model(self) -> EmergencyAccess:
        """The row as a value."""
        return value_from(EmergencyAccess, self)
