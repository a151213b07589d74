"""How precise the clinic's photos are: its limits, where they come from, what would tighten them."""

import streamlit as st

from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.precision_view import show_metrics, show_pairs, show_remedies

found = context.precision(context.actor().role)
st.title(_("How precise are we?"))
st.write(
    _(
        "A change counts when it is larger than photos of unchanged skin differ. How far they differ here is "
        "learned from repeats: photos of skin that had no time to change."
    )
)
show_pairs(found)
show_metrics(found.metrics)
show_remedies(found)
st.page_link("screens/clinic.py", label=_("Clinic and account"), icon=":material/arrow_back:")
