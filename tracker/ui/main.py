"""The frame around every page: navigation, sign-in watch, and errors in words."""

from pathlib import Path

import streamlit as st

from tracker.errors import TrackerError
from tracker.ui.components.session_watch import watch_session

HERE = Path(__file__).parent


HIDDEN = {
    "patient.py": "Patient",
    "series.py": "Series",
    "session.py": "Session",
    "regions.py": "Regions",
    "compare.py": "Compare",
    "align.py": "Align by hand",
    "progress.py": "Progress",
    "precision.py": "How precise are we?",
}  # reached from a patient or the clinic, and by address


st.set_page_config(page_title="Skin progress", page_icon=str(HERE / "favicon.png"), layout="wide")
page = st.navigation(
    [
        st.Page(HERE / "screens" / "patients.py", title="Patients", default=True),
        st.Page(HERE / "screens" / "clinic.py", title="Clinic and account"),
        *(
            st.Page(HERE / "screens" / file, title=title, visibility="hidden")
            for file, title in HIDDEN.items()
        ),
    ],
    position="top",
)
st.html("<style>.stMainBlockContainer { padding-top: 4.5rem; padding-bottom: 3rem; }</style>")
watch_session()
try:
    page.run()
except TrackerError as error:
    st.error(str(error))
    st.page_link("screens/patients.py", label="Back to the patients")
