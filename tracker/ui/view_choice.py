"""Choose how a photo was taken: the view, and the zone of a close-up."""

import streamlit as st

from tracker.model import View, ViewKind

ZONES = [
    "forehead",
    "right cheek",
    "left cheek",
    "nose",
    "chin",
    "around the mouth",
    "neck",
    "décolleté",
    "abdomen",
    "right arm",
    "left arm",
    "right thigh",
    "left thigh",
    "back",
]


def choose_view(known: View | None, *, key: str) -> View:
    """Two fields: view, and zone where the view needs one. Zones can be typed freely."""
    kinds = list(ViewKind)
    kind = st.selectbox(
        "View",
        kinds,
        index=kinds.index(known.kind) if known else 0,
        format_func=lambda k: View(k).label,
        key=f"{key}-kind",
    )
    if kind not in (ViewKind.CLOSE_UP, ViewKind.OTHER):
        return View(kind)
    options = ZONES if known is None or known.zone in ZONES or not known.zone else [known.zone, *ZONES]
    zone = st.selectbox(
        "Zone",
        options,
        index=options.index(known.zone) if known and known.zone else None,
        accept_new_options=True,
        placeholder="left cheek",
        key=f"{key}-zone",
    )
    return View(kind, (zone or "").strip().lower())
