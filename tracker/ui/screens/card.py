"""The colour or grey card in one photo: what is known of it, and marking it by hand."""

import streamlit as st

from tracker.services import cards
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.banner import show_banner
from tracker.ui.card_marking import CardMarking

page = cards.open_card(context.store(), context.actor(), st.query_params.get("photo", ""))
show_banner(page.patient, page.series, here="card")
st.subheader(_("Colour card, {view}", view=page.photo.view.label.lower()))
st.page_link(
    "screens/session.py",
    label=words.session_title(page.session),
    icon=":material/arrow_back:",
    query_params={"session": page.session.id},
)
marking = CardMarking(page)
picture, side = st.columns([3, 2])
with picture:
    marking.show_photo()
with side:
    marking.show_form()
