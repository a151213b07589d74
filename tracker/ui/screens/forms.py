"""The clinic's consent form: its text, what it asks for, and earlier versions."""

import streamlit as st

from tracker.language import LANGUAGES
from tracker.rights import Action, require
from tracker.services import consents
from tracker.texts import gettext as _
from tracker.texts import spoken
from tracker.ui import context
from tracker.ui.form_editor import edit_form, show_versions

store, actor = context.store(), context.actor()
require(actor, Action.MANAGE_FORMS)
st.page_link("screens/clinic.py", label=_("Clinic and account"), icon=":material/arrow_back:")
st.title(_("Consent form"))
st.write(
    _(
        "Patients sign the latest version. Each saved change is a new one; what was signed before keeps "
        "its own text. The form that the program ships with is a template: have the clinic's lawyer "
        "check it."
    )
)
language = st.segmented_control(
    _("Language of the form"),
    list(LANGUAGES),
    default=spoken().language,
    format_func=LANGUAGES.__getitem__,
    required=True,
)
versions = consents.list_versions(store, actor, language)
edit_form(consents.present_text(store, actor, language), version=versions[0].version if versions else 0)
show_versions(versions)
