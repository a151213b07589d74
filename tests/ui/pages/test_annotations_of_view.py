"""What the comparison page hands its viewer of annotations, and what it does with what the viewer tells."""

from typing import Any

import pytest

from tests.ui.pages.records import NOW, Course, Records
from tests.ui.pages.tab import Tab
from tracker.model import Annotation, AnnotationKind, Drawing, Role
from tracker.store import annotations
from tracker.ui import annotation_view

ARROW = Drawing(AnnotationKind.ARROW, ((100.0, 200.0), (300.0, 400.0)))
KEY, ID = "a" * 32, "b" * 32


def shown(course: Course) -> dict[str, Any]:
    return Tab.open("compare", series=course.series.id).viewer["annotations"]


def tell(monkeypatch: pytest.MonkeyPatch, **event: object) -> None:
    """The browser's part: what a test without one can't do by itself."""
    told = {"events": [{"key": KEY, "id": ID, **event}]}
    monkeypatch.setattr(annotation_view, "heard_annotations", lambda key: told)


def drawn(course: Course, **changes: object) -> dict[str, object]:
    drawing = {"kind": "arrow", "points": [[100, 200], [300, 400]], "text": ""}
    return {"kind": "add", "photo": course.photos[3].id, "alignment": "", "drawing": drawing, **changes}


@pytest.mark.parametrize(
    ("role", "may_draw", "is_removable"),
    [(Role.OWNER, True, True), (Role.PROVIDER, True, False), (Role.ASSISTANT, False, False)],
)
def test_annotations_come_with_their_photos_in_both_frames(
    role, may_draw, is_removable, records: Records, sign_in
) -> None:
    sign_in(role)
    course = records.course()
    photo = course.photos[3]
    one = Annotation(ID, photo.digest, ARROW, "somebody", "Dr Paul", NOW)
    annotations.add_annotation(records.store, photo, one)
    data = shown(course)
    assert data["may_draw"] is may_draw
    assert data["items"] == [
        {
            "id": ID,
            "session": course.sessions[3].id,
            "kind": "arrow",
            "text": "",
            "points": [[100.0, 200.0], [300.0, 400.0]],
            "aligned": [[100.0, 200.0], [300.0, 400.0]],
            "words": "Arrow by Dr Paul, 1 November 2026",
            "is_removable": is_removable,
        }
    ]


def test_what_was_drawn_in_the_present_frame_is_kept_and_answered(records, owner, monkeypatch) -> None:
    course = records.course()
    place = shown(course)["photos"][course.sessions[3].id]
    assert place["id"] == course.photos[3].id
    tell(monkeypatch, **drawn(course, alignment=place["alignment"]))
    data = shown(course)
    assert data["answers"] == {KEY: ""}
    assert [item["session"] for item in data["items"]] == [course.sessions[3].id]
    (kept,) = annotations.list_annotations(records.store, [course.photos[3].digest])
    assert (kept.author_id, kept.author, kept.created_at) == (owner.id, owner.display_name, NOW)
    tell(monkeypatch, kind="remove")
    assert shown(course)["items"] == []
    tell(monkeypatch, kind="restore")
    assert [item["id"] for item in shown(course)["items"]] == [ID]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"alignment": "another"}, "was aligned anew meanwhile"),
        ({"photo": "f" * 32}, "is not shown any more"),
        ({"drawing": {"kind": "arrow", "points": [[1, 1], [9000, 1]], "text": ""}}, "beyond the photo"),
    ],
)
def test_what_can_not_be_kept_is_answered_with_the_reason(
    changes, sentence, records, owner, monkeypatch
) -> None:
    course = records.course()
    tell(monkeypatch, **drawn(course, **changes))
    data = shown(course)
    assert sentence in data["answers"][KEY]
    assert data["items"] == []


def test_an_assistant_who_forges_a_drawing_is_refused(records, sign_in, monkeypatch) -> None:
    sign_in(Role.ASSISTANT)
    course = records.course()
    tell(monkeypatch, **drawn(course))
    data = shown(course)
    assert "can't draw on photos" in data["answers"][KEY]
    assert data["items"] == []


def test_what_can_not_be_read_leaves_the_viewer_in_place(records, owner, monkeypatch) -> None:
    course = records.course()
    monkeypatch.setattr(annotation_view, "heard_annotations", lambda key: {"events": ["x"]})
    tab = Tab.open("compare", series=course.series.id)
    assert tab.viewer["annotations"]["items"] == []
    assert "could not be read" in tab.words


def test_the_talk_with_the_patient_gets_nothing_of_them(records: Records, owner) -> None:
    course = records.course()
    one = Annotation(ID, course.photos[3].digest, ARROW, "somebody", "Dr Paul", NOW)
    annotations.add_annotation(records.store, course.photos[3], one)
    assert Tab.open("present", series=course.series.id).viewer["annotations"] is None
