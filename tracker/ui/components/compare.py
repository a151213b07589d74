"""The comparison viewer: all sessions of a view, two of them side by side, one zoom for both."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import streamlit as st

from tracker.ui.components.annotation_events import AnnotationData
from tracker.ui.components.compared import PairAsked, ViewStrip, parse_choice
from tracker.ui.components.frontend_files import register_component

_mount = register_component(
    "compare-photos",
    html="compare.html",
    styles=(
        "shared.css",
        "compare.css",
        "film_strip.css",
        "shortcut_sheet.css",
        "change_map.css",
        "loupe.css",
        "annotations.css",
    ),
    script="compare.js",
)


def compare_photos(
    *,
    shown: ViewStrip,
    others: Sequence[ViewStrip] = (),
    asked: PairAsked,
    baseline: str,
    reference_size: tuple[int, int],
    subject: str = "",
    mm_across: float | None = None,
    is_scale_estimated: bool = False,
    reference_digest: str = "",
    height_px: int = 640,
    is_plain: bool = False,
    annotations: AnnotationData | None = None,
    key: str,
) -> PairAsked | None:
    """Show two sessions in one of several modes, and all others in a film-strip.

    Sessions are swapped in the browser, without waiting for Python, which is told afterwards. Zoom,
    divider and the switch for the grey belong to the browser and survive swaps and reruns. What was
    chosen there holds until something else is asked for here than in the rerun before. A choice of
    another view is for the caller to answer, by a rerun that shows that view under the same key.

    Parameters
    ----------
    shown : ViewStrip
        The view that is compared, with at least two sessions.
    others : sequence of ViewStrip
        The other views of the series, each with at least two sessions.
    asked : PairAsked
        What is shown at first.
    baseline : str
        Id of the session that the key B brings to the left.
    reference_size : tuple of int
        Width and height of the reference photo, in whose frame all aligned pictures are.
    subject : str
        Patient and view, under the photos.
    mm_across : float or None
        Width of the reference photo at the skin, for the scale bar; None where it is not known.
    is_scale_estimated : bool
        Whether that width is an estimate: the bar says "about".
    reference_digest : str
        Of the reference photo; without it there are no change maps.
    height_px : int
        Greatest height of the picture; on a small screen at most 86 % of the window's height.
    is_plain : bool
        Without film-strip, badges and findings: for the talk with the patient.
    annotations : AnnotationData, optional
        What people drew on the photos; without it there is neither layer nor tool. What is drawn, removed
        or brought back is read by `heard_annotations`.
    key : str
        Unique on the page; another key is another viewer.

    Returns
    -------
    PairAsked or None
        What was chosen in the browser since the last rerun; its view may be one of the others.

    Raises
    ------
    ValueError
        If a view has fewer than two sessions, or a photo has no size.
    InvalidInput
        If what came from the browser is no such choice.
    """
    sizes = [*reference_size, *(side for frame in shown.frames for side in frame.full_size)]
    fewest = min(len(strip.frames) for strip in (shown, *others))
    if fewest < 2 or min(sizes) <= 0:
        raise ValueError(f"two photos or more with a size are compared: {fewest}, {sizes}")
    heard = _choice_number(st.session_state.get(key)) or st.session_state.get(_heard_key(key), 0)
    data = {
        "frames": shown.plain,
        "view_name": shown.name,
        "others": [strip.plain_stills for strip in others],
        **asdict(asked),
        "view": shown.key,
        "baseline": baseline,
        "reference_size": list(reference_size),
        "subject": subject,
        "mm_across": mm_across,
        "is_scale_estimated": is_scale_estimated,
        "reference_digest": reference_digest,
        "height_px": height_px,
        "is_plain": is_plain,
        "annotations": annotations.plain if annotations else None,
        "heard": heard,
    }
    value = _mount(
        key=key, data=data, on_choice_change=_note_choice, on_annotation_change=_note_choice
    ).choice
    st.session_state[_heard_key(key)] = heard
    ids = {strip.key: strip.ids for strip in (*others, shown)}
    return None if value is None else parse_choice(value, ids=ids)


def _heard_key(key: str) -> str:
    """Where the number of the last choice is kept: the browser knows by it what is out of date."""
    return f"{key}: last choice"


def _choice_number(state: object) -> int | None:
    """The number of the choice that caused this rerun."""
    choice = state.get("choice") if isinstance(state, Mapping) else None
    number = choice.get("number") if isinstance(choice, Mapping) else None
    return number if isinstance(number, int) else None


def _note_choice() -> None:
    """Naming a callback makes ``choice`` and ``annotation`` parts of every result, None for nothing."""
