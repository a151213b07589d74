"""A scale from the eyes: kept as an estimate, never over a measured one, carried and said honestly."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.imaging.faces.conftest import MODELS
from tests.services.skin_series import CHEEK, NOW, OWNER, SkinSeries, take
from tests.services.test_proposed_zones import PORTRAIT, needs_face
from tracker.config import read_settings
from tracker.errors import InvalidInput, NotAllowed
from tracker.imaging.faces.bundle import bundle_path
from tracker.model import Polygon, Reference, RegionRole, Role, ScaleState
from tracker.services import regions
from tracker.store import references
from tracker.store.audit import list_events
from tracker.store.opening import Store, open_store

SQUARE = Polygon(((600.0, 500.0), (600.0, 700.0), (800.0, 700.0), (800.0, 500.0)))


@pytest.fixture
def course(tmp_path: Path):
    models = {"TRACKER_DATA_DIR": str(tmp_path), "TRACKER_MODELS_DIR": str(MODELS)}
    store = open_store(read_settings(models))
    yield SkinSeries.begin(store)
    store.close()


def reference_of(course: SkinSeries) -> Reference:
    reference = references.read_reference(course.store, course.series_id, CHEEK)
    assert reference is not None
    return reference


def estimate(course: SkinSeries) -> None:
    regions.estimate_scale(course.store, OWNER, course.series_id, CHEEK, now=NOW)


def keep(store: Store, reference: Reference, mm_across: float = 190.0) -> bool:
    return references.keep_estimate(
        store, reference, mm_across=mm_across, scale_error_share=0.1, by="Dr. Test", at=NOW
    )


@needs_face
def test_a_fresh_reference_gets_its_scale_from_the_eyes_by_itself(course: SkinSeries) -> None:
    """The face of the studio photo is 62 mm across the pupils, give or take what the estimate says."""
    course.photo(1, PORTRAIT.read_bytes())
    assert reference_of(course).scale_state is ScaleState.ASSUMED
    course.work()
    reference = reference_of(course)
    assert reference.scale_state is ScaleState.ESTIMATED
    assert reference.scale_error_share == pytest.approx(0.1)
    # its pupils were placed by hand 211 px apart
    lines = PORTRAIT.with_suffix(".tem").read_text("utf-8").splitlines()[1:3]
    right, left = (float(line.split()[0]) for line in lines)
    assert 56 < (left - right) * reference.mm_per_px < 70
    assert not reference.is_scale_measured
    assert "estimated from the eyes" in list_events(course.store)[0].detail


@needs_face
def test_an_analysis_leaves_the_scale_of_regions_that_are_drawn(course: SkinSeries) -> None:
    course.photo(1, PORTRAIT.read_bytes())
    regions.add_region(
        course.store, OWNER, course.series_id, CHEEK, name="x", role=RegionRole.TREATED, shape=SQUARE, now=NOW
    )
    course.work()
    assert reference_of(course).scale_state is ScaleState.ASSUMED
    estimate(course)
    assert reference_of(course).scale_state is ScaleState.ESTIMATED
    (region,) = regions.open_regions(course.store, OWNER, course.series_id, CHEEK).regions
    assert region.revision == 2


@needs_face
def test_a_measured_scale_is_never_overridden(course: SkinSeries) -> None:
    course.photo(1, PORTRAIT.read_bytes())
    regions.set_scale(course.store, OWNER, course.series_id, CHEEK, mm_across=333, now=NOW)
    course.work()
    with pytest.raises(InvalidInput, match="is measured"):
        estimate(course)
    assert not keep(course.store, reference_of(course))
    found = reference_of(course)
    assert (found.mm_across, found.scale_state, found.scale_error_share) == (333, ScaleState.MEASURED, None)


@needs_face
def test_a_photo_without_eyes_says_what_to_do(course: SkinSeries) -> None:
    course.photo(1, take(0))
    course.work()
    assert reference_of(course).scale_state is ScaleState.ASSUMED
    with pytest.raises(InvalidInput, match="use the ruler"):
        estimate(course)


@needs_face
def test_damaged_models_stop_no_analysis(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    bundle_path(tmp_path / "models").write_bytes(b"no models")
    named = {"TRACKER_DATA_DIR": str(tmp_path / "d"), "TRACKER_MODELS_DIR": str(tmp_path / "models")}
    store = open_store(read_settings(named))
    course = SkinSeries.begin(store)
    course.photo(1, PORTRAIT.read_bytes())
    course.work()
    assert reference_of(course).scale_state is ScaleState.ASSUMED
    store.close()


def test_measuring_replaces_an_estimate_and_drops_its_uncertainty(course: SkinSeries) -> None:
    course.photo(1, take(0))
    assert keep(course.store, reference_of(course))
    assert reference_of(course).scale_state is ScaleState.ESTIMATED
    regions.set_scale(course.store, OWNER, course.series_id, CHEEK, mm_across=80, now=NOW)
    assert reference_of(course).scale_state is ScaleState.MEASURED
    assert reference_of(course).scale_error_share is None


def test_an_estimate_for_another_photo_is_dropped(course: SkinSeries) -> None:
    first = course.photo(1, take(0))
    stale = replace(reference_of(course), photo=replace(first, id="0" * 32))
    assert not keep(course.store, stale)
    assert reference_of(course).scale_state is ScaleState.ASSUMED


def test_an_estimate_follows_to_another_reference_photo(course: SkinSeries) -> None:
    course.photo(1, take(0))
    second = course.photo(2, take(3))
    course.work()
    keep(course.store, reference_of(course))
    at = NOW + timedelta(minutes=1)
    regions.change_reference(course.store, OWNER, course.series_id, CHEEK, second, now=at)
    found = reference_of(course)
    assert found.photo.id == second.id
    assert found.scale_state is ScaleState.ESTIMATED
    assert found.mm_across == pytest.approx(190, rel=0.02)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.PATIENT])
def test_only_who_may_set_a_scale_may_have_it_estimated(course: SkinSeries, role: Role) -> None:
    course.photo(1, take(0))
    with pytest.raises(NotAllowed):
        regions.estimate_scale(course.store, replace(OWNER, role=role), course.series_id, CHEEK, now=NOW)
