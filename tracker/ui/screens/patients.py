"""Home: find a patient, or register one."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.services import patients
from tracker.ui import context, words
from tracker.ui.banner import PATIENT_PAGE
from tracker.ui.demo_offer import show_first_steps
from tracker.ui.forms import patient_form

PAGE_SIZE = 25


@st.dialog("New patient", width="medium")
def new_patient() -> None:
    """Register a patient and open the page."""
    details = patient_form(None, today=context.to_local(context.now()).date())
    if details is None:
        return
    try:
        added = patients.register_patient(context.store(), context.actor(), details, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.switch_page(PATIENT_PAGE, query_params={"patient": added.id})


store, actor = context.store(), context.actor()
heading, action = st.columns([4, 1], vertical_alignment="bottom")
heading.title("Patients")
if action.button("New patient", type="primary", icon=":material/person_add:", width="stretch"):
    new_patient()

text = st.text_input(
    "Find a patient",
    type="search",
    placeholder="Name, chart number or date of birth",
    key="find",
    live=True,
)
number = int(st.session_state.get("patients-page", 1))
found = patients.search_patients(store, actor, text or "", page=number, page_size=PAGE_SIZE)
if found.total == 0 and not text:
    show_first_steps(store, actor)
elif found.total == 0:
    st.info(
        f"No patient matches “{words.plain(text)}”. Try part of the name, the chart number, or 1984-03-09."
    )
for summary in found.summaries:
    details = summary.patient.details
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            PATIENT_PAGE,
            label=words.plain(summary.patient.full_name),
            query_params={"patient": summary.patient.id},
            icon=":material/science:" if summary.patient.is_synthetic else ":material/person:",
            width=260,
        )
        last = words.local_day(summary.last_session_at) if summary.last_session_at else "no session yet"
        st.caption(
            f"{words.plain(details.chart_number)} · born {words.day(details.born_on)} · "
            f"{summary.photo_count} photos · {last}",
            width="stretch",
        )
pages = -(-found.total // PAGE_SIZE)
if pages > 1:
    st.pagination(pages, key="patients-page")
