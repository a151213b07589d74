"""What only the analysis knows of a photo, its pose, its camera and a card in it, reaches the gates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.services.phantom_series import BEFORE, CAMERA, NOW, TREATED_MM, UNTREATED_MM
from tracker.imaging import measure
from tracker.imaging.card import photo_card
from tracker.imaging.decode import decode_photo
from tracker.imaging.phantom.chart import Chart
from tracker.imaging.phantom.flush import Flush
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import PhantomPhoto, render
from tracker.imaging.phantom.skin import Skin, Zone
from tracker.imaging.renditions import make_renditions
from tracker.model import (
    Actor,
    CaptureTimeSource,
    Finding,
    GateLevel,
    Metric,
    PatientDetails,
    Phase,
    Photo,
    Polygon,
    Reading,
    RegionRole,
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
# a phone, near enough for perspective
NEAR = replace(CAMERA, mm_across=92.0, distance_mm=180.0)
CHART = Chart(centre=(0.155, 0.5), width=0.29)


def take(*, shot: int, camera=NEAR, **conditions) -> PhantomPhoto:
    conditions.setdefault("light", Light(exposure_ev=-0.3))
    skin = Skin(seed=5, ita_deg=40, treated=BEFORE, untreated=Zone(redness=0.1))
    return render(skin, camera=camera, chart=CHART, shot=shot, **conditions)


@pytest.fixture
def course(store: Store) -> Series:
    """A series whose reference photo shows a card beside a treated and an untreated region."""
    details = PatientDetails("A-1", "Testperson", "Tina", date(1990, 2, 3))
    patient = patients.register_patient(store, OWNER, details, now=NOW)
    plan = SeriesDetails("Microneedling", "acne scars", "left cheek", date(2026, 4, 1))
    one = series.add_series(store, OWNER, patient.id, plan, now=NOW)
    taken = take(shot=1)
    put_in(store, one, 1, taken.jpeg())
    for role, outline in ((RegionRole.TREATED, TREATED_MM), (RegionRole.UNTREATED, UNTREATED_MM)):
        shape = Polygon(tuple((float(r), float(c)) for r, c in taken.to_photo(outline)))
        regions.add_region(store, OWNER, one.id, VIEW, name=str(role), role=role, shape=shape, now=NOW)
    regions.set_scale(store, OWNER, one.id, VIEW, mm_across=92, now=NOW)
    return one


def put_in(store: Store, one: Series, number: int, data: bytes) -> Photo:
    """Add a photo in a session of its own and analyse it."""
    decoded = decode_photo(data)
    held_at = NOW - timedelta(days=200 - number)
    visit = sessions.add_session(
        store, one.id, SessionDetails(number, held_at, SessionKind.FOLLOW_UP), at=NOW
    )
    photo = photos.add_photo(
        store,
        data,
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
    analysis.analyse_photo(store, photo.id, report=lambda share, message: None, now=NOW)
    return photo


def gates(store: Store, one: Series, photo: Photo) -> dict[str, Finding]:
    listed = readings.list_findings(store, one.id, method=measure.METHOD)
    return {f.gate: f for (digest, _), found in listed.items() if digest == photo.digest for f in found}


def read(store: Store, one: Series, photo: Photo) -> dict[Metric, Reading]:
    listed = readings.list_readings(store, one.id, method=measure.METHOD)
    return {r.metric: r for r in listed if r.digest == photo.digest}


def test_the_same_pose_camera_and_blood_are_stored_as_good(store: Store, course: Series) -> None:
    photo = put_in(store, course, 2, take(shot=2, pose=Pose(turn_deg=1, roll_deg=2)).jpeg())
    found = gates(store, course, photo)
    asked = {"turn", "device", "camera mode", "colour card", "flush of the untreated skin"}
    assert {name: found[name].level for name in asked} == dict.fromkeys(asked, GateLevel.GOOD)
    assert found["turn"].value == pytest.approx(1, abs=1)
    assert all(reading.value is not None for reading in read(store, course, photo).values())


def test_a_turned_photo_keeps_its_colour_and_loses_its_texture(store: Store, course: Series) -> None:
    photo = put_in(store, course, 2, take(shot=2, pose=Pose(turn_deg=-7, tilt_deg=7)).jpeg())
    turn = gates(store, course, photo)["turn"]
    assert turn.value == pytest.approx(9.9, abs=1.2)
    assert turn.level is GateLevel.FAIL
    rows = read(store, course, photo)
    assert {m for m, row in rows.items() if row.withheld_because == turn.sentence} == {
        m for m in Metric if m.is_structure
    }
    assert rows[Metric.REDNESS].value is not None


def test_a_flush_that_the_card_tells_withholds_redness(store: Store, course: Series) -> None:
    warm = Light(exposure_ev=-0.4, temperature_k=5100)
    photo = put_in(store, course, 2, take(shot=2, light=warm, flush=Flush(overall=0.4)).jpeg())
    flush = gates(store, course, photo)["flush of the untreated skin"]
    assert flush.value > 1.3
    assert flush.level is GateLevel.FAIL
    rows = read(store, course, photo)
    assert {m for m, row in rows.items() if row.value is None} == {m for m in Metric if m.is_redness}


def test_another_camera_is_stored_as_a_finding_and_withholds_nothing(store: Store, course: Series) -> None:
    other = replace(NEAR, model="Phantom camera B")
    photo = put_in(store, course, 2, take(shot=2, camera=other).jpeg())
    device = gates(store, course, photo)["device"]
    assert (device.level, device.value) == (GateLevel.WARN, 1.0)
    assert "Phantom camera B" in device.sentence
    assert all(row.value is not None for row in read(store, course, photo).values())


def test_a_card_is_looked_for_once_in_a_photo(store: Store, course: Series, monkeypatch) -> None:
    """Two regions, one search: it costs more than the gates that it serves."""
    taken = take(shot=1)
    second = Polygon(
        tuple((float(r), float(c)) for r, c in taken.to_photo([(-8, 20), (-8, 34), (8, 34), (8, 20)]))
    )
    regions.add_region(
        store, OWNER, course.id, VIEW, name="second", role=RegionRole.TREATED, shape=second, now=NOW
    )
    asked, search = [], photo_card.find_card
    put_in(store, course, 2, take(shot=2).jpeg())
    monkeypatch.setattr(photo_card, "find_card", lambda rgb: asked.append(rgb.shape) or search(rgb))
    put_in(store, course, 3, take(shot=3).jpeg())
    assert len(asked) == 1
