"""Imports that there are, and one that is under way."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import Actor, BulkImport, ImportState
from tracker.services import bulk_import
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.ui import words
from tracker.ui.components.work_watch import watch_work
from tracker.ui.import_setup import PAGE


def show_imports(listed: Sequence[BulkImport]) -> None:
    """Earlier imports, the way back to each."""
    st.subheader(_("Imports so far"))
    for one in listed:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            label = words.plain(one.place) if one.place else _("Files from a browser")
            st.page_link(PAGE, label=label, query_params={"import": one.id}, icon=":material/folder_zip:")
            st.caption(f"{one.state.label} · {words.local_day(one.created_at)} · {words.plain(one.by)}")


def show_work(store: Store, actor: Actor, progress: bulk_import.ImportProgress) -> None:
    """What is under way, and how to stop it."""
    import_id = progress.present.id
    st.write(_("You can close this page: the import goes on, and this address shows how far it is."))
    watch_work(url=f"/work/import/{import_id}", words="", key=f"import-{import_id}-{progress.present.state}")
    if progress.present.state in (ImportState.READING, ImportState.RUNNING) and st.button(_("Stop")):
        bulk_import.stop_import(store, actor, import_id)
        st.rerun()
