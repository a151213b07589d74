"""Who did what: filter, read, check, take away."""

import streamlit as st

from tracker.rights import Action, require
from tracker.services import auditing
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.audit_view import PAGE_SIZE, ask_filter, offer_check, offer_export, show_events

store, actor = context.store(), context.actor()
require(actor, Action.READ_AUDIT)
st.page_link("screens/clinic.py", label=_("Clinic and account"), icon=":material/arrow_back:")
st.title(_("Who did what"))
wanted = ask_filter()
total = auditing.count_events(store, actor, wanted)
pages = max(1, -(-total // PAGE_SIZE))
page = st.number_input(_("Page"), 1, pages) if pages > 1 else 1
shown = auditing.list_events(store, actor, wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
show_events(shown, total)
offer_check(store, actor)
offer_export(wanted)
