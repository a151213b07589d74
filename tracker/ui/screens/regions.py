"""Draw treated and untreated regions on the reference photo, and set its scale."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.services import regions, series
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.analysis_state import show_analysis_state
from tracker.ui.banner import show_banner
from tracker.ui.components.regions import draw_regions
from tracker.ui.control_choice import drawn_rings, find_rings
from tracker.ui.photo_tiles import screen_url
from tracker.ui.region_forms import Easel, drawn
from tracker.ui.view_picker import pick_view
from tracker.ui.zone_proposal import ZoneProposal

store, actor = context.store(), context.actor()
record = series.open_series(store, actor, st.query_params.get("series", ""))
show_banner(record.patient, record.series, here="regions")
view = pick_view(record.views)
page = regions.open_regions(store, actor, record.series.id, view)
photo, rings, zones = page.reference.photo, find_rings(page), ZoneProposal(page)

st.subheader(_("Regions, {view}", view=view.label.lower()))
show_analysis_state(record)
picture, side = st.columns([3, 2])
with picture:
    event = None
    try:
        event = draw_regions(
            photo_url=screen_url(photo),
            photo_width_px=photo.facts.width_px,
            photo_height_px=photo.facts.height_px,
            regions=[drawn(region) for region in page.regions],
            rings=[*drawn_rings(page, rings), *zones.outlines()],
            key=f"regions-{photo.digest}",
        )
    except TrackerError as error:  # the drawing stays on the page, to be mended
        st.error(str(error))
    st.caption(_("Reference photo: {session}", session=words.session_title(record.session_of(photo))))
with side:
    easel = Easel(page, rings)
    easel.take(event)
    easel.show_new()
    zones.show()
    easel.show_list()
    easel.show_scale()
    easel.show_reference(record)
