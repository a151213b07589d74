"""What patients allow: only added to, superseded, taken back, over when the clock says so."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.store.conftest import NOW, Filler
from tracker.errors import ConsentMissing, InvalidInput, NotFound
from tracker.model import (
    Consent,
    ConsentAnswers,
    ConsentScope,
    ConsentStatus,
    CopyDetails,
    CopyKind,
    FormText,
    Patient,
    Signature,
    SignatureKind,
    SignerRelation,
)
from tracker.store import audit, consent_forms, consents, released
from tracker.store.opening import Store

LATER = NOW + timedelta(days=10)
TEACHING, PRINT, RECORD = ConsentScope.TEACHING, ConsentScope.PRINT, ConsentScope.TREATMENT_RECORD
STROKES = (((10.0, 20.5), (300.0, 900.0)), ((0.0, 0.0), (5.0, 5.0)))
DRAWN = Signature(SignatureKind.DRAWN, strokes=STROKES)
TEXT = FormText("en", "Consent", "Words, «Wörter» 疤", {PRINT: "Print?", TEACHING: "Teach?"}, "Face?", 12)


@pytest.fixture
def patient(fill: Filler) -> Patient:
    return fill.patient()


def signed(store: Store, patient: Patient, at=NOW, *, lasts: int | None = None, **scopes: bool) -> Consent:
    form = consent_forms.add_form(store, TEXT, by="Dr Who", at=NOW)
    answers = ConsentAnswers(
        scopes={ConsentScope[name.upper()]: is_yes for name, is_yes in scopes.items()},
        is_face_allowed=True,
        signer_name="Anna Meyer",
        relation=SignerRelation.PATIENT,
        signature=DRAWN,
    )
    expires_at = at + timedelta(days=lasts) if lasts else None
    return consents.add_consent(
        store, patient.id, form.id, answers, by="Dr Who", at=at, expires_at=expires_at
    )


def withdraw(store: Store, consent: Consent, *scopes: ConsentScope, at=LATER):
    return consents.add_withdrawal(
        store, consent.patient_id, consent.id, scopes, reason="", by="Dr No", at=at
    )


def test_what_was_signed_comes_back_with_the_very_form(store: Store, patient) -> None:
    kept = signed(store, patient, teaching=True, print=False)
    consent_forms.add_form(store, FormText("en", "Other", "Else", {PRINT: "?"}, "Face?"), by="x", at=LATER)
    [found] = consents.list_signed(store, patient.id, at=LATER)
    assert found.consent == kept
    assert found.consent.answers.signature == DRAWN
    assert list(found.form.said.questions) == [PRINT, TEACHING]
    assert (found.form.said, found.form.said.digest, found.form.version) == (TEXT, TEXT.digest, 1)
    assert found.status is ConsentStatus.ACTIVE


def test_each_saved_change_of_a_form_is_a_version_of_its_language(store: Store) -> None:
    first = consent_forms.add_form(store, TEXT, by="Dr Who", at=NOW)
    assert consent_forms.add_form(store, TEXT, by="Dr No", at=LATER) == first
    other = FormText("en", "New", "Words", {PRINT: "?"}, "Face?")
    second = consent_forms.add_form(store, other, by="Dr No", at=LATER)
    spanish = consent_forms.add_form(store, FormText("es", "N", "P", {PRINT: "?"}, "?"), by="x", at=NOW)
    assert (first.version, second.version, spanish.version) == (1, 2, 1)
    assert consent_forms.list_forms(store, "en") == [second, first]
    assert consent_forms.current_form(store, "en") == second
    assert consent_forms.read_form(store, first.id).said == TEXT
    with pytest.raises(NotFound):
        consent_forms.read_form(store, "f" * 32)


def test_a_new_consent_supersedes_the_former_which_stays(store: Store, patient) -> None:
    first = signed(store, patient, teaching=True)
    second = signed(store, patient, LATER, teaching=False, print=True)
    newest, oldest = consents.list_signed(store, patient.id, at=LATER)
    assert (newest.consent, newest.status) == (second, ConsentStatus.ACTIVE)
    assert (oldest.consent, oldest.status) == (first, ConsentStatus.SUPERSEDED)
    consents.require_scope(store, patient.id, PRINT, at=LATER)
    with pytest.raises(ConsentMissing, match="refused"):
        consents.require_scope(store, patient.id, TEACHING, at=LATER)


def test_the_database_itself_refuses_to_change_what_was_written(store: Store, patient) -> None:
    kept = signed(store, patient, teaching=True)
    withdraw(store, kept, TEACHING)
    details = CopyDetails(CopyKind.READINGS, RECORD, patient.id)
    released.release_copy(store, details, by="x", at=NOW)
    for table in ("consent_form", "consent", "consent_withdrawal", "released_copy"):
        with pytest.raises(IntegrityError, match="stay as they are"), store.writing() as db:
            db.execute(text(f"UPDATE {table} SET id = 'else'"))


def test_nobody_asked_means_no_but_for_the_treatment_record(store: Store, patient) -> None:
    with pytest.raises(ConsentMissing, match=r"No consent to “teaching” is recorded: ask the patient"):
        consents.require_scope(store, patient.id, TEACHING, at=NOW)
    consents.require_scope(store, patient.id, RECORD, at=NOW)


def test_a_refusal_is_a_value(store: Store, patient) -> None:
    signed(store, patient, teaching=False, treatment_record=False)
    standing = consents.read_standing(store, patient.id)
    assert standing.status(NOW) is ConsentStatus.REFUSED
    assert standing.consent is not None and not standing.is_face_allowed(NOW)
    for scope in (TEACHING, RECORD):
        with pytest.raises(ConsentMissing, match="refused"):
            consents.require_scope(store, patient.id, scope, at=NOW)
    with pytest.raises(ConsentMissing, match="didn't ask"):
        consents.require_scope(store, patient.id, PRINT, at=NOW)


def test_a_consent_is_over_at_its_very_moment(store: Store, patient) -> None:
    kept = signed(store, patient, lasts=60, teaching=True, treatment_record=True)
    assert kept.expires_at is not None
    before = kept.expires_at - timedelta(microseconds=1)
    standing = consents.require_scope(store, patient.id, TEACHING, at=before)
    assert standing.is_expiring(before) and not standing.is_expiring(NOW)
    with pytest.raises(ConsentMissing, match="expired"):
        consents.require_scope(store, patient.id, TEACHING, at=kept.expires_at)
    assert standing.status(kept.expires_at) is ConsentStatus.EXPIRED
    assert not standing.is_face_allowed(kept.expires_at)
    # the record is kept for the treatment: only a no ends that
    consents.require_scope(store, patient.id, RECORD, at=kept.expires_at)


def test_a_use_that_was_taken_back_is_refused_at_once_and_the_others_go_on(store: Store, patient) -> None:
    kept = signed(store, patient, teaching=True, print=True, treatment_record=True)
    taken = withdraw(store, kept, TEACHING, ConsentScope.RESEARCH)
    assert taken.scopes == {TEACHING}
    with pytest.raises(ConsentMissing, match="withdrawn"):
        consents.require_scope(store, patient.id, TEACHING, at=LATER)
    assert consents.require_scope(store, patient.id, PRINT, at=LATER).status(LATER) is ConsentStatus.ACTIVE
    withdraw(store, kept, PRINT, RECORD)
    standing = consents.read_standing(store, patient.id)
    assert (standing.status(LATER), standing.left) == (ConsentStatus.WITHDRAWN, frozenset())
    with pytest.raises(ConsentMissing, match="withdrawn"):
        consents.require_scope(store, patient.id, RECORD, at=LATER)
    signed(store, patient, LATER, teaching=True)
    consents.require_scope(store, patient.id, TEACHING, at=LATER)


def test_only_what_is_allowed_by_the_present_consent_can_be_taken_back(store: Store, patient) -> None:
    first = signed(store, patient, teaching=True, print=False)
    with pytest.raises(InvalidInput, match="at least one use"):
        withdraw(store, first, PRINT)
    signed(store, patient, LATER, teaching=True)
    with pytest.raises(InvalidInput, match="superseded"):
        withdraw(store, first, TEACHING)
    assert not consents.read_standing(store, patient.id).withdrawals


def test_what_leaves_is_written_down_under_its_consent_or_does_not_leave(store: Store, patient, fill) -> None:
    kept = signed(store, patient, teaching=True, print=True)
    copy = CopyDetails(CopyKind.COMPARISON, TEACHING, patient.id, "s" * 32, ("a" * 64, "b" * 64), "Lecture")
    first = released.release_copy(store, copy, by="Dr Who", at=NOW)
    assert (first.details, first.consent_id, first.at) == (copy, kept.id, NOW)
    withdraw(store, kept, TEACHING)
    with pytest.raises(ConsentMissing):
        released.release_copy(store, copy, by="Dr Who", at=LATER)
    other = CopyDetails(CopyKind.SHARE, PRINT, patient.id)
    second = released.release_copy(store, other, by="Dr Who", at=LATER)
    assert released.list_copies(store) == [second, first]
    assert released.list_copies(store, scopes={TEACHING}) == [first]
    assert released.list_copies(store, patient_id=fill.patient().id) == []
    assert released.list_copies(store, scopes=[]) == []


def test_each_deed_is_an_event_without_the_signers_name(store: Store, patient) -> None:
    kept = signed(store, patient, teaching=True)
    withdraw(store, kept, TEACHING)
    signed(store, patient, LATER, teaching=False)
    events = [e for e in reversed(audit.list_events(store)) if e.object_kind in ("consent", "consent form")]
    said = [(e.user, e.action, e.patient_id) for e in events]
    assert said == [
        ("Dr Who", "saved consent form", ""),
        ("Dr Who", "recorded consent", patient.id),
        ("Dr No", "withdrew consent", patient.id),
        ("Dr Who", "recorded refusal of consent", patient.id),
    ]
    assert events[1].detail == f"form en 1 {TEXT.digest[:12]}; teaching; face yes; patient; drawn"
    assert not any("Meyer" in e.detail for e in events)


def test_nothing_is_signed_for_who_is_not_there(store: Store, patient) -> None:
    kept = signed(store, patient, teaching=True)
    for patient_id, form_id in (("f" * 32, kept.form_id), (patient.id, "f" * 32)):
        with pytest.raises(NotFound):
            consents.add_consent(store, patient_id, form_id, kept.answers, by="x", at=NOW, expires_at=None)
    assert len(consents.list_signed(store, patient.id, at=NOW)) == 1
