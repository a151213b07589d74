"""Tables of links by which patients see one of their series."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.model import Share, ShareFactor, ShareVisit
from tracker.store.schema.base import Base, new_id, value_from
from tracker.store.schema.records import SeriesRecord
from tracker.store.schema.sealed import SealedText


class ShareRecord(Base):
    """A link, known by the SHA-256 of its token; of a one-time code there is a slow digest."""

    __tablename__ = "share"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_digest: Mapped[str] = mapped_column(unique=True)
    series_id: Mapped[str] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), index=True)
    factor: Mapped[ShareFactor]
    code_digest: Mapped[str] = mapped_column(default="")
    code_used_at: Mapped[datetime | None]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]

    series: Mapped[SeriesRecord] = relationship(lazy="joined", innerjoin=True)

    def to_model(self) -> Share:
        """The row as a value, without the digests."""
        return value_from(Share, self)


class ShareVisitRecord(Base):
    """A link that was opened, and by the SHA-256 of its token the browser that may look on."""

    __tablename__ = "share_visit"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_digest: Mapped[str] = mapped_column(unique=True)
    share_id: Mapped[str] = mapped_column(ForeignKey("share.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(SealedText("share_visit.browser"))

    share: Mapped[ShareRecord] = relationship(lazy="joined", innerjoin=True)

    def to_model(self) -> ShareVisit:
        """The row as a value, without the token's digest."""
        return value_from(ShareVisit, self)


class ShareFailureRecord(Base):
    """A wrong answer at a link, whether there is such a link or not; what was typed is kept nowhere."""

    __tablename__ = "share_failure"
    __table_args__ = (Index(None, "key_digest", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_digest: Mapped[str]
    at: Mapped[datetime]
