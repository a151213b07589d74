"""Pages with components run in AppTest; what they hand over to the browser is right."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tracker.ui.components import ComparedPhoto, compare_photos, draw_regions


def compare_page() -> None:
    from tracker.ui.components import ComparedPhoto, compare_photos

    photo = ComparedPhoto("/photo/a", "Front", ("Session 1", "3 May 2026"), (300, 400))
    compare_photos(left=photo, right=photo, height_px=500, key="viewer")


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


def test_the_viewer_gets_both_photos_as_plain_values() -> None:
    page = AppTest.from_function(compare_page, default_timeout=30).run()
    assert not page.exception
    photo = {
        "url": "/photo/a",
        "alt": "Front",
        "caption_lines": ["Session 1", "3 May 2026"],
        "full_size": [300, 400],
        "trust_url": "",
    }
    assert data_of(page) == {"left": photo, "right": photo, "height_px": 500, "texts": {}}


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
    flat = ComparedPhoto("/photo/a", "Front", (), (300, 0))
    with pytest.raises(ValueError, match="size"):
        compare_photos(left=flat, right=flat, key="viewer")
    with pytest.raises(ValueError, match="size"):
        draw_regions(photo_url="/photo/a", photo_width_px=0, photo_height_px=400, regions=[], key="editor")
