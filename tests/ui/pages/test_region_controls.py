"""What a region is compared with: proposed in order, chosen on the page, shown in the editor."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from tests.ui.pages.records import BELOW, CHEEK, SQUARE, Records
from tests.ui.pages.tab import Tab
from tracker.imaging.renditions import encode_webp
from tracker.model import ControlKind, Polygon, Region, RegionRole, Rendition, Role, shape_to_json
from tracker.store import jobs, photos, references, regions
from tracker.ui.components import regions as component

BOX = Polygon(((100.0, 3000.0), (100.0, 3700.0), (900.0, 3700.0), (900.0, 3000.0)))


@dataclass
class Answer:
    event: dict[str, Any] | None


@dataclass
class Editor:
    """Stands where the browser's editor stands: sends each event once, keeps what it was shown."""

    waiting: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)

    def __call__(self, *, data: dict[str, Any], **_: object) -> Answer:
        self.shown = data
        return Answer(self.waiting.pop(0) if self.waiting else None)


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Editor:
    stand_in = Editor()
    monkeypatch.setattr(component, "_mount", stand_in)
    return stand_in


@pytest.fixture
def series_id(store, records: Records, owner) -> str:
    """A series whose reference photo shows plain skin, with nothing drawn on it."""
    one = records.series()
    first = records.photo(records.session(one, 1))
    records.photo(records.session(one, 2, days=30))
    grain = np.random.default_rng(1).normal(0, 2, (1500, 2000, 1))
    skin = np.clip(np.array((205, 150, 128)) + grain, 0, 255).astype(np.uint8)
    photos.save_rendition(store, first.digest, Rendition.SCREEN, encode_webp(skin))
    return one.id


def opened(series_id: str) -> Tab:
    return Tab.open("regions", series=series_id)


def listed(store, series_id: str) -> dict[str, Region]:
    return {region.name: region for region in regions.list_regions(store, series_id, CHEEK)}


def drawn(tab: Tab, editor: Editor, shape: Polygon) -> Tab:
    editor.waiting.append({"kind": "drawn", "shape": shape_to_json(shape)})
    return tab.run()


def measured_again(store, series_id: str) -> int:
    """Photos of the series that wait to be measured."""
    mine = [photo.id for photo in photos.list_photos(store, series_id)]
    return len(jobs.list_jobs(store, mine))


def test_the_ways_to_compare_are_proposed_best_first(records, series_id, editor) -> None:
    records.region(series_id, "cheek")
    words = opened(series_id).words
    places = [words.index(part) for part in ("**other side**", "**skin around**", "**other** untreated")]
    assert places == sorted(places)
    assert "Compared with nothing: wide limits" in words


def test_skin_around_that_is_said_to_be_untreated_is_compared_and_shown(store, series_id, editor) -> None:
    tab = drawn(opened(series_id), editor, SQUARE)
    tab.type("Name", "cheek").type("Is the skin around it treated too?", True).press("Save region")
    assert listed(store, series_id)["cheek"].choice.is_skin_around_untreated
    assert "Compared with the skin around it: tight limits" in tab.words
    assert "Now draw" not in tab.words
    (ring,) = editor.shown["rings"]
    assert ring["name"] == "skin around cheek"
    rows = [row for outline in ring["outlines"] for row, _ in outline]
    # 90 mm over 4000 px: the square begins at row 1000, the ring within 2.5 to 17.5 mm beyond it
    assert 1000 - 17.5 / 90 * 4000 < min(rows) < 1000 - 5 / 90 * 4000


def test_unless_somebody_says_so_the_skin_around_counts_as_treated(store, series_id, editor) -> None:
    tab = drawn(opened(series_id), editor, SQUARE)
    assert tab.field("Is the skin around it treated too?").value is False
    tab.type("Name", "cheek").press("Save region")
    assert not listed(store, series_id)["cheek"].choice.is_skin_around_untreated
    assert editor.shown["rings"] == []


