"""A provider's rights for an hour, when it can't wait."""

import streamlit as st

from tracker.rights import Action, require
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.emergency_view import offer_access

store, actor = context.store(), context.actor()
require(actor, Action.USE_EMERGENCY)
st.page_link("screens/clinic.py", label=_("Clinic and account"), icon=":material/arrow_back:")
st.title(_("Emergency access"))
offer_access(store, actor)
