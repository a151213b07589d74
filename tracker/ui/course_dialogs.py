"""Dialogs for a course of treatment and its visits. Each reader gets their titles in their own language."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import Session
from tracker.services import series
from tracker.services.series import SeriesRecord
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.banner import SESSION_PAGE
from tracker.ui.forms import series_form, session_form
from tracker.ui.unchanged_mark import markable_sessions


def new_session_dialog(record: SeriesRecord) -> None:
    """Add a visit and open its page."""
    st.dialog(_("New session"), width="medium")(_add_session)(record)


def edit_session_dialog(session: Session, record: SeriesRecord) -> None:
    """Change what is known of a visit."""
    st.dialog(_("Edit session"), width="medium")(_edit_session)(session, record)


def edit_series_dialog(record: SeriesRecord) -> None:
    """Change the plan of a series."""
    st.dialog(_("Edit series"), width="medium")(_edit_series)(record)


def _add_session(record: SeriesRecord) -> None:
    store, actor = context.store(), context.actor()
    details = session_form(
        None,
        number=series.suggest_session(store, actor, record.series.id),
        provider=actor.display_name,
        moment=context.now(),
    )
    if details is None:
        return
    try:
        added = series.add_session(store, actor, record.series.id, details, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.switch_page(SESSION_PAGE, query_params={"session": added.id})


def _edit_session(session: Session, record: SeriesRecord) -> None:
    details = session.details
    changed = session_form(
        details,
        number=details.number,
        provider=details.provider,
        moment=details.held_at,
        earlier=markable_sessions(record, session),
    )
    if changed is None:
        return
    try:
        series.edit_session(context.store(), context.actor(), session.id, changed, now=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def _edit_series(record: SeriesRecord) -> None:
    try:
        details = series_form(record.series.details, today=context.to_local(context.now()).date())
        if details is None:
            return
        series.edit_series(context.store(), context.actor(), record.series.id, details)
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()
