"""The clinic's settings, the demo, and the way out."""

from dataclasses import replace
from zoneinfo import available_timezones

import streamlit as st

from tracker.errors import TrackerError
from tracker.rights import Action, is_allowed
from tracker.services import clinic
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.demo_offer import show_demo_offer
from tracker.ui.encryption_line import show_encryption
from tracker.ui.language_choice import choose_language
from tracker.ui.quality_form import show_quality_form
from tracker.ui.retention_form import ask_retention
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
    st.subheader(_("Clinic"))
    is_owner = is_allowed(actor, Action.MANAGE_CLINIC)
    with st.form("clinic", border=False):
        zones = sorted(available_timezones())
        name = st.text_input(_("Name"), present.name, disabled=not is_owner)
        zone = st.selectbox(
            _("Time zone"), zones, index=zones.index(present.time_zone), disabled=not is_owner
        )
        recovery = st.number_input(
            _("Recovery window (days after a treatment)"),
            1,
            28,
            present.recovery_days,
            help=_("Photos taken in it are shown hollow and kept out of every trend."),
            disabled=not is_owner,
        )
        structure = st.number_input(
            _("Texture, pores and lines are judged from day"),
            7,
            180,
            present.structure_days,
            help=_("New collagen takes weeks: what is seen earlier is swelling and fresh skin."),
            disabled=not is_owner,
        )
        years, minor_age = ask_retention(present, is_owner=is_owner)
        if st.form_submit_button(_("Save"), type="primary", disabled=not is_owner):
            changed = replace(
                present,
                name=name,
                time_zone=zone,
                recovery_days=int(recovery),
                structure_days=int(structure),
                retention_years=years,
                minor_age=minor_age,
            )
            try:
                clinic.save(store, actor, changed)
                st.success(_("Saved."))
            except TrackerError as error:
                st.error(str(error))
with st.container(horizontal=True):
    if is_allowed(actor, Action.VIEW):
        st.page_link("screens/precision.py", label=_("How precise are we?"), icon=":material/straighten:")
    if is_allowed(actor, Action.MANAGE_USERS):
        st.page_link("screens/people.py", label=_("People"), icon=":material/group:")
    if is_allowed(actor, Action.MANAGE_FORMS):
        st.page_link("screens/forms.py", label=_("Consent form"), icon=":material/signature:")
    if is_allowed(actor, Action.READ_AUDIT):
        st.page_link("screens/audit.py", label=_("Who did what"), icon=":material/history:")
    if is_allowed(actor, Action.READ_AUDIT):
        st.page_link(
            "screens/emergencies.py", label=_("Emergency accesses"), icon=":material/emergency_home:"
        )
    if is_allowed(actor, Action.USE_EMERGENCY):
        st.page_link("screens/emergency.py", label=_("Emergency access"), icon=":material/emergency_home:")
    if is_allowed(actor, Action.MANAGE_RETENTION):
        st.page_link("screens/retention.py", label=_("Deleted and retention"), icon=":material/inventory_2:")
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
