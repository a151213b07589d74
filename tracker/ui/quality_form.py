"""The clinic's own bounds of what is pointed out in new photos."""

from dataclasses import fields, replace

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import LIMIT_NAMES, METHOD_LIMITS, WIDEST_LIMITS, Actor, Bounds, Clinic, QualityLimits
from tracker.services import clinic
from tracker.store.opening import Store
from tracker.texts import gettext as _

_PER_CENT = frozenset({"clipped", "glare"})
_DECIMALS = {"stops": 1, "clipped": 0, "mm_per_px": 3, "jpeg_quality": 0, "turn_deg": 1, "glare": 0}


def show_quality_form(store: Store, actor: Actor, present: Clinic) -> None:
    """Two numbers for each thing that is judged, and the way back to the defaults; closed at first."""
    with st.expander(_("What is pointed out in new photos"), icon=":material/tune:"):
        _show_form(store, actor, present)


def _show_form(store: Store, actor: Actor, present: Clinic) -> None:
    st.caption(
        _(
            "Beyond the first number a photo gets a note, beyond the second it waits for a decision. They "
            "hold for photos that are added from now on; measuring has the method's own bounds."
        )
    )
    with st.form("quality", border=False):
        chosen = {
            each.name: _bounds(each.name, getattr(present.quality, each.name))
            for each in fields(QualityLimits)
        }
        save, reset = st.columns(2)
        is_saved = save.form_submit_button(_("Save bounds"), type="primary", width="stretch")
        is_reset = reset.form_submit_button(_("Back to defaults"), width="stretch")
    if not is_saved and not is_reset:
        return
    limits = METHOD_LIMITS if is_reset else QualityLimits(**chosen)
    try:
        clinic.save(store, actor, replace(present, quality=limits))
    except TrackerError as error:
        st.error(str(error))
        return
    if is_reset:
        for each in fields(QualityLimits):
            for end in ("good", "most"):
                st.session_state.pop(f"quality-{each.name}-{end}", None)
        st.rerun()
    st.success(_("Saved."))


def _bounds(name: str, present: Bounds) -> Bounds:
    """Both numbers of one row."""
    label, decimals = LIMIT_NAMES[name], _DECIMALS.get(name, 2)
    factor = 100.0 if name in _PER_CENT else 1.0
    least, most = (factor * value for value in WIDEST_LIMITS[name])
    typed = [
        end.number_input(
            _("{what}: {end}", what=_(label), end=said),
            least,
            most,
            round(factor * value, decimals),
            step=10.0**-decimals,
            format=f"%.{decimals}f",
            key=f"quality-{name}-{key}",
        )
        for end, key, said, value in zip(
            st.columns(2),
            ("good", "most"),
            (_("noted beyond"), _("serious beyond")),
            (present.good, present.most),
            strict=True,
        )
    ]
    return Bounds(typed[0] / factor, typed[1] / factor)
