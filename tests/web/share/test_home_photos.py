"""Photos that a patient sends from home."""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from tests.web.conftest import Installation
from tests.web.share.visiting import add, form_token_of, let_in, picture
from tests.web.test_capture_route import jpeg
from tracker.model import SessionKind
from tracker.store import photos, sessions


def test_a_photo_from_home_comes_into_the_days_home_session(clinic_in_use: Installation):
    phone, _ = let_in(clinic_in_use)
    data = jpeg(502)
    answer = add(phone, data)
    assert (answer.status, json.loads(answer.text)) == (201, {"text": "Added. Your clinic will see it."})
    photo = photos.photo_by_digest(clinic_in_use.store, hashlib.sha256(data).hexdigest())
    assert photo is not None
    assert (photo.is_from_patient, photo.is_visible_to_patient, photo.is_new) == (True, True, True)
    session = sessions.read_session(clinic_in_use.store, photo.session_id)
    assert (session.details.kind, session.series_id) == (SessionKind.HOME, clinic_in_use.photo.series_id)
    assert add(phone, jpeg(503)).status == 201
    mine = [p for p in photos.list_photos(clinic_in_use.store, session.series_id) if p.is_from_patient]
    assert {p.session_id for p in mine} == {session.id}
    assert phone.ask("GET", picture(photo)).status == 200
    assert "added by you" in phone.get("/share/visits").text


@pytest.mark.parametrize(
    ("data", "view", "status", "sentence"),
    [
        (b"no picture at all", "front", 422, ""),
        (b"", "front", 422, ""),
        (jpeg(504), "left 90", 400, "Choose from the list what the photo shows."),
        (jpeg(504), "nonsense", 400, "This view is not known: load the page again."),
    ],
)
def test_what_is_no_photo_leaves_neither_photo_nor_session(data, view, status, sentence, clinic_in_use):
    phone, _ = let_in(clinic_in_use)
    store, series_id = clinic_in_use.store, clinic_in_use.photo.series_id
    before = (
        [s.id for s in sessions.list_sessions(store, series_id)],
        len(photos.list_photos(store, series_id)),
    )
    answer = add(phone, data, view=view)
    assert answer.status == status
    assert answer.text.startswith(sentence)
    assert answer.text
    after = (
        [s.id for s in sessions.list_sessions(store, series_id)],
        len(photos.list_photos(store, series_id)),
    )
    assert after == before


def test_a_photo_of_another_day_is_refused_and_leaves_no_session(clinic_in_use: Installation):
    taken = Image.Exif()
    taken.get_ifd(0x8769)[0x9003] = f"{datetime.now(UTC) - timedelta(days=3):%Y:%m:%d %H:%M:%S}"
    out = io.BytesIO()
    Image.open(io.BytesIO(jpeg(509))).save(out, "JPEG", exif=taken)
    phone, _ = let_in(clinic_in_use)
    store, series_id = clinic_in_use.store, clinic_in_use.photo.series_id
    before = [s.id for s in sessions.list_sessions(store, series_id)]
    answer = add(phone, out.getvalue())
    assert (answer.status, answer.text.startswith("This photo was taken more than a day ago")) == (400, True)
    assert [s.id for s in sessions.list_sessions(store, series_id)] == before


def test_a_photo_needs_the_token_of_the_pages_form(clinic_in_use: Installation):
    phone, _ = let_in(clinic_in_use)
    assert add(phone, jpeg(505), token="made up").status == 400
    assert photos.photo_by_digest(clinic_in_use.store, hashlib.sha256(jpeg(505)).hexdigest()) is None
    token = form_token_of(phone, "/share/add")
    assert add(phone, jpeg(505), token=token, **{"Sec-Fetch-Site": "cross-site"}).status == 403


def test_a_photo_of_another_patient_is_refused_without_saying_so(clinic_in_use: Installation):
    """What is stored elsewhere is told to nobody."""
    store = clinic_in_use.store
    held = sessions.list_sessions(store, clinic_in_use.photo.series_id)[0]
    data = jpeg(506)
    _take_at_the_clinic(clinic_in_use, data, held.id)
    phone, _ = let_in(clinic_in_use)
    answer = add(phone, data)
    assert (answer.status, answer.text) == (422, "This photo is stored already: take another one.")


def _take_at_the_clinic(clinic: Installation, data: bytes, session_id: str) -> None:
    desk = clinic.signed_in()
    headers = {"X-Tracker-View": "front", "X-Tracker-Phase": "pre", "Origin": f"http://{desk.server.host}"}
    assert desk.ask("POST", f"/capture/{session_id}", headers, data).status == 201
