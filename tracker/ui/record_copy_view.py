"""A patient's own data as one file: ask for it, see that it is ready, take it away."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import Actor, Patient, RecordCopy
from tracker.services import record_copies
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.confirming import confirm_identity


def offer_record_copy(store: Store, actor: Actor, patient: Patient) -> None:
    """A button that opens all of it."""
    if st.button(_("Copy of the record"), icon=":material/folder_zip:"):
        st.dialog(_("Copy of the record"), width="medium")(_show)(store, actor, patient)


def _show(store: Store, actor: Actor, patient: Patient) -> None:
    st.write(
        _(
            "For the patient who asks for their own data: one ZIP file with all photos, without the camera's "
            "metadata, readings, notes and consents. It is made in the background and deleted after 24 hours."
        )
    )
    if not confirm_identity(key="record-copy", why=_("Type your password to hand out a copy of the record.")):
        return
    try:
        if st.button(_("Make a copy"), type="primary"):
            record_copies.request_copy(store, actor, patient.id, now=context.now())
        copies = record_copies.list_copies(store, actor, patient.id, now=context.now())
        for copy in copies:
            _show_copy(copy)
        if any(copy.ready_at is None for copy in copies):
            # pressing it draws the dialog anew
            st.button(_("Is it ready?"), icon=":material/refresh:")
    except TrackerError as error:
        st.error(str(error))


def _show_copy(copy: RecordCopy) -> None:
    with st.container(border=True):
        if copy.ready_at is None:
            st.write(_("A copy is being made."))
            return
        until = words.local_minute(copy.expires_at)
        st.write(_("Ready, {size} MB, until {until}.", size=f"{copy.byte_count / 1e6:.1f}", until=until))
        st.link_button(_("Download"), f"/record-copy/{copy.id}", icon=":material/download:")
