"""Photos that a browser has taken, sent to the real server."""

import io
import json
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image

from tests.web.conftest import NOW, PASSWORD, Installation
from tests.web.serving import Answer, Visitor
from tracker.model import Phase, Role, View, ViewKind
from tracker.store import photos, users

NECK = View(ViewKind.CLOSE_UP, "décolleté")


def jpeg(seed: int) -> bytes:
    rgb = np.random.default_rng(seed).integers(0, 255, (240, 320, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG")
    return file.getvalue()


def send(visitor: Visitor, session_id: str, data: bytes, **headers: str) -> Answer:
    said = {"X-Tracker-View": quote(NECK.key), "X-Tracker-Phase": "follow-up", "X-Tracker-Waited": "2500"}
    origin = {"Origin": f"http://{visitor.server.host}"}
    return visitor.ask("POST", f"/capture/{session_id}", {**said, **origin, **headers}, data)


def test_a_photo_is_stored_as_it_was_sent(clinic_in_use: Installation):
    data = jpeg(1)
    answer = send(clinic_in_use.signed_in(), clinic_in_use.photo.session_id, data)
    assert answer.status == 201
    photo = photos.photo_by_digest(clinic_in_use.store, json.loads(answer.text)["digest"])
    assert photo is not None
    assert photos.read_original(clinic_in_use.store, photo.digest) == data
    assert (photo.view, photo.phase, photo.added_by) == (NECK, Phase.FOLLOW_UP, "Dr Eva")
    assert photo.session_id == clinic_in_use.photo.session_id


def test_the_answer_says_what_is_off_in_the_photo(clinic_in_use: Installation):
    """Noise instead of skin, compressed to quality 70 as messengers do."""
    out = io.BytesIO()
    rgb = np.random.default_rng(77).integers(60, 200, (400, 500, 3), dtype=np.uint8)
    Image.fromarray(rgb).save(out, "JPEG", quality=70)
    answer = send(clinic_in_use.signed_in(), clinic_in_use.photo.session_id, out.getvalue())
    told = json.loads(answer.text)
    assert told["acceptance"] == "waiting"
    found = next(one for one in told["findings"] if one["kind"] == "JPEG quality")
    assert (found["is_serious"], found["value"], found["limit"]) == (True, 70.0, 90.0)
    assert found["text"].startswith("The file is compressed to JPEG quality 70 (good: 90 or more)")


@pytest.mark.parametrize(
    ("headers", "status", "sentence"),
    [
        ({"X-Tracker-View": "side"}, 400, "This view is not known: load the page again."),
        ({"X-Tracker-View": quote("other:" + "x" * 81)}, 400, "The name of the zone is too long"),
        ({"X-Tracker-Phase": "later"}, 400, "This phase is not known: load the page again."),
        ({"X-Tracker-View": "close-up"}, 400, "Say which zone the photo shows"),
    ],
    ids=str,
)
def test_what_is_said_wrongly_of_a_photo_is_refused_in_a_sentence(
    headers: dict[str, str], status: int, sentence: str, clinic_in_use: Installation
):
    answer = send(clinic_in_use.signed_in(), clinic_in_use.photo.session_id, jpeg(2), **headers)
    assert answer.status == status
    assert answer.text.startswith(sentence)


def test_what_is_no_photo_is_refused_in_a_sentence(clinic_in_use: Installation):
    visitor, session_id = clinic_in_use.signed_in(), clinic_in_use.photo.session_id
    assert send(visitor, session_id, b"GIF89a").status == 422
    assert send(visitor, session_id, b"").status == 422
    assert send(visitor, "0" * 32, jpeg(3)).status == 404


def test_what_is_too_large_is_not_read_to_its_end(clinic_in_use: Installation):
    visitor, session_id = clinic_in_use.signed_in(), clinic_in_use.photo.session_id
    answer = send(visitor, session_id, bytes(50_000_001))
    assert (answer.status, answer.text[:12]) == (413, "This file ha")


def test_nobody_sends_photos_without_the_right(clinic_in_use: Installation):
    session_id = clinic_in_use.photo.session_id
    answer = send(clinic_in_use.visitor(), session_id, jpeg(4))
    assert (answer.status, answer.text) == (401, "Sign in first.")
    users.add_user(
        clinic_in_use.store, name="paul", display_name="P", role=Role.PATIENT, password=PASSWORD, at=NOW
    )
    patient = clinic_in_use.visitor()
    assert patient.sign_in("paul", PASSWORD).status == 303
    answer = send(patient, session_id, jpeg(4))
    assert (answer.status, answer.text[:30]) == (403, "Your account can't see patient")


def test_another_site_can_not_send_photos(clinic_in_use: Installation):
    elsewhere = {"Origin": "https://elsewhere.example"}
    answer = send(clinic_in_use.signed_in(), clinic_in_use.photo.session_id, jpeg(5), **elsewhere)
    assert answer.status == 403
