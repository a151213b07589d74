"""Typing the password again before what can't be taken back."""

from urllib.parse import urlencode, urlsplit

import streamlit as st

from tracker.errors import TrackerError
from tracker.rights import is_confirmed
from tracker.services import own_account
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.own_form import own_link
from tracker.ui.words import plain


def confirm_identity(*, key: str, why: str) -> bool:
    """Whether the person typed the password lately; if not, ask for it here.

    Who has no password here signs in again where they came from, and returns to this page.

    Parameters
    ----------
    key : str
        Names the form, where a page asks in more than one place.
    why : str
        One sentence: what is asked for.
    """
    actor = context.actor()
    if is_confirmed(actor, at=context.now()):
        return True
    oidc = context.store().settings.oidc
    if oidc is not None and not actor.has_password:
        _send_away(oidc.label)
        return False
    place = st.empty()
    with place.form(f"confirm-{key}", border=True):
        st.write(why)
        password = st.text_input(_("Your password"), type="password", autocomplete="current-password")
        if not st.form_submit_button(_("It is me"), type="primary"):
            return False
    try:
        own_account.confirm(context.store(), actor, password, at=context.now())
    except TrackerError as error:
        st.error(str(error))
        return False
    place.empty()
    return True


def _send_away(label: str) -> None:
    """A link to the provider of single sign-on, which leads back here."""
    with st.container(border=True):
        st.write(
            _("{label} has to ask you once more who you are. You come back to this page.", label=plain(label))
        )
        address = "/sign-in/oidc?" + urlencode({"again": "1", "next": _own_address()})
        own_link(_("Sign in again with {label}", label=label), address)


def _own_address() -> str:
    """Where one is: the page, and what of it stands in the address."""
    path = urlsplit(st.context.url or "/").path or "/"
    query = urlencode(st.query_params.to_dict())
    return f"{path}?{query}" if query else path
