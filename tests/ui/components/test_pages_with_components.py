"""Pages with components run in AppTest; what they hand over to the browser is right."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tracker.errors import InvalidInput
from tracker.ui.components import Frame, PairAsked, ViewStrip, compare_photos, draw_regions
from tracker.ui.components.compared import parse_choice


def compare_page() -> None:
    from tracker.ui.components import Frame, PairAsked, ViewStrip, compare_photos

    words = ("Session 1 · baseline", "3 May 2026", "before treatment", "Session 1", "Front")
    frames = [
        Frame(name, *words, f"/photo/{name}/thumbnail", f"/photo/{name}/screen", (300, 400)) for name in "ab"
    ]
    compare_photos(
        shown=ViewStrip("front:", "Front", frames),
        others=[ViewStrip("left-45:", "Left 45°", frames)],
        asked=PairAsked("a", "b", "side", "front:"),
        baseline="a",
        reference_size=(600, 800),
        subject="Meyer, Anna · A-17 · Front",
        mm_across=120.0,
        height_px=500,
        key="viewer",
    )


def regions_page() -> None:
    import streamlit as st

    from tracker.model import Polygon, RegionRole
    from tracker.ui.components import DrawnRegion, draw_regions

    region = DrawnRegion("r1", "Cheek", RegionRole.UNTREATED, Polygon(((1, 1), (1, 90), (90, 90))))
    event = draw_regions(
        photo_url="/photo/a", photo_width_px=300, photo_height_px=400, regions=[region], key="editor"
    )
    st.text(f"event: {event}")


def watch_page() -> None:
    from tracker.ui.components import watch_session

    watch_session()


def data_of(page: AppTest) -> dict[str, Any]:
    (component,) = page.get("bidi_component")
    return dict(json.loads(component.proto.mixed.json or component.proto.json))


def test_the_viewer_gets_all_sessions_as_plain_values() -> None:
    page = AppTest.from_function(compare_page, default_timeout=30).run()
    assert not page.exception
    data = data_of(page)
    assert data.pop("frames")[1] == {
        "id": "b",
        "title": "Session 1 · baseline",
        "date": "3 May 2026",
        "days": "before treatment",
        "short_title": "Session 1",
        "alt": "Front",
        "thumb_url": "/photo/b/thumbnail",
        "screen_url": "/photo/b/screen",
        "full_size": [300, 400],
        "digest": "",
        "aligned_url": "",
        "aligned_small_url": "",
        "trust_url": "",
        "badge_level": "waiting",
        "badge_words": "",
        "badge_short": "",
        "problem": "",
        "findings": [],
    }
    (other,) = data.pop("others")
    assert (other["view"], other["name"]) == ("left-45:", "Left 45°")
    assert other["frames"][0] == {
        "id": "a",
        "title": "Session 1 · baseline",
        "date": "3 May 2026",
        "days": "before treatment",
        "short_title": "Session 1",
        "thumb_url": "/photo/a/thumbnail",
        "badge_level": "waiting",
        "badge_words": "",
        "badge_short": "",
    }
    assert data == {
        "view": "front:",
        "view_name": "Front",
        "left": "a",
        "right": "b",
        "mode": "side",
        "baseline": "a",
        "reference_size": [600, 800],
        "subject": "Meyer, Anna · A-17 · Front",
        "mm_across": 120.0,
        "is_scale_estimated": False,
        "reference_digest": "",
        "height_px": 500,
        "heard": 0,
        "is_plain": False,
        "annotations": None,
        "texts": {},
    }


GOOD_CHOICE = {"number": 3, "view": "front:", "left": "a", "right": "b", "mode": "overlay"}
IDS = {"front:": {"a", "b"}, "left-45:": {"a", "c"}}


def test_a_choice_from_the_browser_is_read() -> None:
    assert parse_choice(GOOD_CHOICE, ids=IDS) == PairAsked("a", "b", "overlay", "front:")
    other = {**GOOD_CHOICE, "view": "left-45:", "right": "c"}
    assert parse_choice(other, ids=IDS) == PairAsked("a", "c", "overlay", "left-45:")


@pytest.mark.parametrize(
    "value",
    [
        None,
        "choice",
        {},
        {**GOOD_CHOICE, "left": "c"},
        {**GOOD_CHOICE, "right": "a"},
        {**GOOD_CHOICE, "mode": "explode"},
        {**GOOD_CHOICE, "mode": ["slider"]},
        {**GOOD_CHOICE, "left": 7},
        {**GOOD_CHOICE, "view": "left-45:"},
        {**GOOD_CHOICE, "view": "back:"},
        {**GOOD_CHOICE, "view": None},
    ],
)
def test_what_is_no_choice_is_refused_in_one_sentence(value: object) -> None:
    with pytest.raises(InvalidInput, match="reload the page"):
        parse_choice(value, ids=IDS)


def test_the_editor_gets_its_regions_and_answers_nothing_at_first() -> None:
    page = AppTest.from_function(regions_page, default_timeout=30).run()
    assert not page.exception
    data = data_of(page)
    assert data["size"] == [300, 400]
    assert data["regions"] == [
        {
            "id": "r1",
            "name": "Cheek",
            "role": "untreated",
            "shape": {"type": "polygon", "points": [[1, 1], [1, 90], [90, 90]]},
        }
    ]
    assert (data["heard"], data["answered"]) == (0, 0)
    assert page.text[0].value == "event: None"


def test_pages_with_components_can_be_run_again_and_in_another_session() -> None:
    for script in (compare_page, regions_page, watch_page):
        for _ in range(2):
            page = AppTest.from_function(script, default_timeout=30).run()
            assert not page.exception
            page.run()
            assert not page.exception
            assert len(page.get("bidi_component")) == 1


def test_photos_without_a_size_are_a_programmers_mistake() -> None:
    words = ("Session 1", "3 May 2026", "", "1", "Front", "/photo/a/thumbnail", "/photo/a/screen")
    flat, good = Frame("a", *words, (300, 0)), Frame("b", *words, (300, 400))
    for frames in ([flat, good], [good], []):
        with pytest.raises(ValueError, match="size"):
            compare_photos(
                shown=ViewStrip("", "", frames),
                asked=PairAsked("a", "b"),
                baseline="a",
                reference_size=(3, 4),
                subject="Anna",
                mm_across=None,
                key="viewer",
            )
    with pytest.raises(ValueError, match="size"):
        draw_regions(photo_url="/photo/a", photo_width_px=0, photo_height_px=400, regions=[], key="editor")
