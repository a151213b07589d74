"""The clinic's rule for how long records are kept."""

import streamlit as st

from tracker.model import Clinic
from tracker.texts import gettext as _


def ask_retention(clinic: Clinic, *, is_owner: bool) -> tuple[int, int]:
    """Two fields of the clinic's form.

    Returns
    -------
    tuple of int
        Years after the last session, and the birthday until which minors' records are kept at least.
    """
    years = st.number_input(
        _("Records are kept for (years after the last session)"),
        1,
        100,
        clinic.retention_years,
        help=_("After that they are offered for erasure. Ask which time the law of your country sets."),
        disabled=not is_owner,
    )
    minor_age = st.number_input(
        _("Records of minors are kept at least until birthday"),
        18,
        100,
        clinic.minor_age,
        help=_(
            "For patients who were under 18 at their last session: until this birthday, or as long as for "
            "everybody else where that is later."
        ),
        disabled=not is_owner,
    )
    return int(years), int(minor_age)
