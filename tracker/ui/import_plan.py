"""The second half of an import: what would go where, what has become of it, and how to go on."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import Actor, FileState, ImportFile, ImportState
from tracker.rights import is_confirmed
from tracker.services import bulk_import
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.confirming import confirm_identity
from tracker.ui.own_form import download_form

PAGE = "screens/imports.py"
PAGE_SIZE = 25
MOST_NAMES = 10


def show_plan(store: Store, actor: Actor, progress: bulk_import.ImportProgress) -> None:
    """Counts, patients and sessions, what is left out and why; then start."""
    import_id = progress.present.id
    files = bulk_import.list_import_files(store, actor, import_id)
    counts = bulk_import.count_files(files)
    st.subheader(_("3. What would go where"))
    with st.container(horizontal=True):
        st.metric(_("Photos to store"), counts.waiting)
        st.metric(_("New patients"), counts.new_patients)
        st.metric(_("New sessions"), counts.new_sessions)
        st.metric(_("Stored already"), counts.present)
        st.metric(_("Left out"), counts.left_out)
    with st.container(horizontal=True):
        label = ngettext("Import {count} photo", "Import {count} photos", counts.waiting)
        if st.button(label, type="primary", icon=":material/play_arrow:", disabled=not counts.waiting):
            bulk_import.start_import(store, actor, import_id, now=context.now())
            st.rerun()
        if st.button(_("Change what the names mean"), icon=":material/edit:"):
            bulk_import.change_mapping(store, actor, import_id)
            st.rerun()
        _show_removal(store, actor, import_id)
    _offer_report(import_id)
    if not counts.waiting:
        st.info(_("There is nothing to store: see below why."))
    _show_left_out(files)
    _show_tree(files)


def show_result(store: Store, actor: Actor, progress: bulk_import.ImportProgress) -> None:
    """What was stored and what was left out; how to go on where something waits."""
    import_id, waiting = progress.present.id, progress.counts[FileState.WAITING]
    taken, present = progress.counts[FileState.TAKEN], progress.counts[FileState.PRESENT]
    stored = ngettext("{count} photo is stored.", "{count} photos are stored.", taken)
    if present:
        stored += " " + ngettext("{count} was stored already.", "{count} were stored already.", present)
    if progress.present.state is ImportState.DONE:
        st.success(stored)
        st.caption(_("They are analysed in the background, when nothing else waits."))
    else:
        left = ngettext("{count} photo waits.", "{count} photos wait.", waiting)
        st.warning(_("The import has stopped. {stored} {left}", stored=stored, left=left))
    with st.container(horizontal=True):
        is_open = progress.present.state is not ImportState.DONE
        if is_open and st.button(_("Go on"), type="primary", icon=":material/play_arrow:"):
            bulk_import.start_import(store, actor, import_id, now=context.now())
            st.rerun()
        _show_removal(store, actor, import_id)
    _offer_report(import_id)
    _show_left_out(bulk_import.list_import_files(store, actor, import_id, left_out_alone=True))


def _offer_report(import_id: str) -> None:
    """The report as a file; where the password was not typed lately, that is asked for first."""
    label, address = _("Report of all files (CSV)"), f"/export/import/{import_id}"
    if is_confirmed(context.actor(), at=context.now()):
        download_form(label, address)
        return
    with st.expander(label, icon=":material/download:"):
        if confirm_identity(key="import-report", why=_("Type your password to export the report.")):
            download_form(label, address)


def _show_left_out(files: Sequence[ImportFile]) -> None:
    """Reasons, the most frequent first, with the first names of each."""
    reasons = bulk_import.count_reasons(files)
    if not reasons:
        return
    st.subheader(_("Left out"))
    for reason, count in reasons:
        with st.expander(f"{words.plain(reason)} ({count})"):
            names = [f.name for f in files if f.state is FileState.LEFT_OUT and str(f.reason) == reason]
            st.text("\n".join(names[:MOST_NAMES]))
            if count > MOST_NAMES:
                st.caption(_("The report lists all of them."))


def _show_tree(files: Sequence[ImportFile]) -> None:
    """Patients and their series with sessions, a page at a time."""
    courses = bulk_import.planned_tree(files)
    if not courses:
        return
    st.subheader(_("Patients and sessions"))
    pages = -(-len(courses) // PAGE_SIZE)
    page = int(st.pagination(pages, key="import-page") or 1) if pages > 1 else 1
    for course in courses[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]:
        with st.container(border=True, gap="xxsmall"):
            new = _badge() if course.is_new_patient else ""
            st.markdown(f"**{words.plain(course.full_name)}** · {words.plain(course.chart_number)}{new}")
            st.caption(f"{words.plain(course.treatment)}, {words.plain(course.area)}")
            st.markdown("\n".join(f"- {_session_line(session)}" for session in course.sessions))
    remarks = [f"{words.plain(f.name)}: {words.plain(str(f.remark))}" for f in files if f.remark]
    if remarks:
        with st.expander(_("Notes ({count})", count=len(remarks))):
            st.markdown("\n".join(f"- {remark}" for remark in remarks[:MOST_NAMES]))


def _session_line(session: bulk_import.PlannedSession) -> str:
    views = ", ".join(f"{view} × {count}" if count > 1 else view for view, count in session.views)
    day, kind = words.day(session.day), session.kind.label
    head = _("Session {number}, {day}, {kind}", number=session.number, day=day, kind=kind)
    new = _badge() if session.is_new else ""
    return f"{words.plain(head)}{new}: {words.plain(views)}"


def _badge() -> str:
    word = _("new")
    return f" :green-badge[{word}]"


def _show_removal(store: Store, actor: Actor, import_id: str) -> None:
    if st.button(_("Remove this import"), icon=":material/delete:", help=_("Stored photos stay.")):
        bulk_import.remove_import(store, actor, import_id)
        st.switch_page(PAGE)
