"""How far the analysis of a series is, while it runs, and what it could not do."""

import streamlit as st

from tracker.rights import Action, is_allowed
from tracker.services import upkeep
from tracker.services.series import SeriesRecord
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context
from tracker.ui.components.work_watch import watch_work


def show_analysis_state(record: SeriesRecord) -> None:
    """A progress line while photos are analysed, a way to try again where it failed; else nothing."""
    store, actor = context.store(), context.actor()
    if record.failed_jobs:
        _show_failures(record)
    queued = upkeep.queue_missing(
        store,
        actor,
        record.photos,
        record.references,
        record.alignments,
        record.regions,
        now=context.now(),
    )
    if record.open_jobs + queued:
        watch_work(
            url=f"/work/series/{record.series.id}",
            words=_("Analysing photos: {} to go"),
            key=f"work-{record.series.id}",
        )


def _show_failures(record: SeriesRecord) -> None:
    count = len(record.failed_jobs)
    reasons = " ".join(dict.fromkeys(record.failed_jobs.values()))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            ngettext(
                "{count} photo could not be analysed. {reasons}",
                "{count} photos could not be analysed. {reasons}",
                count,
                reasons=reasons,
            ),
            width="stretch",
        )
        actor = context.actor()
        if is_allowed(actor, Action.ADD_PHOTOS) and st.button(_("Analyse again"), icon=":material/refresh:"):
            upkeep.retry_failed(context.store(), actor, list(record.failed_jobs), now=context.now())
            st.rerun()
