"""How the record of who did what is filtered, shown, checked and exported."""

from datetime import datetime, time, timedelta

import streamlit as st

from tracker.model import Actor, AuditEvent, Outcome
from tracker.services import auditing
from tracker.store.audit import AuditFilter
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context
from tracker.ui.confirming import confirm_identity
from tracker.ui.own_form import download_form
from tracker.ui.plain_table import table_html

PAGE_SIZE = 50


def ask_filter() -> AuditFilter:
    """Person, deed, days and outcome; what is left empty doesn't matter."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        user = st.text_input(_("Person"))
        action = st.text_input(_("What was done"), help=_("Such as “saw” or “deleted”."))
        since = st.date_input(_("From"), None, format="YYYY-MM-DD")
        until = st.date_input(_("To"), None, format="YYYY-MM-DD")
        outcome = st.selectbox(
            _("Outcome"),
            [None, *Outcome],
            format_func=lambda outcome: outcome.label if outcome else _("any"),
        )
    day = timedelta(days=1)
    return AuditFilter(
        since=context.from_local(datetime.combine(since, time())) if since else None,
        until=context.from_local(datetime.combine(until + day, time())) if until else None,
        user=user.strip(),
        action=action.strip(),
        outcome=outcome,
    )


def show_events(events: list[AuditEvent], total: int) -> None:
    """A page of events, newest first; a plain table, whose rows can't be taken away as a file."""
    if not events:
        st.info(_("Nothing was written down that fits: leave fields empty to see more."))
        return
    st.caption(ngettext("{count} event", "{count} events", total))
    st.html(table_html([_row(event) for event in events], label=_("Who did what")))


def offer_check(store: Store, actor: Actor) -> None:
    """Whether the events are as they were written."""
    if not st.button(_("Check that nothing was changed"), icon=":material/verified:"):
        return
    found = auditing.verify(store, actor)
    if found.broken_at is None:
        st.success(
            ngettext(
                "{count} event, as it was written. Its hash: {head}",
                "{count} events, all as they were written. The last one's hash: {head}",
                found.event_count,
                head=found.head,
            )
        )
    else:
        st.error(
            _(
                "Events were changed, added, removed or moved after they were written, at or before event "
                "{number}: keep a copy of the data folder and look into it.",
                number=found.broken_at or found.event_count,
            )
        )


def offer_export(wanted: AuditFilter) -> None:
    """The events that fit as CSV, once the password was typed."""
    with st.expander(_("Export"), icon=":material/download:"):
        if confirm_identity(key="audit", why=_("Type your password to export what was done.")):
            download_form(_("Download as CSV"), "/export/audit", _fields(wanted))


def _fields(wanted: AuditFilter) -> dict[str, str]:
    """A filter as the fields of a form."""
    return {
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "user": wanted.user,
        "deed": wanted.action,
        "outcome": wanted.outcome or "",
    }


def _row(event: AuditEvent) -> dict[str, str]:
    moment = context.to_local(event.at)
    deed = " ".join(part for part in (event.action, event.object_kind, event.object_id[:12]) if part)
    return {
        _("Time"): f"{moment:%Y-%m-%d %H:%M:%S}",
        _("Person"): event.user,
        _("What was done"): f"{deed}: {event.detail}" if event.detail else deed,
        _("Patient"): event.patient_id[:12],
        _("Outcome"): event.outcome.label,
    }
