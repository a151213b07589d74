"""What patients allow: signed, looked up, taken back, and asked for before anything leaves.

Rows are added and never changed: a new consent supersedes the former by its number, and what was taken
back is a row of its own.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from tracker.errors import ConsentMissing, InvalidInput
from tracker.model import (
    AuditEvent,
    Consent,
    ConsentAnswers,
    ConsentScope,
    ConsentStanding,
    ConsentStatus,
    SignedForm,
    Withdrawal,
)
from tracker.store.audit import write_event
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import (
    ConsentFormRecord,
    ConsentRecord,
    PatientRecord,
    WithdrawalRecord,
    new_id,
)
from tracker.texts import Message, marked
from tracker.texts import gettext as _

_GONE = Message(
    marked("This consent was superseded in the meantime: reload the page, then go on with the new one.")
)


def add_consent(
    store: Store,
    patient_id: str,
    form_id: str,
    answers: ConsentAnswers,
    *,
    by: str,
    at: datetime,
    expires_at: datetime | None,
) -> Consent:
    """Keep a signed form; it supersedes the patient's former one, which stays as it was signed.

    Raises
    ------
    NotFound
        If there is no such patient or form.
    """
    with store.writing() as db:
        fetch(db, PatientRecord, patient_id, word="patient")
        form = fetch(db, ConsentFormRecord, form_id, word="form")
        row = ConsentRecord(
            id=new_id(),
            patient_id=patient_id,
            number=_last_number(db, patient_id) + 1,
            form_id=form_id,
            scopes=dict(answers.scopes),
            is_face_allowed=answers.is_face_allowed,
            signer_name=answers.signer_name,
            relation=answers.relation,
            signature_kind=answers.signature.kind,
            signature_typed=answers.signature.typed,
            signature_strokes=answers.signature.strokes,
            signed_at=at,
            recorded_by=by,
            expires_at=expires_at,
        )
        db.add(row)
        action = "recorded consent" if answers.granted else "recorded refusal of consent"
        _write_event(db, row.to_model(), action, by, at, detail=_said(form, answers))
        return row.to_model()


def add_withdrawal(
    store: Store,
    patient_id: str,
    consent_id: str,
    scopes: Collection[ConsentScope],
    *,
    reason: str,
    by: str,
    at: datetime,
) -> Withdrawal:
    """Take uses back of a patient's present consent; from here on they are refused.

    Raises
    ------
    InvalidInput
        If that consent is no longer the patient's present one, or allows none of these uses.
    """
    with store.writing() as db:
        standing = read_standing_within(db, patient_id)
        if standing.consent is None or standing.consent.id != consent_id:
            raise InvalidInput(_GONE)
        taken = standing.left & frozenset(scopes)
        if not taken:
            raise InvalidInput(_("Choose at least one use that is allowed now."), field="scopes")
        row = WithdrawalRecord(
            id=new_id(),
            consent_id=consent_id,
            patient_id=patient_id,
            scopes=taken,
            reason=reason,
            recorded_by=by,
            at=at,
        )
        db.add(row)
        _write_event(db, standing.consent, "withdrew consent", by, at, detail=_names(taken))
        return row.to_model()


def read_standing(store: Store, patient_id: str) -> ConsentStanding:
    """The patient's present consent and what was taken back of it."""
    with store.reading() as db:
        return read_standing_within(db, patient_id)


def read_standing_within(db: Database, patient_id: str) -> ConsentStanding:
    """The same in the caller's transaction."""
    newest = select(ConsentRecord).where(ConsentRecord.patient_id == patient_id)
    row = db.scalar(newest.order_by(ConsentRecord.number.desc()).limit(1))
    if row is None:
        return ConsentStanding()
    return ConsentStanding(row.to_model(), _withdrawals(db, patient_id).get(row.id, ()))


def list_signed(store: Store, patient_id: str, *, at: datetime) -> list[SignedForm]:
    """All consents of a patient with the forms that were signed, newest first."""
    wanted = (
        select(ConsentRecord, ConsentFormRecord)
        .join(ConsentFormRecord, ConsentFormRecord.id == ConsentRecord.form_id)
        .where(ConsentRecord.patient_id == patient_id)
        .order_by(ConsentRecord.number.desc())
    )
    with store.reading() as db:
        taken = _withdrawals(db, patient_id)
        rows = [(row.to_model(), form.to_model()) for row, form in db.execute(wanted)]
    return [
        SignedForm(consent, form, _status(consent, rows[0][0], taken, at), taken.get(consent.id, ()))
        for consent, form in rows
    ]


