"""Choose how a photo was taken: the view, and the zone of a close-up."""

import streamlit as st

from tracker.model import ZONES, View, ViewKind
from tracker.texts import gettext as _


def choose_view(known: View | None, *, key: str) -> View:
    """Two fields: view, and zone where the view needs one. Zones can be typed freely."""
    kinds = list(ViewKind)
    kind = st.selectbox(
        _("View"),
        kinds,
        index=kinds.index(known.kind) if known else 0,
        format_func=lambda k: View(k).label,
        key=f"{key}-kind",
    )
    if not kind.needs_zone:
        return View(kind)
    options = ZONES if known is None or known.zone in ZONES or not known.zone else [known.zone, *ZONES]
    zone = st.selectbox(
        _("Zone"),
        options,
        index=options.index(known.zone) if known and known.zone else None,
        format_func=_,
        accept_new_options=True,
        placeholder=_("left cheek"),
        key=f"{key}-zone",
    )
    return View(kind, (zone or "").strip().lower())
