"""A signed form for a test: what a patient allows."""

from datetime import datetime

from tracker.model import Actor, ConsentScope, Role, Signature, SignatureKind, SignerRelation
from tracker.services import consents
from tracker.services.consents import FilledForm
from tracker.store.opening import Store

SIGNED = Signature(SignatureKind.TYPED, "Anna Meyer")
STAFF = Actor("eva", "Dr Eva", Role.OWNER)


def allow(store: Store, patient_id: str, *scopes: ConsentScope, at: datetime) -> str:
    """Have the form signed, with a yes to these uses and a no to all others; says the consent's id."""
    form = consents.form_to_sign(store, STAFF, "en", now=at)
    answers = {scope: scope in scopes for scope in form.said.questions}
    filled = FilledForm(answers, False, "Anna Meyer", SignerRelation.PATIENT, SIGNED)
    return consents.record_consent(store, STAFF, patient_id, form.id, filled, now=at).id
