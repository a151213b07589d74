"""What owners read of emergency accesses, and acknowledge."""

import streamlit as st

from tracker.rights import Action, require
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.emergency_view import show_seen, show_unseen

store, actor = context.store(), context.actor()
require(actor, Action.READ_AUDIT)
st.page_link("screens/clinic.py", label=_("Clinic and account"), icon=":material/arrow_back:")
st.title(_("Emergency accesses"))
show_unseen(store, actor)
show_seen(store, actor)
