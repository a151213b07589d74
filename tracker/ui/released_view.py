"""The ledger of what has left, as a table and as a file."""

import streamlit as st

from tracker.model import ConsentStanding, ReleasedCopy
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.confirming import confirm_identity
from tracker.ui.own_form import download_form
from tracker.ui.plain_table import table_html


def show_released(copies: list[ReleasedCopy]) -> None:
    """One row for each copy or link."""
    if not copies:
        st.info(_("Nothing has left."))
        return
    st.html(table_html([_row(copy) for copy in copies], label=_("What has left")))


def warn_of_uses_gone(copies: list[ReleasedCopy], standing: ConsentStanding) -> None:
    """Say that copies are outside for uses that are no longer allowed: withdrawn, refused or expired."""
    now = context.now()
    gone = [copy for copy in copies if not standing.is_allowed(copy.details.scope, now)]
    if gone:
        sentence = ngettext(
            "{count} of these is for a use that the patient no longer allows: ask it back or take it down.",
            "{count} of these are for uses that the patient no longer allows: ask them back or take them "
            "down.",
            len(gone),
        )
        st.warning(sentence)


def offer_file(patient_id: str) -> None:
    """The same as CSV, once the password was typed."""
    with st.expander(_("Export"), icon=":material/download:"):
        why = _("Type your password to export the list of what has left.")
        if confirm_identity(key="released", why=why):
            download_form(_("Download as CSV"), f"/export/released/{patient_id}")


def _row(copy: ReleasedCopy) -> dict[str, str]:
    details = copy.details
    return {
        _("Time"): words.local_minute(copy.at),
        _("What"): details.kind.label,
        _("Use"): details.scope.label,
        _("For whom"): details.recipient,
        _("Photos"): ", ".join(digest[:12] for digest in details.digests),
        _("Person"): copy.by,
    }
