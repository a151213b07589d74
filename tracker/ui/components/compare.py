"""The comparison viewer: all sessions of a view, two of them side by side, one zoom for both."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from tracker.errors import InvalidInput
from tracker.texts import gettext as _
from tracker.ui.components.annotation_events import AnnotationData
from tracker.ui.components.frontend_files import register_component

MODES = ("slider", "side", "flicker", "overlay", "change", "contact", "play")

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
    scripts=(
        "texts.js",
        "viewport.js",
        "gestures.js",
        "controls.js",
        "layout.js",
        "detail_source.js",
        "detail_tiles.js",
        "photo_pane.js",
        "pictures.js",
        "veil.js",
        "svg.js",
        "compare_texts.js",
        "loupe.js",
        "pair_choice.js",
        "still_list.js",
        "film_strip.js",
        "stamp.js",
        "compare_notes.js",
        "annotation_forms.js",
        "annotation_layer.js",
        "annotation_tools.js",
        "annotation_list.js",
        "annotations.js",
        "slider_mode.js",
        "side_mode.js",
        "flicker_mode.js",
        "overlay_mode.js",
        "contact_mode.js",
        "play_mode.js",
        "change_source.js",
        "change_legend.js",
        "change_marks.js",
        "change_mode.js",
        "compare_modes.js",
        "compare_keys.js",
        "shortcut_sheet.js",
        "compare_pointer.js",
        "compare.js",
    ),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One session of the view that is compared.

    Parameters
    ----------
    id : str
        Of the session.
    title, date, days : str
        Written on the picture: "Session 4 · follow-up", "3 August 2026", "84 days after treatment".
    short_title : str
        For the film-strip: "Session 4".
    alt : str
        What the photo shows, for who can't see it.
    thumb_url, screen_url : str
        Addresses of the photo as taken, small and screen-sized.
    full_size : tuple of int
        Width and height of the photo as taken, in px. Only the aspect matters, so the size of any
        rendition does.
    digest : str
        Of the photo; what changed between two photos is asked for by it.
    aligned_url : str
        Address of the photo in the frame of the reference; empty where it isn't aligned. Where one of
        two photos isn't, both are shown as taken.
    trust_url : str
        Address of the picture of what could not be matched, in the same frame; empty where nothing is
        known. What either photo leaves unmatched is greyed on both.
    badge_level, badge_words, badge_short : str
        How well it is aligned: a word for the sign ("reference", "very good", "good", "fair",
        "poor", "unconfirmed", "refused", "waiting"), words with the figure, and the same for the film-strip.
    problem : str
        Why it isn't aligned; empty where it is.
    findings : sequence of str
        What makes it hard to compare.
    """

    id: str
    title: str
    date: str
    days: str
    short_title: str
    alt: str
    thumb_url: str
    screen_url: str
    full_size: tuple[int, int]
    digest: str = ""
    aligned_url: str = ""
    trust_url: str = ""
    badge_level: str = "waiting"
    badge_words: str = ""
    badge_short: str = ""
    problem: str = ""
    findings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PairAsked:
    """Which sessions are compared, and how: what stands in the address."""

    left: str
    right: str
    mode: str = MODES[0]


def compare_photos(
    *,
    frames: Sequence[Frame],
    asked: PairAsked,
    baseline: str,
    reference_size: tuple[int, int],
    subject: str = "",
    mm_across: float | None = None,
    reference_digest: str = "",
    height_px: int = 640,
    is_plain: bool = False,
    annotations: AnnotationData | None = None,
    key: str,
) -> PairAsked | None:
    """Show two sessions in one of several modes, and all others in a film-strip.

    Sessions are swapped in the browser, without waiting for Python, which is told afterwards. Zoom,
    divider and the switch for the grey belong to the browser and survive swaps and reruns. What was
    chosen there holds until something else is asked for here than in the rerun before.

    Parameters
    ----------
    frames : sequence of Frame
        At least two, oldest first.
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
        What was chosen in the browser since the last rerun.

    Raises
    ------
    ValueError
        If there are fewer than two sessions, or a photo has no size.
    InvalidInput
        If what came from the browser is no such choice.
    """
    sizes = [*reference_size, *(side for frame in frames for side in frame.full_size)]
    if len(frames) < 2 or min(sizes) <= 0:
        raise ValueError(f"two photos or more with a size are compared: {len(frames)}, {sizes}")
    heard = _choice_number(st.session_state.get(key)) or st.session_state.get(_heard_key(key), 0)
    data = {
        "frames": [_plain(frame) for frame in frames],
        **asdict(asked),
        "baseline": baseline,
        "reference_size": list(reference_size),
        "subject": subject,
        "mm_across": mm_across,
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
    return None if value is None else parse_choice(value, ids={frame.id for frame in frames})


def parse_choice(value: object, *, ids: Collection[str]) -> PairAsked:
    """Read what came from the browser.

    Raises
    ------
    InvalidInput
        If it does not name two of the sessions and a mode.
    """
    found = dict(value) if isinstance(value, Mapping) else {}
    left, right, mode = (found.get(name) for name in ("left", "right", "mode"))
    if not (isinstance(left, str) and isinstance(right, str) and isinstance(mode, str)):
        raise InvalidInput(_("The choice could not be read: reload the page and choose again."))
    if left == right or not {left, right} <= set(ids) or mode not in MODES:
        raise InvalidInput(_("This session is not there any more: reload the page and choose another one."))
    return PairAsked(left, right, mode)


def _plain(frame: Frame) -> dict[str, object]:
    """The frame as JSON values."""
    return {**asdict(frame), "full_size": list(frame.full_size), "findings": list(frame.findings)}


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
