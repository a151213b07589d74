"""The links by which the patient sees a series: made here, shown once, watched and ended."""

from collections.abc import Callable
from html import escape
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from tracker.errors import TrackerError
from tracker.identity.qr_code import qr_picture
from tracker.model import Actor, Share, ShareFactor, ShareState
from tracker.rights import Action, is_allowed
from tracker.services import shares
from tracker.services.series import SeriesRecord
from tracker.services.shares import ListedShare
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.confirming import confirm_identity
from tracker.ui.sign_in_list import browser_name

# (series, address, code) of the link that was just made, until it was handed over
_MADE = "made-share"
_COLOURS: dict[ShareState, Literal["green", "orange", "gray"]] = {
    ShareState.OPEN: "green",
    ShareState.USED: "orange",
    ShareState.LOCKED: "orange",
    ShareState.EXPIRED: "gray",
    ShareState.REVOKED: "gray",
}


def show_shares(record: SeriesRecord) -> None:
    """What the patient's way in is at present, for those who may share."""
    store, actor = context.store(), context.actor()
    if not is_allowed(actor, Action.SHARE):
        return
    _show_made(record)
    listed = shares.list_shares(store, actor, record.series.id, at=context.now())
    present = sum(not one.share.is_over(context.now()) for one in listed)
    title = ngettext("Patient's access: {count} link", "Patient's access: {count} links", present)
    with st.expander(title, icon=":material/share:"):
        st.write(
            _(
                "By a link the patient sees the visible photos of this series on a phone, compares them in "
                "plain words, and may add photos from home. The link alone shows nothing: it asks for "
                "something that only the patient knows."
            )
        )
        if confirm_identity(key="share", why=_("Type your password to make or open up a link.")):
            _offer_link(store, actor, record)
        for one in listed:
            _show(store, actor, one)


def _offer_link(store: Store, actor: Actor, record: SeriesRecord) -> None:
    with st.form("new-share", border=False):
        left, right = st.columns(2)
        factor = left.selectbox(
            _("What the link asks for"), list(ShareFactor), format_func=lambda factor: factor.label
        )
        days = right.number_input(
            _("Days that it lasts"), 1, shares.LONGEST_DAYS, shares.DEFAULT_DAYS, format="%d"
        )
        if not st.form_submit_button(_("Make link"), type="primary", icon=":material/add_link:"):
            return
    try:
        made = shares.make_share(
            store,
            actor,
            record.series.id,
            factor=factor or ShareFactor.BIRTH_DATE,
            days=int(days),
            at=context.now(),
        )
    except TrackerError as error:
        st.error(str(error))
        return
    _show_once(record.series.id, shares.share_address(_base(store), made), made.code)


def _show_made(record: SeriesRecord) -> None:
    """The link, or a new code for one, once."""
    series_id, address, code = st.session_state.get(_MADE, ("", "", ""))
    if series_id != record.series.id:
        return
    with st.container(border=True):
        if address:
            st.write(_("Give this link to the patient. It is shown only now."))
            st.code(address, language=None, wrap_lines=True)
            alt = escape(_("The link as a QR code"), quote=True)
            st.html(f'<img src="{escape(qr_picture(address))}" alt="{alt}" width="220" height="220">')
        if code:
            st.write(_("Tell the patient this code, not by the same way as the link. It works once."))
            st.code(code, language=None)
        if st.button(_("Handed over"), type="primary"):
            del st.session_state[_MADE]
            st.rerun()


def _show(store: Store, actor: Actor, listed: ListedShare) -> None:
    """One link: its state, what can be done with it, and when it was opened."""
    share, state = listed.share, listed.share.state(context.now())
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_made_words(share)}**", width="stretch")
            st.badge(state.label, color=_COLOURS[state])
        st.caption(
            _(
                "Asks for: {factor}. Made by {name}, lasts until {day}.",
                factor=share.factor.label,
                name=words.plain(share.made_by),
                day=words.local_day(share.expires_at),
            )
        )
        if listed.failure_count:
            st.caption(
                ngettext(
                    "{count} wrong answer in the last 30 days; the fifth locks the link.",
                    "{count} wrong answers in the last 30 days; the fifth locks the link.",
                    listed.failure_count,
                )
            )
        if not share.is_over(context.now()):
            _offer_deeds(store, actor, share, state)
        _show_log(listed)


def _offer_deeds(store: Store, actor: Actor, share: Share, state: ShareState) -> None:
    at = context.now()
    with st.container(horizontal=True):
        if state is ShareState.LOCKED and st.button(_("Unlock"), key=f"unlock-{share.id}"):
            _do(lambda: shares.unlock_share(store, actor, share.id, at=at))
        if share.factor is ShareFactor.CODE and st.button(_("New code"), key=f"code-{share.id}"):
            _do(lambda: _show_once(share.series_id, "", shares.renew_code(store, actor, share.id, at=at)))
        if st.button(_("End this link"), icon=":material/link_off:", key=f"end-{share.id}"):
            _do(lambda: shares.revoke_share(store, actor, share.id, at=at))


def _show_log(listed: ListedShare) -> None:
    if not listed.visits:
        st.caption(_("Not opened yet."))
        return
    for visit in listed.visits[:20]:
        moment = context.to_local(visit.started_at)
        st.caption(
            _(
                "Opened {day}, {time}, in {browser}",
                day=words.day(moment.date()),
                time=f"{moment:%H:%M}",
                browser=browser_name(visit.browser) or _("an unknown browser"),
            )
        )


def _made_words(share: Share) -> str:
    return _("Link of {day}", day=words.local_day(share.made_at))


def _base(store: Store) -> str:
    """The address at which patients reach the app: as it is set, else as this browser does."""
    parts = urlsplit(st.context.url or "")
    return store.settings.public_url or f"{parts.scheme}://{parts.netloc}"


def _do(deed: Callable[[], object]) -> None:
    try:
        deed()
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def _show_once(series_id: str, address: str, code: str) -> None:
    st.session_state[_MADE] = (series_id, address, code)
    st.rerun()
