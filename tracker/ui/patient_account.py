"""A patient's own account, as the owner makes it on the patient's page."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.identity.readable import readable_code
from tracker.model import Actor, Patient
from tracker.rights import Action, is_allowed
from tracker.services import accounts
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.confirming import confirm_identity
from tracker.ui.people_view import show_new_password, show_once
from tracker.ui.words import plain


def offer_account(store: Store, actor: Actor, patient: Patient) -> None:
    """Whether the patient has an account, and a way to give them one; for owners alone."""
    if not is_allowed(actor, Action.MANAGE_USERS):
        return
    show_new_password()
    with st.expander(_("Patient's account"), icon=":material/account_circle:"):
        user = accounts.find_patient_account(store, actor, patient.id)
        if user is not None:
            st.write(
                _(
                    "The patient signs in as **{name}** and sees the visible photos of all their series. "
                    "A new password, and switching it off, are under **People**.",
                    name=plain(user.name),
                )
            )
            return
        st.write(
            _(
                "With an account the patient sees the visible photos of all their series, without a link, "
                "and nothing else. A link for one series is made on the series' page."
            )
        )
        if confirm_identity(key="patient-account", why=_("Type your password to add or change people.")):
            _make(store, actor, patient)


def _make(store: Store, actor: Actor, patient: Patient) -> None:
    with st.form("patient-account", border=False):
        # accounts are listed, and not encrypted: a name that tells of nobody is the better one
        key = f"account-name-{patient.id}"
        st.session_state.setdefault(key, f"patient-{readable_code(1)}")
        name = st.text_input(_("Name to sign in with"), autocomplete="off", key=key)
        if not st.form_submit_button(_("Make account"), type="primary"):
            return
    try:
        user, password = accounts.add_patient_account(store, actor, patient.id, name=name, at=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    show_once(user, password)
