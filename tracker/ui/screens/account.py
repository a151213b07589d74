"""One's own account: password, second factor, where one is signed in."""

import streamlit as st

from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.second_factor_view import show_second_factor
from tracker.ui.sign_in_list import show_sign_ins
from tracker.ui.words import plain

store, actor = context.store(), context.actor()
st.page_link("screens/clinic.py", label=_("Clinic and account"), icon=":material/arrow_back:")
st.title(_("Your account"))
st.write(
    _(
        "Signed in as **{display_name}** ({role}).",
        display_name=plain(actor.display_name),
        role=actor.role.label,
    )
)
if actor.has_password:
    with st.container(border=True):
        st.subheader(_("Password"))
        st.link_button(_("Change the password"), "/change-password", icon=":material/key:")
    with st.container(border=True):
        st.subheader(_("Second factor"))
        show_second_factor(store, actor)
else:
    st.info(_("You sign in elsewhere: password and second factor are changed there."))
with st.container(border=True):
    st.subheader(_("Where you are signed in"))
    show_sign_ins(store, actor)
