"""One comparison for the talk with the patient, and for a phone: two photos, plain words, nothing else."""

import streamlit as st

from tracker.services import comparison, progress, series
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.plain_changes import show_plain_changes
from tracker.ui.presentation_view import show_plain_pair
from tracker.ui.view_picker import view_asked

# no way to other patients stands on this page: the screen is turned towards one
st.html(
    "<style>header[data-testid=stHeader] { display: none; }"
    ".stMainBlockContainer.stMainBlockContainer { padding-top: 1rem; max-width: 70rem; }</style>"
)
store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
view = view_asked(record.views)
details = record.patient.details
st.subheader(words.plain(f"{details.given_name} {details.family_name}"))
context.record_view("present", record.series.id, record.patient.id)
compared = comparison.compare_view(store, actor, record.series.id, view)
address = {"series": record.series.id, "view": view.key}
if len(compared.sides) < 2:
    st.info(_("There is one photo so far: the next visit brings one to compare it with."))
else:
    asked = show_plain_pair(compared)
    address |= {"left": asked.left, "right": asked.right}
    limits = context.limits(record.patient.is_synthetic)
    show_plain_changes(
        progress.changes_between(
            store,
            actor,
            record.series.id,
            view,
            left_id=asked.left,
            right_id=asked.right,
            limits=limits,
        )
    )
st.page_link(
    "screens/compare.py",
    label=_("Back to the comparison"),
    icon=":material/arrow_back:",
    query_params=address,
)
