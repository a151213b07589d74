"""Where one is signed in, and ending it there."""

import streamlit as st

from tracker.model import Actor, SignIn
from tracker.services import own_account
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import written_day
from tracker.ui import context
from tracker.ui.words import plain

# the first that a browser's own description holds names it best: most claim to be several
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def show_sign_ins(store: Store, actor: Actor) -> None:
    """Every open sign-in with its browser, address and last use."""
    found = own_account.list_sign_ins(store, actor, at=context.now())
    for sign_in in found:
        told, button = st.columns([4, 1], vertical_alignment="center")
        told.markdown(_told(sign_in, is_this=sign_in.id == actor.sign_in_id))
        if sign_in.id != actor.sign_in_id and button.button(_("End"), key=f"end-{sign_in.id}"):
            own_account.end_sign_in(store, actor, sign_in.id, at=context.now())
            st.rerun()
    if len(found) > 1 and st.button(_("End all others"), icon=":material/logout:"):
        own_account.end_other_sign_ins(store, actor, at=context.now())
        st.rerun()


def browser_name(described: str) -> str:
    """A browser and its system in two words, from what it says of itself.

    Examples
    --------
    >>> browser_name("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36")
    'Chrome, Linux'
    """
    browser = next((name for mark, name in _BROWSERS.items() if mark in described), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in described), "")
    return ", ".join(part for part in (browser, system) if part)


def _told(sign_in: SignIn, *, is_this: bool) -> str:
    browser, address = browser_name(sign_in.browser) or _("Unknown browser"), plain(sign_in.address)
    if is_this:
        return _("**{browser}** (this one), from {address}", browser=browser, address=address)
    used = context.to_local(sign_in.touched_at)
    return _(
        "**{browser}**, from {address}, last used {day} at {time}",
        browser=browser,
        address=address,
        day=written_day(used.date()),
        time=f"{used:%H:%M}",
    )
