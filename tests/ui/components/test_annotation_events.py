import math
from typing import Any

import pytest

from tracker.errors import InvalidInput
from tracker.model import AnnotationKind, Drawing
from tracker.ui.components.annotation_events import (
    MOST_EVENTS,
    AnnotationDeed,
    AnnotationEvent,
    DrawnAnnotation,
    parse_annotation_events,
)

KEY, ID = "a" * 32, "0123456789abcdef" * 2
ARROW = {"kind": "arrow", "points": [[10, 20.5], [30, 40]], "text": ""}
ADD = {"key": KEY, "kind": "add", "id": ID, "photo": "p1", "alignment": "", "drawing": ARROW}


def test_what_was_drawn_comes_back_as_it_was_drawn() -> None:
    words = {"kind": "text", "points": [[1.5, 2]], "text": "Scar <b>&"}
    found = parse_annotation_events({"events": [ADD, {**ADD, "alignment": "ref align-1", "drawing": words}]})
    arrow = Drawing(AnnotationKind.ARROW, ((10.0, 20.5), (30.0, 40.0)))
    assert found == [
        AnnotationEvent(KEY, AnnotationDeed.ADD, ID, "p1", "", arrow),
        AnnotationEvent(
            KEY,
            AnnotationDeed.ADD,
            ID,
            "p1",
            "ref align-1",
            Drawing(AnnotationKind.TEXT, ((1.5, 2.0),), "Scar <b>&"),
        ),
    ]


def test_removals_and_what_is_brought_back_name_an_annotation() -> None:
    told = [{"key": KEY, "kind": kind, "id": ID} for kind in ("remove", "restore")]
    assert parse_annotation_events({"events": told}) == [
        AnnotationEvent(KEY, AnnotationDeed.REMOVE, ID),
        AnnotationEvent(KEY, AnnotationDeed.RESTORE, ID),
    ]


def test_nothing_told_is_nothing_done() -> None:
    assert parse_annotation_events(None) == []
    assert parse_annotation_events({"events": []}) == []


def drawn(**changes: Any) -> dict[str, Any]:
    return {**ADD, "drawing": {**ARROW, **changes}}


@pytest.mark.parametrize(
    "events",
    [
        "add",
        None,
        {"0": ADD},
        [None],
        ["add"],
        [{}],
        [ADD] * (MOST_EVENTS + 1),
        [{**ADD, "key": "A" * 32}],
        [{**ADD, "key": KEY + "\n"}],
        [{**ADD, "key": 7}],
        [{**ADD, "id": "../../etc/passwd"}],
        [{**ADD, "id": None}],
        [{**ADD, "id": [ID]}],
        [{**ADD, "kind": "erase"}],
        [{**ADD, "kind": ["add"]}],
        [{**ADD, "photo": None}],
        [{**ADD, "photo": "p" * 1001}],
        [{**ADD, "alignment": 1}],
        [{**ADD, "drawing": None}],
        [{**ADD, "drawing": [ARROW]}],
        [drawn(kind="polygon")],
        [drawn(kind={})],
        [drawn(points=None)],
        [drawn(points="10,20")],
        [drawn(points={"0": [1, 2]})],
        [drawn(points=[[1, 2, 3], [1, 2]])],
        [drawn(points=[[1], [2]])],
        [drawn(points=[1, 2])],
        [drawn(points=[["1", 2], [3, 4]])],
        [drawn(points=[[True, 2], [3, 4]])],
        [drawn(points=[[math.nan, 2], [3, 4]])],
        [drawn(points=[[math.inf, 2], [3, 4]])],
        [drawn(points=[[10**400, 2], [3, 4]])],
        [drawn(points=[[1, 2]] * 1001)],
        [drawn(text=None)],
        [drawn(text="x" * 1001)],
        [drawn(text=["x"])],
    ],
)
def test_what_is_no_event_is_refused_with_a_sentence(events: Any) -> None:
    with pytest.raises(InvalidInput, match=r"\.$"):
        parse_annotation_events({"events": events})


@pytest.mark.parametrize("value", ["events", 7, [], [ADD], {}, {"events": None}])
def test_what_holds_no_events_is_refused_with_a_sentence(value: Any) -> None:
    with pytest.raises(InvalidInput, match=r"\.$"):
        parse_annotation_events(value)


def test_the_browser_gets_points_of_both_frames_to_a_tenth_of_a_pixel() -> None:
    drawing = Drawing(AnnotationKind.ARROW, ((1.234, 2.0), (3.0, 4.06)))
    shown = DrawnAnnotation(ID, "s1", drawing, ((5.04, 6.0), (7.0, 8.0)), "Arrow by Dr Eva, 3 May 2026", True)
    assert shown.plain["points"] == [[1.2, 2.0], [3.0, 4.1]]
    assert shown.plain["aligned"] == [[5.0, 6.0], [7.0, 8.0]]
    alone = DrawnAnnotation(ID, "s1", drawing, None, "", False)
    assert alone.plain["aligned"] is None
