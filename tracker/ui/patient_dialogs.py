"""Dialogs in which a patient is registered or changed, and a course of treatment is begun."""

from datetime import date

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import Patient
from tracker.services import patients, series
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.banner import PATIENT_PAGE, SERIES_PAGE
from tracker.ui.forms import patient_form, series_form


def new_patient_dialog() -> None:
    """Register a patient and open the page."""
    st.dialog(_("New patient"), width="medium")(_register)()


def edit_patient_dialog(patient: Patient) -> None:
    """Change what is known of a patient."""
    st.dialog(_("Edit patient"), width="medium")(_edit)(patient)


def new_series_dialog(patient: Patient) -> None:
    """Begin a course of treatment and open its page."""
    st.dialog(_("New series"), width="medium")(_begin)(patient)


def _register() -> None:
    details = patient_form(None, today=_today())
    if details is None:
        return
    try:
        added = patients.register_patient(context.store(), context.actor(), details, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.switch_page(PATIENT_PAGE, query_params={"patient": added.id})


def _edit(patient: Patient) -> None:
    details = patient_form(patient.details, today=_today())
    if details is None:
        return
    try:
        patients.update_patient(context.store(), context.actor(), patient.id, details, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def _begin(patient: Patient) -> None:
    try:
        details = series_form(None, today=_today())
        if details is None:
            return
        added = series.add_series(context.store(), context.actor(), patient.id, details, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.switch_page(SERIES_PAGE, query_params={"series": added.id})


def _today() -> date:
    return context.to_local(context.now()).date()
