"""The people: who works in the clinic, and who is photographed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from tracker.model.emergencies import marked_name
from tracker.model.quality import METHOD_LIMITS, QualityLimits
from tracker.model.retention import MINOR_AGE, RETENTION_YEARS, LegalHold
from tracker.texts import pgettext


class Role(StrEnum):
    """What somebody who does something is: a person with an account, or a phone let into one session."""

    OWNER = "owner"
    PROVIDER = "provider"
    ASSISTANT = "assistant"
    PATIENT = "patient"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            Role.OWNER: pgettext("role", "owner"),
            Role.PROVIDER: pgettext("role", "provider"),
            Role.ASSISTANT: pgettext("role", "assistant"),
            Role.PATIENT: pgettext("role", "patient"),
            Role.PHONE: pgettext("role", "phone"),
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
    quality: QualityLimits = METHOD_LIMITS
    retention_years: int = RETENTION_YEARS
    minor_age: int = MINOR_AGE


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can sign in.

    Attributes
    ----------
    language : str
        Empty for whatever the browser asks for.
    has_second_factor : bool
        Whether a sign-in needs a code besides the password.
    must_change_password : bool
        Whether somebody else knows the password: nothing opens until it is changed.
    patient_id : str or None
        Whose account it is, where its role is that of a patient.
    has_password : bool
        Whether any password opens the account; none does when single sign-on made it.
    is_from_elsewhere : bool
        Whether single sign-on made the account, so that its role is what the provider says.
    """

    id: str
    name: str
    display_name: str
    role: Role
    created_at: datetime
    is_active: bool = True
    language: str = ""
    has_second_factor: bool = False
    must_change_password: bool = False
    patient_id: str | None = None
    has_password: bool = True
    is_from_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """An open sign-in as its owner may see it: ``id`` opens nothing.

    Attributes
    ----------
    confirmed_at : datetime
        When the password was last typed.
    awaits_code : bool
        Whether the password was right and the code of the second factor is still to come.
    address, browser : str
        Where it comes from, as far as a request says.
    emergency_id : str
        The emergency access that it has; empty for none.
    emergency_until : datetime or None
        When that ends by itself.
    """

    id: str
    started_at: datetime
    touched_at: datetime
    confirmed_at: datetime
    awaits_code: bool = False
    address: str = ""
    browser: str = ""
    emergency_id: str = ""
    emergency_until: datetime | None = None

    def as_of(self, at: datetime | None) -> "SignIn":
        """The sign-in without an emergency access whose time has passed; without a time, without any."""
        if at is not None and self.emergency_until is not None and at < self.emergency_until:
            return self
        return replace(self, emergency_id="", emergency_until=None)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person, and the sign-in that says so."""

    user: User
    sign_in: SignIn

    @property
    def actor(self) -> "Actor":
        """The person as the one on whose behalf something is done."""
        user, sign_in = self.user, self.sign_in
        is_emergency = bool(sign_in.emergency_id)
        return Actor(
            user.id,
            marked_name(user.display_name, sign_in.emergency_id) if is_emergency else user.display_name,
            user.role,
            user.language,
            sign_in_id=sign_in.id,
            confirmed_at=sign_in.confirmed_at,
            patient_id=user.patient_id or "",
            has_password=user.has_password,
            emergency_id=sign_in.emergency_id,
            emergency_until=sign_in.emergency_until,
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person on whose behalf something is done.

    Attributes
    ----------
    session_id : str
        The one session that this actor is let into; empty for people with an account.
    patient_id : str
        Who it is, where the actor is a patient; empty for everybody else.
    series_id : str
        The one series that a patient's link is for; empty for a patient's account, which shows all of theirs.
    confirmed_at : datetime or None
        When this person last typed the password; None without a sign-in.
    has_password : bool
        Whether there is a password to type; else single sign-on confirms who it is.
    emergency_id : str
        The emergency access with which this is done; ``display_name`` says so too. Empty for none.
    emergency_until : datetime or None
        When that ends by itself.
    """

    user_id: str
    display_name: str
    role: Role
    language: str = ""
    session_id: str = ""
    sign_in_id: str = ""
    confirmed_at: datetime | None = None
    patient_id: str = ""
    series_id: str = ""
    has_password: bool = True
    emergency_id: str = ""
    emergency_until: datetime | None = None


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
    """A person who is photographed.

    Attributes
    ----------
    hold : LegalHold or None
        What forbids to delete anything of the record.
    keep_until : date or None
        A day that the owner set, until which the record is kept; None for the clinic's rule.
    """

    id: str
    details: PatientDetails
    status: PatientStatus
    is_synthetic: bool
    created_at: datetime
    fitzpatrick_by: str = ""
    fitzpatrick_at: datetime | None = None
    hold: LegalHold | None = None
    keep_until: date | None = None

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


class Outcome(StrEnum):
    """How what somebody wanted to do ended."""

    DONE = "done"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {Outcome.DONE: pgettext("outcome", "done"), Outcome.REFUSED: pgettext("outcome", "refused")}
        return words[self]


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what to what, when, and how it ended."""

    at: datetime
    user: str
    action: str
    object_kind: str
    object_id: str
    patient_id: str
    detail: str
    outcome: Outcome = Outcome.DONE
