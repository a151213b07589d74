"""The pair of photos on the comparison page: which sessions, the viewer, the truth below it."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from tracker.model import Finding, GateLevel, Session
from tracker.services.comparison import ComparedSide, Comparison
from tracker.ui import words
from tracker.ui.alignment_notes import link_refused
from tracker.ui.components.compare import ComparedPhoto, compare_photos
from tracker.ui.photo_tiles import aligned_url, screen_url, trust_url


def pick_sessions(sessions: Sequence[Session]) -> tuple[str, str] | None:
    """Two sessions, first and latest unless chosen otherwise; the choice stands in the address."""
    if len(sessions) < 2:
        return None
    titles = {s.id: words.session_title(s) for s in sessions}
    ids = list(titles)
    left_column, right_column = st.columns(2)
    left = left_column.selectbox(
        "Before", ids, index=_asked("left", ids, 0), format_func=titles.__getitem__, key="compare-left"
    )
    right = right_column.selectbox(
        "After",
        ids,
        index=_asked("right", ids, len(ids) - 1),
        format_func=titles.__getitem__,
        key="compare-right",
    )
    st.query_params["left"], st.query_params["right"] = left, right
    return left, right


def show_pair(pair: Comparison) -> None:
    """The viewer, or the two photos unaligned with the reason; then what was done to them."""
    for problem in pair.problems:
        st.warning(problem)
    link_refused(pair)
    compare_photos(
        left=_compared(pair, pair.left),
        right=_compared(pair, pair.right),
        key=f"compare-{pair.left.photo.digest[:16]}-{pair.right.photo.digest[:16]}",
    )
    if pair.error_p95_mm is None:
        st.caption("Shown as taken, not aligned. No retouching.")
        return
    is_measured = pair.reference.is_scale_measured
    scale = "" if is_measured else " (scale assumed from the view)"
    error = words.millimetres(pair.error_p95_mm, is_scale_measured=is_measured)
    st.caption(
        f"Aligned and scaled, no retouching. Session {pair.left.session.details.number}: "
        f"{words.alignment_words(pair.left.alignment)}; session {pair.right.session.details.number}: "
        f"{words.alignment_words(pair.right.alignment)}. "
        f"Together within {error}{scale}. {_matched_words(pair)}"
    )


def _matched_words(pair: Comparison) -> str:
    """How much of the reference's skin was found again, never rounded up to all of it."""
    left, right = (
        math.floor(100 * side.alignment.support) if side.alignment else 0 for side in (pair.left, pair.right)
    )
    if max(left, right) == 100:  # the other side's gap is then the gap of both
        return f"{min(left, right)} % of the skin could be matched in both photos."
    numbers = (pair.left.session.details.number, pair.right.session.details.number)
    return (
        f"{left} % of the skin could be matched in session {numbers[0]}, {right} % in session {numbers[1]}."
    )


def _compared(pair: Comparison, side: ComparedSide) -> ComparedPhoto:
    details = side.session.details
    reference = pair.reference.photo
    facts = reference.facts if pair.is_aligned else side.photo.facts
    of_pair = (side.photo, reference.digest, side.alignment.variant if side.alignment else "")
    url = aligned_url(*of_pair) if pair.is_aligned else screen_url(side.photo)
    date = words.local_day(details.held_at)
    return ComparedPhoto(
        url=url,
        alt=f"{pair.view.label}, session {details.number}, {date}",
        caption_lines=(f"Session {details.number} · {details.kind}", date),
        full_size=(facts.width_px, facts.height_px),
        trust_url=trust_url(*of_pair) if pair.is_aligned else "",
    )


def _asked(name: str, ids: Sequence[str], default: int) -> int:
    asked = st.query_params.get(name, "")
    return ids.index(asked) if asked in ids else default


def show_findings(pair: Comparison, findings: Mapping[tuple[str, str], Sequence[Finding]]) -> None:
    """What makes the two photos hard to compare: light, sharpness, scale, in words."""
    for side in (pair.left, pair.right):
        digest, number = side.photo.digest, side.session.details.number
        mine = [f for (of, _), found in findings.items() if of == digest for f in found]
        for sentence in dict.fromkeys(f.sentence for f in mine if f.level is not GateLevel.GOOD):
            st.warning(f"Session {number}: {words.plain(sentence)}", icon=":material/photo_camera:")
