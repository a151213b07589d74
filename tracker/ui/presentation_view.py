"""Two photos for the talk with the patient: dates in words, no badges, no notes."""

from dataclasses import replace

import streamlit as st

from tracker.services.comparison import ComparedView
from tracker.texts import gettext as _
from tracker.ui.comparison_view import asked_pair, frame_of
from tracker.ui.components.compare import compare_photos
from tracker.ui.components.compared import Frame, PairAsked, ViewStrip


def show_plain_pair(compared: ComparedView) -> PairAsked:
    """The two sessions that the address names, the first and the latest by default.

    Returns
    -------
    PairAsked
        What is shown.
    """
    asked = asked_pair(compared)
    facts = compared.reference.photo.facts
    shown = [side for side in compared.sides if side.session.id in (asked.left, asked.right)]
    compare_photos(
        shown=ViewStrip(compared.view.key, "", [_plainly(frame_of(compared, side, {})) for side in shown]),
        asked=asked,
        baseline=compared.baseline.id,
        reference_size=(facts.width_px, facts.height_px),
        is_plain=True,
        key=f"present-{compared.reference.series_id}-{compared.view.key}-{asked.left}-{asked.right}",
    )
    if all(side.is_aligned for side in shown):
        st.caption(_("Both photos are laid over each other and scaled. Nothing is retouched."))
    else:
        st.caption(
            _(
                "These photos could not be laid over each other and are shown as they were taken. "
                "Nothing is retouched."
            )
        )
    return asked


def _plainly(frame: Frame) -> Frame:
    """The date first, and how long after the treatment it was."""
    return replace(frame, title=frame.date, date=frame.days, days="", badge_words="", problem="")
