"""Measured against the skin around and against the other side: the same change, and never two kinds mixed."""

import io
from datetime import date, timedelta

import numpy as np
import pytest
from PIL import Image

from tests.services.phantom_series import AFTER, BEFORE, NOW, UNTREATED_MM, photograph
from tracker.imaging import measure
from tracker.imaging.decode import decode_photo
from tracker.imaging.renditions import make_renditions
from tracker.model import (
    Actor,
    CaptureTimeSource,
    ControlChoice,
    ControlKind,
    Metric,
    PatientDetails,
    Phase,
    Photo,
    Polygon,
    Reading,
    Region,
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
from tracker.store import jobs, photos, readings, sessions
from tracker.store.opening import Store

VIEW = View(ViewKind.CLOSE_UP, "left cheek")
OWNER = Actor("0" * 32, "Dr. Test", Role.OWNER)
# all of the treated ellipse, whose edge is soft
WHOLE_ZONE_MM = tuple(
    (17.5 * float(np.sin(t)), 21.5 * float(np.cos(t))) for t in np.linspace(0, 2 * np.pi, 40, endpoint=False)
)
UNTREATED_AROUND = ControlChoice(is_skin_around_untreated=True)
FIRST, LATER = photograph(BEFORE, shot=1, days=0), photograph(AFTER, shot=2, days=60)


@pytest.fixture
def course(store: Store) -> tuple[Series, Photo, Photo]:
    """A series of two photos, 80 mm wide, on which nothing is drawn."""
    details = PatientDetails("A-1", "Testperson", "Tina", date(1990, 2, 3))
    patient = patients.register_patient(store, OWNER, details, now=NOW)
    plan = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))
    one = series.add_series(store, OWNER, patient.id, plan, now=NOW)
    first, later = (put_in(store, one, n, shot.rgb) for n, shot in enumerate((FIRST, LATER), 1))
    regions.set_scale(store, OWNER, one.id, VIEW, mm_across=80, now=NOW)
    return one, first, later


def put_in(store: Store, one: Series, number: int, rgb: np.ndarray) -> Photo:
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=95)
    decoded = decode_photo(out.getvalue())
    held_at = NOW - timedelta(days=200 - number)
    visit = sessions.add_session(
        store, one.id, SessionDetails(number, held_at, SessionKind.FOLLOW_UP), at=NOW
    )
    return photos.add_photo(
        store,
        out.getvalue(),
        decoded.facts,
        session_id=visit.id,
        view=VIEW,
        phase=Phase.PRE,
        captured_at=held_at,
        source=CaptureTimeSource.TYPED,
        by="Dr. Test",
        at=NOW,
        renditions=make_renditions(decoded.rgb),
    )


def draw(store: Store, one: Series, name: str, outline_mm, choice: ControlChoice | None = None) -> Region:
    """Draw on the first photo; what has a name of its own is treated."""
    role = RegionRole.TREATED if name == "cheek" else RegionRole.UNTREATED
    shape = Polygon(tuple((float(r), float(c)) for r, c in FIRST.to_photo(outline_mm)))
    said = choice or ControlChoice()
    return regions.add_region(
        store, OWNER, one.id, VIEW, name=name, role=role, shape=shape, choice=said, now=NOW
    )


def choose(store: Store, region: Region, choice: ControlChoice) -> Region:
    return regions.edit_region(
        store, OWNER, region, name=region.name, role=region.role, shape=region.shape, choice=choice, now=NOW
    )


def run_jobs(store: Store) -> int:
    done = 0
    while job := jobs.claim_job(store, at=NOW, lease_seconds=60):
        analysis.analyse_photo(store, job.subject, report=lambda share, message: None, now=NOW)
        jobs.finish_job(store, job.id, at=NOW)
        done += 1
    return done


def read(store: Store, one: Series) -> list[Reading]:
    return readings.list_readings(store, one.id, method=measure.METHOD)


def kinds(store: Store, one: Series) -> set[str]:
    """What the readings that count were compared with."""
    return {reading.control for reading in read(store, one)}


def change(store: Store, course: tuple[Series, Photo, Photo], metric: Metric) -> float:
    one, first, later = course
    by_photo = {r.digest: r.value for r in read(store, one) if r.metric is metric}
    before, after = by_photo[first.digest], by_photo[later.digest]
    assert before is not None
    assert after is not None
    return after - before


