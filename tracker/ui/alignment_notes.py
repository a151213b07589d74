"""What is unusual about how photos were laid over their reference, in sentences, and how to mend it."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import AlignmentRow, Photo, Session
from tracker.services.comparison import Comparison
from tracker.services.series import SeriesRecord
from tracker.ui import context, words
from tracker.ui.hand_alignment import link_to_points


def show_side_notes(pair: Comparison) -> None:
    """Below a comparison: detours and points set by hand of either side, and the way to set some."""
    is_measured = pair.reference.is_scale_measured
    found = [
        (side, side.alignment)
        for side in (pair.left, pair.right)
        if side.alignment is not None and not side.is_reference
    ]
    notes = [
        words.way_sentence(side.session, row, side.through, is_scale_measured=is_measured)
        for side, row in found
    ]
    if any(notes):
        st.caption(" ".join(note for note in notes if note))
    with st.container(horizontal=True, gap="small"):
        for side, row in found:
            link_to_points(side.photo, _link_label(side.session, row))


def show_photo_notes(record: SeriesRecord, photos: Sequence[Photo]) -> None:
    """Below the photos of a session: which were refused and why, and by way of whom others went."""
    for photo in photos:
        row = record.alignments.get(photo.digest)
        if row is None:
            continue
        if row.refusal is not None:
            _show_refusal(photo, row)
        elif row.through_digest or row.is_by_hand:
            reference = record.references[photo.view]
            st.caption(
                words.way_sentence(
                    record.session_of(photo),
                    row,
                    _session_through(record, row),
                    is_scale_measured=reference.is_scale_measured,
                )
            )


def _show_refusal(photo: Photo, row: AlignmentRow) -> None:
    taken = f"{photo.view.label}, {context.to_local(photo.captured_at):%H:%M}"
    with st.container(border=True, gap="small"):
        st.markdown(f":material/link_off: {words.plain(taken)}: {words.plain(row.problem)}")
        link_to_points(photo, "Set points again" if row.is_by_hand else "Align by hand")


def _session_through(record: SeriesRecord, row: AlignmentRow) -> Session | None:
    middle = next((photo for photo in record.photos if photo.digest == row.through_digest), None)
    return record.session_of(middle) if middle else None


def _link_label(session: Session, row: AlignmentRow) -> str:
    number = session.details.number
    return f"Change the points of session {number}" if row.is_by_hand else f"Align session {number} by hand"
