"""The consent form, for the patient: no way to other patients stands on this page."""

import streamlit as st

from tracker.language import LANGUAGES, catalogue
from tracker.rights import Action, require
from tracker.services import consents, patients
from tracker.texts import gettext as _
from tracker.texts import speaking, spoken
from tracker.ui import context, words
from tracker.ui.consent_signing import show_form

st.html(
    "<style>header[data-testid=stHeader] { display: none; }"
    ".stMainBlockContainer.stMainBlockContainer { padding-top: 1rem; max-width: 48rem; }"
    # read at arm's length, and touched with a finger
    "[data-testid=stRadio] [data-testid=stWidgetLabel] p { font-size: 1rem; }"
    "[data-testid=stRadio] [role=radiogroup] > label { min-height: 44px; min-width: 64px; }</style>"
)
store, actor = context.store(), context.actor()
require(actor, Action.RECORD_CONSENT)
record = patients.open_patient(store, actor, st.query_params.get("patient", ""))
context.record_view("consent form", record.patient.id, record.patient.id)
wanted = record.patient.details.language
language = st.segmented_control(
    _("Language"),
    list(LANGUAGES),
    default=wanted if wanted in LANGUAGES else spoken().language,
    format_func=LANGUAGES.__getitem__,
    required=True,
    label_visibility="collapsed",
)
with speaking(catalogue(language)):
    details = record.patient.details
    st.caption(words.plain(f"{details.given_name} {details.family_name}"))
    show_form(record.patient, consents.form_to_sign(store, actor, language, now=context.now()))
st.page_link(
    "screens/consent.py",
    label=_("Back to the record"),
    icon=":material/arrow_back:",
    query_params={"patient": record.patient.id},
)
