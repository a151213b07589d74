"""Years of old photos at once: choose files, say what names mean, look at the plan, start, watch."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import BulkImport, ImportState
from tracker.services import bulk_import
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.components.work_watch import watch_work
from tracker.ui.import_plan import show_plan, show_result
from tracker.ui.import_setup import choose_place, show_setup

PAGE = "screens/imports.py"

store, actor = context.store(), context.actor()
heading, back = st.columns([4, 1], vertical_alignment="bottom")
heading.title(_("Import photos"))
back.page_link("screens/patients.py", label=_("Patients"), icon=":material/arrow_back:")
chosen = st.query_params.get("import", "")


def show_list(listed: list[BulkImport]) -> None:
    """Earlier imports, the way back to each."""
    st.subheader(_("Imports so far"))
    for one in listed:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            label = words.plain(one.place) if one.place else _("Files from a browser")
            st.page_link(PAGE, label=label, query_params={"import": one.id}, icon=":material/folder_zip:")
            st.caption(f"{one.state.label} · {words.local_day(one.created_at)} · {words.plain(one.by)}")


def show_work(progress: bulk_import.ImportProgress) -> None:
    """What is under way, and how to stop it."""
    import_id = progress.present.id
    st.write(_("You can close this page: the import goes on, and this address shows how far it is."))
    watch_work(url=f"/work/import/{import_id}", words="", key=f"import-{import_id}-{progress.present.state}")
    if progress.present.state in (ImportState.READING, ImportState.RUNNING) and st.button(_("Stop")):
        bulk_import.stop_import(store, actor, import_id)
        st.rerun()


if not chosen:
    choose_place(store, actor)
    if listed := bulk_import.list_imports(store, actor):
        show_list(listed)
else:
    progress = bulk_import.import_progress(store, actor, chosen, now=context.now())
    if progress.present.message:
        st.error(str(progress.present.message))
    try:
        if progress.is_at_work:
            show_work(progress)
        elif progress.present.state in (ImportState.COLLECTING, ImportState.READING):
            show_setup(store, actor, progress.present)
        elif progress.present.state is ImportState.PLANNED:
            show_plan(store, actor, progress)
        else:
            show_result(store, actor, progress)
    except TrackerError as error:
        st.error(str(error))
    st.page_link(PAGE, label=_("All imports"), icon=":material/list:")
