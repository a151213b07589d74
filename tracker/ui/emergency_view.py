"""Emergency access on the pages: the banner on every page, taking it, and what owners read of it."""

from datetime import timedelta

import streamlit as st

from tracker.errors import NotAllowed, TrackerError
from tracker.model import Actor, AuditEvent, EmergencyAccess, EmergencyKind
from tracker.services import emergency
from tracker.services.emergency import REASON_MAX_LENGTH, EmergencyReport
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context
from tracker.ui.confirming import confirm_identity
from tracker.ui.plain_table import table_html
from tracker.ui.words import local_minute, plain

OWNERS_PAGE = "screens/emergencies.py"
_MINUTE = timedelta(minutes=1)


def show_emergencies() -> None:
    """On every page: that one acts with emergency access, or that somebody did and no owner has seen it."""
    try:
        actor = context.actor()
    except NotAllowed:
        return
    if actor.emergency_id:
        _show_own(context.store(), actor)
    if count := emergency.count_unseen(context.store(), actor, at=context.now()):
        with st.container(border=True):
            st.warning(
                ngettext(
                    "{count} emergency access that no owner has acknowledged.",
                    "{count} emergency accesses that no owner has acknowledged.",
                    count,
                ),
                icon=":material/emergency_home:",
            )
            st.page_link(OWNERS_PAGE, label=_("Emergency accesses"), icon=":material/arrow_forward:")


def offer_access(store: Store, actor: Actor) -> None:
    """The form by which a provider's rights are taken for an hour."""
    st.write(
        _(
            "When it can't wait for somebody with the right: you act with a provider's rights for 60 "
            "minutes, and everything you do is marked. Nothing can be deleted. The clinic's owners are "
            "told, with your reason."
        )
    )
    why = _("Type your password to take a provider's rights in an emergency.")
    if actor.emergency_id or not confirm_identity(key="emergency", why=why):
        return
    with st.form("emergency", border=True):
        reason = st.text_area(_("Why can't it wait?"), max_chars=REASON_MAX_LENGTH)
        if not st.form_submit_button(_("Begin emergency access"), type="primary"):
            return
    try:
        emergency.begin(store, actor, reason, at=context.now())
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def show_unseen(store: Store, actor: Actor) -> None:
    """What no owner has acknowledged, each with all that was done."""
    reports = emergency.list_reports(store, actor)
    if not reports:
        st.info(_("There is no emergency access that an owner hasn't acknowledged."))
    for report in reports:
        with st.container(border=True):
            _show_report(report)
            if st.button(_("Acknowledge"), key=f"seen-{report.access.id}", type="primary"):
                emergency.acknowledge(store, actor, report.access.id, at=context.now())
                st.rerun()


def show_seen(store: Store, actor: Actor) -> None:
    """What an owner has acknowledged."""
    reports = emergency.list_reports(store, actor, is_acknowledged=True)
    if not reports:
        return
    with st.expander(_("Acknowledged")):
        for report in reports:
            with st.container(border=True):
                _show_report(report)
                st.caption(_("Acknowledged by {name}", name=plain(report.access.acknowledged_by)))


def _show_own(store: Store, actor: Actor) -> None:
    until = actor.emergency_until or context.now()
    minutes = max(1, -(-(until - context.now()) // _MINUTE))
    with st.container(border=True):
        st.error(
            ngettext(
                "Emergency access: {count} minute left. Everything you do is marked and told to the owners.",
                "Emergency access: {count} minutes left. Everything you do is marked and told to the owners.",
                minutes,
            ),
            icon=":material/emergency_home:",
        )
        if st.button(_("End emergency access"), key="end-emergency"):
            emergency.end(store, actor, at=context.now())
            st.rerun()


def _show_report(report: EmergencyReport) -> None:
    access = report.access
    st.markdown(f"**{plain(access.user_name)}**  \n{access.kind.label}")
    st.write(_when(access))
    st.write(_("Reason: {reason}", reason=plain(access.reason)))
    if access.kind is EmergencyKind.OWNER_ACCOUNT:
        return
    if not report.deeds:
        st.write(_("Nothing was done with it."))
        return
    st.html(table_html([_row(deed) for deed in report.deeds], label=_("What was done")))


def _when(access: EmergencyAccess) -> str:
    began = local_minute(access.started_at)
    if access.kind is EmergencyKind.OWNER_ACCOUNT:
        return began
    if access.ended_at is None:
        return _("From {start}; it lasts until {end}", start=began, end=local_minute(access.ends_at))
    return _("From {start} to {end}", start=began, end=local_minute(access.ended_at))


def _row(deed: AuditEvent) -> dict[str, str]:
    return {
        _("When"): local_minute(deed.at),
        _("What was done"): deed.action,
        _("To what"): f"{deed.object_kind} {deed.object_id[:8]}",
        _("Outcome"): deed.outcome.label,
    }
