"""What a patient allows the photos to be used for: forms, answers, signatures, withdrawals.

All of these are only ever added to. What counts at a moment follows from the rows and the clock, in
`ConsentStanding`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.model.consent_scopes import ConsentScope
from tracker.model.shapes import Point
from tracker.texts import pgettext

EXPIRES_SOON = timedelta(days=30)
# strokes of a drawn signature lie on a pad of this size, in its own units
PAD_WIDTH, PAD_HEIGHT = 1000, 320

Stroke = tuple[Point, ...]


class SignerRelation(StrEnum):
    """What the person who signs is to the patient."""

    PATIENT = "patient"
    PARENT = "parent"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    OTHER = "other"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            SignerRelation.PATIENT: pgettext("signer", "the patient"),
            SignerRelation.PARENT: pgettext("signer", "a parent"),
            SignerRelation.GUARDIAN: pgettext("signer", "a guardian"),
            SignerRelation.REPRESENTATIVE: pgettext("signer", "a legal representative"),
            SignerRelation.OTHER: pgettext("signer", "somebody else"),
        }
        return words[self]


class SignatureKind(StrEnum):
    """How a form was signed; who refuses everything may refuse to sign as well."""

    DRAWN = "drawn"
    TYPED = "typed"
    NONE = "none"


class ConsentStatus(StrEnum):
    """What a consent is worth at a moment; ``NOT_RECORDED`` where nobody was asked yet."""

    NOT_RECORDED = "not_recorded"
    ACTIVE = "active"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        words = {
            ConsentStatus.NOT_RECORDED: pgettext("consent", "none recorded"),
            ConsentStatus.ACTIVE: pgettext("consent", "active"),
            ConsentStatus.EXPIRED: pgettext("consent", "expired"),
            ConsentStatus.WITHDRAWN: pgettext("consent", "withdrawn"),
            ConsentStatus.REFUSED: pgettext("consent", "refused"),
            ConsentStatus.SUPERSEDED: pgettext("consent", "superseded"),
        }
        return words[self]


@dataclass(frozen=True, slots=True)
class FormText:
    """What a consent form says, in one language.

    Attributes
    ----------
    language : str
        The language that it is written in.
    text : str
        Paragraphs, parted by empty lines.
    questions : mapping of ConsentScope to str
        What the form asks for, and in which words, in this order.
    face_question : str
        Whether the face may be recognisable, in the form's words.
    valid_months : int
        How long an answer counts; 0 until it is withdrawn.
    """

    language: str
    title: str
    text: str
    questions: Mapping[ConsentScope, str]
    face_question: str
    valid_months: int = 0

    @property
    def digest(self) -> str:
        """SHA-256 of all that the form says: 64 hexadecimal digits."""
        said = [self.language, self.title, self.text, list(self.questions.items()), self.face_question]
        text = json.dumps([*said, self.valid_months], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """One version of the clinic's form in one language; it never changes, later ones follow it."""

    id: str
    version: int
    said: FormText
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature: a name as it was typed, or strokes as they were drawn.

    Attributes
    ----------
    strokes : tuple of tuple of (row, column)
        On a pad of `PAD_WIDTH` by `PAD_HEIGHT`, row 0 at the top.
    """

    kind: SignatureKind
    typed: str = ""
    strokes: tuple[Stroke, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentAnswers:
    """What was answered, and by whom.

    Attributes
    ----------
    scopes : mapping of ConsentScope to bool
        Yes or no to each use that the form asks for. A no is an answer; what is missing wasn't asked.
    is_face_allowed : bool
        Whether the face may be recognisable in what is shown to others.
    """

    scopes: Mapping[ConsentScope, bool]
    is_face_allowed: bool
    signer_name: str
    relation: SignerRelation
    signature: Signature

    @property
    def granted(self) -> frozenset[ConsentScope]:
        """The uses answered with yes."""
        return frozenset(scope for scope, is_yes in self.scopes.items() if is_yes)


@dataclass(frozen=True, slots=True)
class Consent:
    """One signed form of one patient.

    Attributes
    ----------
    number : int
        1 for the patient's first; the highest one supersedes the others.
    recorded_by : str
        Who held the tablet.
    expires_at : datetime or None
        From when on it counts no longer; None until it is withdrawn.
    """

    id: str
    patient_id: str
    number: int
    form_id: str
    answers: ConsentAnswers
    signed_at: datetime
    recorded_by: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a patient took back of a consent, when, and who wrote it down."""

    id: str
    consent_id: str
    patient_id: str
    scopes: frozenset[ConsentScope]
    reason: str
    recorded_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentStanding:
    """Where a patient stands: the newest consent, and what was taken back of it.

    Attributes
    ----------
    consent : Consent or None
        None where nobody was asked yet.
    withdrawals : tuple of Withdrawal
        Of that consent, oldest first.
    """

    consent: Consent | None = None
    withdrawals: tuple[Withdrawal, ...] = ()

    @property
    def withdrawn(self) -> frozenset[ConsentScope]:
        """The uses that were taken back."""
        return frozenset(scope for taken in self.withdrawals for scope in taken.scopes)

    @property
    def left(self) -> frozenset[ConsentScope]:
        """The uses that were allowed and not taken back, whether or not the time is over."""
        return self.consent.answers.granted - self.withdrawn if self.consent else frozenset()

    def status(self, at: datetime) -> ConsentStatus:
        """What the consent is worth at a moment."""
        if self.consent is None:
            return ConsentStatus.NOT_RECORDED
        if not self.consent.answers.granted:
            return ConsentStatus.REFUSED
        if not self.left:
            return ConsentStatus.WITHDRAWN
        expires_at = self.consent.expires_at
        return ConsentStatus.EXPIRED if expires_at and at >= expires_at else ConsentStatus.ACTIVE

    def allowed(self, at: datetime) -> frozenset[ConsentScope]:
        """The uses that the patient allows at a moment."""
        return self.left if self.status(at) is ConsentStatus.ACTIVE else frozenset()

    def is_allowed(self, scope: ConsentScope, at: datetime) -> bool:
        """Whether a use is covered at a moment; the treatment record is unless it was refused."""
        if scope in self.allowed(at):
            return True
        return not scope.is_needed_beforehand and not self.is_denied(scope)

    def is_denied(self, scope: ConsentScope) -> bool:
        """Whether the patient said no to a use, or took the yes back."""
        answers = self.consent.answers.scopes if self.consent else {}
        return answers.get(scope) is False or scope in self.withdrawn

    def is_face_allowed(self, at: datetime) -> bool:
        """Whether the face may be recognisable in what is shown to others."""
        is_active = self.status(at) is ConsentStatus.ACTIVE
        return is_active and self.consent is not None and self.consent.answers.is_face_allowed

    def is_expiring(self, at: datetime) -> bool:
        """Whether it counts now, and for less than 30 days more."""
        expires_at = self.consent.expires_at if self.consent else None
        if expires_at is None or self.status(at) is not ConsentStatus.ACTIVE:
            return False
        return expires_at - at < EXPIRES_SOON


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A consent with the very form that was signed, and what became of it."""

    consent: Consent
    form: ConsentForm
    status: ConsentStatus
    withdrawals: tuple[Withdrawal, ...] = ()
