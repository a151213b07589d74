"""The second factor of one's own account: set up, recovery codes, remove."""

from html import escape

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import Actor
from tracker.services import own_account
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context
from tracker.ui.confirming import confirm_identity

# the secret lives here between showing it and the first right code, and nowhere else
_SECRET = "second-factor-secret"  # noqa: S105  # nosec B105  # the name of a place
_CODES = "second-factor-codes"


def show_second_factor(store: Store, actor: Actor) -> None:
    """What there is, and the next step."""
    if codes := st.session_state.get(_CODES):
        _show_codes(codes)
    elif own_account.read(store, actor).has_second_factor:
        _show_present(store, actor)
    elif st.session_state.get(_SECRET):
        _show_set_up(store, actor, st.session_state[_SECRET])
    else:
        _offer(store, actor)


def _offer(store: Store, actor: Actor) -> None:
    st.write(
        _(
            "With a second factor, signing in needs a code from an app on your phone besides the password. "
            "Any authenticator app will do; it needs no network."
        )
    )
    if confirm_identity(key="second-factor", why=_("Type your password to set up a second factor.")) and (
        st.button(_("Set up a second factor"), type="primary")
    ):
        _set_secret(own_account.begin_second_factor(store, actor, at=context.now()).secret)


def _show_set_up(store: Store, actor: Actor, secret: str) -> None:
    shown = own_account.second_factor_of(store, actor, secret)
    picture, steps = st.columns([1, 2])
    with picture:
        told = escape(_("QR code for the authenticator app"))
        st.html(f'<img src="{escape(shown.picture)}" alt="{told}" width="240">')
    with steps, st.form("second-factor", border=False):
        st.write(_("1. Scan the picture with the authenticator app, or type this key into it:"))
        st.code(secret, language=None)
        code = st.text_input(_("2. Type the six digits that it shows"), autocomplete="one-time-code")
        is_sent = st.form_submit_button(_("Turn on"), type="primary")
    if st.button(_("Cancel")):
        _set_secret("")
    if is_sent:
        try:
            codes = own_account.set_up_second_factor(store, actor, secret, code, at=context.now())
        except TrackerError as error:
            st.error(str(error))
            return
        st.session_state[_CODES] = codes
        _set_secret("")


def _show_codes(codes: list[str]) -> None:
    st.success(_("The second factor is on: from the next sign-in a code is asked for."))
    st.write(
        _(
            "Keep these recovery codes where you keep other important papers. Each opens your account once, "
            "when the phone is lost. They are shown only now."
        )
    )
    st.code("\n".join(codes), language=None)
    if st.button(_("I have kept them"), type="primary"):
        del st.session_state[_CODES]
        st.rerun()


def _show_present(store: Store, actor: Actor) -> None:
    left = own_account.count_recovery_codes(store, actor)
    st.write(_("Signing in needs a code from your authenticator app."))
    st.write(ngettext("{count} recovery code is left.", "{count} recovery codes are left.", left))
    if confirm_identity(key="second-factor", why=_("Type your password to change the second factor.")):
        renewing, removing = st.columns(2)
        if renewing.button(_("Set it up anew"), help=_("For a new phone, or for new recovery codes.")):
            own_account.remove_second_factor(store, actor, at=context.now())
            _set_secret(own_account.begin_second_factor(store, actor, at=context.now()).secret)
        if removing.button(_("Turn off")):
            own_account.remove_second_factor(store, actor, at=context.now())
            st.rerun()


def _set_secret(secret: str) -> None:
    st.session_state[_SECRET] = secret
    st.rerun()
