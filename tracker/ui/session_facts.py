"""What was done at a visit, in one line."""

import streamlit as st

from tracker.model import SessionDetails
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import words


def show_facts(details: SessionDetails) -> None:
    """Provider, device, depth, passes, what was applied, how the skin took it, as far as it is known."""
    facts = [
        details.provider and _("by {provider}", provider=details.provider),
        details.device,
        details.needle_depth_mm and _("{depth_mm:g} mm deep", depth_mm=details.needle_depth_mm),
        details.passes and ngettext("{count} pass", "{count} passes", details.passes),
        details.topical,
        details.serum,
        details.reaction,
    ]
    if any(facts):
        st.caption(words.plain(" · ".join(str(fact) for fact in facts if fact)))
