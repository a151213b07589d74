"""Tables of what is derived from photos: references, regions, alignments, readings, jobs."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.model import (
    ControlChoice,
    ControlKind,
    Finding,
    Job,
    JobState,
    Metric,
    PointPairs,
    Reading,
    Reference,
    RefusalReason,
    Region,
    RegionRole,
    SetPoints,
    Shape,
    View,
)
from tracker.store.schema.base import (
    Base,
    FindingsJson,
    MessageText,
    PointPairsJson,
    ShapeJson,
    new_id,
    value_from,
)
from tracker.store.schema.records import PhotoRecord
from tracker.texts import Message

_IS_QUEUED = text("state = 'queued'")


class ReferenceRecord(Base):
    """The photo that a view of a series is aligned to; ``is_chosen`` once a person said so.

    ``scale_error_share`` is there where the scale was estimated from the eyes.
    """

    __tablename__ = "reference"

    series_id: Mapped[str] = mapped_column(ForeignKey("series.id"), primary_key=True)
    view: Mapped[View] = mapped_column(primary_key=True)
    photo_id: Mapped[str] = mapped_column(ForeignKey("photo.id"), index=True)
    mm_across: Mapped[float]
    is_scale_measured: Mapped[bool]
    scale_error_share: Mapped[float | None]
    is_chosen: Mapped[bool]

    photo: Mapped[PhotoRecord] = relationship()

    def to_model(self) -> Reference:
        """The row as a value."""
        return Reference(
            self.series_id,
            self.view,
            self.photo.to_model(),
            self.mm_across,
            self.is_scale_measured,
            self.scale_error_share,
        )


class RegionRecord(Base):
    """A named area, in pixels of the photo ``reference_digest``.

    ``chosen_control`` is empty where a treated region is compared with the best there is.
    """

    __tablename__ = "region"
    __table_args__ = (Index(None, "series_id", "view"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    series_id: Mapped[str] = mapped_column(ForeignKey("series.id"))
    view: Mapped[View]
    reference_digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), index=True)
    name: Mapped[str]
    role: Mapped[RegionRole]
    shape: Mapped[Shape] = mapped_column(ShapeJson)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    chosen_control: Mapped[ControlKind | None]
    is_skin_around_untreated: Mapped[bool]
    other_side_of: Mapped[str | None] = mapped_column(
        ForeignKey("region.id", ondelete="SET NULL"), index=True
    )

    @property
    def choice(self) -> ControlChoice:
        """What a person said about comparing it."""
        return ControlChoice(self.chosen_control, self.is_skin_around_untreated, self.other_side_of)

    @choice.setter
    def choice(self, said: ControlChoice) -> None:
        self.chosen_control, self.is_skin_around_untreated = said.kind, said.is_skin_around_untreated
        self.other_side_of = said.other_side_of

    def to_model(self) -> Region:
        """The row as a value."""
        return value_from(Region, self)


class AlignmentRecord(Base):
    """How a photo maps to a reference photo, by method version."""

    __tablename__ = "alignment"

    digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), primary_key=True)
    reference_digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    refusal: Mapped[RefusalReason | None]
    error_median_px: Mapped[float]
    error_p95_px: Mapped[float]
    error_p95_mm: Mapped[float]
    support: Mapped[float]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    through_digest: Mapped[str]
    points_key: Mapped[str]


class PointPairsRecord(Base):
    """Points by which a person laid a photo over another; no method's, so that they outlive every one."""

    __tablename__ = "point_pairs"

    digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), primary_key=True)
    reference_digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), primary_key=True)
    pairs: Mapped[PointPairs] = mapped_column(PointPairsJson)
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    is_kept_as_set: Mapped[bool]

    def to_model(self) -> SetPoints:
        """The row as a value."""
        return value_from(SetPoints, self)


class ReadingRecord(Base):
    """One metric of one region of one photo, by method version."""

    __tablename__ = "reading"

    digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), primary_key=True)
    region_id: Mapped[str] = mapped_column(
        ForeignKey("region.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    metric: Mapped[Metric] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(primary_key=True)
    region_revision: Mapped[int]
    value: Mapped[float | None]
    control: Mapped[str]
    withheld: Mapped[Message | str] = mapped_column("withheld_because", MessageText)

    def to_model(self) -> Reading:
        """The row as a value."""
        return value_from(Reading, self)


class FindingsRecord(Base):
    """The comparability gates of one region of one photo, by method version."""

    __tablename__ = "findings"

    digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), primary_key=True)
    region_id: Mapped[str] = mapped_column(
        ForeignKey("region.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    method: Mapped[str] = mapped_column(primary_key=True)
    region_revision: Mapped[int]
    findings: Mapped[tuple[Finding, ...]] = mapped_column(FindingsJson)


class BaselineRecord(Base):
    """The photometric state of a reference photo for one revision of a region."""

    __tablename__ = "baseline"

    digest: Mapped[str] = mapped_column(ForeignKey("photo.digest"), primary_key=True)
    region_id: Mapped[str] = mapped_column(
        ForeignKey("region.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    region_revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    method: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class JobRecord(Base):
    """Work that takes long. ``sequence`` keeps the order in which jobs were queued.

    ``is_background`` jobs wait until nothing else does.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "uq_job_queued",
            "kind",
            "subject",
            unique=True,
            sqlite_where=_IS_QUEUED,
            postgresql_where=_IS_QUEUED,
        ),
        Index(None, "state", "is_background", "tries", "sequence"),
        Index(None, "subject"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True, default=new_id)
    kind: Mapped[str]
    subject: Mapped[str]
    state: Mapped[JobState]
    progress: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[Message | str] = mapped_column(MessageText, default="")
    tries: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    is_background: Mapped[bool] = mapped_column(default=False)

    def to_model(self) -> Job:
        """The row as a value."""
        return value_from(Job, self)
