"""The form as it is read, answered and signed by the patient."""

import streamlit as st

from tracker.errors import InvalidInput
from tracker.model import (
    ConsentForm,
    ConsentScope,
    Patient,
    Signature,
    SignatureKind,
    SignerRelation,
)
from tracker.services import consents
from tracker.services.consents import FilledForm
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.components.signature import draw_signature

_DONE = "consent-signed"
GROWN_UP = 18


def show_form(patient: Patient, form: ConsentForm) -> None:
    """Text, questions, signature; once signed, thanks in their place."""
    if st.session_state.get(_DONE) == (patient.id, form.id):
        st.success(_("Thank you. Your answers are kept. Please give the tablet back."))
        return
    st.title(words.plain(form.said.title))
    for paragraph in form.said.text.split("\n\n"):
        st.markdown(words.plain(paragraph).replace("\n", "  \n"))
    filled = _ask(patient, form)
    if not st.button(_("Save these answers"), type="primary"):
        return
    try:
        consents.record_consent(
            context.store(), context.actor(), patient.id, form.id, filled, now=context.now()
        )
    except InvalidInput as error:
        st.error(str(error))
        return
    st.session_state[_DONE] = patient.id, form.id
    st.rerun()


def _ask(patient: Patient, form: ConsentForm) -> FilledForm:
    scopes = {scope: _yes_or_no(asked, f"{form.id}-{scope}") for scope, asked in form.said.questions.items()}
    is_face_allowed = None
    if any(scopes.values()):
        is_face_allowed = _yes_or_no(form.said.face_question, f"{form.id}-face")
    name = st.text_input(_("Name of the person who answers"), max_chars=120, autocomplete="off")
    relation = st.radio(
        _("This person is"),
        list(SignerRelation),
        index=None,
        format_func=lambda relation: relation.label,
        horizontal=True,
    )
    if words.age(patient.details.born_on, context.to_local(context.now()).date()) < GROWN_UP:
        st.info(_("The patient is under 18: a parent or guardian answers and signs."))
    return FilledForm(scopes, is_face_allowed, name, relation, _sign(form, scopes))


def _yes_or_no(question: str, key: str) -> bool | None:
    """An answer without one chosen beforehand."""
    return st.radio(
        words.plain(question),
        [True, False],
        index=None,
        format_func=lambda is_yes: _("Yes") if is_yes else _("No"),
        horizontal=True,
        key=key,
    )


def _sign(form: ConsentForm, scopes: dict[ConsentScope, bool | None]) -> Signature:
    ways = {SignatureKind.DRAWN: _("Draw"), SignatureKind.TYPED: _("Type")}
    if scopes and all(answer is False for answer in scopes.values()):
        ways[SignatureKind.NONE] = _("Don't sign")
        st.caption(_("All answers are no: the form counts without a signature as well."))
    way = st.segmented_control(
        _("Signature"),
        list(ways),
        default=SignatureKind.DRAWN,
        format_func=ways.__getitem__,
        required=True,
    )
    if way is SignatureKind.TYPED:
        return Signature(way, typed=st.text_input(_("Your name, as your signature"), max_chars=120))
    if way is SignatureKind.DRAWN:
        strokes = draw_signature(label=_("Field for the signature"), key=f"signature-{form.id}")
        return Signature(way, strokes=strokes)
    return Signature(SignatureKind.NONE)
