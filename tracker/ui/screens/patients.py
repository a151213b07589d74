"""Home: what is to be done today, find a patient, or register one."""

import streamlit as st

from tracker.rights import Action, is_allowed
from tracker.services import patients, worklist
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.demo_offer import show_first_steps
from tracker.ui.patient_dialogs import new_patient_dialog
from tracker.ui.patient_list import show_patients
from tracker.ui.worklist_view import show_worklist

PAGE_SIZE = 25

store, actor = context.store(), context.actor()
heading, action = st.columns([4, 1], vertical_alignment="bottom")
heading.title(_("Patients"))
if action.button(_("New patient"), type="primary", icon=":material/person_add:", width="stretch"):
    new_patient_dialog()
if is_allowed(actor, Action.IMPORT):
    action.page_link("screens/imports.py", label=_("Import photos"), icon=":material/drive_folder_upload:")

text = st.text_input(
    _("Find a patient"),
    type="search",
    placeholder=_("Name, chart number or date of birth"),
    key="find",
    live=True,
)
number = int(st.session_state.get("patients-page", 1))
found = patients.search_patients(store, actor, text or "", page=number, page_size=PAGE_SIZE)
if found.total == 0 and not text:
    show_first_steps(store, actor)
elif found.total == 0:
    st.info(
        _(
            "No patient matches “{text}”. Try part of the name, the chart number, or 1984-03-09.",
            text=words.plain(text),
        )
    )
else:
    if not text:
        show_worklist(worklist.read_worklist(store, actor, now=context.now()))
        st.subheader(_("All patients ({count})", count=found.total))
    show_patients(found.summaries)
pages = -(-found.total // PAGE_SIZE)
if pages > 1:
    st.pagination(pages, key="patients-page")
