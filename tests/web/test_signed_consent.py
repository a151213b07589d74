"""What was signed, as a page of its own: its very text, escaped, for staff alone."""

from datetime import UTC, datetime

from tests.web.conftest import Installation
from tracker.model import Actor, ConsentScope, FormText, Role, Signature, SignatureKind, SignerRelation
from tracker.services import consents
from tracker.services.consents import FilledForm
from tracker.store import audit

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"
EVA = Actor("0" * 32, SCRIPT, Role.OWNER)


def test_the_text_answers_and_signature_are_shown_as_they_were_signed(clinic_in_use: Installation) -> None:
    store, patient_id = clinic_in_use.store, clinic_in_use.photo.patient_id
    said = FormText("es", f"T {SCRIPT}", f"Uno\n\nDos {SCRIPT}", {ConsentScope.PRINT: f"? {SCRIPT}"}, "Cara?")
    form = consents.save_form(store, EVA, said, now=NOW)
    strokes = (((10.0, 20.0), (100.0, 400.0)), ((5.0, 7.0),))
    filled = FilledForm(
        {ConsentScope.PRINT: True},
        False,
        SCRIPT,
        SignerRelation.PATIENT,
        Signature(SignatureKind.DRAWN, strokes=strokes),
    )
    signed = consents.record_consent(store, EVA, patient_id, form.id, filled, now=NOW)
    consents.withdraw_consent(store, EVA, patient_id, signed.id, [ConsentScope.PRINT], reason=SCRIPT, now=NOW)
    page = clinic_in_use.signed_in().get(f"/signed-consent/{signed.id}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert page.text.count("&lt;script&gt;alert") >= 5
    assert '<path d="M20 10L20 10L400 100"/><path d="M7 5L7 5"/>' in page.text
    assert '<html lang="es">' in page.text and said.digest in page.text
    assert "retirado" in page.text
    assert page.headers["cache-control"] == "no-store"
    seen = audit.list_events(store, object_id=signed.id)
    assert any(event.action == "saw" for event in seen)
