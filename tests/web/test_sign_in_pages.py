"""Signing in and out in the browser."""

import pytest

from tests.web.conftest import PASSWORD, PATIENT, Installation
from tests.web.serving import FORM_TOKEN, Visitor
from tracker.store import audit


@pytest.fixture
def visitor(clinic_in_use: Installation) -> Visitor:
    return clinic_in_use.visitor()


def test_the_right_password_opens_the_page_one_wanted_to_see(visitor: Visitor):
    answer = visitor.sign_in("eva", PASSWORD, target="/series?series=5f")
    assert (answer.status, answer.location) == (303, "/series?series=5f")
    assert visitor.get("/").status == 200


def test_the_name_may_be_typed_in_any_case_and_with_a_space(visitor: Visitor):
    assert visitor.sign_in(" EVA ", PASSWORD).status == 303


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(visitor: Visitor):
    answer = visitor.sign_in("eva", PASSWORD)
    cookie = next(line for line in answer.headers.get_all("Set-Cookie") if "tracker_session=" in line)
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes == {"httponly", "samesite=lax", "path=/"}


@pytest.mark.parametrize(
    ("name", "password"), [("eva", "wrong wrong wrong"), ("ghost", PASSWORD), ("", ""), ("eva", "x" * 300)]
)
def test_a_mistake_ends_in_one_sentence_and_the_name_stays(name: str, password: str, visitor: Visitor):
    answer = visitor.sign_in(name, password, target="/clinic")
    assert answer.status == 401
    assert "Name or password is wrong: check both and try again." in answer.text
    assert f'name="name" value="{name}"' in answer.text
    assert 'name="next" value="/clinic"' in answer.text
    assert password not in answer.text or not password
    assert visitor.ask("GET", "/auth/ping").status == 401


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(visitor: Visitor):
    assert [visitor.sign_in("mallory", "wrong wrong").status for _ in range(5)] == [401] * 5
    answer = visitor.sign_in("Mallory ", "wrong wrong")
    assert answer.status == 429
    assert "Too many wrong passwords: wait five minutes, then try again." in answer.text
    assert visitor.sign_in("eva", PASSWORD).status == 303


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "\t//x",
    ],
)
def test_nobody_is_sent_to_another_site(target: str, visitor: Visitor):
    assert visitor.sign_in("eva", PASSWORD, target=target).location == "/"


def test_what_was_typed_never_becomes_part_of_the_page(visitor: Visitor):
    answer = visitor.sign_in('"><script>alert(1)</script>', "wrong", target="/<script>")
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_form_of_another_browser_is_not_taken(visitor: Visitor, clinic_in_use: Installation):
    token = FORM_TOKEN.search(clinic_in_use.visitor().get("/sign-in").text).group(1)
    visitor.get("/sign-in")
    for sent in (token, "", "nonsense"):
        answer = visitor.post("/sign-in", name="eva", password=PASSWORD, form_token=sent)
        assert answer.status == 400
        assert "This page was open for too long: please send it again." in answer.text
        assert 'value="eva"' in answer.text
    assert visitor.ask("GET", "/auth/ping").status == 401


def test_signing_in_again_ends_the_former_session(visitor: Visitor, clinic_in_use: Installation):
    visitor.get("/sign-in")
    token = FORM_TOKEN.search(visitor.get("/sign-in").text).group(1)
    visitor.post("/sign-in", name="eva", password=PASSWORD, form_token=token)
    former = Visitor(clinic_in_use.server, dict(visitor.cookies))
    assert visitor.post("/sign-in", name="eva", password=PASSWORD, form_token=token).status == 303
    assert visitor.ask("GET", "/auth/ping").status == 200
    assert former.ask("GET", "/auth/ping").status == 401


def test_signing_out_ends_the_session_on_the_server(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    copied = Visitor(clinic_in_use.server, dict(visitor.cookies))
    answer = visitor.send_form("/sign-out")
    assert (answer.status, answer.location) == (303, "/sign-in")
    assert copied.ask("GET", "/auth/ping").status == 401


def test_a_link_or_a_foreign_form_signs_nobody_out(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    assert visitor.get("/sign-out").status == 200
    assert visitor.post("/sign-out").status == 400
    assert visitor.ask("GET", "/auth/ping").status == 200


def test_whoever_is_signed_in_need_not_do_it_again(clinic_in_use: Installation):
    assert clinic_in_use.signed_in().get("/sign-in?next=/clinic").location == "/clinic"


def test_too_large_a_form_ends_in_a_sentence(visitor: Visitor):
    answer = visitor.post("/sign-in", name="x" * 70_000)
    assert (answer.status, answer.text) == (
        400,
        "This form holds too much text: shorten it and send it again.",
    )
    many = visitor.post("/sign-in", **{f"field{n}": "x" for n in range(60)})
    assert (many.status, many.text) == (400, "This form holds too many fields: load the page again.")


def test_sign_ins_and_sign_outs_are_on_record(clinic_in_use: Installation):
    clinic_in_use.signed_in().send_form("/sign-out")
    events = audit.list_events(clinic_in_use.store, object_id=clinic_in_use.owner.id, limit=2)
    assert {event.action for event in events} == {"signed in", "signed out"}


def test_the_log_names_neither_passwords_nor_people_nor_photos(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    visitor.get(f"/photo/{clinic_in_use.photo.digest}/thumbnail")
    visitor.get(f"/photo/{clinic_in_use.photo.digest}/nonsense")
    clinic_in_use.visitor().sign_in("eva", "a telling password")
    log = clinic_in_use.server.log_path.read_text()
    told = [
        PASSWORD,
        "a telling password",
        PATIENT.family_name,
        clinic_in_use.photo.digest,
        *visitor.cookies.values(),
    ]
    assert [secret for secret in told if secret in log] == []
