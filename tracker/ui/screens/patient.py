"""One patient: identity, courses of treatment, the way to the comparison."""

import streamlit as st

from tracker.model import PatientStatus
from tracker.rights import Action, is_allowed
from tracker.services import patients, worklist
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.banner import show_banner
from tracker.ui.course_card import show_course
from tracker.ui.patient_account import offer_account
from tracker.ui.patient_dialogs import edit_patient_dialog, new_series_dialog
from tracker.ui.record_copy_view import offer_record_copy
from tracker.ui.retention_view import offer_retention, show_hold

store, actor = context.store(), context.actor()
record = patients.open_patient(store, actor, st.query_params.get("patient", ""))

show_banner(record.patient)
with st.container(horizontal=True, gap="small"):
    if st.button(_("New series"), type="primary", icon=":material/add:"):
        new_series_dialog(record.patient)
    if st.button(_("Edit patient"), icon=":material/edit:"):
        edit_patient_dialog(record.patient)
    if record.patient.status is PatientStatus.ACTIVE:
        if st.button(_("Archive"), help=_("Takes the patient off the list. Nothing is deleted.")):
            patients.archive_patient(store, actor, record.patient.id, now=context.now())
            st.rerun()
    elif st.button(_("Put back on the list"), icon=":material/undo:"):
        patients.restore_patient(store, actor, record.patient.id, now=context.now())
        st.rerun()
    if is_allowed(actor, Action.HAND_OUT_RECORD):
        offer_record_copy(store, actor, record.patient)
    if is_allowed(actor, Action.MANAGE_RETENTION):
        offer_retention(store, actor, record.patient)
show_hold(record.patient)
if record.patient.status is PatientStatus.ARCHIVED:
    st.info(_("This patient is archived: off the list, with everything kept."))

details = record.patient.details
for label, value in (
    (_("Allergies"), details.allergies),
    (_("Medication"), details.medication),
    (_("History"), details.history),
):
    if value:
        st.write(f"**{label}:** {words.plain(value)}")

st.subheader(_("Series"))
if not record.series:
    st.info(_("No series yet. Begin one with **New series**: a series is one course of treatment."))
for course in worklist.list_courses(store, actor, record.patient.id):
    show_course(course)
offer_account(store, actor, record.patient)
