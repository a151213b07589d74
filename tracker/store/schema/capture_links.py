"""The table of links by which a phone becomes the camera of one session."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.model import CaptureLink
from tracker.store.schema.base import Base
from tracker.store.schema.people import SignInRecord
from tracker.store.schema.records import SessionRecord


class CaptureLinkRecord(Base):
    """A link and the phone that claimed it, each known by the SHA-256 of its token.

    A link goes with the sign-in that made it, so that signing out ends it.
    """

    __tablename__ = "capture_link"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    sign_in_digest: Mapped[str] = mapped_column(
        ForeignKey("sign_in.token_digest", ondelete="CASCADE"), index=True
    )
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    phone_digest: Mapped[str | None] = mapped_column(unique=True)
    ended_at: Mapped[datetime | None]

    session: Mapped[SessionRecord] = relationship()
    sign_in: Mapped[SignInRecord] = relationship()

    def to_model(self) -> CaptureLink:
        """The row as a value."""
        return CaptureLink(
            session_id=self.session_id,
            made_by=self.made_by,
            made_at=self.made_at,
            expires_at=self.expires_at,
            claimed_at=self.claimed_at,
            ended_at=self.ended_at,
        )
