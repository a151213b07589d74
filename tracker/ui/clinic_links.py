"""Ways from the clinic's page to those that not everybody sees."""

import streamlit as st

from tracker.model import Actor
from tracker.rights import Action, is_allowed
from tracker.texts import gettext as _


def show_clinic_links(actor: Actor) -> None:
    """A link to each page that the actor may open."""
    links = (
        (Action.VIEW, "precision", _("How precise are we?"), "straighten"),
        (Action.MANAGE_USERS, "people", _("People"), "group"),
        (Action.MANAGE_FORMS, "forms", _("Consent form"), "signature"),
        (Action.READ_AUDIT, "audit", _("Who did what"), "history"),
        (Action.READ_AUDIT, "emergencies", _("Emergency accesses"), "emergency_home"),
        (Action.USE_EMERGENCY, "emergency", _("Emergency access"), "emergency_home"),
        (Action.MANAGE_RETENTION, "retention", _("Deleted and retention"), "inventory_2"),
    )
    with st.container(horizontal=True):
        for action, page, label, icon in links:
            if is_allowed(actor, action):
                st.page_link(f"screens/{page}.py", label=label, icon=f":material/{icon}:")
