"""A patient's answers: checked, kept with the very form that was signed, and looked up."""

import calendar
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from tracker.errors import InvalidInput
from tracker.model import (
    PAD_HEIGHT,
    PAD_WIDTH,
    Actor,
    Consent,
    ConsentAnswers,
    ConsentForm,
    ConsentScope,
    ConsentStanding,
    Patient,
    Signature,
    SignatureKind,
    SignedForm,
    SignerRelation,
)
from tracker.rights import Action, require
from tracker.store import consent_forms, consents, patients
from tracker.store.opening import Store
from tracker.texts import gettext as _

MOST_LETTERS, MOST_STROKES, MOST_POINTS = 120, 200, 5000
# shorter than this, in units of the pad, a drawing is a slip of the finger
SHORTEST_SIGNATURE = 60.0
UNSIGNED = Signature(SignatureKind.NONE)


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as it stands on the screen; None where nothing was chosen yet."""

    scopes: Mapping[ConsentScope, bool | None] = field(default_factory=dict)
    is_face_allowed: bool | None = None
    signer_name: str = ""
    relation: SignerRelation | None = None
    signature: Signature = UNSIGNED


def record_consent(
    store: Store, actor: Actor, patient_id: str, form_id: str, filled: FilledForm, *, now: datetime
) -> Consent:
    """Keep what a patient allows and refuses; it supersedes what was signed before.

    Who says no to everything may leave the form unsigned.

    Raises
    ------
    InvalidInput
        If a question is unanswered, or the signer's name, relation or signature is missing.
    NotFound
        If there is no such patient or form.
    """
    require(actor, Action.RECORD_CONSENT)
    form = consent_forms.read_form(store, form_id)
    answers = _checked(form, filled)
    return consents.add_consent(
        store,
        patient_id,
        form_id,
        answers,
        by=actor.display_name,
        at=now,
        expires_at=_months_later(now, form.said.valid_months),
    )


def read_standing(store: Store, actor: Actor, patient_id: str) -> ConsentStanding:
    """What the patient allows now, and what was taken back."""
    require(actor, Action.VIEW)
    return consents.read_standing(store, patient_id)


def list_signed(store: Store, actor: Actor, patient_id: str, *, now: datetime) -> list[SignedForm]:
    """All consents of a patient with the forms that were signed, newest first."""
    require(actor, Action.VIEW)
    return consents.list_signed(store, patient_id, at=now)


def read_signed(store: Store, actor: Actor, consent_id: str, *, now: datetime) -> tuple[Patient, SignedForm]:
    """One consent as it was signed, and whose it is.

    Raises
    ------
    NotFound
        If there is none.
    """
    require(actor, Action.VIEW)
    signed = consents.read_signed(store, consent_id, at=now)
    return patients.read_patient(store, signed.consent.patient_id), signed


def _checked(form: ConsentForm, filled: FilledForm) -> ConsentAnswers:
    scopes = _answered(form, filled)
    is_refused = not any(scopes.values())
    if filled.is_face_allowed is None and not is_refused:
        raise InvalidInput(_("Answer whether the face may be recognisable."), field="face")
    name = filled.signer_name.strip()
    if not name or len(name) > MOST_LETTERS:
        raise InvalidInput(_("Write the name of the person who answers."), field="signer_name")
    if filled.relation is None:
        raise InvalidInput(_("Choose what the person who answers is to the patient."), field="relation")
    signature = filled.signature
    if not (is_refused and signature.kind is SignatureKind.NONE):
        _check_signature(signature)
    return ConsentAnswers(
        scopes=scopes,
        is_face_allowed=bool(filled.is_face_allowed) and not is_refused,
        signer_name=name,
        relation=filled.relation,
        signature=signature,
    )


def _answered(form: ConsentForm, filled: FilledForm) -> dict[ConsentScope, bool]:
    scopes = {}
    for scope in form.said.questions:
        answer = filled.scopes.get(scope)
        if answer is None:
            raise InvalidInput(_("Answer the question about “{use}”.", use=scope.label), field=scope.value)
        scopes[scope] = answer
    return scopes


def _check_signature(signature: Signature) -> None:
    if signature.kind is SignatureKind.TYPED:
        if not 0 < len(signature.typed.strip()) <= MOST_LETTERS:
            raise InvalidInput(_("Type the name as a signature."), field="signature")
        return
    points = [point for stroke in signature.strokes for point in stroke]
    if len(signature.strokes) > MOST_STROKES or len(points) > MOST_POINTS:
        raise InvalidInput(
            _("This signature has too many lines: clear it, then sign again."), field="signature"
        )
    if not all(0 <= row <= PAD_HEIGHT and 0 <= column <= PAD_WIDTH for row, column in points):
        raise InvalidInput(
            _("This signature leaves its field: clear it, then sign again."), field="signature"
        )
    if sum(_length(stroke) for stroke in signature.strokes) < SHORTEST_SIGNATURE:
        raise InvalidInput(_("Sign in the field, or type the name instead."), field="signature")


def _length(stroke: tuple[tuple[float, float], ...]) -> float:
    """Of the line through a stroke's points, in units of the pad."""
    return sum(math.dist(a, b) for a, b in pairwise(stroke))


def _months_later(moment: datetime, months: int) -> datetime | None:
    """The same day some months later, or that month's last; None for no months."""
    if not months:
        return None
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
