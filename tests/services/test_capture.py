"""Photos from the camera page: what is left to take, and what is stored of a shot."""

import io
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from PIL import Image

from tests.ui.pages.records import CHEEK, NOW, Records
from tracker.errors import InvalidInput, NotAllowed, NotFound, PhotoRefused
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import Actor, CaptureTimeSource, Phase, Role, SessionKind, View, ViewKind
from tracker.rights import Action, is_allowed
from tracker.services import capture, intake
from tracker.services.intake import Shot
from tracker.store import audit, jobs, photos
from tracker.store.opening import Store

OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER)
FRONT = View(ViewKind.FRONT)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodeSandbox]:
    with DecodeSandbox() as reader:
        yield reader


def jpeg(seed: int = 1, width: int = 320, height: int = 240) -> bytes:
    rgb = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG")
    return file.getvalue()


def shot(**changes: object) -> Shot:
    return Shot(**({"view": CHEEK, "phase": Phase.PRE, "waited": timedelta(seconds=4)} | changes))


def test_the_views_of_the_series_are_to_be_taken_and_those_of_this_session_are_counted(store: Store):
    records = Records(store)
    series = records.series()
    first, second = records.session(series, 1), records.session(series, 2, days=30)
    reference = records.photo(first, view=CHEEK)
    records.photo(first, view=FRONT)
    records.photo(second, view=CHEEK)
    plan = capture.plan_capture(store, OWNER, second.id)
    assert [line.view for line in plan.views] == [FRONT, CHEEK]
    assert [line.taken[Phase.PRE] for line in plan.views] == [0, 1]
    assert plan.views[1].taken[Phase.FOLLOW_UP] == 0
    assert plan.views[1].reference == reference


def test_a_series_without_photos_is_offered_the_views_of_a_face(store: Store):
    records = Records(store)
    plan = capture.plan_capture(store, OWNER, records.session(records.series(), 1).id)
    kinds = [ViewKind.FRONT, ViewKind.RIGHT_45, ViewKind.LEFT_45, ViewKind.RIGHT_90, ViewKind.LEFT_90]
    assert [line.view.kind for line in plan.views] == kinds
    assert all(line.reference is None for line in plan.views)


@pytest.mark.parametrize(
    ("kind", "phase"),
    [
        (SessionKind.BASELINE, Phase.PRE),
        (SessionKind.TREATMENT, Phase.PRE),
        (SessionKind.EARLY_CHECK, Phase.FOLLOW_UP),
        (SessionKind.FOLLOW_UP, Phase.FOLLOW_UP),
    ],
)
def test_the_phase_follows_the_kind_of_session(store: Store, kind: SessionKind, phase: Phase):
    records = Records(store)
    session = records.session(records.series(), 1, kind=kind)
    assert capture.plan_capture(store, OWNER, session.id).phase is phase


def test_a_shot_is_stored_byte_for_byte_with_the_time_of_its_release(store: Store, sandbox: DecodeSandbox):
    records = Records(store)
    session = records.session(records.series(), 1)
    data = jpeg()
    photo = intake.take_photo(store, OWNER, sandbox, data, shot(), session_id=session.id, now=NOW)
    assert photos.read_original(store, photo.digest) == data
    assert (photo.view, photo.phase) == (CHEEK, Phase.PRE)
    assert photo.captured_at == NOW - timedelta(seconds=4)
    assert photo.captured_at_source is CaptureTimeSource.TAKEN_HERE
    assert photo.facts.shape == (240, 320)
    assert [job.subject for job in jobs.list_jobs(store, [photo.id])] == [photo.id]
    (event,) = audit.list_events(store, object_id=photo.id)
    assert (event.user, event.action) == ("Dr Eva Muster", "added photo")


@pytest.mark.parametrize(
    ("waited", "counted"),
    [(timedelta(days=400), timedelta(days=1)), (timedelta(seconds=-50), timedelta(0))],
)
def test_a_browser_that_lost_count_can_not_move_a_photo_far(
    store: Store, sandbox: DecodeSandbox, waited: timedelta, counted: timedelta
):
    records = Records(store)
    session = records.session(records.series(), 1)
    sent = shot(waited=waited)
    photo = intake.take_photo(store, OWNER, sandbox, jpeg(), sent, session_id=session.id, now=NOW)
    assert photo.captured_at == NOW - counted


