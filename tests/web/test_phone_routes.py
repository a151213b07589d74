"""A phone's link on the real server: who gets in, how often and how long, and what is told to whom."""

import io
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import update

from tests.web.conftest import NOW, PASSWORD, PATIENT, Installation
from tests.web.serving import PAGE, Answer, Visitor
from tests.web.test_capture_route import jpeg
from tracker.model import Acceptance, Actor, Phase, Role
from tracker.services import phone_link
from tracker.store import photos, users
from tracker.store.schema import CaptureLinkRecord

OF_A_PHONE = [
    ("GET", "/phone/plan"),
    ("GET", "/phone/ghost/{digest}/screen"),
    ("POST", "/phone/guidance?width=2&height=2"),
    ("POST", "/phone/photo"),
    ("POST", "/phone/photo/any/keep"),
    ("POST", "/phone/photo/any/reject"),
]
ENDED = "This link has ended: make a new one at the desk and scan it."


def make_link(clinic: Installation, desk: Visitor) -> str:
    """The token of a link that the desk has made."""
    sign_in_token = desk.cookies["tracker_session"].rpartition(".")[0]
    actor = Actor(clinic.owner.id, clinic.owner.display_name, clinic.owner.role)
    session_id = clinic.photo.session_id
    return phone_link.make_link(
        clinic.store, actor, session_id, sign_in_token=sign_in_token, at=datetime.now(UTC)
    )


def claim(visitor: Visitor, token: str, **headers: str) -> Answer:
    typed = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{visitor.server.host}"}
    return visitor.ask("POST", "/phone/claim", {**typed, **headers}, urlencode({"token": token}).encode())


def connected(clinic: Installation) -> tuple[Visitor, Visitor]:
    """The desk, and the phone that has claimed its link."""
    desk, phone = clinic.signed_in(), clinic.visitor()
    assert claim(phone, make_link(clinic, desk)).status == 204
    return desk, phone


def ask(phone: Visitor, clinic: Installation, method: str, path: str) -> Answer:
    headers = {"X-Tracker-View": "front", "X-Tracker-Phase": "pre"}
    body = bytes(12) if method == "POST" else None
    return phone.ask(method, path.format(digest=clinic.reference.digest), headers, body)


def lets_in(phone: Visitor, clinic: Installation) -> set[bool]:
    """Whether each route of a phone lets it in; what it asks for may well be nonsense."""
    return {ask(phone, clinic, *what).status not in (401, 403) for what in OF_A_PHONE}


def test_a_phone_that_claimed_a_link_is_let_in_and_nowhere_else(clinic_in_use: Installation):
    _, phone = connected(clinic_in_use)
    assert lets_in(phone, clinic_in_use) == {True}
    digest, session_id = clinic_in_use.photo.digest, clinic_in_use.photo.session_id
    for method, path in [
        ("GET", "/"),
        ("GET", f"/session?session={session_id}"),
        ("GET", f"/photo/{digest}/screen"),
        ("GET", f"/photo/{digest}/detail"),
        ("POST", f"/capture/{session_id}"),
        ("POST", f"/guidance/{session_id}?view=front&width=2&height=2"),
        ("POST", f"/phone-link/{session_id}"),
        ("GET", f"/phone-link/{session_id}"),
        ("POST", f"/phone-link/{session_id}/end"),
        ("GET", "/work"),
        ("GET", "/auth/ping"),
        ("GET", "/_stcore/health"),
        ("GET", "/phone/anything/else"),
    ]:
        answer = phone.ask(method, path)
        assert answer.status in (401, 404), f"{method} {path}"
        assert answer.status == 401 or path == "/phone/anything/else"


def test_the_cookie_is_for_the_phones_routes_and_no_script(clinic_in_use: Installation):
    phone = clinic_in_use.visitor()
    answer = claim(phone, make_link(clinic_in_use, clinic_in_use.signed_in()))
    (cookie,) = answer.headers.get_all("Set-Cookie")
    for part in ("tracker_phone=", "HttpOnly", "SameSite=strict", "Path=/phone", "Max-Age=600"):
        assert part in cookie


def test_a_link_is_used_once(clinic_in_use: Installation):
    token = make_link(clinic_in_use, clinic_in_use.signed_in())
    first, second = clinic_in_use.visitor(), clinic_in_use.visitor()
    assert claim(first, token).status == 204
    answer = claim(second, token)
    sentence = "This link was used already: make a new one at the desk and scan it."
    assert (answer.status, answer.text) == (403, sentence)
    assert "tracker_phone" not in second.cookies
    assert lets_in(first, clinic_in_use) == {True}
    assert lets_in(second, clinic_in_use) == {False}


