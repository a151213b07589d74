"""Links and buttons of our own that look like Streamlit's, for what its own ones can't do."""

from collections.abc import Mapping
from html import escape

import streamlit as st

_STYLE = (
    "<style>.own-button { display: inline-flex; align-items: center; min-height: 44px; padding: 0 .75rem; "
    "border-radius: .5rem; border: 1px solid color-mix(in srgb, currentcolor 25%, transparent); "
    "background: none; font: inherit; font-size: .875rem; color: inherit; text-decoration: none; "
    "cursor: pointer; } .own-button:hover { border-color: currentcolor; "
    "color: light-dark(#0b5c56, #86d8cf); }"
    ".own-button:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px; }</style>"
)


def own_link(label: str, address: str) -> None:
    """A link that opens in this tab; Streamlit's link button opens another one."""
    st.html(f'{_STYLE}<a class="own-button" href="{escape(address)}">{escape(label)}</a>')


def download_form(label: str, address: str, fields: Mapping[str, str] | None = None) -> None:
    """A button that asks one of our own routes for a file.

    Streamlit's download button would keep the file in its memory, to be had by whoever knows its
    address. What the route refuses opens in another tab, so that nothing on this page is lost: a
    named one, since to ``_blank`` Streamlit adds ``noreferrer``, and with it no origin is sent.

    Parameters
    ----------
    address : str
        Of the route; holds no patient's data but ids.
    fields : mapping of str to str, optional
        What else the route has to know; sent in the body. Streamlit strips names that a form has as
        properties, such as ``action`` and ``method``.
    """
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in (fields or {}).items()
    )
    st.html(
        f'{_STYLE}<form method="post" action="{escape(address)}" target="file">{hidden}'
        f'<button type="submit" class="own-button">{escape(label)}</button></form>'
    )
