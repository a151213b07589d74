"""Lay a photo over its reference by hand, where the machine finds no way or went wrong."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.services import hand_alignment
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.banner import show_banner
from tracker.ui.hand_alignment import (
    ask,
    choose_way,
    leave,
    offer_automatic,
    offer_to_keep,
    show_present,
    take,
)

store, actor = context.store(), context.actor()
pair = hand_alignment.open_photo(store, actor, st.query_params.get("photo", ""))
show_banner(pair.patient, pair.series, here="align")
st.subheader(
    _(
        "Align by hand, {view}: session {number}",
        view=pair.reference.view.label.lower(),
        number=pair.session.details.number,
    )
)
show_present(pair)
way = choose_way(pair)
try:
    event = ask(pair, way)
    if event is not None:
        take(event, pair)
        leave(pair)
except TrackerError as error:  # what was set stays on the page, to be mended
    st.error(str(error))
offer_to_keep(pair)
offer_automatic(pair)
