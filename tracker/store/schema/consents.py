"""Tables of consents: forms, what was signed, what was taken back, and what left the building.

Rows are added and never changed; SQLite refuses to (migration 0021).
"""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import JSON, Dialect, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from tracker.model import (
    Consent,
    ConsentAnswers,
    ConsentForm,
    ConsentScope,
    CopyDetails,
    CopyKind,
    FormText,
    ReleasedCopy,
    Signature,
    SignatureKind,
    SignerRelation,
    Stroke,
    Withdrawal,
)
from tracker.store.schema.base import Base, new_id, value_from
from tracker.store.schema.sealed import Sealed, SealedText


class QuestionsJson(TypeDecorator[Mapping[ConsentScope, str]]):
    """What a form asks for, in its order, as JSON pairs."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[ConsentScope, str] | None, dialect: Dialect
    ) -> list[list[str]] | None:
        """Plain JSON values."""
        return None if value is None else [[scope.value, asked] for scope, asked in value.items()]

    def process_result_value(
        self, value: list[list[str]] | None, dialect: Dialect
    ) -> Mapping[ConsentScope, str] | None:
        """The questions of JSON values."""
        return None if value is None else {ConsentScope(scope): asked for scope, asked in value}


class AnswersJson(TypeDecorator[Mapping[ConsentScope, bool]]):
    """Yes and no to each use as JSON pairs."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[ConsentScope, bool] | None, dialect: Dialect
    ) -> list[tuple[str, bool]] | None:
        """Plain JSON values."""
        return None if value is None else [(scope.value, is_yes) for scope, is_yes in value.items()]

    def process_result_value(
        self, value: list[tuple[str, bool]] | None, dialect: Dialect
    ) -> Mapping[ConsentScope, bool] | None:
        """The answers of JSON values."""
        return None if value is None else {ConsentScope(scope): is_yes for scope, is_yes in value}


class ScopesJson(TypeDecorator[frozenset[ConsentScope]]):
    """Some uses as a JSON list, in their usual order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: frozenset[ConsentScope] | None, dialect: Dialect) -> list[str] | None:
        """Plain JSON values."""
        return None if value is None else [scope.value for scope in ConsentScope if scope in value]

    def process_result_value(
        self, value: list[str] | None, dialect: Dialect
    ) -> frozenset[ConsentScope] | None:
        """The uses of JSON values."""
        return None if value is None else frozenset(ConsentScope(name) for name in value)


class SealedStrokes(Sealed[tuple[Stroke, ...]]):
    """Strokes of a signature, as JSON."""

    cache_ok = True

    def _written(self, value: tuple[Stroke, ...]) -> str:
        return json.dumps([[list(point) for point in stroke] for stroke in value])

    def _read(self, text: str) -> tuple[Stroke, ...]:
        return tuple(tuple((float(r), float(c)) for r, c in stroke) for stroke in json.loads(text))


class ConsentFormRecord(Base):
    """One version of the form in one language."""

    __tablename__ = "consent_form"
    __table_args__ = (UniqueConstraint("language", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    language: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    questions: Mapped[Mapping[ConsentScope, str]] = mapped_column(QuestionsJson)
    face_question: Mapped[str]
    valid_months: Mapped[int]
    saved_by: Mapped[str]
    saved_at: Mapped[datetime]

    def to_model(self) -> ConsentForm:
        """The row as a value."""
        said = value_from(FormText, self)
        return ConsentForm(self.id, self.version, said, self.saved_by, self.saved_at)


class ConsentRecord(Base):
    """A signed form of a patient; the highest ``number`` is the one that counts."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("patient_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"))
    number: Mapped[int]
    form_id: Mapped[str] = mapped_column(ForeignKey("consent_form.id"))
    scopes: Mapped[Mapping[ConsentScope, bool]] = mapped_column(AnswersJson)
    is_face_allowed: Mapped[bool]
    signer_name: Mapped[str] = mapped_column(SealedText("consent.signer_name"))
    relation: Mapped[SignerRelation]
    signature_kind: Mapped[SignatureKind]
    signature_typed: Mapped[str] = mapped_column(SealedText("consent.signature_typed"))
    signature_strokes: Mapped[tuple[Stroke, ...]] = mapped_column(SealedStrokes("consent.signature_strokes"))
    signed_at: Mapped[datetime]
    recorded_by: Mapped[str]
    expires_at: Mapped[datetime | None]

    def to_model(self) -> Consent:
        """The row as a value."""
        signature = Signature(self.signature_kind, self.signature_typed, self.signature_strokes)
        return Consent(
            id=self.id,
            patient_id=self.patient_id,
            number=self.number,
            form_id=self.form_id,
            answers=ConsentAnswers(
                scopes=self.scopes,
                is_face_allowed=self.is_face_allowed,
                signer_name=self.signer_name,
                relation=self.relation,
                signature=signature,
            ),
            signed_at=self.signed_at,
            recorded_by=self.recorded_by,
            expires_at=self.expires_at,
        )


class WithdrawalRecord(Base):
    """Uses that a patient took back of a consent."""

    __tablename__ = "consent_withdrawal"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent.id"), index=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patient.id"), index=True)
    scopes: Mapped[frozenset[ConsentScope]] = mapped_column(ScopesJson)
    reason: Mapped[str] = mapped_column(SealedText("consent_withdrawal.reason"))
    recorded_by: Mapped[str]
    at: Mapped[datetime]

    def to_model(self) -> Withdrawal:
        """The row as a value."""
        return value_from(Withdrawal, self)


class ReleasedCopyRecord(Base):
    """What left. Without foreign keys: that it left stays true when what it was made of is erased."""

    __tablename__ = "released_copy"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[CopyKind]
    scope: Mapped[ConsentScope] = mapped_column(index=True)
    patient_id: Mapped[str] = mapped_column(index=True)
    series_id: Mapped[str]
    digests: Mapped[list[str]] = mapped_column(JSON)
    recipient: Mapped[str] = mapped_column(SealedText("released_copy.recipient"))
    object_id: Mapped[str]
    consent_id: Mapped[str]
    by: Mapped[str] = mapped_column("released_by")
    at: Mapped[datetime]

    def to_model(self) -> ReleasedCopy:
        """The row as a value."""
        details = CopyDetails(
            kind=self.kind,
            scope=self.scope,
            patient_id=self.patient_id,
            series_id=self.series_id,
            digests=tuple(self.digests),
            recipient=self.recipient,
            object_id=self.object_id,
        )
        return ReleasedCopy(self.id, details, self.consent_id, self.by, self.at)