def read_signed(store: Store, consent_id: str, *, at: datetime) -> SignedForm:
    """One consent with the form that was signed.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        patient_id = fetch(db, ConsentRecord, consent_id, word="consent").patient_id
    return next(one for one in list_signed(store, patient_id, at=at) if one.consent.id == consent_id)


def require_scope(store: Store, patient_id: str, scope: ConsentScope, *, at: datetime) -> ConsentStanding:
    """Let pass or refuse a use of a patient's photos or readings at a moment.

    Ask at every use, also of what was made while it was allowed: a withdrawal counts at once.

    Returns
    -------
    ConsentStanding
        What the patient allows, such as whether the face may be recognisable.

    Raises
    ------
    ConsentMissing
        If the patient doesn't allow it now; says which use, why, and what to do.
    """
    with store.reading() as db:
        return require_scope_within(db, patient_id, scope, at=at)


def require_scope_within(
    db: Database, patient_id: str, scope: ConsentScope, *, at: datetime
) -> ConsentStanding:
    """The same in the caller's transaction, so that nobody withdraws in between."""
    standing = read_standing_within(db, patient_id)
    if not standing.is_allowed(scope, at):
        raise ConsentMissing(_why_not(standing, scope, at))
    return standing


def _why_not(standing: ConsentStanding, scope: ConsentScope, at: datetime) -> str:
    use = scope.label
    status = standing.status(at)
    if status is ConsentStatus.NOT_RECORDED:
        return _("No consent to “{use}” is recorded: ask the patient and have the form signed.", use=use)
    if scope in standing.withdrawn:
        return _("The consent to “{use}” was withdrawn: only a newly signed form allows it again.", use=use)
    if status is ConsentStatus.EXPIRED:
        return _("The consent to “{use}” has expired: have the form signed again.", use=use)
    if standing.is_denied(scope):
        return _("The patient refused “{use}”: it can only leave after a newly signed form.", use=use)
    return _("The signed form didn't ask for “{use}”: have one signed that does.", use=use)


def _status(
    consent: Consent, newest: Consent, taken: Mapping[str, tuple[Withdrawal, ...]], at: datetime
) -> ConsentStatus:
    if consent.id != newest.id:
        return ConsentStatus.SUPERSEDED
    return ConsentStanding(consent, taken.get(consent.id, ())).status(at)


def _withdrawals(db: Database, patient_id: str) -> dict[str, tuple[Withdrawal, ...]]:
    """What a patient took back, oldest first, by consent."""
    wanted = select(WithdrawalRecord).where(WithdrawalRecord.patient_id == patient_id)
    found: dict[str, tuple[Withdrawal, ...]] = {}
    for row in db.scalars(wanted.order_by(WithdrawalRecord.at, WithdrawalRecord.id)):
        found[row.consent_id] = (*found.get(row.consent_id, ()), row.to_model())
    return found


def _last_number(db: Database, patient_id: str) -> int:
    highest = select(func.max(ConsentRecord.number)).where(ConsentRecord.patient_id == patient_id)
    return db.scalar(highest) or 0


def _said(form: ConsentFormRecord, answers: ConsentAnswers) -> str:
    """What the audit keeps: which text was signed, and for what, without the signer's name."""
    known = form.to_model()
    face = "yes" if answers.is_face_allowed else "no"
    text = f"form {form.language} {form.version} {known.said.digest[:12]}"
    return f"{text}; {_names(answers.granted)}; face {face}; {answers.relation}; {answers.signature.kind}"


def _names(scopes: frozenset[ConsentScope]) -> str:
    return ", ".join(scope for scope in ConsentScope if scope in scopes) or "nothing"


def _write_event(db: Database, consent: Consent, action: str, by: str, at: datetime, *, detail: str) -> None:
    write_event(db, AuditEvent(at, by, action, "consent", consent.id, consent.patient_id, detail))
