"""Courses of treatment and their dated sessions."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class SeriesStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    STOPPED = "stopped"


class SessionKind(StrEnum):
    """Why the patient came; ``TREATMENT`` starts a recovery window."""

    BASELINE = "baseline"
    TREATMENT = "treatment"
    EARLY_CHECK = "early check"
    FOLLOW_UP = "follow-up"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class SeriesDetails:
    """What a form says of one course of treatment."""

    treatment_type: str
    indications: str
    areas: str
    started_on: date
    planned_sessions: int = 4
    interval_weeks: int = 4
    goals: str = ""
    home_regimen: str = ""
    status: SeriesStatus = SeriesStatus.ACTIVE
    stop_reason: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    id: str
    patient_id: str
    details: SeriesDetails
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """What a form says of one dated visit."""

    number: int
    held_at: datetime
    kind: SessionKind
    provider: str = ""
    device: str = ""
    needle_depth_mm: float | None = None
    passes: int | None = None
    topical: str = ""
    serum: str = ""
    reaction: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    id: str
    series_id: str
    details: SessionDetails
    created_at: datetime
