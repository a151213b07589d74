"""The empty clinic's first steps: the demo, or a patient of one's own."""

import streamlit as st

from tracker.model import Actor, JobKind
from tracker.rights import Action, is_allowed
from tracker.services import clinic, jobs
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.components.work_watch import watch_work


def show_first_steps(store: Store, actor: Actor) -> None:
    """Offer the demo clinic or an empty start."""
    own, demo = st.columns(2, border=True)
    own.subheader(_("Start with a patient"))
    own.write(
        _(
            "Register a patient with **New patient**, begin a series, add a session, and put in the photos "
            "of that day. From the second session on you see the two side by side, aligned and measured."
        )
    )
    with demo:
        show_demo_offer(store, actor)


def show_demo_offer(store: Store, actor: Actor) -> None:
    """What the demo is, and a button; its progress while it is built."""
    st.subheader(_("Demo clinic"))
    st.write(
        _(
            "Three synthetic patients with complete series: generated skin, no real person. They can stay "
            "beside your own patients and are marked everywhere."
        )
    )
    if jobs.open_jobs_of(store, actor, [JobKind.DEMO]):
        watch_work(url="/work", words=_("Building the demo clinic: {} steps to go"), key="work-demo")
    elif clinic.has_demo(store):
        st.caption(_("The demo patients are loaded."))
    elif is_allowed(actor, Action.MANAGE_CLINIC) and st.button(_("Load the demo clinic"), type="primary"):
        clinic.request_demo(store, actor, now=context.now())
        st.rerun()
