"""Guidance by address: a frame in, hints out, for those alone who may add photos."""

import json
from collections.abc import Iterator

import pytest

from tests.services.test_guidance import add_reference, frame
from tests.web.conftest import NOW, PASSWORD, Installation
from tests.web.serving import Answer, Visitor
from tracker.imaging.phantom.geometry import Pose
from tracker.model import Role
from tracker.store import users

HERE = "?view=close-up:left%20cheek&width=320&height=240"
RAW = {"Content-Type": "application/octet-stream"}


@pytest.fixture(scope="module")
def session_id(clinic_in_use: Installation) -> str:
    return add_reference(clinic_in_use.store)[0]


@pytest.fixture
def visitor(clinic_in_use: Installation) -> Iterator[Visitor]:
    yield clinic_in_use.signed_in()


def post(visitor: Visitor, path: str, body: bytes, headers: dict[str, str] | None = None) -> Answer:
    return visitor.ask("POST", f"/guidance/{path}", RAW | (headers or {}), body)


def test_a_frame_is_answered_with_what_to_change(visitor: Visitor, session_id: str):
    answer = post(visitor, session_id + HERE, frame(Pose(distance=1.25)))
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
    told = json.loads(answer.body)
    assert set(told) == {"is_ready", "hints", "milliseconds"}
    assert told["is_ready"] is False
    [hint] = told["hints"]
    assert (hint["kind"], hint["arrow"]) == ("nearer", "nearer")
    assert hint["text"] == "Move the camera closer: 20% nearer."
    assert 0 < hint["amount"] <= 1


def test_a_repeat_is_ready(visitor: Visitor, session_id: str):
    told = json.loads(post(visitor, session_id + HERE, frame()).body)
    assert (told["is_ready"], told["hints"]) == (True, [])


def test_hints_are_said_in_the_browsers_language(visitor: Visitor, session_id: str):
    body = frame(Pose(distance=1.25))
    spanish = json.loads(post(visitor, session_id + HERE, body, {"Accept-Language": "es"}).body)
    english = json.loads(post(visitor, session_id + HERE, body).body)
    assert spanish["hints"][0]["kind"] == english["hints"][0]["kind"]
    assert spanish["hints"][0]["text"] != english["hints"][0]["text"]


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("?view=front&width=320&height=240", 404, "has no reference photo yet"),
        ("?view=behind&width=320&height=240", 404, "There is no such view"),
        ("?view=close-up:left%20cheek", 400, "width and height"),
        ("?view=close-up:left%20cheek&width=x&height=240", 400, "width and height"),
        ("?view=close-up:left%20cheek&width=641&height=240", 400, "sides of 64 to 640 px"),
        ("?view=close-up:left%20cheek&width=100&height=100", 400, "three bytes for each pixel"),
        ("?view=close-up:left%20cheek&width=321&height=240", 400, "three bytes for each pixel"),
    ],
)
def test_what_is_no_question_is_refused_with_a_sentence(
    visitor: Visitor, session_id: str, query: str, status: int, sentence: str
):
    answer = post(visitor, session_id + query, frame())
    assert answer.status == status
    assert sentence in answer.text


def test_more_than_the_largest_frame_is_not_read(visitor: Visitor, session_id: str):
    answer = post(visitor, session_id + HERE, bytes(3 * 640 * 640 + 1))
    assert (answer.status, "at most 640" in answer.text) == (400, True)


def test_an_unknown_session_is_not_found(visitor: Visitor):
    assert post(visitor, "unknown" + HERE, frame()).status == 404


def test_without_a_sign_in_nothing_is_compared(clinic_in_use: Installation, session_id: str):
    assert post(clinic_in_use.visitor(), session_id + HERE, frame()).status == 401


def test_an_account_without_the_right_is_refused(clinic_in_use: Installation, session_id: str):
    users.add_user(
        clinic_in_use.store, name="guided", display_name="Pat", role=Role.PATIENT, password=PASSWORD, at=NOW
    )
    patient = clinic_in_use.visitor()
    assert patient.sign_in("guided", PASSWORD).status == 303
    answer = post(patient, session_id + HERE, frame())
    assert answer.status == 403
    assert answer.text.startswith("Your account can't see patients")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_other_sites_can_not_ask(visitor: Visitor, session_id: str, headers: dict[str, str]):
    assert post(visitor, session_id + HERE, frame(), headers).status == 403


def test_nothing_of_a_frame_is_logged(visitor: Visitor, session_id: str, clinic_in_use: Installation):
    post(visitor, session_id + HERE, frame())
    post(visitor, session_id + HERE, frame()[:-7])
    log = clinic_in_use.server.log_path.read_text()
    assert session_id not in log
    assert "cheek" not in log
