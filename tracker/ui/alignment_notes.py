"""What is unusual about how photos were laid over their reference, in sentences, and how to mend it."""

from collections.abc import Sequence

import streamlit as st

from tracker.model import AlignmentRow, Photo, Session
from tracker.services.comparison import Comparison
from tracker.services.series import SeriesRecord
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.hand_alignment import link_to_points


def link_refused(pair: Comparison) -> None:
    """Beside the reasons of refused sides: the way to align them by hand."""
    _link_to_points([(session, row, photo) for session, row, photo in _laid(pair) if row.refusal is not None])


def show_side_notes(pair: Comparison) -> None:
    """Below a comparison: detours, alignments by hand, the evidence, and the way to align by hand."""
    is_measured = pair.reference.is_scale_measured
    notes = [
        words.way_sentence(side.session, side.alignment, side.through, is_scale_measured=is_measured)
        for side in (pair.left, pair.right)
        if side.alignment is not None and side.is_confirmed
    ]
    if any(notes):
        st.caption(" ".join(note for note in notes if note))
    _show_evidence(pair)
    _link_to_points([(session, row, photo) for session, row, photo in _laid(pair) if row.refusal is None])


def _show_evidence(pair: Comparison) -> None:
    """What speaks for the alignment of either side, for whoever asks."""
    sides = [side for side in (pair.left, pair.right) if side.evidence]
    if not sides:
        return
    with st.expander(_("How sure is the alignment?")):
        for side in sides:
            number, evidence = side.session.details.number, side.evidence
            st.markdown(_("Session {number}: {sentence}", number=number, sentence=evidence))


def _laid(pair: Comparison) -> list[tuple[Session, AlignmentRow, Photo]]:
    """The sides that are analysed and not the reference itself."""
    return [
        (side.session, side.alignment, side.photo)
        for side in (pair.left, pair.right)
        if side.alignment is not None and not side.is_reference
    ]


def _link_to_points(laid: Sequence[tuple[Session, AlignmentRow, Photo]]) -> None:
    if not laid:
        return
    with st.container(horizontal=True, gap="small"):
        for session, row, photo in laid:
            number = session.details.number
            is_again = row.is_by_hand
            link_to_points(
                photo,
                _("Change how session {number} lies", number=number)
                if is_again
                else _("Align session {number} by hand", number=number),
            )


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
        link_to_points(photo, _("Align by hand again") if row.is_by_hand else _("Align by hand"))


def _session_through(record: SeriesRecord, row: AlignmentRow) -> Session | None:
    middle = next((photo for photo in record.photos if photo.digest == row.through_digest), None)
    return record.session_of(middle) if middle else None
