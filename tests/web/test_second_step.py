"""The code after the password, and the password that must be changed, over HTTP."""

from datetime import UTC, datetime

import pyotp
import pytest

from tests.web.conftest import PASSWORD, Installation
from tests.web.serving import Visitor
from tracker.model import Role, User
from tracker.store import second_factors, users

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def anna(clinic_in_use: Installation) -> User:
    """An assistant whose sign-in asks for a code."""
    store = clinic_in_use.store
    found = users.find_user_by_name(store, "anna") or users.add_user(
        store, name="anna", display_name="Anna", role=Role.ASSISTANT, password=PASSWORD, at=datetime.now(UTC)
    )
    second_factors.set_up(store, found.id, SECRET, step=0, recovery_codes=["abcdefgh23456789"])
    return found


@pytest.fixture
def newcomer(clinic_in_use: Installation) -> User:
    """Somebody whose password the owner knows."""
    store = clinic_in_use.store
    found = users.find_user_by_name(store, "nora") or users.add_user(
        store, name="nora", display_name="Nora", role=Role.OWNER, password=PASSWORD, at=datetime.now(UTC)
    )
    users.set_password(store, found.id, PASSWORD, must_change=True)
    return found


@pytest.fixture
def visitor(clinic_in_use: Installation) -> Visitor:
    return clinic_in_use.visitor()


@pytest.mark.usefixtures("anna")
def test_before_the_code_nothing_opens(clinic_in_use: Installation, visitor: Visitor):
    answer = visitor.sign_in("anna", PASSWORD, target="/series?series=5f")
    assert (answer.status, answer.location) == (303, "/sign-in/code?next=%2Fseries%3Fseries%3D5f")
    assert visitor.get("/").status == 303
    assert visitor.ask("GET", f"/photo/{clinic_in_use.photo.digest}/thumbnail").status == 401
    page = visitor.get("/sign-in/code?next=/series")
    assert 'autocomplete="one-time-code"' in page.text
    assert 'name="next" value="/series"' in page.text


@pytest.mark.usefixtures("anna")
def test_a_right_code_opens_the_wanted_page_under_a_new_cookie(visitor: Visitor):
    visitor.sign_in("anna", PASSWORD)
    waiting = visitor.cookies["tracker_session"]
    code = pyotp.TOTP(SECRET).now()
    answer = visitor.send_form("/sign-in/code", code=code, next="/clinic")
    assert (answer.status, answer.location) == (303, "/clinic")
    assert visitor.cookies["tracker_session"] != waiting
    assert visitor.get("/").status == 200
    thief = Visitor(visitor.server, {"tracker_session": waiting})
    assert thief.get("/").status == 303
    assert thief.ask("GET", "/auth/ping").status == 401


@pytest.mark.usefixtures("anna")
def test_a_wrong_code_is_said_in_one_sentence(visitor: Visitor):
    visitor.sign_in("anna", PASSWORD)
    answer = visitor.send_form("/sign-in/code", code="abc")
    assert answer.status == 401
    assert "This code is wrong or was used already" in answer.text
    assert visitor.ask("GET", "/auth/ping").status == 401


@pytest.mark.usefixtures("anna")
def test_a_code_from_another_site_is_not_looked_at(visitor: Visitor):
    visitor.sign_in("anna", PASSWORD)
    code = pyotp.TOTP(SECRET).now()
    assert visitor.post("/sign-in/code", code=code, form_token="made up").status == 400
    assert visitor.post("/sign-in/code", {"Origin": "https://elsewhere.example"}, code=code).status == 403
    assert visitor.ask("GET", "/auth/ping").status == 401


def test_the_code_page_leads_back_to_the_first_without_a_right_password(visitor: Visitor):
    answer = visitor.get("/sign-in/code?next=//elsewhere.example")
    assert (answer.status, answer.location) == (303, "/sign-in?next=%2F")


@pytest.mark.usefixtures("newcomer")
def test_whoever_has_a_told_password_sees_nothing_before_choosing_their_own(
    clinic_in_use: Installation, visitor: Visitor
):
    visitor.sign_in("nora", PASSWORD, target="/patient?patient=5f")
    page = visitor.get("/patient?patient=5f")
    assert (page.status, page.location) == (303, "/change-password")
    assert visitor.ask("GET", f"/photo/{clinic_in_use.photo.digest}/thumbnail").status == 401
    new = "lunes manzana reloj"
    fields = {"present": PASSWORD, "password": new, "password_again": "other"}
    answer = visitor.send_form("/change-password", **fields)
    assert (answer.status, "The two passwords differ" in answer.text) == (400, True)
    assert new not in answer.text
    answer = visitor.send_form("/change-password", **{**fields, "password_again": new})
    assert (answer.status, answer.location) == (303, "/sign-in")
    assert visitor.ask("GET", "/auth/ping").status == 401
    assert visitor.sign_in("nora", new).status == 303
    assert visitor.get("/").status == 200


def test_nobody_changes_a_password_without_a_sign_in_or_from_another_site(
    clinic_in_use: Installation, visitor: Visitor
):
    assert visitor.get("/change-password").location.startswith("/sign-in")
    fields = {"present": PASSWORD, "password": "lunes manzana reloj", "password_again": "lunes manzana reloj"}
    assert visitor.post("/change-password", **fields).status in (303, 401)
    signed_in = clinic_in_use.signed_in()
    assert signed_in.post("/change-password", **fields, form_token="made up").status == 400
    assert signed_in.post("/change-password", {"Origin": "https://elsewhere.example"}, **fields).status == 403
    assert clinic_in_use.visitor().sign_in("eva", PASSWORD).status == 303