def test_a_shot_that_is_sent_again_is_the_photo_that_is_stored(store: Store, sandbox: DecodeSandbox):
    records = Records(store)
    series = records.series()
    session, other = records.session(series, 1), records.session(series, 2, days=3)
    first = intake.take_photo(store, OWNER, sandbox, jpeg(), shot(), session_id=session.id, now=NOW)
    later = NOW + timedelta(minutes=5)
    again = intake.take_photo(store, OWNER, sandbox, jpeg(), shot(), session_id=session.id, now=later)
    assert again == first
    with pytest.raises(PhotoRefused, match="already in session 1"):
        intake.take_photo(store, OWNER, sandbox, jpeg(), shot(), session_id=other.id, now=NOW)


def test_what_is_no_photo_or_says_nothing_is_refused_and_not_stored(store: Store, sandbox: DecodeSandbox):
    records = Records(store)
    session = records.session(records.series(), 1)
    nowhere = {"session_id": session.id, "now": NOW}
    with pytest.raises(PhotoRefused):
        intake.take_photo(store, OWNER, sandbox, b"no photo", shot(), **nowhere)
    with pytest.raises(InvalidInput, match="Say which zone"):
        intake.take_photo(store, OWNER, sandbox, jpeg(), shot(view=View(ViewKind.CLOSE_UP)), **nowhere)
    with pytest.raises(NotFound):
        intake.take_photo(store, OWNER, sandbox, jpeg(), shot(), session_id="0" * 32, now=NOW)
    assert photos.list_photos(store, session.series_id) == []


@pytest.mark.parametrize("role", list(Role))
def test_who_may_take_photos(role: Role, store: Store, sandbox: DecodeSandbox):
    records = Records(store)
    session = records.session(records.series(), 1)
    actor = Actor("id", "Pat", role)
    if role in (Role.PATIENT, Role.PHONE):  # a phone only in the session of its link
        with pytest.raises(NotAllowed, match="can't take photos"):
            capture.plan_capture(store, actor, session.id)
        # a patient sends photos from home, and is told so
        why = "to their own treatment alone" if role is Role.PATIENT else "can't take photos"
        with pytest.raises(NotAllowed, match=why):
            intake.take_photo(store, actor, sandbox, jpeg(), shot(), session_id=session.id, now=NOW)
    else:
        capture.plan_capture(store, actor, session.id)
        intake.take_photo(store, actor, sandbox, jpeg(), shot(), session_id=session.id, now=NOW)


def test_who_is_let_into_one_session_takes_no_photos_for_another(store: Store, sandbox: DecodeSandbox):
    records = Records(store)
    series = records.series()
    mine, other = records.session(series, 1), records.session(series, 2, days=3)
    actor = Actor("id", "Eva (phone)", Role.PHONE, session_id=mine.id)
    intake.take_photo(store, actor, sandbox, jpeg(), shot(), session_id=mine.id, now=NOW)
    with pytest.raises(NotAllowed, match="for this session"):
        intake.take_photo(store, actor, sandbox, jpeg(2), shot(), session_id=other.id, now=NOW)
    with pytest.raises(NotAllowed, match="for this session"):
        capture.plan_capture(store, actor, other.id)


def test_a_phone_is_not_told_where_a_photo_is_stored(store: Store, sandbox: DecodeSandbox):
    records = Records(store)
    series = records.series()
    mine, other = records.session(series, 1), records.session(series, 2, days=3)
    intake.take_photo(store, OWNER, sandbox, jpeg(), shot(), session_id=other.id, now=NOW)
    phone = Actor("id", "Eva (phone)", Role.PHONE, session_id=mine.id)
    with pytest.raises(PhotoRefused) as refused:
        intake.take_photo(store, phone, sandbox, jpeg(), shot(), session_id=mine.id, now=NOW)
    assert str(refused.value) == "This photo is stored already: take another one."


def test_taking_photos_is_all_that_a_phone_may_do():
    phone = Actor("id", "Eva (phone)", Role.PHONE, session_id="one")
    assert [action for action in Action if is_allowed(phone, action)] == [Action.TAKE_PHOTOS]