def test_the_same_change_of_blood_is_read_through_a_ring_as_through_a_patch(store: Store, course) -> None:
    one = course[0]
    region = draw(store, one, "cheek", WHOLE_ZONE_MM, UNTREATED_AROUND)
    assert run_jobs(store) == 2
    assert kinds(store, one) == {"skin around the region"}
    ring = {metric: change(store, course, metric) for metric in (Metric.REDNESS, Metric.REDNESS_WITNESS)}
    draw(store, one, "below", UNTREATED_MM)
    choose(store, region, ControlChoice(ControlKind.ELSEWHERE, is_skin_around_untreated=True))
    run_jobs(store)
    assert kinds(store, one) == {"untreated skin"}
    patch = {metric: change(store, course, metric) for metric in ring}
    assert ring[Metric.REDNESS] < -2.3
    assert ring == pytest.approx(patch, rel=0.05)


def test_every_reading_has_a_value_against_a_ring(store: Store, course) -> None:
    draw(store, course[0], "cheek", WHOLE_ZONE_MM, UNTREATED_AROUND)
    run_jobs(store)
    found = read(store, course[0])
    assert len(found) == 2 * len(Metric)
    assert [r for r in found if r.value is None] == []


def test_a_better_control_that_is_drawn_takes_over_and_old_readings_count_no_more(
    store: Store, course
) -> None:
    one = course[0]
    region = draw(store, one, "cheek", WHOLE_ZONE_MM)
    run_jobs(store)
    assert kinds(store, one) == {"none"}
    patch = draw(store, one, "below", UNTREATED_MM)
    assert read(store, one) == []
    assert run_jobs(store) == 2
    assert kinds(store, one) == {"untreated skin"}
    choose(store, patch, ControlChoice(other_side_of=region.id))
    assert read(store, one) == []
    assert run_jobs(store) == 2
    assert kinds(store, one) == {"other side"}


def test_readings_of_an_analysis_that_began_before_a_choice_are_not_mixed_in(store: Store, course) -> None:
    one, first, later = course
    region = draw(store, one, "cheek", WHOLE_ZONE_MM, UNTREATED_AROUND)
    draw(store, one, "below", UNTREATED_MM)
    run_jobs(store)

    def choose_meanwhile(share: float, message: str) -> None:
        if message == "measuring":
            choose(store, region, ControlChoice(ControlKind.ELSEWHERE))

    analysis.analyse_photo(store, later.id, report=choose_meanwhile, now=NOW)
    assert read(store, one) == []
    run_jobs(store)
    assert kinds(store, one) == {"untreated skin"}
    assert {r.digest for r in read(store, one)} == {first.digest, later.digest}


def test_the_ring_on_the_page_is_the_one_that_is_measured(store: Store, course, monkeypatch) -> None:
    one = course[0]
    region = draw(store, one, "cheek", WHOLE_ZONE_MM, UNTREATED_AROUND)
    shown = regions.lay_rings(store, OWNER, regions.open_regions(store, OWNER, one.id, VIEW))
    assert list(shown) == [region.id]
    taken = []
    real = analysis.measuring.rasterise_area
    monkeypatch.setattr(
        analysis.measuring,
        "rasterise_area",
        lambda outlines, shape: taken.append(outlines) or real(outlines, shape),
    )
    analysis.analyse_photo(store, course[1].id, report=lambda share, message: None, now=NOW)
    ring = taken[1]
    assert [len(outline) for outline in ring] == [len(outline) for outline in shown[region.id]]
    for drawn, measured in zip(shown[region.id], ring, strict=True):
        np.testing.assert_allclose(measured, drawn, atol=0.01)


def test_without_skin_around_readings_are_withheld_with_the_reason(store: Store, course) -> None:
    one = course[0]
    frame_mm = ((-28.0, -38.0), (-28.0, 38.0), (28.0, 38.0), (28.0, -38.0))
    draw(store, one, "cheek", frame_mm, UNTREATED_AROUND)
    run_jobs(store)
    found = read(store, one)
    assert {r.value for r in found} == {None}
    assert all("too little plain skin around this region" in r.withheld_because for r in found)
    assert kinds(store, one) == {"skin around the region"}
    page = regions.open_regions(store, OWNER, one.id, VIEW)
    assert regions.lay_rings(store, OWNER, page) == {}


def test_the_ring_is_laid_on_the_original_while_its_picture_is_missing(store: Store, course) -> None:
    one, first, _ = course
    region = draw(store, one, "cheek", WHOLE_ZONE_MM, UNTREATED_AROUND)
    photos.read_rendition(store, first.digest, Rendition.SCREEN).path.unlink()
    assert regions.lay_rings(store, OWNER, regions.open_regions(store, OWNER, one.id, VIEW))[region.id]
