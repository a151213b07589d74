"""What a running analysis may not do to records that somebody changes meanwhile, and what it makes again."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.services.phantom_series import AFTER, BEFORE, NOW, TREATED_MM, UNTREATED_MM, photograph
from tracker.imaging import measure
from tracker.imaging.decode import decode_photo
from tracker.imaging.renditions import make_renditions
from tracker.model import (
    Actor,
    CaptureTimeSource,
    PatientDetails,
    Phase,
    Photo,
    Polygon,
    RegionRole,
    Rendition,
    Role,
    Series,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.services import analysis, patients, regions, series
from tracker.store import photos, readings, sessions
from tracker.store.opening import Store

VIEW = View(ViewKind.CLOSE_UP, "left cheek")
OWNER = Actor("0" * 32, "Dr. Test", Role.OWNER)


@pytest.fixture
def pair(store: Store) -> tuple[Series, Photo, Photo]:
    """A reference photo 80 mm wide with a treated and an untreated region, and a later photo."""
    details = PatientDetails("A-1", "Testperson", "Tina", date(1990, 2, 3))
    patient = patients.register_patient(store, OWNER, details, now=NOW)
    plan = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))
    one = series.add_series(store, OWNER, patient.id, plan, now=NOW)
    first, later = (_put_in(store, one, number) for number in (1, 2))
    taken = photograph(BEFORE, shot=1, days=0)
    for role, outline in ((RegionRole.TREATED, TREATED_MM), (RegionRole.UNTREATED, UNTREATED_MM)):
        shape = Polygon(tuple((float(r), float(c)) for r, c in taken.to_photo(outline)))
        regions.add_region(store, OWNER, one.id, VIEW, name=str(role), role=role, shape=shape, now=NOW)
    regions.set_scale(store, OWNER, one.id, VIEW, mm_across=80, now=NOW)
    return one, first, later


def _put_in(store: Store, one: Series, number: int) -> Photo:
    data = photograph(BEFORE if number == 1 else AFTER, shot=number, days=number * 30).jpeg()
    decoded = decode_photo(data)
    held_at = NOW - timedelta(days=200 - number * 30)
    visit = sessions.add_session(
        store, one.id, SessionDetails(number, held_at, SessionKind.FOLLOW_UP), at=NOW
    )
    return photos.add_photo(
        store,
        data,
        decoded.facts,
        session_id=visit.id,
        view=VIEW,
        phase=Phase.PRE,
        captured_at=held_at,
        source=CaptureTimeSource.METADATA,
        by="Dr. Test",
        at=NOW,
        renditions=make_renditions(decoded.rgb),
    )


def _analyse(store: Store, photo: Photo, *, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Analyse a photo; something else is done once it has been aligned."""
    analysis.analyse_photo(
        store, photo.id, report=lambda _share, doing: meanwhile() if doing == "measuring" else None, now=NOW
    )


def test_a_scale_measured_during_an_analysis_spoils_neither_its_readings_nor_later_ones(
    store: Store, pair
) -> None:
    one, first, later = pair
    _analyse(
        store, later, meanwhile=lambda: regions.set_scale(store, OWNER, one.id, VIEW, mm_across=40, now=NOW)
    )
    assert readings.list_readings(store, one.id, method=measure.METHOD) == []
    treated = next(
        r for r in regions.open_regions(store, OWNER, one.id, VIEW).regions if r.role is RegionRole.TREATED
    )
    kept = readings.read_baseline(store, first.digest, treated.id, treated.revision, measure.METHOD)
    assert kept is None


def test_the_alignment_error_in_millimetres_follows_the_scale(store: Store, pair) -> None:
    one, _, later = pair
    _analyse(store, later)
    before = series.open_series(store, OWNER, one.id).alignments[later.digest]
    regions.set_scale(store, OWNER, one.id, VIEW, mm_across=160, now=NOW)
    _analyse(store, later)
    after = series.open_series(store, OWNER, one.id).alignments[later.digest]
    assert after.error_p95_px == before.error_p95_px
    assert after.error_p95_mm == pytest.approx(2 * before.error_p95_mm)


def test_a_deleted_folder_of_renditions_is_made_again(store: Store, pair) -> None:
    _, first, later = pair
    _analyse(store, later)
    shutil.rmtree(store.photos.renditions_dir)
    _analyse(store, later)
    for rendition in (Rendition.THUMBNAIL, Rendition.SCREEN):
        assert photos.read_rendition(store, later.digest, rendition)
    for kind in (Rendition.ALIGNED, Rendition.ALIGNED_SMALL, Rendition.TRUST):
        assert photos.read_rendition(store, later.digest, kind, reference_digest=first.digest)
