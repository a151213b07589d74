"""What changed between two photos, as the patient reads it."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import Verdict
from tracker.progress.pairs import PairChange
from tracker.progress.plain_sentences import NAMES, plain_sentence, told_by_region
from tracker.texts import gettext as _
from tracker.ui.words import plain

_SYMBOLS = {
    Verdict.BETTER: ":green[:material/check_circle:]",
    Verdict.WORSE: ":orange[:material/info:]",
    Verdict.UNCHANGED: ":gray[:material/drag_handle:]",
    Verdict.RECOVERY: ":gray[:material/hourglass_top:]",
    Verdict.HOME: ":gray[:material/home:]",
    Verdict.NOT_COMPARABLE: ":gray[:material/block:]",
}


def show_plain_changes(changes: Sequence[PairChange]) -> None:
    """One sentence for each metric, what changed first; region by region."""
    told = told_by_region(changes)
    for name, mine in told.items():
        if len(told) > 1:
            st.markdown(f"#### {plain(name)}")
        for change in mine:
            symbol, metric = _SYMBOLS[change.verdict], _(NAMES[change.metric])
            st.markdown(f"{symbol} **{metric}:** {plain_sentence(change)}")
    if told:
        st.caption(
            _(
                "“Less” or “more” is only said where the difference is larger than photos of different "
                "days differ by chance. This is no diagnosis."
            )
        )
    else:
        st.caption(_("Nothing has been measured in these two photos yet."))
