"""Tables of the clinic, the people who sign in, and what they did."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.model import AuditEvent, Outcome, QualityLimits, Role, SignIn, User
from tracker.model.retention import MINOR_AGE, RETENTION_YEARS
from tracker.store.schema.base import Base, LimitsJson, new_id, value_from
from tracker.store.schema.sealed import SealedText


class ClinicRecord(Base):
    """The clinic itself: one row."""

    __tablename__ = "clinic"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[str]
    time_zone: Mapped[str]
    recovery_days: Mapped[int]
    structure_days: Mapped[int]
    quality: Mapped[QualityLimits] = mapped_column(LimitsJson)
    retention_years: Mapped[int] = mapped_column(default=RETENTION_YEARS)
    minor_age: Mapped[int] = mapped_column(default=MINOR_AGE)


class UserRecord(Base):
    """A person who can sign in; ``name_key`` makes names unique whatever their case.

    Whom single sign-on knows is told by issuer and subject together, and by nothing else. An empty
    ``password_hash`` is no password's.
    """

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("oidc_issuer", "oidc_subject"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    role: Mapped[Role]
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(default="")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str] = mapped_column(SealedText("user_account.totp_secret"), default="")
    totp_last_step: Mapped[int] = mapped_column(default=0)
    # of a patient's own account, which is erased with the record; of nobody else's
    patient_id: Mapped[str | None] = mapped_column(ForeignKey("patient.id", ondelete="CASCADE"), unique=True)
    oidc_issuer: Mapped[str | None]
    oidc_subject: Mapped[str | None]
    created_at: Mapped[datetime]

    @property
    def has_password(self) -> bool:
        """Whether any password opens the account."""
        return bool(self.password_hash)

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether single sign-on made the account."""
        return self.oidc_subject is not None

    @property
    def has_second_factor(self) -> bool:
        """Whether a sign-in needs a code besides the password."""
        return bool(self.totp_secret)

    def to_model(self) -> User:
        """The row as a value, without the password's hash and the codes' secret."""
        return value_from(User, self)


class RecoveryCodeRecord(Base):
    """A code that stands in for the second factor once, known by its SHA-256."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    code_digest: Mapped[str]


class SignInRecord(Base):
    """An open sign-in, known by the SHA-256 of its token: a copy of the table opens nothing."""

    __tablename__ = "sign_in"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    awaits_code: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(SealedText("sign_in.address"), default="")
    browser: Mapped[str] = mapped_column(SealedText("sign_in.browser"), default="")
    emergency_id: Mapped[str] = mapped_column(default="")
    emergency_until: Mapped[datetime | None]

    user: Mapped[UserRecord] = relationship(lazy="joined", innerjoin=True)

    @property
    def id(self) -> str:
        """What the sign-in is called on pages; too short to find the token's digest by guessing."""
        return self.token_digest[:16]

    def to_model(self) -> SignIn:
        """The row as a value, without the token's digest."""
        return value_from(SignIn, self)


class SignInFailureRecord(Base):
    """A failed sign-in; what was typed is kept as a digest only, it may be a password."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "key_digest", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_digest: Mapped[str]
    at: Mapped[datetime]


class AuditRecord(Base):
    """Who did what to what, when; each row's hash holds the one before it, and nothing changes a row."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "patient_id", "at"), Index(None, "object_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user: Mapped[str] = mapped_column("user_name")
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    patient_id: Mapped[str]
    detail: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.DONE)
    hash: Mapped[str]

    def to_model(self) -> AuditEvent:
        """The row as a value."""
        return value_from(AuditEvent, self)


class AuditHeadRecord(Base):
    """Where the chain of audit events ends: one row, so that a cut-off end is missed."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    last_id: Mapped[int]
    event_count: Mapped[int]
    hash: Mapped[str]