def test_looking_at_the_address_uses_nothing_up(clinic_in_use: Installation):
    token = make_link(clinic_in_use, clinic_in_use.signed_in())
    phone = clinic_in_use.visitor()
    for method in ("GET", "HEAD"):
        assert phone.ask(method, "/phone", PAGE).status == 200
    assert phone.ask("GET", "/phone/claim", PAGE).status in (404, 405)
    assert phone.ask("GET", f"/phone/claim?token={token}", PAGE).status in (404, 405)
    assert claim(phone, token).status == 204


def expire(clinic: Installation, _: Visitor) -> None:
    with clinic.store.writing() as db:
        db.execute(update(CaptureLinkRecord).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))


def end_at_the_desk(clinic: Installation, desk: Visitor) -> None:
    origin = {"Origin": f"http://{desk.server.host}"}
    assert desk.ask("POST", f"/phone-link/{clinic.photo.session_id}/end", origin).status == 204


def sign_out(_: Installation, desk: Visitor) -> None:
    assert desk.send_form("/sign-out").status == 303


def make_another(clinic: Installation, desk: Visitor) -> None:
    make_link(clinic, desk)


@pytest.mark.parametrize("end", [expire, end_at_the_desk, sign_out, make_another])
def test_a_phone_is_out_as_soon_as_its_link_has_ended(end, clinic_in_use: Installation):
    desk, phone = connected(clinic_in_use)
    assert lets_in(phone, clinic_in_use) == {True}
    before = len(photos.list_photos(clinic_in_use.store, clinic_in_use.photo.series_id))
    end(clinic_in_use, desk)
    assert lets_in(phone, clinic_in_use) == {False}
    page = phone.get("/phone/camera")
    assert page.status == 403
    assert ENDED in page.text
    assert send(phone, jpeg(77)).status == 401
    assert len(photos.list_photos(clinic_in_use.store, clinic_in_use.photo.series_id)) == before


@pytest.mark.parametrize("end", [expire, end_at_the_desk, sign_out, make_another])
def test_a_link_that_has_ended_is_not_to_be_claimed(end, clinic_in_use: Installation):
    desk = clinic_in_use.signed_in()
    token = make_link(clinic_in_use, desk)
    end(clinic_in_use, desk)
    answer = claim(clinic_in_use.visitor(), token)
    assert (answer.status, answer.text) == (403, ENDED)


def test_cookies_that_are_none_of_ours_open_nothing(clinic_in_use: Installation):
    _, phone = connected(clinic_in_use)
    good = phone.cookies["tracker_phone"]
    token, _, signature = good.rpartition(".")
    other = ("A" if token[0] != "A" else "B") + token[1:]
    for bad in (token, f"{other}.{signature}", "", "x.y"):
        assert lets_in(Visitor(phone.server, {"tracker_phone": bad}), clinic_in_use) == {False}
    # and one kind of cookie is not another
    assert Visitor(phone.server, {"tracker_session": good}).ask("GET", "/auth/ping").status == 401
    session = clinic_in_use.signed_in().cookies["tracker_session"]
    assert lets_in(Visitor(phone.server, {"tracker_phone": session}), clinic_in_use) == {False}


def test_a_desk_without_a_link_is_no_phone(clinic_in_use: Installation):
    assert lets_in(clinic_in_use.signed_in(), clinic_in_use) == {False}


def send(phone: Visitor, data: bytes, **headers: str) -> Answer:
    said = {"X-Tracker-View": quote("close-up:rücken"), "X-Tracker-Phase": "immediately post"}
    return phone.ask("POST", "/phone/photo", {**said, **headers}, data)


def test_a_phones_photo_bears_its_makers_name(clinic_in_use: Installation):
    _, phone = connected(clinic_in_use)
    data = jpeg(78)
    answer = send(phone, data)
    assert answer.status == 201
    told = json.loads(answer.text)
    photo = photos.photo_by_digest(clinic_in_use.store, told["digest"])
    assert photo is not None
    assert photos.read_original(clinic_in_use.store, photo.digest) == data
    assert (photo.added_by, photo.phase) == ("Dr Eva (phone)", Phase.IMMEDIATELY_POST)
    assert photo.session_id == clinic_in_use.photo.session_id
    assert told["ghost"] == f"/phone/ghost/{photo.digest}/screen"
    assert phone.ask("GET", told["ghost"]).status == 200


def blurred(shade: int) -> bytes:
    """Skin of two shades without any detail, and so out of focus."""
    rgb = np.full((1200, 1600, 3), (135, 95, shade), np.uint8)
    rgb[300:900, 300:900] = (190, 150, shade + 50)
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=100)
    return file.getvalue()


def decide(visitor: Visitor, address: str, deed: str, reason: str = "") -> Answer:
    typed = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{visitor.server.host}"}
    return visitor.ask("POST", f"{address}/{deed}", typed, urlencode({"reason": reason}).encode())