def test_an_untreated_region_is_named_the_other_side_of_a_treated_one(
    store, records, series_id, editor
) -> None:
    cheek = records.region(series_id, "cheek")
    tab = drawn(opened(series_id), editor, BOX)
    assert tab.field("Which untreated skin?").value == ""
    tab.type("Name", "right cheek").type("Which untreated skin?", cheek.id).press("Save region")
    found = listed(store, series_id)
    assert found["right cheek"].choice.other_side_of == cheek.id
    assert found["cheek"].revision == 2
    assert "Compared with the other side (right cheek): tightest limits" in tab.words
    assert "The other side of cheek" in tab.words


def test_another_control_can_be_chosen_and_every_photo_is_measured_again(
    store, records, series_id, editor
) -> None:
    records.region(series_id, "cheek")
    records.region(series_id, "below", RegionRole.UNTREATED, BELOW)
    tab = opened(series_id)
    assert "Compared with untreated skin (below): wide limits" in tab.words
    assert measured_again(store, series_id) == 0
    tab.type("Compare with", ControlKind.NONE).press("Save")
    assert listed(store, series_id)["cheek"].choice.kind is ControlKind.NONE
    assert listed(store, series_id)["cheek"].revision == 2
    assert measured_again(store, series_id) == 2
    assert "Compared with nothing: wide limits" in tab.words
    tab.type("Compare with", "").press("Save")
    assert "Compared with untreated skin (below): wide limits" in tab.words


def test_only_what_there_is_can_be_chosen_best_first(records, series_id, editor) -> None:
    records.region(series_id, "cheek")
    records.region(series_id, "below", RegionRole.UNTREATED, BELOW)
    assert opened(series_id).field("Compare with").options == [
        "Best available: untreated skin (below)",
        "Untreated skin (below): wide limits",
        "Nothing: wide limits, and light is not corrected",
    ]


def test_where_no_ring_can_be_laid_the_page_says_what_to_do(store, series_id, editor) -> None:
    frame = Polygon(((100.0, 100.0), (100.0, 3900.0), (2900.0, 3900.0), (2900.0, 100.0)))
    tab = drawn(opened(series_id), editor, frame)
    tab.type("Name", "all").type("Is the skin around it treated too?", True).press("Save region")
    assert editor.shown["rings"] == []
    assert len(tab.warnings) == 1
    assert "There is too little plain skin around it" in tab.warnings[0]


def test_a_photo_that_can_not_be_read_stops_no_drawing(store, series_id, editor) -> None:
    reference = references.read_reference(store, series_id, CHEEK)
    photos.save_rendition(store, reference.photo.digest, Rendition.SCREEN, b"no picture")
    tab = drawn(opened(series_id), editor, SQUARE)
    tab.type("Name", "cheek").type("Is the skin around it treated too?", True).press("Save region")
    assert editor.shown["rings"] == []
    assert [r["name"] for r in editor.shown["regions"]] == ["cheek"]


def test_a_region_that_is_brought_back_has_its_choice_and_its_other_side_again(
    store, records, series_id, editor
) -> None:
    cheek = records.region(series_id, "cheek")
    tab = drawn(opened(series_id), editor, BOX)
    tab.type("Name", "right cheek").type("Which untreated skin?", cheek.id).press("Save region")
    tab.type("Is the skin around it treated too?", True).press("Save")
    tab.press("Delete region")
    assert listed(store, series_id)["right cheek"].choice.other_side_of is None
    tab.press("Undo deleting cheek")
    found = listed(store, series_id)
    assert found["cheek"].choice.is_skin_around_untreated
    assert found["right cheek"].choice.other_side_of == found["cheek"].id
    assert "Compared with the other side (right cheek): tightest limits" in tab.words


def test_an_assistant_chooses_nothing(store, records, series_id, editor, sign_in) -> None:
    records.region(series_id, "cheek")
    sign_in(Role.ASSISTANT)
    tab = opened(series_id).type("Is the skin around it treated too?", True).press("Save")
    assert len(tab.errors) == 1
    assert listed(store, series_id)["cheek"].revision == 1
