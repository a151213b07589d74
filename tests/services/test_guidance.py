"""Guidance in front of the camera: who may ask, what there has to be, and that nothing is kept."""

import hashlib
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tracker.errors import InvalidInput, NotAllowed, NotFound, NotReady
from tracker.imaging.phantom.camera import Camera
from tracker.imaging.phantom.geometry import Pose
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin
from tracker.imaging.renditions import make_renditions
from tracker.model import (
    Actor,
    CaptureTimeSource,
    PatientDetails,
    Phase,
    PhotoFacts,
    Rendition,
    Role,
    SeriesDetails,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.services.guidance import guide
from tracker.store import patients, photos, series, sessions
from tracker.store.opening import Store

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
CHEEK = View(ViewKind.CLOSE_UP, "left cheek")
CAMERA = Camera(width_px=320, height_px=240)
OWNER = Actor("id", "Dr Eva", Role.OWNER)


def frame(pose: Pose | None = None) -> bytes:
    return render(Skin(seed=4), pose=pose, camera=CAMERA, shot=2).rgb.tobytes()


def add_reference(store: Store) -> tuple[str, str]:
    """A series with one close-up; the next session's id and the photo's digest."""
    rgb = render(Skin(seed=4), camera=Camera(width_px=640, height_px=480), shot=1).rgb
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "PNG")
    data = out.getvalue()
    patient = patients.add_patient(
        store, PatientDetails("CH-1", "Moser", "Anna", date(1984, 3, 9)), by="Eva", at=NOW
    )
    details = SeriesDetails("Microneedling", "acne scars", "cheeks", NOW.date())
    course = series.add_series(store, patient.id, details, at=NOW)
    first, second = (
        sessions.add_session(
            store,
            course.id,
            SessionDetails(number, NOW + timedelta(days=28 * number), SessionKind.TREATMENT),
            at=NOW,
        )
        for number in (1, 2)
    )
    photo = photos.add_photo(
        store,
        data,
        PhotoFacts(hashlib.sha256(data).hexdigest(), "PNG", len(data), 640, 480),
        session_id=first.id,
        view=CHEEK,
        phase=Phase.PRE,
        captured_at=NOW,
        source=CaptureTimeSource.TYPED,
        by="Eva",
        at=NOW,
        renditions=make_renditions(rgb),
    )
    return second.id, photo.digest


def ask(store: Store, session_id: str, data: bytes, view: View = CHEEK, actor: Actor = OWNER) -> list[str]:
    found = guide(store, actor, session_id, view, data, width_px=320, height_px=240)
    return [hint.kind for hint in found.hints]


def files_of(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_repeat_is_ready_and_another_distance_is_told(store: Store):
    session_id, _ = add_reference(store)
    assert ask(store, session_id, frame()) == []
    assert ask(store, session_id, frame(Pose(distance=1.25))) == ["nearer"]


def test_nothing_of_a_frame_is_kept(store: Store, tmp_path: Path):
    session_id, _ = add_reference(store)
    ask(store, session_id, frame())
    before = files_of(tmp_path)
    ask(store, session_id, frame(Pose(roll_deg=8)))
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_take_photos_is_guided(store: Store, role: Role):
    actor = Actor("id", "Pat", role)
    if role in (Role.PATIENT, Role.PHONE):  # a phone only in the session of its link
        with pytest.raises(NotAllowed, match="can't take photos"):
            ask(store, "unknown", b"", actor=actor)
    else:
        with pytest.raises(NotFound):
            ask(store, "unknown", b"", actor=actor)


def test_a_view_without_a_reference_says_so(store: Store):
    session_id, _ = add_reference(store)
    with pytest.raises(NotFound, match="The view Front has no reference photo yet"):
        ask(store, session_id, frame(), View(ViewKind.FRONT))


def test_a_reference_without_its_picture_is_asked_for_again(store: Store):
    session_id, digest = add_reference(store)
    file = photos.read_rendition(store, digest, Rendition.SCREEN)
    assert file is not None
    file.path.unlink()
    # another photo's picture, so that no earlier test has it in memory
    with pytest.raises(NotReady) as refusal:
        _forget()
        ask(store, session_id, frame())
    assert "in a moment" in str(refusal.value)


def _forget() -> None:
    from tracker.services import guidance

    guidance._prepared = type(guidance._prepared)()


def test_anything_but_a_frame_is_refused(store: Store):
    session_id, _ = add_reference(store)
    with pytest.raises(InvalidInput, match="three bytes for each pixel"):
        ask(store, session_id, frame()[:-1])


def test_noise_is_no_failure(store: Store):
    session_id, _ = add_reference(store)
    noise = np.random.default_rng(1).integers(0, 256, 320 * 240 * 3).astype(np.uint8)
    assert ask(store, session_id, noise.tobytes())[-1] == "not_recognised"
