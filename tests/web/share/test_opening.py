"""What opens a patient's link on the real server, and what is told to whom."""

import re
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

from tests.web.conftest import Installation
from tests.web.share.visiting import DAY, WRONG, form_token_of, let_in, make, show, try_open
from tracker.model import Actor, Role, ShareFactor
from tracker.services import shares
from tracker.store import audit
from tracker.store.audit import AuditFilter


def test_the_start_page_says_nothing_and_is_the_same_for_everybody(clinic_in_use: Installation):
    make(clinic_in_use)
    pages = {re.sub(r'value="[^"]+"', "", clinic_in_use.visitor().get("/share").text) for _ in range(2)}
    assert len(pages) == 1
    (page,) = pages
    for secret in ("Zebedea", "Quittenbaum", "CH-4711", "Praxis am See", "Microneedling"):
        assert secret not in page


def test_the_right_answer_gives_a_cookie_for_these_pages_and_no_script(clinic_in_use: Installation):
    made, phone = make(clinic_in_use), clinic_in_use.visitor()
    answer = try_open(phone, made.token, **DAY)
    (cookie,) = answer.headers.get_all("Set-Cookie")
    for part in ("tracker_share=", "HttpOnly", "SameSite=strict", "Path=/share"):
        assert part in cookie
    assert "Max-Age" not in cookie
    page = phone.get("/share/visits")
    assert (page.status, page.headers["Cache-Control"]) == (200, "no-store")
    assert "Hello Zebedea" in page.text
    for secret in ("Quittenbaum", "CH-4711", "1984"):
        assert secret not in page.text
    assert "Zebedea" not in str(re.findall(r"<title>.*</title>", page.text))


def test_a_link_alone_a_wrong_answer_and_an_unknown_link_look_alike_and_take_as_long(
    clinic_in_use: Installation,
):
    made, revoked = make(clinic_in_use), make(clinic_in_use)
    owner = Actor("eva", "Dr Eva", Role.OWNER)
    shares.revoke_share(clinic_in_use.store, owner, revoked.share.id, at=datetime.now(UTC))
    told, took = set(), []
    for token in (made.token, revoked.token, "x" * 43, ""):
        visitor = clinic_in_use.visitor()
        visitor.get("/share")
        began = time.monotonic()
        answer = try_open(visitor, token, **WRONG)
        took.append(time.monotonic() - began)
        told.add((answer.status, answer.text, tuple(sorted(answer.headers.keys()))))
        assert "tracker_share" not in visitor.cookies
    assert len(told) == 1
    assert min(took) > 0.4
    assert max(took) < 1.5


def test_the_sixth_answer_is_refused_though_it_is_right(clinic_in_use: Installation):
    made = make(clinic_in_use)
    for _ in range(5):
        assert try_open(clinic_in_use.visitor(), made.token, **WRONG).status == 403
    phone = clinic_in_use.visitor()
    answer = try_open(phone, made.token, **DAY)
    assert (answer.status, "tracker_share" in phone.cookies) == (403, False)
    assert answer.text.startswith("That didn't work")


def test_a_code_lets_in_once(clinic_in_use: Installation):
    made = make(clinic_in_use, ShareFactor.CODE)
    assert try_open(clinic_in_use.visitor(), made.token, code=made.code).status == 204
    again = try_open(clinic_in_use.visitor(), made.token, code=made.code)
    assert (again.status, again.text) == (403, "This code was used already: ask your clinic for a new one.")


def test_another_site_and_a_form_without_its_token_open_nothing(clinic_in_use: Installation):
    made, phone = make(clinic_in_use), clinic_in_use.visitor()
    assert try_open(phone, made.token, form_token="made up", **DAY).status == 400
    foreign = clinic_in_use.visitor()
    token = form_token_of(foreign, "/share")
    body = urlencode({"form_token": token, "token": made.token, **DAY}).encode()
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert foreign.ask("POST", "/share/open", {**typed, **headers}, body).status == 403
    assert "tracker_share" not in {**phone.cookies, **foreign.cookies}


def test_opening_leaves_a_trace_and_no_log_has_the_token(clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo, clinic_in_use.reference)
    phone, made = let_in(clinic_in_use)
    phone.get("/share/visits")
    phone.get("/share/compare")
    seen = audit.find_events(clinic_in_use.store, AuditFilter(user="patient (link)", action="saw"), limit=50)
    assert {e.object_kind for e in seen} >= {"patient's visits", "patient's comparison"}
    log = clinic_in_use.server.log_path.read_text()
    for secret in (made.token, "Zebedea", "1984-03-09"):
        assert secret not in log
