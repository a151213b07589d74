"""Tables of what a clinic documents: patients, series, sessions, photos."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.model import (
    Acceptance,
    CaptureTimeSource,
    Finding,
    LegalHold,
    Patient,
    PatientDetails,
    PatientStatus,
    Phase,
    Photo,
    PhotoFacts,
    Series,
    SeriesDetails,
    SeriesStatus,
    Session,
    SessionDetails,
    SessionKind,
    View,
)
from tracker.store.schema.base import Base, DaysJson, FindingsJson, new_id, value_from
from tracker.store.schema.sealed import BlindText, SealedDate, SealedText


class PatientRecord(Base):
    """A patient.

    ``chart_key`` makes chart numbers unique whatever their case; patients of one name and day of birth
    have one ``namesake_key`` (``tracker.store.searching``). Rows of a deleted patient are hidden, here and
    in series, sessions and photos (``tracker.store.hiding``).
    """

    __tablename__ = "patient"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    chart_number: Mapped[str] = mapped_column(SealedText("patient.chart_number"))
    family_name: Mapped[str] = mapped_column(SealedText("patient.family_name"))
    given_name: Mapped[str] = mapped_column(SealedText("patient.given_name"))
    born_on: Mapped[date] = mapped_column(SealedDate("patient.born_on"))
    sex: Mapped[str] = mapped_column(SealedText("patient.sex"))
    phone: Mapped[str] = mapped_column(SealedText("patient.phone"))
    email: Mapped[str] = mapped_column(SealedText("patient.email"))
    language: Mapped[str]
    fitzpatrick: Mapped[int | None]
    monk_tone: Mapped[int | None]
    allergies: Mapped[str] = mapped_column(SealedText("patient.allergies"))
    medication: Mapped[str] = mapped_column(SealedText("patient.medication"))
    history: Mapped[str] = mapped_column(SealedText("patient.history"))
    status: Mapped[PatientStatus] = mapped_column(default=PatientStatus.ACTIVE)
    is_synthetic: Mapped[bool]
    created_at: Mapped[datetime]
    fitzpatrick_by: Mapped[str] = mapped_column(default="")
    fitzpatrick_at: Mapped[datetime | None]
    chart_key: Mapped[str] = mapped_column(BlindText, unique=True)
    namesake_key: Mapped[str] = mapped_column(BlindText, index=True)
    held_since: Mapped[datetime | None]
    held_by: Mapped[str] = mapped_column(default="")
    held_because: Mapped[str] = mapped_column(SealedText("patient.held_because"), default="")
    keep_until: Mapped[date | None]
    is_hidden: Mapped[bool] = mapped_column(default=False)

    @property
    def hold(self) -> LegalHold | None:
        """What forbids to delete anything of the record."""
        if self.held_since is None:
            return None
        return LegalHold(self.held_since, self.held_by, self.held_because)

    def to_model(self) -> Patient:
        """The row as a value."""
        return Patient(
            id=self.id,
            details=value_from(PatientDetails, self),
            status=self.status,
            is_synthetic=self.is_synthetic,
            created_at=self.created_at,
            fitzpatrick_by=self.fitzpatrick_by,
            fitzpatrick_at=self.fitzpatrick_at,
            hold=self.hold,
            keep_until=self.keep_until,
        )


class SeriesRecord(Base):
    """One course of treatment of one patient."""

    __tablename__ = "series"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    treatment_type: Mapped[str]
    indications: Mapped[str] = mapped_column(SealedText("series.indications"))
    areas: Mapped[str]
    started_on: Mapped[date]
    planned_sessions: Mapped[int]
    interval_weeks: Mapped[int]
    goals: Mapped[str] = mapped_column(SealedText("series.goals"))
    home_regimen: Mapped[str] = mapped_column(SealedText("series.home_regimen"))
    status: Mapped[SeriesStatus]
    stop_reason: Mapped[str] = mapped_column(SealedText("series.stop_reason"))
    follow_up_days: Mapped[tuple[int, ...]] = mapped_column(DaysJson)
    created_at: Mapped[datetime]
    is_hidden: Mapped[bool] = mapped_column(default=False)

    patient: Mapped[PatientRecord] = relationship()

    def to_model(self) -> Series:
        """The row as a value."""
        return Series(self.id, self.patient_id, value_from(SeriesDetails, self), self.created_at)


class SessionRecord(Base):
    """One dated visit of a series."""

    __tablename__ = "session"
    __table_args__ = (UniqueConstraint("series_id", "number"), Index(None, "series_id", "held_at"))

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    series_id: Mapped[str] = mapped_column(ForeignKey("series.id"))
    number: Mapped[int]
    held_at: Mapped[datetime]
    kind: Mapped[SessionKind]
    provider: Mapped[str]
    device: Mapped[str]
    needle_depth_mm: Mapped[float | None]
    passes: Mapped[int | None]
    topical: Mapped[str] = mapped_column(SealedText("session.topical"))
    serum: Mapped[str] = mapped_column(SealedText("session.serum"))
    reaction: Mapped[str] = mapped_column(SealedText("session.reaction"))
    note: Mapped[str] = mapped_column(SealedText("session.note"))
    unchanged_since: Mapped[str | None] = mapped_column(
        ForeignKey("session.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]
    is_hidden: Mapped[bool] = mapped_column(default=False)

    series: Mapped[SeriesRecord] = relationship()

    def to_model(self) -> Session:
        """The row as a value."""
        return Session(self.id, self.series_id, value_from(SessionDetails, self), self.created_at)


class PhotoRecord(Base):
    """One picture. The original's bytes lie in the photo folder under ``digest``."""

    __tablename__ = "photo"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), index=True)
    view: Mapped[View]
    phase: Mapped[Phase]
    digest: Mapped[str] = mapped_column(unique=True)
    file_format: Mapped[str]
    byte_count: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]
    # the camera's wall clock: no zone is known, so none is stored
    captured_at_local: Mapped[datetime | None] = mapped_column(DateTime())
    utc_offset_minutes: Mapped[int | None]
    camera: Mapped[str]
    lens: Mapped[str]
    colour_profile: Mapped[str]
    jpeg_quality: Mapped[int | None]
    focal_35mm: Mapped[float | None]
    captured_at: Mapped[datetime]
    captured_at_source: Mapped[CaptureTimeSource]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    note: Mapped[str] = mapped_column(SealedText("photo.note"), default="")
    findings: Mapped[tuple[Finding, ...]] = mapped_column(FindingsJson, default=())
    acceptance: Mapped[Acceptance] = mapped_column(default=Acceptance.ACCEPTED)
    acceptance_reason: Mapped[str] = mapped_column(SealedText("photo.acceptance_reason"), default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    is_visible_to_patient: Mapped[bool] = mapped_column(default=False)
    is_from_patient: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str] = mapped_column(default="")
    deleted_why: Mapped[str] = mapped_column(SealedText("photo.deleted_why"), default="")
    is_hidden: Mapped[bool] = mapped_column(default=False)

    session: Mapped[SessionRecord] = relationship()

    @property
    def series_id(self) -> str:
        """The series of the photo's session."""
        return self.session.series_id

    @property
    def patient_id(self) -> str:
        """The patient of the photo's series."""
        return self.session.series.patient_id

    def to_model(self) -> Photo:
        """The row as a value."""
        own: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("id", "session_id", "series_id", "patient_id", "view", "phase", "captured_at")
        }
        return Photo(
            **own,
            facts=value_from(PhotoFacts, self),
            captured_at_source=self.captured_at_source,
            added_at=self.added_at,
            added_by=self.added_by,
            note=self.note,
            findings=self.findings,
            acceptance=self.acceptance,
            acceptance_reason=self.acceptance_reason,
            is_visible_to_patient=self.is_visible_to_patient,
            is_from_patient=self.is_from_patient,
            seen_at=self.seen_at,
        )
