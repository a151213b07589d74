"""The people: who works in the clinic, and who is photographed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.texts import pgettext


class Role(StrEnum):
    """What a signed-in person is."""

    OWNER = "owner"
    PROVIDER = "provider"
    ASSISTANT = "assistant"
    PATIENT = "patient"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            Role.OWNER: pgettext("role", "owner"),
            Role.PROVIDER: pgettext("role", "provider"),
            Role.ASSISTANT: pgettext("role", "assistant"),
            Role.PATIENT: pgettext("role", "patient"),
        }
        return words[self]


class PatientStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            PatientStatus.ACTIVE: pgettext("patient", "active"),
            PatientStatus.ARCHIVED: pgettext("patient", "archived"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class Clinic:
    name: str
    time_zone: str
    recovery_days: int = 3
    structure_days: int = 28


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can sign in; ``language`` is empty for whatever the browser asks for."""

    id: str
    name: str
    display_name: str
    role: Role
    created_at: datetime
    is_active: bool = True
    language: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person on whose behalf something is done.

    Attributes
    ----------
    session_id : str
        The one session that this actor is let into; empty for people with an account.
    """

    user_id: str
    display_name: str
    role: Role
    language: str = ""
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What a form says of a patient."""

    chart_number: str
    family_name: str
    given_name: str
    born_on: date
    sex: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    fitzpatrick: int | None = None
    monk_tone: int | None = None
    allergies: str = ""
    medication: str = ""
    history: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    id: str
    details: PatientDetails
    status: PatientStatus
    is_synthetic: bool
    created_at: datetime
    fitzpatrick_by: str = ""
    fitzpatrick_at: datetime | None = None

    @property
    def full_name(self) -> str:
        """Family name, given name: as on a chart."""
        return f"{self.details.family_name}, {self.details.given_name}"


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """One line of the list of patients."""

    patient: Patient
    series_count: int
    photo_count: int
    last_session_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    at: datetime
    user: str
    action: str
    object_kind: str
    object_id: str
    patient_id: str
    detail: str
