"""Choose one of a series' views; the choice stands in the address."""

from collections.abc import Sequence

import streamlit as st

from tracker.errors import InvalidInput
from tracker.model import View
from tracker.texts import gettext as _

_KEY = "view-picker"


def pick_view(views: Sequence[View]) -> View:
    """The view in the address, or the first; several are offered side by side.

    Raises
    ------
    InvalidInput
        If the series has no photo yet.
    """
    asked = view_asked(views)
    if len(views) > 1:
        # the address is the truth: what stands beside this choice may change the view as well
        st.session_state[_KEY] = asked.key
        st.segmented_control(
            _("View"),
            [view.key for view in views],
            required=True,
            format_func=lambda key: View.parse(key).label,
            label_visibility="collapsed",
            key=_KEY,
            on_change=_write_choice,
        )
        st.query_params["view"] = asked.key
    return asked


def _write_choice() -> None:
    st.query_params["view"] = st.session_state[_KEY]


def view_asked(views: Sequence[View]) -> View:
    """The view in the address, or the first.

    Raises
    ------
    InvalidInput
        If the series has no photo yet.
    """
    if not views:
        raise InvalidInput(_("This series has no photos yet: add a session and put its photos in."))
    by_key = {view.key: view for view in views}
    return by_key.get(st.query_params.get("view", ""), views[0])
