"""Ways to the scale of a reference photo beside ruler and number: the eyes, and a round sticker."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import Ellipse, ScaleState
from tracker.services import regions
from tracker.services.regions import RegionPage
from tracker.texts import gettext as _
from tracker.ui import context


def offer_estimate(page: RegionPage) -> None:
    """The eyes as a way to a scale, while it is only assumed."""
    is_open = page.reference.scale_state is ScaleState.ASSUMED
    if not is_open or not regions.has_face_models(context.store()):
        return
    if not st.button(_("Estimate from the eyes"), icon=":material/visibility:"):
        return
    reference = page.reference
    try:
        regions.estimate_scale(
            context.store(), context.actor(), reference.series_id, reference.view, now=context.now()
        )
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def took_sticker(page: RegionPage, outline: Ellipse, *, pending: str) -> bool:
    """Offer an ellipse that was just drawn as the outline of a sticker that gives the scale.

    Parameters
    ----------
    pending : str
        Under which the session keeps the ellipse; it is forgotten once the scale is set.

    Returns
    -------
    bool
        Whether it is said to be one.
    """
    if not st.checkbox(_("It is a round sticker of known size"), key=f"sticker-{pending}"):
        return False
    diameter_mm = st.number_input(_("Diameter of the sticker (mm)"), 0.0, 1000.0, 10.0)
    if st.button(_("Set the scale by it"), type="primary"):
        reference = page.reference
        try:
            regions.scale_by_sticker(
                context.store(),
                context.actor(),
                reference.series_id,
                reference.view,
                outline,
                diameter_mm=diameter_mm,
                now=context.now(),
            )
        except TrackerError as error:
            st.error(str(error))
            return True
        del st.session_state[pending]
        st.rerun()
    return True
