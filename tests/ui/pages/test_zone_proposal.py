"""Zones are offered on the page before they are regions; without the models the page says how to get them."""

from pathlib import Path

import pytest

from tests.imaging.faces.conftest import MODELS
from tests.services.skin_series import SkinSeries
from tests.services.test_proposed_zones import PORTRAIT, needs_face
from tests.ui.pages.records import CHEEK, Records
from tests.ui.pages.tab import Tab
from tests.ui.pages.test_regions_page import Editor, editor, listed  # noqa: F401
from tracker.model import View, ViewKind
from tracker.store import patients, series
from tracker.ui import context


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shared models; to be asked for before the store."""
    monkeypatch.setenv("TRACKER_MODELS_DIR", str(MODELS))


@pytest.fixture
def tab(models, store, owner, editor: Editor) -> Tab:  # noqa: F811
    photo = SkinSeries.begin(store).photo(1, PORTRAIT.read_bytes())
    return Tab.open("regions", series=photo.series_id)


def only_series(store) -> str:
    (one,) = series.list_series(store, patients.find_patients(store)[0].patient.id)
    return one.id


@needs_face
def test_ticked_zones_are_outlined_then_added_then_taken_back(tab: Tab, store, editor: Editor) -> None:  # noqa: F811
    tab.press("Propose zones")
    names = [ring["name"] for ring in editor.shown["rings"]]
    assert {"Forehead", "Left cheek", "Neck below the jaw"} <= set(names)
    for box in tab.app.checkbox:
        if box.label not in ("Left cheek", "Nose"):
            box.uncheck()
    tab.run()
    assert [ring["name"] for ring in editor.shown["rings"]] == ["Left cheek", "Nose"]
    assert listed(store, only_series(store)) == []
    tab.press("Add the ticked zones")
    assert [region.name for region in listed(store, only_series(store))] == ["Left cheek", "Nose"]
    assert [region["name"] for region in editor.shown["regions"]] == ["Left cheek", "Nose"]
    tab.press("Undo adding zones")
    assert listed(store, only_series(store)) == []
    assert "Undo adding zones" not in tab.buttons


@needs_face
def test_a_proposal_can_be_thrown_away(tab: Tab, store, editor: Editor) -> None:  # noqa: F811
    tab.press("Propose zones").press("Cancel")
    assert editor.shown["rings"] == []
    assert "Propose zones" in tab.buttons
    assert listed(store, only_series(store)) == []


@needs_face
def test_nothing_ticked_is_said(tab: Tab) -> None:
    tab.press("Propose zones")
    for box in tab.app.checkbox:
        box.uncheck()
    assert tab.run().press("Add the ticked zones").errors == ["Choose at least one zone."]


def test_without_models_the_page_of_a_whole_face_says_how_to_get_them(
    records: Records,
    owner,
    editor: Editor,  # noqa: F811
) -> None:
    session = records.session(records.series(), 1)
    records.photo(session, view=View(ViewKind.FRONT))
    records.photo(session, view=CHEEK)
    tab = Tab.open("regions", series=session.series_id, view="front")
    assert "python -m tracker models fetch" in tab.words
    assert "Propose zones" not in tab.buttons
    assert "models fetch" not in Tab.open("regions", series=session.series_id, view=CHEEK.key).words
    assert not Path(context.store().settings.models_dir or "").is_file()


@needs_face
def test_the_scale_is_estimated_on_demand_and_said_to_be_an_estimate(tab: Tab, editor: Editor) -> None:  # noqa: F811
    assert "assumed from the view" in tab.app.expander[0].label
    tab.press("Estimate from the eyes")
    assert not tab.errors
    assert "(estimated from the eyes, about ±10 %: better measured)" in tab.app.expander[0].label
    assert "Estimate from the eyes" not in tab.buttons
