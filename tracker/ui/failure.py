"""What a page says when the program itself fails."""

import streamlit as st

from tracker.texts import gettext as _


def show_failure(_error: Exception) -> bool:
    """Put one sentence on the page; the details are in the log already.

    Returns
    -------
    bool
        True: the framework's own message is not wanted.
    """
    st.error(_("Something went wrong on this page: load it again. What was saved before is safe."))
    return True
