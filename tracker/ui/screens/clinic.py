"""The clinic's settings, the demo, and the way out."""

import streamlit as st

from tracker.rights import Action, is_allowed
from tracker.services import clinic
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.clinic_form import show_clinic_form
from tracker.ui.clinic_links import show_clinic_links
from tracker.ui.demo_offer import show_demo_offer
from tracker.ui.encryption_line import show_encryption
from tracker.ui.language_choice import choose_language
from tracker.ui.quality_form import show_quality_form
from tracker.ui.words import plain

store, actor = context.store(), context.actor()
present = clinic.read(store)
st.title(present.name or _("Clinic"))
account, settings = st.columns(2, border=True)
with account:
    st.subheader(_("Your account"))
    st.write(
        _(
            "Signed in as **{display_name}** ({role}).",
            display_name=plain(actor.display_name),
            role=actor.role.label,
        )
    )
    choose_language(store, actor)
    st.page_link("screens/account.py", label=_("Password, second factor, sign-ins"), icon=":material/person:")
    st.link_button(_("Sign out"), "/sign-out", icon=":material/logout:")
with settings:
    is_owner = is_allowed(actor, Action.MANAGE_CLINIC)
    show_clinic_form(store, actor, present, is_owner=is_owner)
show_clinic_links(actor)
if is_owner:
    show_encryption(store, actor)
    show_quality_form(store, actor, present)
    show_demo_offer(store, actor)
st.caption(
    _(
        "This program documents and compares photos. It makes no diagnosis, and its figures have not been "
        "validated on patients."
    )
)
