"""Photos come in with what is off in them; people decide about what is serious."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from tests.imaging.quality.conftest import CAMERA
from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.imaging.decode import decode_photo
from tracker.imaging.phantom.light import Light
from tracker.imaging.phantom.render import render
from tracker.imaging.phantom.skin import Skin
from tracker.imaging.renditions import make_renditions
from tracker.imaging.sandbox import InspectedPhoto
from tracker.language import catalogue
from tracker.model import (
    METHOD_LIMITS,
    Acceptance,
    Actor,
    Bounds,
    CaptureTimeSource,
    Clinic,
    PatientDetails,
    Phase,
    Photo,
    Rendition,
    Role,
    SeriesDetails,
    Session,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.services import clinic, intake
from tracker.store import patients, photos, series, sessions
from tracker.store.opening import Store
from tracker.texts import speaking

NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
OWNER = Actor("0" * 32, "Dr Eva", Role.OWNER, confirmed_at=NOW)
ASSISTANT = Actor("1" * 32, "Toni", Role.ASSISTANT)
CHEEK = View(ViewKind.CLOSE_UP, "left cheek")
DARK = Light(exposure_ev=-1.4)


def add_session(store: Store) -> Session:
    details = PatientDetails("CH-1", "Moser", "Anna", date(1984, 3, 9))
    patient = patients.add_patient(store, details, by="Eva", at=NOW)
    plan = SeriesDetails("Microneedling", "acne scars", "cheeks", NOW.date())
    course = series.add_series(store, patient.id, plan, at=NOW)
    return sessions.add_session(store, course.id, SessionDetails(1, NOW, SessionKind.BASELINE), at=NOW)


def save(store: Store, session: Session, light: Light | None = None, *, shot: int = 1) -> Photo:
    data = render(Skin(seed=4), light=light, camera=CAMERA, shot=shot).jpeg()
    decoded = decode_photo(data)
    inspected = InspectedPhoto(decoded.facts, make_renditions(decoded.rgb))
    choices = intake.PhotoChoices(CHEEK, Phase.PRE, NOW, CaptureTimeSource.TYPED)
    return intake.save_photo(store, OWNER, data, inspected, choices, session_id=session.id, now=NOW)


@pytest.fixture
def session(store: Store) -> Session:
    return add_session(store)


@pytest.fixture
def dark(store: Store, session: Session) -> Photo:
    """A second photo, far darker than the first."""
    save(store, session)
    return save(store, session, DARK, shot=2)


def test_a_good_photo_is_accepted_and_a_serious_one_is_stored_and_waits(store, session):
    first = save(store, session)
    assert (first.findings, first.acceptance) == ((), Acceptance.ACCEPTED)
    second = save(store, session, DARK, shot=2)
    assert [finding.gate for finding in second.findings if finding.is_serious] == ["exposure"]
    assert second.acceptance is Acceptance.WAITING
    assert photos.read_photo(store, second.id) == second
    assert photos.read_original(store, second.digest)


def test_findings_are_said_in_the_readers_language(store, dark):
    kept = photos.read_photo(store, dark.id).findings[0]
    assert "stops darker than in the reference photo (good: up to 0.5)" in kept.sentence
    with speaking(catalogue("es")):
        assert kept.sentence != photos.read_photo(store, dark.id).findings[0].message.template
        assert "0,5" in kept.sentence


def test_a_photo_is_kept_with_a_reason_that_the_audit_knows(store, dark):
    kept = intake.keep_photo(store, ASSISTANT, dark.id, reason="  the only\nphoto ", now=NOW)
    assert (kept.acceptance, kept.acceptance_reason) == (Acceptance.ACCEPTED_WITH_REASON, "the only photo")
    assert kept.findings == dark.findings


def move(store: Store, photo: Photo, view: View) -> Photo:
    """Say that a photo is of another view."""
    choices = intake.PhotoChoices(view, photo.phase, photo.captured_at, photo.captured_at_source)
    return intake.edit_photo(store, OWNER, photo, choices, note="", now=NOW)


def test_a_photo_in_another_view_is_judged_by_that_views_reference(store, session, dark):
    """Dark beside the first of the left cheek, it is what the right cheek has; and back again."""
    right = View(ViewKind.CLOSE_UP, "right cheek")
    moved = move(store, dark, right)
    assert "exposure" not in [finding.gate for finding in moved.findings if finding.is_serious]
    assert moved.acceptance is Acceptance.ACCEPTED
    back = move(store, moved, CHEEK)
    assert (back.findings, back.acceptance) == (dark.findings, Acceptance.WAITING)
    assert photos.read_photo(store, dark.id) == back


def test_a_decision_stands_in_another_view_and_an_edit_without_one_judges_nothing(store, dark):
    kept = intake.keep_photo(store, OWNER, dark.id, reason="the only photo", now=NOW)
    same = intake.PhotoChoices(CHEEK, Phase.FOLLOW_UP, NOW, CaptureTimeSource.TYPED)
    assert intake.edit_photo(store, OWNER, kept, same, note="", now=NOW).findings == dark.findings
    moved = move(store, move(store, kept, View(ViewKind.FRONT)), CHEEK)
    assert moved.findings == dark.findings
    assert (moved.acceptance, moved.acceptance_reason) == (Acceptance.ACCEPTED_WITH_REASON, "the only photo")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_without_a_fitting_reason_nothing_is_decided(store, dark, reason):
    with pytest.raises(InvalidInput) as refused:
        intake.keep_photo(store, OWNER, dark.id, reason=reason, now=NOW)
    assert refused.value.field == "reason"
    assert photos.read_photo(store, dark.id).acceptance is Acceptance.WAITING


def test_a_rejected_photo_is_out_and_comes_back_waiting(store, session, dark):
    intake.reject_photo(store, ASSISTANT, dark.id, why="exposure", now=NOW)
    assert dark.id not in {photo.id for photo in photos.list_photos(store, session.series_id)}
    assert photos.read_original(store, dark.digest)
    back = intake.restore_rejected(store, ASSISTANT, dark.id, now=NOW)
    assert (back.acceptance, back.findings) == (Acceptance.WAITING, dark.findings)
    assert dark.id in {photo.id for photo in photos.list_photos(store, session.series_id)}


def test_only_what_waits_is_rejected_and_only_what_was_rejected_comes_back(store, session, dark):
    intake.keep_photo(store, OWNER, dark.id, reason="fine", now=NOW)
    with pytest.raises(InvalidInput, match="doesn't wait"):
        intake.reject_photo(store, OWNER, dark.id, why="exposure", now=NOW)
    intake.delete_photo(store, OWNER, dark.id, why="privacy", now=NOW)
    with pytest.raises(NotFound):
        intake.restore_rejected(store, ASSISTANT, dark.id, now=NOW)


def test_a_rejected_photo_that_is_added_again_is_judged_again(store, session, dark):
    intake.reject_photo(store, OWNER, dark.id, why="exposure", now=NOW)
    again = save(store, session, DARK, shot=2)
    assert (again.id, again.acceptance) == (dark.id, Acceptance.WAITING)


@pytest.mark.parametrize("decide", ["keep", "reject", "restore"])
def test_a_patient_decides_nothing(store, dark, decide):
    somebody = replace(OWNER, role=Role.PATIENT)
    with pytest.raises(NotAllowed):
        if decide == "keep":
            intake.keep_photo(store, somebody, dark.id, reason="fine", now=NOW)
        elif decide == "reject":
            intake.reject_photo(store, somebody, dark.id, why="dark", now=NOW)
        else:
            intake.restore_rejected(store, somebody, dark.id, now=NOW)
    assert photos.read_photo(store, dark.id) == dark


def test_the_clinics_own_bounds_decide(store, session):
    lenient = replace(METHOD_LIMITS, stops=Bounds(2.0, 3.0))
    clinic.save(store, OWNER, Clinic("Praxis", "Europe/Zurich", quality=lenient))
    assert clinic.read(store).quality == lenient
    save(store, session)
    assert "exposure" not in {finding.gate for finding in save(store, session, DARK, shot=2).findings}


@pytest.mark.parametrize("bounds", [Bounds(0.5, 0.4), Bounds(0.0, 1.0), Bounds(0.5, 99.0)])
def test_bounds_that_can_not_be_are_refused(store, bounds):
    changed = Clinic("Praxis", "Europe/Zurich", quality=replace(METHOD_LIMITS, stops=bounds))
    with pytest.raises(InvalidInput) as refused:
        clinic.save(store, OWNER, changed)
    assert refused.value.field == "stops"


def test_a_photo_whose_picture_can_not_be_read_is_stored_all_the_same(store, session):
    save(store, session)
    rgb = np.full((900, 1200, 3), 120, np.uint8)
    data = b"any bytes"
    facts = replace(decode_photo(render(Skin(seed=4), camera=CAMERA).jpeg()).facts, byte_count=len(data))
    facts = replace(facts, digest=hashlib.sha256(data).hexdigest())
    renditions = {**make_renditions(rgb), Rendition.SCREEN: b"RIFF nothing"}
    choices = intake.PhotoChoices(CHEEK, Phase.PRE, NOW, CaptureTimeSource.TYPED)
    photo = intake.save_photo(
        store, OWNER, data, InspectedPhoto(facts, renditions), choices, session_id=session.id, now=NOW
    )
    assert (photo.findings, photo.acceptance) == ((), Acceptance.ACCEPTED)
