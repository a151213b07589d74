"""What one patient allows: now, earlier, taking it back, and what has left."""

import streamlit as st

from tracker.rights import Action, is_allowed
from tracker.services import consents, patients
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.banner import show_banner
from tracker.ui.consent_view import show_answers, show_earlier, show_signed_link
from tracker.ui.consent_withdrawal import withdraw
from tracker.ui.released_view import offer_file, show_released, warn_of_uses_gone

store, actor = context.store(), context.actor()
record = patients.open_patient(store, actor, st.query_params.get("patient", ""))
show_banner(record.patient)
signed = consents.list_signed(store, actor, record.patient.id, now=context.now())
standing = consents.read_standing(store, actor, record.patient.id)
st.subheader(_("Consent"))
if not signed:
    st.info(_("Nobody has asked this patient yet: hand over the tablet with the form."))
else:
    show_answers(signed[0], standing)
with st.container(horizontal=True, vertical_alignment="center"):
    if is_allowed(actor, Action.RECORD_CONSENT):
        st.page_link(
            "screens/sign.py",
            label=_("Have the form signed"),
            icon=":material/signature:",
            query_params={"patient": record.patient.id},
        )
    if signed:
        show_signed_link(signed[0])
    may_withdraw = bool(standing.left) and is_allowed(actor, Action.WITHDRAW_CONSENT)
    if may_withdraw and st.button(_("Withdraw consent"), icon=":material/undo:"):
        withdraw(record.patient.id)
show_earlier(signed[1:])

st.subheader(_("What has left"))
st.caption(
    _(
        "Copies and links that were made for somebody outside, newest first. What others have copied "
        "or printed can't be called back by this program: ask those who have it."
    )
)
released = consents.list_released(store, actor, record.patient.id)
warn_of_uses_gone(released, standing)
show_released(released)
if released and is_allowed(actor, Action.EXPORT):
    offer_file(record.patient.id)
