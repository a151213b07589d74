"""The frame around every page: navigation, language, sign-in watch, and errors in words."""

from pathlib import Path

import streamlit as st

from tracker.errors import NotAllowed, TrackerError
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.components.session_watch import watch_session
from tracker.ui.emergency_view import show_emergencies
from tracker.ui.language import remember_language

HERE = Path(__file__).parent

remember_language(context.reader_language())
reached_from_others = {
    "imports.py": _("Import photos"),
    "patient.py": _("Patient"),
    "series.py": _("Series"),
    "session.py": _("Session"),
    "capture.py": _("Take photos"),
    "regions.py": _("Regions"),
    "compare.py": _("Compare"),
    "present.py": _("For the patient"),
    "align.py": _("Align by hand"),
    "card.py": _("Colour card"),
    "progress.py": _("Progress"),
    "precision.py": _("How precise are we?"),
    "account.py": _("Your account"),
    "people.py": _("People"),
    "audit.py": _("Who did what"),
    "emergency.py": _("Emergency access"),
    "emergencies.py": _("Emergency accesses"),
    "retention.py": _("Deleted and retention"),
    "consent.py": _("Consent"),
    "sign.py": _("Sign"),
    "copies.py": _("Copy for others"),
    "forms.py": _("Consent form"),
}  # from a patient or the clinic, and by address


st.set_page_config(page_title=_("Skin progress"), page_icon=str(HERE / "favicon.png"), layout="wide")
page = st.navigation(
    [
        st.Page(HERE / "screens" / "patients.py", title=_("Patients"), default=True),
        st.Page(HERE / "screens" / "clinic.py", title=_("Clinic and account")),
        *(
            st.Page(HERE / "screens" / file, title=title, visibility="hidden")
            for file, title in reached_from_others.items()
        ),
    ],
    position="top",
)
st.html(
    "<style>.stMainBlockContainer { padding-top: 4.5rem; padding-bottom: 3rem; }"
    # Streamlit's own grey of captions is too faint on white (WCAG 2.2, 1.4.3)
    "[data-testid=stCaptionContainer] { color: inherit; opacity: 0.82; }"
    # so is, in the dark, the chosen one of several buttons: the theme's colours of links are legible
    "button[data-selected=true] * { color: light-dark(#0b5c56, #86d8cf); }</style>"
)
watch_session()
show_emergencies()
try:
    page.run()
except NotAllowed as error:
    context.record_refusal(page.url_path)
    st.error(str(error))
    st.page_link("screens/patients.py", label=_("Back to the patients"))
except TrackerError as error:
    st.error(str(error))
    st.page_link("screens/patients.py", label=_("Back to the patients"))
