"""Who may ask, sign, take back and see; what a form needs before it counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.errors import ConfirmationNeeded, ConsentMissing, InvalidInput, NotAllowed
from tracker.model import (
    Actor,
    ConsentScope,
    ConsentStatus,
    CopyDetails,
    CopyKind,
    Patient,
    PatientDetails,
    Role,
    SeriesDetails,
    ShareFactor,
    Signature,
    SignatureKind,
    SignerRelation,
)
from tracker.services import consents
from tracker.services.consents import FilledForm
from tracker.store import consents as kept
from tracker.store import patients, released, series, shares
from tracker.store.opening import Store

NOW = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER, confirmed_at=NOW)
ROLES = {role: Actor("1" * 32, "Somebody", role, confirmed_at=NOW) for role in Role}
TYPED = Signature(SignatureKind.TYPED, "Anna Meyer")
DRAWN = Signature(SignatureKind.DRAWN, strokes=(((100.0, 100.0), (100.0, 400.0)),))
TEACHING = ConsentScope.TEACHING


@pytest.fixture
def anna(store: Store) -> Patient:
    details = PatientDetails("A-1", "Meyer", "Anna", date(1984, 3, 9))
    return patients.add_patient(store, details, by="Dr Who", at=NOW)


def filled(*granted: ConsentScope, **changes: object) -> FilledForm:
    answers = {scope: scope in granted for scope in ConsentScope}
    form = FilledForm(answers, False, "Anna Meyer", SignerRelation.PATIENT, TYPED)
    return replace(form, **changes)


def sign(store: Store, patient: Patient, form: FilledForm, actor: Actor = OWNER, now: datetime = NOW):
    version = consents.form_to_sign(store, actor, "en", now=now)
    return consents.record_consent(store, actor, patient.id, version.id, form, now=now)


def give_link(store: Store, patient: Patient, *, days: int) -> str:
    """A link to a series of the patient that ends after so many days."""
    plan = SeriesDetails("Microneedling", "acne scars", "cheeks", NOW.date())
    course, share_id = series.add_series(store, patient.id, plan, at=NOW), shares.new_share_id()
    shares.make_share(
        store,
        course.id,
        share_id=share_id,
        factor=ShareFactor.BIRTH_DATE,
        code="",
        by="Dr Who",
        at=NOW,
        lasts=timedelta(days=days),
    )
    return share_id


@pytest.mark.parametrize("role", Role)
def test_staff_asks_and_takes_back_the_owner_alone_writes_the_form(role: Role, store: Store, anna) -> None:
    actor, present = ROLES[role], sign(store, anna, filled(TEACHING, ConsentScope.PRINT))
    said = consents.present_text(store, OWNER, "en")
    is_staff = role in (Role.OWNER, Role.PROVIDER, Role.ASSISTANT)
    deeds = {
        "form_to_sign": (is_staff, lambda: consents.form_to_sign(store, actor, "en", now=NOW)),
        "present_text": (is_staff, lambda: consents.present_text(store, actor, "en")),
        "read_form": (is_staff, lambda: consents.read_form(store, actor, present.form_id)),
        "list_versions": (is_staff, lambda: consents.list_versions(store, actor, "en")),
        "save_form": (role is Role.OWNER, lambda: consents.save_form(store, actor, said, now=NOW)),
        "read_standing": (is_staff, lambda: consents.read_standing(store, actor, anna.id)),
        "list_signed": (is_staff, lambda: consents.list_signed(store, actor, anna.id, now=NOW)),
        "read_signed": (is_staff, lambda: consents.read_signed(store, actor, present.id, now=NOW)),
        "list_released": (is_staff, lambda: consents.list_released(store, actor, anna.id)),
        "find_affected": (
            is_staff,
            lambda: consents.find_affected(store, actor, anna.id, [TEACHING], now=NOW),
        ),
        "export_released": (
            role in (Role.OWNER, Role.PROVIDER),
            lambda: consents.export_released(store, actor, anna.id, now=NOW),
        ),
        "withdraw_consent": (
            is_staff,
            lambda: consents.withdraw_consent(store, actor, anna.id, present.id, [TEACHING], now=NOW),
        ),
        "record_consent": (
            is_staff,
            lambda: consents.record_consent(store, actor, anna.id, present.form_id, filled(), now=NOW),
        ),
    }
    assert {*deeds} == {name for name in consents.__all__ if name[0].islower()} - {"template_text"}
    for is_allowed, attempt in deeds.values():
        if is_allowed:
            attempt()
        else:
            with pytest.raises(NotAllowed):
                attempt()
    if not is_staff:
        assert consents.read_standing(store, OWNER, anna.id).left == {TEACHING, ConsentScope.PRINT}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("teaching", {"scopes": {TEACHING: None}}),
        ("treatment_record", {"scopes": {}}),
        ("face", {"is_face_allowed": None}),
        ("signer_name", {"signer_name": " "}),
        ("signer_name", {"signer_name": "x" * 121}),
        ("relation", {"relation": None}),
        ("signature", {"signature": Signature(SignatureKind.NONE)}),
        ("signature", {"signature": Signature(SignatureKind.TYPED, " ")}),
        ("signature", {"signature": Signature(SignatureKind.DRAWN)}),
        ("signature", {"signature": Signature(SignatureKind.DRAWN, strokes=(((5.0, 5.0), (9.0, 9.0)),))}),
        ("signature", {"signature": Signature(SignatureKind.DRAWN, strokes=(((5.0, 5.0), (9.0, 1001.0)),))}),
        ("signature", {"signature": Signature(SignatureKind.DRAWN, strokes=(((1.0, 1.0),),) * 201)}),
    ],
)
def test_a_form_counts_only_when_it_is_whole(field: str, changes, store: Store, anna) -> None:
    form = filled(TEACHING)
    if changes.get("scopes"):
        changes = {"scopes": {**form.scopes, **changes["scopes"]}}
    with pytest.raises(InvalidInput) as refused:
        sign(store, anna, replace(form, **changes))
    assert refused.value.field == field
    assert consents.read_standing(store, OWNER, anna.id).consent is None


def test_who_says_no_to_everything_may_leave_the_form_unsigned(store: Store, anna) -> None:
    unsigned = Signature(SignatureKind.NONE)
    done = sign(store, anna, filled(is_face_allowed=None, signature=unsigned))
    assert (done.answers.granted, done.answers.is_face_allowed) == (frozenset(), False)
    assert consents.read_standing(store, OWNER, anna.id).status(NOW) is ConsentStatus.REFUSED


def test_an_answer_counts_for_the_months_that_the_form_says(store: Store, anna) -> None:
    for months, expires_at in (
        (12, datetime(2025, 2, 28, 9, 30, tzinfo=UTC)),
        (10, datetime(2024, 12, 29, 9, 30, tzinfo=UTC)),
        (0, None),
    ):
        said = replace(consents.present_text(store, OWNER, "en"), valid_months=months)
        consents.save_form(store, OWNER, said, now=NOW)
        assert sign(store, anna, filled(TEACHING, signature=DRAWN)).expires_at == expires_at


def test_the_shipped_form_asks_for_each_use_says_that_it_is_a_template_and_becomes_a_version(
    store: Store,
) -> None:
    for language, word in (("en", "template"), ("es", "plantilla")):
        said = consents.present_text(store, OWNER, language)
        assert list(said.questions) == list(ConsentScope)
        assert word in said.text
        assert consents.list_versions(store, OWNER, language) == []
        first = consents.form_to_sign(store, OWNER, language, now=NOW)
        assert first.said == said
        assert consents.form_to_sign(store, OWNER, language, now=NOW) == first
        assert consents.list_versions(store, OWNER, language) == [first]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("language", {"language": "tlh"}),
        ("title", {"title": " "}),
        ("text", {"text": ""}),
        ("text", {"text": "x" * 20_001}),
        ("questions", {"questions": {}}),
        ("teaching", {"questions": {TEACHING: ""}}),
        ("face_question", {"face_question": "x" * 301}),
        ("valid_months", {"valid_months": -1}),
        ("valid_months", {"valid_months": 121}),
    ],
)
def test_a_form_that_says_too_little_or_too_much_is_not_saved(field, changes, store: Store) -> None:
    said = consents.present_text(store, OWNER, "en")
    with pytest.raises(InvalidInput) as refused:
        consents.save_form(store, OWNER, replace(said, **changes), now=NOW)
    assert refused.value.field == field
    assert consents.list_versions(store, OWNER, "en") == []


def test_a_withdrawal_shows_first_what_it_is_about_and_blocks_at_once(store: Store, anna) -> None:
    present = sign(store, anna, filled(TEACHING, ConsentScope.PRINT, ConsentScope.PATIENT_VIEW))
    copy = CopyDetails(CopyKind.COMPARISON, TEACHING, anna.id, "s" * 32, ("a" * 64,), "=Lecture in Graz")
    ids = [give_link(store, anna, days=days) for days in (30, -1)]
    share, over = (CopyDetails(CopyKind.SHARE, ConsentScope.PATIENT_VIEW, anna.id, object_id=i) for i in ids)
    released.release_copy(store, over, by="Dr Who", at=NOW)
    printed = replace(copy, scope=ConsentScope.PRINT)
    left, link, _ = (released.release_copy(store, one, by="Dr Who", at=NOW) for one in (copy, share, printed))
    scopes = [TEACHING, ConsentScope.PATIENT_VIEW, ConsentScope.RESEARCH]
    about = consents.find_affected(store, OWNER, anna.id, scopes, now=NOW)
    assert about.scopes == {TEACHING, ConsentScope.PATIENT_VIEW}
    assert (about.shares, about.copies) == ([link], [left])
    kept.require_scope(store, anna.id, TEACHING, at=NOW)
    consents.withdraw_consent(store, OWNER, anna.id, present.id, scopes, reason=" moved ", now=NOW)
    for scope in scopes:
        with pytest.raises(ConsentMissing):
            kept.require_scope(store, anna.id, scope, at=NOW)
    about = consents.find_affected(store, OWNER, anna.id, scopes, now=NOW)
    assert (about.shares, about.copies) == ([], [left])
    assert shares.read_share(store, ids[0]).revoked_at == NOW
    with pytest.raises(InvalidInput):
        consents.withdraw_consent(
            store, OWNER, anna.id, present.id, [ConsentScope.PRINT], reason="x" * 501, now=NOW
        )
    kept.require_scope(store, anna.id, ConsentScope.PRINT, at=NOW)


def test_the_list_of_what_left_is_a_file_for_who_typed_the_password(store: Store, anna) -> None:
    sign(store, anna, filled(TEACHING))
    copy = CopyDetails(CopyKind.COMPARISON, TEACHING, anna.id, "s" * 32, ("a" * 64,), "=Lecture in Graz")
    released.release_copy(store, copy, by="Dr Who", at=NOW)
    with pytest.raises(ConfirmationNeeded):
        consents.export_released(store, OWNER, anna.id, now=NOW + timedelta(minutes=10))
    head, row = consents.export_released(store, OWNER, anna.id, now=NOW).decode("utf-8-sig").splitlines()
    assert head.startswith("time (UTC),what,use,recipient")
    assert "teaching,'=Lecture in Graz," + "a" * 64 in row
