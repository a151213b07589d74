"""Take a session's photos with the camera of this device."""

import streamlit as st

from tracker.services import capture, series
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.banner import show_banner
from tracker.ui.components.capture import take_photos
from tracker.ui.photo_tiles import screen_url

store, actor = context.store(), context.actor()
session, record = series.open_session(store, actor, st.query_params.get("session", ""))
plan = capture.plan_capture(store, actor, session.id)
show_banner(record.patient, record.series, here="capture")
st.subheader(words.session_title(session))
held_on = context.to_local(session.details.held_at).date()
if held_on != context.to_local(context.now()).date():
    st.warning(
        _("This session was on {day}, not today: is it the right one?", day=words.day(held_on)),
        icon=":material/event_busy:",
    )
take_photos(
    capture.plain_plan(plan, screen_url)
    | {"send_url": f"/capture/{session.id}", "guidance_url": f"/guidance/{session.id}"},
    key=f"capture-{session.id}",
)
st.page_link(
    "screens/session.py",
    label=_("Done: back to the session"),
    icon=":material/arrow_back:",
    query_params={"session": session.id},
)
