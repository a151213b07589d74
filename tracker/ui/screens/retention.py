"""What was deleted, what needn't be kept any longer, and what may not be deleted."""

import streamlit as st

from tracker.rights import Action, require
from tracker.services import retention
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.backups_note import show_backups_note
from tracker.ui.erasure_view import show_deleted_photo, show_erased
from tracker.ui.retention_view import show_deleted, show_ended, show_held

store, actor = context.store(), context.actor()
require(actor, Action.MANAGE_RETENTION)
st.page_link("screens/clinic.py", label=_("Clinic and account"), icon=":material/arrow_back:")
st.title(_("Deleted and retention"))
page = retention.read_page(store, actor, now=context.now())

st.subheader(_("Deleted patients"))
if not page.deleted:
    st.info(_("No patient is deleted. A patient is deleted on the patient's own page."))
for deleted in page.deleted:
    show_deleted(store, actor, deleted)

if page.deleted_photos:
    st.subheader(_("Deleted photos"))
    st.caption(_("A deleted photo stays part of the record until it, or the record, is erased."))
for photo in page.deleted_photos:
    show_deleted_photo(store, actor, photo)

st.subheader(_("Kept long enough"))
st.caption(
    _("Records whose time has ended. Nothing happens to them by itself: open one to delete it or keep it.")
)
if not page.ended:
    st.info(_("No record has been kept for longer than it must be."))
for ended in page.ended:
    show_ended(ended)

st.subheader(_("Under legal hold"))
if not page.held:
    st.info(_("No record is under legal hold."))
for patient in page.held:
    show_held(patient)

if page.erased:
    st.subheader(_("Erased"))
for erasure in page.erased:
    show_erased(erasure, problem=page.problems.get(erasure.id, ""))
show_backups_note(store)
