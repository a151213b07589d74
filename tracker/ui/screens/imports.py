"""Years of old photos at once: choose files, say what names mean, look at the plan, start, watch."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import ImportState
from tracker.services import bulk_import
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.import_plan import show_plan, show_result
from tracker.ui.import_setup import PAGE, choose_place, show_setup
from tracker.ui.import_work import show_imports, show_work

store, actor = context.store(), context.actor()
heading, back = st.columns([4, 1], vertical_alignment="bottom")
heading.title(_("Import photos"))
back.page_link("screens/patients.py", label=_("Patients"), icon=":material/arrow_back:")
chosen = st.query_params.get("import", "")

if not chosen:
    choose_place(store, actor)
    if listed := bulk_import.list_imports(store, actor):
        show_imports(listed)
else:
    progress = bulk_import.import_progress(store, actor, chosen, now=context.now())
    if progress.present.message:
        st.error(str(progress.present.message))
    try:
        if progress.is_at_work:
            show_work(store, actor, progress)
        elif progress.present.state in (ImportState.COLLECTING, ImportState.READING):
            show_setup(store, actor, progress.present)
        elif progress.present.state is ImportState.PLANNED:
            show_plan(store, actor, progress)
        else:
            show_result(store, actor, progress)
    except TrackerError as error:
        st.error(str(error))
    st.page_link(PAGE, label=_("All imports"), icon=":material/list:")
