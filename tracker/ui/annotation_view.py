"""What people drew on the photos of a view, for the viewer, and what somebody does with it there."""

import streamlit as st

from tracker.errors import InvalidInput, TrackerError
from tracker.services import annotations
from tracker.services.annotations import ShownAnnotation
from tracker.services.comparison import ComparedSide, ComparedView
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.components.annotation_events import (
    AnnotationData,
    AnnotationDeed,
    AnnotationEvent,
    DrawnAnnotation,
    heard_annotations,
    parse_annotation_events,
)


def annotations_of(compared: ComparedView, *, key: str) -> AnnotationData:
    """Do what the viewer with this key told in this rerun, then say what is there.

    Parameters
    ----------
    compared : ComparedView
    key : str
        Of the viewer.
    """
    answers = _answers(compared, key)
    store, actor = context.store(), context.actor()
    aligned = [side for side in compared.sides if side.is_aligned]
    laid = {side.photo.digest: side.alignment for side in aligned if side.alignment}
    shown = annotations.list_annotations(store, actor, [side.photo for side in compared.sides], laid)
    sessions = {side.photo.digest: side.session.id for side in compared.sides}
    return AnnotationData(
        may_draw=annotations.may_annotate(actor),
        photos={side.session.id: (side.photo.id, _alignment_key(side)) for side in compared.sides},
        items=[_drawn(one, sessions[one.annotation.digest]) for one in shown],
        answers=answers,
    )


def _answers(compared: ComparedView, key: str) -> dict[str, str]:
    """Answers to the events of this rerun; without any to the last ones, which may not have arrived yet."""
    kept = f"{key}: answers to annotations"
    try:
        events = parse_annotation_events(heard_annotations(key))
    except InvalidInput as error:
        st.error(str(error))
        events = []
    if events:
        st.session_state[kept] = {event.key: _problem_of(compared, event) for event in events}
    answers: dict[str, str] = st.session_state.get(kept, {})
    return answers


def _problem_of(compared: ComparedView, event: AnnotationEvent) -> str:
    """Do it; why it can't be done, or nothing."""
    try:
        _do(compared, event)
    except TrackerError as error:
        return str(error)
    return ""


def _do(compared: ComparedView, event: AnnotationEvent) -> None:
    store, actor, now = context.store(), context.actor(), context.now()
    if event.deed is AnnotationDeed.REMOVE:
        annotations.remove_annotation(store, actor, event.id, now=now)
    elif event.deed is AnnotationDeed.RESTORE:
        annotations.restore_annotation(store, actor, event.id, now=now)
    elif event.drawing:
        side = _side(compared, event)
        laid = side.alignment if event.alignment else None
        annotations.add_annotation(
            store, actor, side.photo, event.drawing, annotation_id=event.id, laid=laid, now=now
        )


def _side(compared: ComparedView, event: AnnotationEvent) -> ComparedSide:
    """The side that was drawn on, in the frame in which it is still shown."""
    side = next((side for side in compared.sides if side.photo.id == event.photo), None)
    if side is None:
        raise InvalidInput(_("This photo is not shown any more: reload the page."))
    if event.alignment and event.alignment != _alignment_key(side):
        raise InvalidInput(_("This photo was aligned anew meanwhile: reload the page and draw it again."))
    return side


def _alignment_key(side: ComparedSide) -> str:
    """What a side's present alignment is called; empty where it isn't aligned."""
    row = side.alignment
    return f"{row.reference_digest[:12]} {row.method} {row.variant}" if row and side.is_aligned else ""


def _drawn(one: ShownAnnotation, session_id: str) -> DrawnAnnotation:
    annotation = one.annotation
    return DrawnAnnotation(
        id=annotation.id,
        session=session_id,
        drawing=annotation.drawing,
        aligned=one.aligned_rc,
        words=annotation.words(words.local_day(annotation.created_at)),
        is_removable=one.is_removable,
    )
