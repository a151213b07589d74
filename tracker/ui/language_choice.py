"""In which language somebody reads the pages."""

import streamlit as st

from tracker.language import LANGUAGES
from tracker.model import Actor
from tracker.services import clinic
from tracker.store.opening import Store
from tracker.texts import gettext as _


def choose_language(store: Store, actor: Actor) -> None:
    """A choice that is kept with the account and drawn at once."""
    as_browser = _("As the browser asks")
    chosen = st.selectbox(
        _("Language"),
        ["", *LANGUAGES],
        index=["", *LANGUAGES].index(actor.language if actor.language in LANGUAGES else ""),
        format_func=lambda code: LANGUAGES.get(code, as_browser),
        key="own-language",
    )
    if chosen != actor.language:
        clinic.choose_language(store, actor, chosen)
        st.rerun()
