"""Drawing on the reference photo: from the editor's event to the stored region, and the scale.

The drawing itself happens in the browser; only the component's mount is replaced here, so that
what it would send is read, checked and acted on as always.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.ui.pages.records import BELOW, CHEEK, SQUARE, Records
from tests.ui.pages.tab import Tab
from tracker.model import Ellipse, Polygon, RegionRole, Role, View, ViewKind, shape_to_json
from tracker.store import jobs, photos, references, regions
from tracker.ui.components import regions as component

BOX = Polygon(((100.0, 100.0), (100.0, 900.0), (900.0, 900.0), (900.0, 100.0)))


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
def series_id(records: Records, owner) -> str:
    """A series with two photos of a cheek on which nothing is drawn."""
    one = records.series()
    records.photo(records.session(one, 1))
    records.photo(records.session(one, 2, days=30))
    return one.id


@pytest.fixture
def send(editor: Editor) -> Callable[..., Tab]:
    """Do something in the editor of an open tab."""

    def send_to(tab: Tab, kind: str, **rest: object) -> Tab:
        editor.waiting.append({"kind": kind, **rest})
        return tab.run()

    return send_to


def listed(store, series_id: str):
    return regions.list_regions(store, series_id, CHEEK)


def opened(series_id: str) -> Tab:
    return Tab.open("regions", series=series_id)


def test_the_editor_gets_the_reference_photo_and_its_regions(store, records, series_id, editor) -> None:
    region = records.region(series_id, "cheek")
    tab = opened(series_id)
    reference = references.read_reference(store, series_id, CHEEK)
    assert editor.shown["url"] == f"/photo/{reference.photo.digest}/screen"
    assert editor.shown["size"] == [4000, 3000]
    assert [r["id"] for r in editor.shown["regions"]] == [region.id]
    assert "Reference photo: Session 1" in tab.words


@pytest.mark.parametrize("shape", [BOX, Ellipse((800.0, 900.0), 300.0, 200.0, 30.0)])
def test_a_drawn_shape_waits_for_its_name_and_is_stored(shape, store, series_id, send) -> None:
    tab = send(opened(series_id), "drawn", shape=shape_to_json(shape))
    assert "**New region**" in tab.words
    assert listed(store, series_id) == []
    tab.type("Name", " left cheek ").press("Save region")
    (region,) = listed(store, series_id)
    assert (region.name, region.role, region.shape) == ("left cheek", RegionRole.TREATED, shape)
    assert "**New region**" not in tab.words
    assert "Now draw an **untreated** patch" in tab.words


def test_every_photo_of_the_view_is_measured_in_a_new_region(store, series_id, send, records) -> None:
    tab = send(opened(series_id), "drawn", shape=shape_to_json(BOX))
    tab.type("Name", "cheek").press("Save region")
    for photo in photos.list_photos(store, series_id):
        assert [job.kind for job in jobs.list_jobs(store, [photo.id])] == ["analyse"]


def test_after_a_treated_region_an_untreated_one_is_offered(store, records, series_id, send) -> None:
    records.region(series_id, "cheek")
    tab = send(opened(series_id), "drawn", shape=shape_to_json(BOX))
    tab.type("Name", "below").press("Save region")
    assert [r.role for r in listed(store, series_id)] == [RegionRole.TREATED, RegionRole.UNTREATED]


def test_a_region_without_a_name_is_refused_and_the_shape_stays(store, series_id, send) -> None:
    tab = send(opened(series_id), "drawn", shape=shape_to_json(BOX))
    tab.type("Name", "  ").press("Save region")
    assert tab.errors == ["Give the region a name, for example left cheek."]
    tab.type("Name", "cheek").press("Save region")
    assert [r.shape for r in listed(store, series_id)] == [BOX]


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (Polygon(((10.0, 10.0), (10.0, 10.0), (10.0, 10.0))), "The region has no area: draw it larger."),
        (Ellipse((500.0, 500.0), 0.0, 10.0), "The region has no area: draw it larger."),
        (Polygon(((10.0, 10.0), (400.0, 400.0))), "A region needs between 3 and 500 points: draw it again."),
        (
            Polygon(((10.0, 10.0), (900.0, 900.0), (10.0, 900.0), (900.0, 10.0))),
            "The outline crosses itself: move its points so that no two sides cross.",
        ),
        (
            Polygon(((10.0, 10.0), (10.0, 9000.0), (900.0, 900.0))),
            "The region reaches beyond the photo: keep it on the picture.",
        ),
    ],
)
def test_a_shape_that_can_not_be_measured_is_refused(shape, sentence, store, series_id, send) -> None:
    tab = send(opened(series_id), "drawn", shape=shape_to_json(shape))
    assert tab.errors == [sentence]
    assert listed(store, series_id) == []
    assert "Save region" not in tab.run().buttons


def test_a_shape_that_is_too_small_to_mean_anything_is_refused_when_it_is_saved(store, series_id, send):
    small = Polygon(((10.0, 10.0), (10.0, 40.0), (40.0, 40.0), (40.0, 10.0)))
    tab = send(opened(series_id), "drawn", shape=shape_to_json(small))
    tab.type("Name", "cheek").press("Save region")
    assert tab.errors == ["This region has almost no area: draw it larger."]
    assert tab.field("Name").value == "cheek"
    assert listed(store, series_id) == []


@pytest.mark.parametrize("event", [{"kind": "hack"}, {"kind": "edited", "id": "0" * 32}, {"kind": "drawn"}])
def test_what_no_editor_sends_gets_a_sentence(event, store, series_id, send) -> None:
    tab = send(opened(series_id), **event)
    assert len(tab.errors) == 1
    assert listed(store, series_id) == []


def test_a_shape_that_is_thrown_away_asks_for_no_name_any_more(series_id, send) -> None:
    tab = send(opened(series_id), "drawn", shape=shape_to_json(BOX))
    assert "**New region**" in tab.words
    assert "**New region**" not in send(tab, "selected", id="").words


def test_an_edited_outline_is_stored_as_a_new_revision(store, records, series_id, send) -> None:
    region = records.region(series_id, "cheek")
    send(opened(series_id), "edited", id=region.id, shape=shape_to_json(BOX))
    (edited,) = listed(store, series_id)
    assert (edited.shape, edited.revision, edited.name) == (BOX, 2, "cheek")


def test_name_and_kind_of_a_region_can_be_changed(store, records, series_id, editor) -> None:
    records.region(series_id, "cheek")
    tab = opened(series_id).type("Name", "jaw").type("Skin", RegionRole.UNTREATED).press("Save")
    (edited,) = listed(store, series_id)
    assert (edited.name, edited.role, edited.shape) == ("jaw", RegionRole.UNTREATED, SQUARE)
    assert "jaw, untreated (control)" in tab.words


def test_a_deleted_region_can_be_brought_back(store, records, series_id, send) -> None:
    region = records.region(series_id, "cheek")
    tab = send(opened(series_id), "delete", id=region.id)
    assert listed(store, series_id) == []
    tab.press("Undo deleting cheek")
    (back,) = listed(store, series_id)
    assert (back.name, back.role, back.shape) == ("cheek", RegionRole.TREATED, SQUARE)
    assert not [b for b in tab.buttons if b.startswith("Undo")]
    tab.press("Delete region")
    assert listed(store, series_id) == []


def test_the_width_of_the_picture_can_be_typed(store, series_id, editor) -> None:
    tab = opened(series_id).type("Width of the whole picture (mm)", 84.0).press("Save scale")
    assert not tab.errors
    reference = references.read_reference(store, series_id, CHEEK)
    assert (reference.mm_across, reference.is_scale_measured) == (84.0, True)
    assert tab.app.expander[0].label.startswith("Scale: picture is 84 mm wide (measured)")


def test_the_ruler_gives_the_width_of_the_picture(store, series_id, send) -> None:
    tab = send(opened(series_id), "ruler", length_px=500.0)
    tab.type("Length of the ruler line (mm)", 10.0).press("Save scale")
    assert references.read_reference(store, series_id, CHEEK).mm_across == pytest.approx(80.0)


@pytest.mark.parametrize("width_mm", [0.0, 9.9, 2001.0])
def test_an_impossible_scale_is_refused_and_stays_typed(width_mm, store, series_id, editor) -> None:
    tab = opened(series_id).type("Width of the whole picture (mm)", width_mm).press("Save scale")
    assert tab.errors == ["The picture's width lies between 10 and 2,000 mm."]
    assert tab.field("Width of the whole picture (mm)").value == width_mm
    assert not references.read_reference(store, series_id, CHEEK).is_scale_measured


def other_reference(tab: Tab) -> Tab:
    tab.field("Align all photos of this view to").select_index(1)
    return tab.run().press("Use this photo")


def test_another_photo_can_be_the_reference(store, series_id, editor) -> None:
    before = references.read_reference(store, series_id, CHEEK).photo
    tab = other_reference(opened(series_id))
    assert not tab.errors
    assert references.read_reference(store, series_id, CHEEK).photo != before
    assert "Reference photo: Session 2" in tab.words


def test_regions_are_not_carried_to_a_photo_that_is_not_aligned(store, records, series_id, editor) -> None:
    records.region(series_id, "cheek")
    tab = other_reference(opened(series_id))
    (error,) = tab.errors
    assert error.startswith("This photo is not aligned to the present reference")
    assert "Reference photo: Session 1" in tab.words


def test_a_view_is_chosen_by_address_or_on_the_page(store, records, series_id, editor) -> None:
    front = View(ViewKind.FRONT)
    session = records.session(records.series(records.patient(chart_number="B-2")), 1)
    records.photo(session)
    records.photo(session, view=front)
    tab = Tab.open("regions", series=session.series_id, view="front")
    assert "Regions, front" in tab.words
    tab.app.segmented_control[0].set_value(CHEEK.key)
    tab.run()
    assert "Regions, close-up, left cheek" in tab.words
    assert tab.app.query_params["view"] == CHEEK.key


def test_an_assistant_sees_regions_but_changes_none(store, records, series_id, send, sign_in) -> None:
    region = records.region(series_id, "cheek")
    records.region(series_id, "below", RegionRole.UNTREATED, BELOW)
    sign_in(Role.ASSISTANT)
    refused = [
        "Your account can't draw regions, choose references and align by hand: ask the clinic's owner."
    ]
    assert not opened(series_id).errors
    assert send(opened(series_id), "edited", id=region.id, shape=shape_to_json(BOX)).errors == refused
    assert send(opened(series_id), "delete", id=region.id).errors == refused
    assert opened(series_id).press("Save scale").errors == refused
    tab = send(opened(series_id), "drawn", shape=shape_to_json(BOX)).type("Name", "x").press("Save region")
    assert tab.errors == refused
    assert [(r.name, r.revision) for r in listed(store, series_id)] == [("cheek", 1), ("below", 1)]


def test_a_round_sticker_of_known_size_gives_the_scale_however_it_is_tilted(store, series_id, send) -> None:
    seen_tilted = Ellipse((800.0, 900.0), 140.0, 200.0, 30.0)
    tab = send(opened(series_id), "drawn", shape=shape_to_json(seen_tilted))
    tab.app.checkbox[0].check()
    tab.run().type("Diameter of the sticker (mm)", 8.0).press("Set the scale by it")
    assert not tab.errors
    reference = references.read_reference(store, series_id, CHEEK)
    # 400 px are 8 mm, and the picture is 4,000 px wide
    assert (reference.mm_across, reference.is_scale_measured) == (pytest.approx(80.0), True)
    assert listed(store, series_id) == []
    assert "**New region**" not in tab.words


@pytest.mark.parametrize(
    ("shape", "diameter_mm", "sentence"),
    [
        (Ellipse((800.0, 900.0), 70.0, 200.0), 8.0, "too much from the side"),
        (Ellipse((800.0, 900.0), 15.0, 19.0), 8.0, "too small"),
        (Ellipse((800.0, 900.0), 190.0, 200.0), 0.5, "between 1 and 100 mm"),
    ],
)
def test_a_sticker_that_says_little_is_refused(shape, diameter_mm, sentence, store, series_id, send) -> None:
    tab = send(opened(series_id), "drawn", shape=shape_to_json(shape))
    tab.app.checkbox[0].check()
    tab.run().type("Diameter of the sticker (mm)", diameter_mm).press("Set the scale by it")
    assert len(tab.errors) == 1
    assert sentence in tab.errors[0]
    assert not references.read_reference(store, series_id, CHEEK).is_scale_measured
