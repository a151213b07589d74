"""The main job without a browser: dated photos in, an aligned comparison and a verdict out."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.services.phantom_series import AFTER, AROUND_MM, BEFORE, NOW, TREATED_MM, photograph
from tracker.config import Settings
from tracker.errors import DuplicatePhoto, InvalidInput, NotAllowed
from tracker.imaging.decode import decode_photo
from tracker.imaging.renditions import make_renditions
from tracker.imaging.sandbox import InspectedPhoto
from tracker.model import (
    Actor,
    CaptureTimeSource,
    Metric,
    PatientDetails,
    Phase,
    Photo,
    Polygon,
    RefusalReason,
    RegionRole,
    Role,
    Series,
    SeriesDetails,
    Session,
    SessionDetails,
    SessionKind,
    Verdict,
    View,
    ViewKind,
)
from tracker.progress.result import ProgressPoint
from tracker.services import analysis, comparison, intake, patients, progress, regions, series
from tracker.store import jobs
from tracker.store.opening import Store, open_store

VIEW = View(ViewKind.CLOSE_UP, "left cheek")
OWNER = Actor("0" * 32, "Dr. Test", Role.OWNER, confirmed_at=NOW)
PATIENT = PatientDetails("A-1", "Testperson", "Tina", date(1990, 2, 3), fitzpatrick=2)
PLAN = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))


def put_in(store: Store, session: Session, photo, *, view: View = VIEW) -> Photo:
    data = photo.jpeg()
    decoded = decode_photo(data)
    inspected = InspectedPhoto(decoded.facts, make_renditions(decoded.rgb))
    captured_at, source = intake.suggested_capture_time(
        decoded.facts, time_zone="Europe/Zurich", held_at=session.details.held_at
    )
    choices = intake.PhotoChoices(view, Phase.PRE, captured_at, source)
    return intake.save_photo(store, OWNER, data, inspected, choices, session_id=session.id, now=NOW)


def run_jobs(store: Store) -> int:
    done = 0
    while job := jobs.claim_job(store, at=NOW, lease_seconds=60):
        analysis.analyse_photo(store, job.subject, report=lambda share, message: None, now=NOW)
        jobs.finish_job(store, job.id, at=NOW)
        done += 1
    return done


def judged(store: Store, one: Series) -> tuple[ProgressPoint, ...]:
    limits = progress.clinic_limits(store, OWNER, is_synthetic=False)
    return progress.series_progress(store, OWNER, one.id, VIEW, limits=limits).points


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("data")
    opened = open_store(Settings(folder, f"sqlite:///{folder / 'tracker.sqlite3'}"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def course(store: Store):
    """A series of four sessions: baseline, treatment, 24 h after it, and three months later."""
    patient = patients.register_patient(store, OWNER, PATIENT, now=NOW)
    one = series.add_series(store, OWNER, patient.id, PLAN, now=NOW)
    plan = [
        (1, 0, SessionKind.BASELINE, BEFORE, 2),
        (2, 14, SessionKind.TREATMENT, BEFORE, 2),
        (3, 15, SessionKind.EARLY_CHECK, BEFORE, 1),
        (4, 110, SessionKind.FOLLOW_UP, AFTER, 2),
    ]
    sessions, shot = [], 0
    for number, days, kind, zone, count in plan:
        held_at = NOW - timedelta(days=200 - days)
        session = series.add_session(store, OWNER, one.id, SessionDetails(number, held_at, kind), now=NOW)
        sessions.append(session)
        for _ in range(count):
            shot += 1
            put_in(store, session, photograph(zone, shot=shot, days=days))
    reference = photograph(BEFORE, shot=1, days=0)
    for name, role, outline in (
        ("cheek", RegionRole.TREATED, TREATED_MM),
        ("around", RegionRole.UNTREATED, AROUND_MM),
    ):
        shape = Polygon(tuple((float(r), float(c)) for r, c in reference.to_photo(outline)))
        regions.add_region(store, OWNER, one.id, VIEW, name=name, role=role, shape=shape, now=NOW)
    regions.set_scale(store, OWNER, one.id, VIEW, mm_across=80, now=NOW)
    assert run_jobs(store) == 7
    return one, sessions


def test_every_photo_of_the_series_is_aligned_within_a_millimetre(store: Store, course) -> None:
    record = series.open_series(store, OWNER, course[0].id)
    assert len(record.alignments) == 7
    assert all(row.refusal is None and row.error_p95_mm < 1 for row in record.alignments.values())
    assert record.open_jobs == 0


def test_less_blood_and_less_relief_read_as_better(store: Store, course) -> None:
    one, sessions = course
    points = judged(store, one)
    last = {p.metric: p for p in points if p.session_id == sessions[3].id}
    assert last[Metric.REDNESS].change < -1
    assert last[Metric.TEXTURE].change < -5
    assert last[Metric.REDNESS].verdict is Verdict.BETTER
    assert last[Metric.TEXTURE].verdict in (Verdict.BETTER, Verdict.UNCHANGED)


def test_the_early_check_is_in_recovery_and_the_treatment_day_is_unchanged(store: Store, course) -> None:
    one, sessions = course
    points = judged(store, one)
    redness = {p.session_id: p for p in points if p.metric is Metric.REDNESS}
    assert redness[sessions[2].id].verdict is Verdict.RECOVERY
    assert not redness[sessions[1].id].verdict.is_changed


def test_two_sessions_compare_in_one_frame_with_their_combined_error(store: Store, course) -> None:
    one, sessions = course
    pair = comparison.compare_sessions(
        store, OWNER, one.id, VIEW, left_id=sessions[0].id, right_id=sessions[3].id
    )
    assert pair.is_aligned
    assert 0 < pair.error_p95_mm < 1
    assert pair.problems == []
    assert pair.left.evidence == "This is the reference photo itself."
    assert "patches of skin in both photos agree; the photo shows" in pair.right.evidence


def test_editing_a_region_measures_every_photo_again(store: Store, course) -> None:
    one, _ = course
    page = regions.open_regions(store, OWNER, one.id, VIEW)
    treated = next(r for r in page.regions if r.role is RegionRole.TREATED)
    before = judged(store, one)
    corners = treated.shape.points
    smaller = Polygon(tuple((r + (450 - r) * 0.2, c + (600 - c) * 0.2) for r, c in corners))
    edited = regions.edit_region(
        store, OWNER, treated, name="cheek", role=RegionRole.TREATED, shape=smaller, now=NOW
    )
    assert edited.revision == treated.revision + 1
    assert run_jobs(store) == 7
    after = judged(store, one)
    assert {p.value for p in after} != {p.value for p in before}


def test_a_mirrored_photo_and_another_patients_skin_are_refused_with_the_reason(store: Store, course) -> None:
    one, _ = course
    extra = series.add_session(
        store,
        OWNER,
        one.id,
        SessionDetails(9, NOW - timedelta(days=1), SessionKind.FOLLOW_UP),
        now=NOW,
    )
    mirrored = put_in(store, extra, photograph(AFTER, shot=31, days=199, mirrored=True))
    stranger = put_in(store, extra, photograph(AFTER, shot=32, days=199, seed=77))
    run_jobs(store)
    rows = series.open_series(store, OWNER, one.id).alignments
    assert rows[mirrored.digest].refusal is RefusalReason.MIRRORED
    assert rows[stranger.digest].refusal is not None
    pair = comparison.compare_sessions(store, OWNER, one.id, VIEW, left_id=course[1][0].id, right_id=extra.id)
    assert not pair.is_aligned
    assert "can't be compared" in pair.problems[0]
    for photo in (mirrored, stranger):
        intake.delete_photo(store, OWNER, photo.id, why="test", now=NOW)


def test_the_same_photo_twice_is_refused_and_says_where_it_is(store: Store, course) -> None:
    with pytest.raises(DuplicatePhoto, match="session 1"):
        put_in(store, course[1][0], photograph(BEFORE, shot=1, days=0))


def test_what_is_not_allowed_is_refused(store: Store, course) -> None:
    patient = Actor("1" * 32, "Somebody", Role.PATIENT)
    assistant = Actor("2" * 32, "Helping hand", Role.ASSISTANT)
    with pytest.raises(NotAllowed):
        series.open_series(store, patient, course[0].id)
    with pytest.raises(NotAllowed):
        regions.set_scale(store, assistant, course[0].id, VIEW, mm_across=80, now=NOW)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"held_at": NOW + timedelta(days=1)}, "future"),
        ({"number": 0}, "start at 1"),
        ({"needle_depth_mm": 40.0}, "between 0.1 and 5"),
        ({"number": 1}, "taken|1"),
    ],
)
def test_an_impossible_session_is_refused_in_one_sentence(store: Store, course, change, words) -> None:
    values = {"number": 77, "held_at": NOW, "kind": SessionKind.FOLLOW_UP} | change
    with pytest.raises(InvalidInput, match=words):
        series.add_session(store, OWNER, course[0].id, SessionDetails(**values), now=NOW)


def test_a_region_without_area_or_outside_the_picture_is_refused(store: Store, course) -> None:
    for points in (
        ((10, 10), (10, 11), (11, 10)),
        ((10, 10), (400, 400)),
        ((-500, -500), (-500, -9), (-9, -9)),
    ):
        with pytest.raises(InvalidInput):
            regions.add_region(
                store,
                OWNER,
                course[0].id,
                VIEW,
                name="nothing",
                role=RegionRole.TREATED,
                shape=Polygon(points),
                now=NOW,
            )


def test_a_camera_clock_in_the_future_is_refused(store: Store, course) -> None:
    session = course[1][0]
    choices = intake.PhotoChoices(VIEW, Phase.PRE, NOW + timedelta(days=3), CaptureTimeSource.METADATA)
    data = photograph(BEFORE, shot=55, days=0).jpeg()
    inspected = InspectedPhoto(decode_photo(data).facts, {})
    with pytest.raises(InvalidInput, match="future"):
        intake.save_photo(store, OWNER, data, inspected, choices, session_id=session.id, now=NOW)
