"""Which language a page is drawn in: what its reader chose, else what the browser asks for."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tracker.language import best_language, catalogue
from tracker.texts import Catalogue, ask_for_language

_CHOSEN = "language-chosen"


def remember_language(language: str) -> None:
    """Draw this page and its fragments in a language; empty for the browser's."""
    st.session_state[_CHOSEN] = language


def page_catalogue() -> Catalogue | None:
    """The catalogue of the page that this thread draws; None on any other thread."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return catalogue(st.session_state.get(_CHOSEN) or best_language(st.context.locale or ""))


ask_for_language(page_catalogue)
