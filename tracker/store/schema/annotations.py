"""The table of what people draw on photos."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tracker.model import Annotation, AnnotationKind, Drawing, Point
from tracker.store.schema.base import Base, PointsJson
from tracker.store.schema.sealed import SealedText


class AnnotationRecord(Base):
    """A drawing in pixels of the photo ``digest``. Removed ones stay, so that they can be brought back.

    The id is made where it was drawn: what is sent twice is stored once.
    """

    __tablename__ = "annotation"

    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), index=True)
    kind: Mapped[AnnotationKind]
    points: Mapped[tuple[Point, ...]] = mapped_column(PointsJson)
    text: Mapped[str] = mapped_column(SealedText("annotation.text"))
    author_id: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str]

    def to_model(self) -> Annotation:
        """The row as a value."""
        return Annotation(
            id=self.id,
            digest=self.digest,
            drawing=Drawing(self.kind, self.points, self.text),
            author_id=self.author_id,
            author=self.author,
            created_at=self.created_at,
            removed_at=self.removed_at,
        )
