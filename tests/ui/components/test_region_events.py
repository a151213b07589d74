import math
from typing import Any

import pytest

from tracker.errors import InvalidInput
from tracker.model import Ellipse, Polygon, shape_to_json
from tracker.ui.components.region_events import RegionEvent, RegionEventKind, parse_region_event

SQUARE = Polygon(((10.0, 10.0), (10.0, 60.0), (60.0, 60.0), (60.0, 10.0)))


def parse(value: Any) -> RegionEvent:
    return parse_region_event(value, width_px=100, height_px=80, region_ids={"r1"})


def test_a_drawn_shape_comes_back_as_it_was_drawn() -> None:
    for shape in (SQUARE, Ellipse((40.0, 50.0), 10.0, 20.0, 30.0)):
        event = parse({"kind": "drawn", "id": "", "shape": shape_to_json(shape), "number": 1})
        assert event == RegionEvent(RegionEventKind.DRAWN, shape=shape)


def test_edits_selections_and_deletions_name_a_known_region() -> None:
    edited = parse({"kind": "edited", "id": "r1", "shape": shape_to_json(SQUARE)})
    assert edited == RegionEvent(RegionEventKind.EDITED, "r1", SQUARE)
    assert parse({"kind": "selected", "id": "r1"}) == RegionEvent(RegionEventKind.SELECTED, "r1")
    assert parse({"kind": "delete", "id": "r1"}) == RegionEvent(RegionEventKind.DELETE, "r1")
    assert parse({"kind": "selected", "id": ""}) == RegionEvent(RegionEventKind.SELECTED)


def test_the_ruler_gives_a_length() -> None:
    assert parse({"kind": "ruler", "length_px": 42}) == RegionEvent(RegionEventKind.RULER, length_px=42.0)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "drawn",
        [],
        {},
        {"kind": "rename", "id": "r1"},
        {"kind": ["drawn"]},
        {"kind": "drawn"},
        {"kind": "drawn", "shape": "circle"},
        {"kind": "drawn", "shape": {"type": "polygon", "points": [[1], [2], [3]]}},
        {"kind": "drawn", "shape": {"type": "polygon", "points": [[1, "x"], [2, 3], [3, 4]]}},
        {"kind": "drawn", "shape": {"type": "polygon", "points": None}},
        {"kind": "drawn", "shape": {"type": "polygon", "points": [[0, 0], [60, 60], [0, 60], [60, 0]]}},
        {
            "kind": "drawn",
            "shape": {"type": "ellipse", "centre": [math.nan, 5], "radius_row_px": 9, "radius_column_px": 9},
        },
        {
            "kind": "drawn",
            "shape": {"type": "ellipse", "centre": [10**400, 5], "radius_row_px": 9, "radius_column_px": 9},
        },
        {"kind": "edited", "id": "r2", "shape": shape_to_json(SQUARE)},
        {"kind": "edited", "id": "", "shape": shape_to_json(SQUARE)},
        {"kind": "edited", "id": ["r1"], "shape": shape_to_json(SQUARE)},
        {"kind": "delete", "id": "r2"},
        {"kind": "delete", "id": None},
        {"kind": "selected", "id": "r2"},
        {"kind": "ruler"},
        {"kind": "ruler", "length_px": 0.2},
        {"kind": "ruler", "length_px": "12"},
        {"kind": "ruler", "length_px": True},
        {"kind": "ruler", "length_px": math.nan},
        {"kind": "ruler", "length_px": 1e9},
    ],
)
def test_what_is_no_event_is_refused_with_a_sentence(value: Any) -> None:
    with pytest.raises(InvalidInput, match=r"\.$"):
        parse(value)
