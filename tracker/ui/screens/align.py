"""Mark the same places in a photo and its reference, where the machine finds none or went wrong."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.services import hand_alignment
from tracker.ui import context, words
from tracker.ui.banner import show_banner
from tracker.ui.components.point_pairs import mark_pairs
from tracker.ui.hand_alignment import leave, marked_photo, offer_automatic, show_present, take

store, actor = context.store(), context.actor()
pair = hand_alignment.open_photo(store, actor, st.query_params.get("photo", ""))
show_banner(pair.patient, pair.series, here="align")
st.subheader(f"Align by hand, {pair.reference.view.label.lower()}: session {pair.session.details.number}")
show_present(pair)
try:
    event = mark_pairs(
        reference=marked_photo(
            "Reference photo", pair.reference.photo, words.session_title(pair.reference_session)
        ),
        moving=marked_photo("Photo to align", pair.photo, words.session_title(pair.session)),
        pairs=pair.points.pairs if pair.points else None,
        key=f"pairs-{pair.photo.digest[:16]}-{pair.reference.photo.digest[:16]}",
    )
    if event is not None:
        take(event, pair)
        leave(pair)
except TrackerError as error:  # the points stay on the page, to be mended
    st.error(str(error))
offer_automatic(pair)
