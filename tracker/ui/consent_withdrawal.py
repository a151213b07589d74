"""Taking consent back: choose, see what it is about, confirm."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import ConsentScope, ConsentStanding
from tracker.services import consents
from tracker.services.consents import Affected
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context
from tracker.ui.released_view import show_released


def withdraw(patient_id: str) -> None:
    """Open the dialog in which uses are taken back."""
    st.dialog(_("Withdraw consent"), width="large")(_ask)(patient_id)


def _ask(patient_id: str) -> None:
    store, actor = context.store(), context.actor()
    standing = consents.read_standing(store, actor, patient_id)
    chosen = _choose(standing)
    if not chosen or standing.consent is None:
        st.caption(_("Choose what the patient takes back."))
        return
    _show_affected(consents.find_affected(store, actor, patient_id, chosen, now=context.now()))
    reason = st.text_input(_("Reason, if the patient gives one"), max_chars=500)
    if not st.button(_("Withdraw now"), type="primary"):
        return
    try:
        consents.withdraw_consent(
            store,
            actor,
            patient_id,
            standing.consent.id,
            chosen,
            reason=reason,
            now=context.now(),
        )
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def _choose(standing: ConsentStanding) -> list[ConsentScope]:
    """The uses to be taken back: one by one, or all at once."""
    allowed = [scope for scope in ConsentScope if scope in standing.left]
    if st.checkbox(_("Everything")):
        return allowed
    return [scope for scope in allowed if st.checkbox(scope.label, key=f"withdraw-{scope}")]


def _show_affected(about: Affected) -> None:
    """What stops at once, and what can only be asked back."""
    st.write(_("From that moment on nothing more leaves for these uses."))
    if about.shares:
        count = len(about.shares)
        st.warning(
            ngettext("{count} link is open and will end.", "{count} links are open and will end.", count)
        )
        show_released(about.shares)
    if about.copies:
        sentence = ngettext(
            "{count} copy has left for these uses: ask back or take down what is listed here.",
            "{count} copies have left for these uses: ask back or take down what is listed here.",
            len(about.copies),
        )
        st.warning(sentence)
        show_released(about.copies)
    if not about.shares and not about.copies:
        st.info(_("Nothing has left for these uses so far."))
