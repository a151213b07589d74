"""The people who work in the clinic: add, change, switch off."""

import streamlit as st

from tracker.rights import Action, require
from tracker.services import accounts
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.confirming import confirm_identity
from tracker.ui.people_view import offer_new_account, show_account, show_new_password

store, actor = context.store(), context.actor()
require(actor, Action.MANAGE_USERS)
st.page_link("screens/clinic.py", label=_("Clinic and account"), icon=":material/arrow_back:")
st.title(_("People"))
show_new_password()
is_confirmed = confirm_identity(key="people", why=_("Type your password to add or change people."))
if is_confirmed:
    offer_new_account(store, actor)
for account in accounts.list_accounts(store, actor):
    show_account(store, actor, account, is_changeable=is_confirmed)
