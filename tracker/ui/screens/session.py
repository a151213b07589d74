"""One dated visit: what was done, its photos, and more photos to come."""

import streamlit as st

from tracker.services import phone_link, series
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.add_photos import show_add_photos
from tracker.ui.alignment_notes import show_photo_notes
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.card_marking import show_cards
from tracker.ui.components.phone_link import offer_phone
from tracker.ui.course_dialogs import edit_session_dialog
from tracker.ui.edit_photo import edit_photo_dialog, offer_undo
from tracker.ui.patient_view import show_visibility
from tracker.ui.photo_decisions import show_decisions
from tracker.ui.photo_grid import photo_grid_html
from tracker.ui.photo_tiles import tiles
from tracker.ui.session_facts import show_facts
from tracker.ui.unchanged_mark import show_mark

store, actor = context.store(), context.actor()
session, record = series.open_session(store, actor, st.query_params.get("session", ""))
details = session.details
photos = record.photos_of(session.id)

show_banner(record.patient, record.series, here="session")
st.subheader(words.session_title(session))
show_facts(details)
if details.note:
    st.write(words.plain(details.note))
show_mark(record.mark_of(session))
with st.container(horizontal=True, gap="small", vertical_alignment="center"):
    if st.button(_("Take photos"), type="primary", icon=":material/photo_camera:"):
        st.switch_page("screens/capture.py", query_params={"session": session.id})
    if st.button(_("Edit session"), icon=":material/edit:"):
        edit_session_dialog(session, record)
    if photos and st.button(_("Edit photos"), icon=":material/photo_library:"):
        edit_photo_dialog(photos)
offer_phone(session.id, photos=phone_link.which_photos(photos), key=f"phone-{session.id}")
offer_undo(session.id)
show_analysis_state(record)
if photos:
    st.html(photo_grid_html(tiles(record, photos)))
    show_photo_notes(record, photos)
    show_cards(photos)
    show_visibility(record, photos, has_choice=True)
show_decisions(session.id, photos)
show_add_photos(session, record)
