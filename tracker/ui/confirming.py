"""Typing the password again before what can't be taken back."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.rights import is_confirmed
from tracker.services import own_account
from tracker.texts import gettext as _
from tracker.ui import context


def confirm_identity(*, key: str, why: str) -> bool:
    """Whether the person typed the password lately; if not, ask for it here.

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
