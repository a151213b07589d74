"""Zones of a face become regions: found on the photo, chosen, audited, adjustable, and taken back."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.imaging.faces.conftest import MODELS, PHOTOS
from tests.services.skin_series import NOW, OWNER, SkinSeries, take
from tracker.config import read_settings
from tracker.errors import InvalidInput, NotAllowed
from tracker.imaging.faces.bundle import bundle_path
from tracker.model import RegionRole, Role, ZoneKind
from tracker.services import regions
from tracker.services.regions import RegionPage
from tracker.store import jobs
from tracker.store.audit import list_events
from tracker.store.opening import Store, open_store

PORTRAIT = PHOTOS / "london_006_neutral.jpg"
needs_face = pytest.mark.skipif(
    not PORTRAIT.is_file() or not bundle_path(MODELS).is_file(),
    reason="the shared face photos and models are not here",
)


def opened(data_dir: Path, data: bytes, models: str) -> tuple[Store, RegionPage]:
    """A store whose only photo is this one, and the page on which its regions are drawn."""
    store = open_store(read_settings({"TRACKER_DATA_DIR": str(data_dir), "TRACKER_MODELS_DIR": models}))
    photo = SkinSeries.begin(store).photo(1, data)
    return store, regions.open_regions(store, OWNER, photo.series_id, photo.view)


@pytest.fixture
def face(tmp_path: Path):
    store, page = opened(tmp_path, PORTRAIT.read_bytes(), str(MODELS))
    yield store, page
    store.close()


def page_again(store: Store, page: RegionPage) -> RegionPage:
    return regions.open_regions(store, OWNER, page.series.id, page.reference.view)


@needs_face
def test_chosen_zones_become_regions_in_the_originals_pixels(face) -> None:
    store, page = face
    proposed = regions.propose_zones(store, OWNER, page)
    assert set(proposed.shapes) == set(ZoneKind)
    chosen = [ZoneKind.LEFT_CHEEK, ZoneKind.NECK]
    regions.take_zones(store, OWNER, page.series.id, page.reference.view, proposed, chosen, now=NOW)
    drawn = page_again(store, page).regions
    assert [(one.name, one.role) for one in drawn] == [
        ("Left cheek", RegionRole.TREATED),
        ("Neck below the jaw", RegionRole.UNTREATED),
    ]
    # the patient's left cheek is on the right of the photo, which is 1350 px wide
    columns = [column for _, column in drawn[0].shape.outline]
    assert 675 < min(columns) < max(columns) < 1100
    assert [job.subject for job in jobs.list_jobs(store, [page.reference.photo.id])]


@needs_face
def test_a_reduced_picture_gives_the_zones_at_full_size(face, tmp_path: Path) -> None:
    store, page = face
    small = regions.propose_zones(store, OWNER, page).shapes[ZoneKind.FOREHEAD]
    twice = cv2.resize(cv2.imread(str(PORTRAIT)), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    data = cv2.imencode(".jpg", twice)[1].tobytes()
    other, other_page = opened(tmp_path / "large", data, str(MODELS))
    large = regions.propose_zones(other, OWNER, other_page).shapes[ZoneKind.FOREHEAD]
    other.close()
    assert np.mean(large.points, axis=0) == pytest.approx(2 * np.mean(small.points, axis=0), abs=25)
    assert large.area_px == pytest.approx(4 * small.area_px, rel=0.1)


@needs_face
def test_what_is_taken_is_audited_not_offered_again_and_can_be_removed(face) -> None:
    store, page = face
    proposed = regions.propose_zones(store, OWNER, page)
    (region,) = regions.take_zones(
        store, OWNER, page.series.id, page.reference.view, proposed, [ZoneKind.CHIN], now=NOW
    )
    assert [event.action for event in list_events(store) if event.object_id == region.id] == ["added region"]
    page = page_again(store, page)
    assert ZoneKind.CHIN not in regions.propose_zones(store, OWNER, page).shapes
    regions.delete_region(store, OWNER, region, now=NOW)
    assert ZoneKind.CHIN in regions.propose_zones(store, OWNER, page_again(store, page)).shapes


@needs_face
def test_only_what_was_proposed_can_be_taken(face) -> None:
    store, page = face
    proposed = regions.propose_zones(store, OWNER, page)
    fewer = replace(proposed, shapes={ZoneKind.NOSE: proposed.shapes[ZoneKind.NOSE]})
    place = page.series.id, page.reference.view
    for kinds, sentence in (([], "at least one"), ([ZoneKind.CHIN], "propose the zones again")):
        with pytest.raises(InvalidInput, match=sentence):
            regions.take_zones(store, OWNER, *place, fewer, kinds, now=NOW)
    with pytest.raises(InvalidInput, match="reference photo of this view has changed"):
        stale = replace(proposed, reference_digest="0" * 64)
        regions.take_zones(store, OWNER, *place, stale, [ZoneKind.NOSE], now=NOW)
    assert page_again(store, page).regions == []


@needs_face
@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_only_who_may_draw_regions_is_served(face, role: Role) -> None:
    store, page = face
    proposed = regions.propose_zones(store, OWNER, page)
    somebody = replace(OWNER, role=role)
    with pytest.raises(NotAllowed):
        regions.propose_zones(store, somebody, page)
    with pytest.raises(NotAllowed):
        place = page.series.id, page.reference.view
        regions.take_zones(store, somebody, *place, proposed, [ZoneKind.NOSE], now=NOW)


@needs_face
def test_a_photo_without_a_face_is_said(tmp_path: Path) -> None:
    store, page = opened(tmp_path, take(0), str(MODELS))
    with pytest.raises(InvalidInput, match="No face was found"):
        regions.propose_zones(store, OWNER, page)
    store.close()


@pytest.mark.parametrize("models", ["", "nowhere"])
def test_without_models_the_way_to_them_is_said_in_one_sentence(tmp_path: Path, models: str) -> None:
    store, page = opened(tmp_path, take(0), models and str(tmp_path / models))
    assert not regions.has_face_models(store)
    with pytest.raises(InvalidInput, match="python -m tracker models fetch"):
        regions.propose_zones(store, OWNER, page)
    store.close()
