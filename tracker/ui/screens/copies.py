"""One comparison as a picture that leaves: for a use that the patient allows, covered, checked."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import CoverKind, FaceCover
from tracker.rights import Action, require
from tracker.services import comparison, comparison_copies, series
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.banner import show_banner
from tracker.ui.comparison_view import asked_pair
from tracker.ui.copy_view import pick_cover, pick_scope, show_preview, take_copy, wanted_copy
from tracker.ui.view_picker import view_asked

store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
require(actor, Action.EXPORT)
show_banner(record.patient, record.series, here="copies")
view = view_asked(record.views)
compared = comparison.compare_view(store, actor, record.series.id, view)
st.subheader(_("Copy for others, {view}", view=view.label.lower()))
if len(compared.sides) < 2:
    st.info(_("There is one photo so far: the next visit brings one to compare it with."))
    st.stop()
asked = asked_pair(compared)
photos = {side.session.id: side.photo for side in compared.sides}
address = {"series": record.series.id, "view": view.key, "left": asked.left, "right": asked.right}
st.page_link(
    "screens/compare.py",
    label=_("Back to the comparison"),
    icon=":material/arrow_back:",
    query_params=address,
)
st.write(
    _(
        "The copy carries neither name nor date, only the days after a treatment, that nothing was "
        "retouched, and the beginnings of the originals' digests."
    )
)
if (scope := pick_scope()) is None:
    st.stop()
left, right = photos[asked.left], photos[asked.right]
uncovered = wanted_copy(left, right, scope, FaceCover(CoverKind.NOTHING))
try:
    covers = comparison_copies.find_covers(store, actor, uncovered, at=context.now())
except TrackerError as error:
    st.error(str(error))
    st.stop()
wanted = wanted_copy(left, right, scope, pick_cover(covers))
try:
    comparison_copies.check_cover(store, actor, wanted, at=context.now())
except TrackerError as error:
    st.error(str(error))
    st.stop()
show_preview(wanted)
take_copy(wanted, is_face_allowed=covers.is_face_allowed)
