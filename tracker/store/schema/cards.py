"""The table of colour and grey cards in photos."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.model import CardKind, PhotoCard, Point
from tracker.store.schema.base import Base, PointsJson


class CardRecord(Base):
    """What is known of the card in the photo ``digest``; ``kind`` is empty where there is none."""

    __tablename__ = "card"

    digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), primary_key=True)
    kind: Mapped[CardKind | None]
    corners: Mapped[tuple[Point, ...]] = mapped_column(PointsJson)
    residual: Mapped[float | None]

    def to_model(self) -> PhotoCard:
        """The row as a value."""
        return PhotoCard(self.digest, self.kind, self.corners, self.residual)