def test_a_phone_decides_about_photos_of_its_session_alone(clinic_in_use: Installation):
    _, phone = connected(clinic_in_use)
    told = json.loads(send(phone, blurred(82)).text)
    assert told["acceptance"] == "waiting", told
    assert any(found["is_serious"] for found in told["findings"])
    mine = f"/phone/photo/{told['photo']}"
    refused = decide(phone, mine, "keep")
    assert (refused.status, refused.text[:14]) == (400, "Give a reason:")
    assert decide(phone, mine, "anything").status == 404
    assert decide(phone, f"/phone/photo/{clinic_in_use.reference.id}", "keep", "mine").status == 403
    assert decide(phone, f"/phone/photo/{clinic_in_use.reference.id}", "reject").status == 403
    assert decide(phone, mine, "keep", "the only one").status == 204
    kept = photos.photo_by_digest(clinic_in_use.store, told["digest"])
    assert kept is not None
    assert (kept.acceptance, kept.acceptance_reason) == (Acceptance.ACCEPTED_WITH_REASON, "the only one")
    # of another view, whose first photo it is: against its own like it would pass
    again = json.loads(send(phone, blurred(84), **{"X-Tracker-View": "other:hand"}).text)
    assert decide(phone, f"/phone/photo/{again['photo']}", "reject").status == 204
    assert photos.photo_by_digest(clinic_in_use.store, again["digest"]) is None


def test_a_phone_sees_references_and_no_other_photo_and_keeps_none(clinic_in_use: Installation):
    _, phone = connected(clinic_in_use)
    ghost = phone.ask("GET", f"/phone/ghost/{clinic_in_use.reference.digest}/screen")
    assert (ghost.status, ghost.body, ghost.headers["Cache-Control"]) == (200, b"RIFF screen", "no-store")
    assert phone.ask("GET", f"/phone/ghost/{clinic_in_use.photo.digest}/screen").status == 404


def test_a_phone_is_told_nothing_of_the_patient(clinic_in_use: Installation):
    _, phone = connected(clinic_in_use)
    pages = [phone.get(path).text for path in ("/phone", "/phone/camera")]
    plan = phone.ask("GET", "/phone/plan").text
    for secret in (PATIENT.family_name, PATIENT.given_name, PATIENT.chart_number, "1984", "2026", "acne",
                   "Microneedling", "Dr Eva", "Praxis", clinic_in_use.photo.session_id,
                   clinic_in_use.photo.series_id, clinic_in_use.photo.patient_id):  # fmt: skip
        assert all(secret not in page for page in [*pages, plan]), secret
    assert {line["key"] for line in json.loads(plan)["views"]} >= {"front"}


def test_another_site_can_not_claim_or_send(clinic_in_use: Installation):
    elsewhere = {"Origin": "https://elsewhere.example"}
    token = make_link(clinic_in_use, clinic_in_use.signed_in())
    phone = clinic_in_use.visitor()
    assert claim(phone, token, **elsewhere).status == 403
    assert claim(phone, token).status == 204
    assert send(phone, jpeg(79), **elsewhere).status == 403


def test_the_desk_gets_a_code_once_and_is_told_what_phones_need(clinic_in_use: Installation):
    desk, session_id = clinic_in_use.signed_in(), clinic_in_use.photo.session_id
    origin = {"Origin": f"http://{desk.server.host}"}
    made = desk.ask("POST", f"/phone-link/{session_id}", origin)
    told = json.loads(made.text)
    assert made.status == 201
    assert told["code"].startswith("data:image/svg+xml")
    assert told["warning"].startswith(
        f"The code leads to http://{desk.server.host}, which is the phone itself"
    )
    watched = json.loads(desk.ask("GET", f"/phone-link/{session_id}").text)
    assert set(watched) == {"state", "seconds_left", "photos"}
    assert watched["state"] == "open"
    assert desk.ask("POST", "/phone-link/unknown", origin).status == 404


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", ""), ("POST", "/end")])
def test_who_may_not_add_photos_has_no_link(method: str, path: str, clinic_in_use: Installation):
    address = f"/phone-link/{clinic_in_use.photo.session_id}{path}"
    assert clinic_in_use.visitor().ask(method, address).status == 401
    name = f"pia{method}{len(path)}"
    users.add_user(
        clinic_in_use.store, name=name, display_name="Pia", role=Role.PATIENT, password=PASSWORD, at=NOW
    )
    patient = clinic_in_use.visitor()
    assert patient.sign_in(name, PASSWORD).status == 303
    assert patient.ask(method, address).status == 403


def test_no_token_is_in_any_log(clinic_in_use: Installation):
    desk, phone = clinic_in_use.signed_in(), clinic_in_use.visitor()
    token = make_link(clinic_in_use, desk)
    phone.get("/phone")
    claim(phone, token)
    claim(phone, token)
    logged = clinic_in_use.server.log_path.read_text()
    assert token not in logged
    assert phone.cookies["tracker_phone"].rpartition(".")[0] not in logged
