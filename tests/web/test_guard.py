"""Nothing answers without a sign-in; `tests/access` asks every route of the app."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.conftest import Installation
from tests.web.serving import PAGE, Visitor
from tracker.services import sign_in
from tracker.web.cookies import SessionCookie
from tracker.web.guard import Guard
from tracker.web.secret_key import read_secret_key
from tracker.web.site import Site

THINGS = [
    ("GET", "/"),
    ("GET", "/series?series=5f"),
    ("GET", "/precision"),
    ("GET", "/no/such/page"),
    ("GET", "/static/js/index.js"),
    ("GET", "/_stcore/health"),
    ("GET", "/_stcore/host-config"),
    ("GET", "/_stcore/metrics"),
    ("PUT", "/_stcore/upload_file/session/file"),
    ("DELETE", "/_stcore/upload_file/session/file"),
    ("GET", "/media/abc.csv"),
    ("GET", "/component/any/index.html"),
    ("GET", "/_stcore/bidi-components/any/index.js"),
    ("POST", "/_stcore/agent/interact"),
    ("GET", "/photo/{digest}/thumbnail"),
    ("GET", "/photo/{digest}/screen"),
    ("GET", "/photo/{digest}/aligned?reference={reference}"),
    ("GET", "/photo/{digest}/trust?reference={reference}"),
    ("GET", "/photo/{digest}/detail?reference={reference}"),
    ("GET", "/photo/{digest}/detail/0123456789abcdef/0/0/0?reference={reference}"),
    ("GET", "/pair/{reference}/{digest}/change?reference={reference}"),
    ("GET", "/pair/{reference}/{digest}/change/0123456789abcdef/redness?reference={reference}"),
    ("POST", "/capture/any"),
    ("POST", "/capture/any/any/keep"),
    ("POST", "/capture/any/any/reject"),
    ("GET", "/phone/plan"),
    ("GET", "/phone/ghost/{reference}/screen"),
    ("POST", "/phone/guidance?width=2&height=2"),
    ("POST", "/phone/photo"),
    ("POST", "/phone/photo/any/keep"),
    ("GET", "/phone-link/any"),
    ("POST", "/phone-link/any"),
    ("POST", "/phone-link/any/end"),
    ("GET", "/work"),
    ("GET", "/work/series/any"),
    ("GET", "/sign-out"),
    ("POST", "/sign-out"),
    ("GET", "/auth/ping"),
    ("GET", "/change-password"),
    ("POST", "/change-password"),
    ("GET", "/auth/login"),
    ("GET", "/oauth2callback"),
]


def nobody(_: Installation) -> Visitor:
    return _.visitor()


def whose_session_ended(clinic: Installation) -> Visitor:
    visitor = clinic.signed_in()
    cookies = dict(visitor.cookies)
    assert visitor.send_form("/sign-out").status == 303
    return Visitor(clinic.server, cookies)


def who_was_idle(clinic: Installation) -> Visitor:
    visitor = clinic.signed_in()
    clinic.age_sign_ins(minutes=15)
    return visitor


def with_a_tampered_cookie(clinic: Installation) -> Visitor:
    visitor = clinic.signed_in()
    token, _, signature = visitor.cookies["tracker_session"].rpartition(".")
    other = "A" if token[0] != "A" else "B"
    visitor.cookies["tracker_session"] = f"{other}{token[1:]}.{signature}"
    return visitor


def with_an_unsigned_token(clinic: Installation) -> Visitor:
    token = sign_in.sign_in(clinic.store, "eva", "correct horse battery staple", address="", at=now())
    return Visitor(clinic.server, {"tracker_session": token})


def with_another_installations_cookie(clinic: Installation) -> Visitor:
    token = sign_in.sign_in(clinic.store, "eva", "correct horse battery staple", address="", at=now())
    cookies = SessionCookie("another key", clinic.store.settings)
    return Visitor(clinic.server, {"tracker_session": cookies._signer.sign(token).decode()})


INTRUDERS = [
    nobody,
    whose_session_ended,
    who_was_idle,
    with_a_tampered_cookie,
    with_an_unsigned_token,
    with_another_installations_cookie,
]


def now() -> Any:
    return Site.now(None)  # type: ignore[arg-type]


def filled(path: str, clinic: Installation) -> str:
    return path.format(digest=clinic.photo.digest, reference=clinic.reference.digest)


@pytest.mark.parametrize("intruder", INTRUDERS, ids=lambda intruder: intruder.__name__)
def test_nothing_answers_somebody(intruder: Callable[[Installation], Visitor], clinic_in_use: Installation):
    visitor = intruder(clinic_in_use)
    for method, path in THINGS:
        answer = visitor.ask(method, filled(path, clinic_in_use))
        assert (answer.status, answer.text) == (401, "Sign in first."), f"{method} {path}"


def test_a_page_leads_to_the_sign_in_and_remembers_where_one_wanted_to_go(clinic_in_use: Installation):
    answer = clinic_in_use.visitor().get("/series?series=5f&view=front")
    assert answer.status == 303
    assert answer.location == "/sign-in?next=%2Fseries%3Fseries%3D5f%26view%3Dfront"
    assert answer.body == b""


def test_signed_in_all_of_it_answers(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    refused = {(m, p): visitor.ask(m, filled(p, clinic_in_use)).status for m, p in THINGS}
    # a phone's routes are for phones
    of_phones = {status for (_, path), status in refused.items() if path.startswith("/phone/")}
    assert of_phones == {401}
    # what is left of the list needs a body or a token that this request does not have
    others = {status for (_, path), status in refused.items() if not path.startswith("/phone/")}
    assert others <= {200, 302, 303, 400, 403, 404, 405}
    assert refused["GET", "/"] == refused["GET", "/photo/{digest}/thumbnail"] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ],
    ids=str,
)
def test_another_site_gets_nothing_with_the_cookie_of_somebody_signed_in(
    headers: dict[str, str], clinic_in_use: Installation
):
    visitor = clinic_in_use.signed_in()
    for method, path in THINGS:
        assert visitor.ask(method, filled(path, clinic_in_use), headers).status == 403, f"{method} {path}"
    assert visitor.get("/auth/ping").status == 200


def test_a_link_on_another_site_may_lead_here_but_a_form_may_not(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert visitor.ask("GET", "/", followed).status == 200
    assert visitor.ask("POST", "/sign-out", followed).status == 403
    assert visitor.get("/auth/ping").status == 200


@pytest.mark.parametrize(
    "name", ["X-Tracker-User", "x-tracker-user", "X_Tracker_User", "X-TRACKER-USER", "X-Tracker-Sign-In"]
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_who_one_claims_to_be_is_replaced_by_who_one_is(name: str, kind: str, clinic_in_use: Installation):
    """A tiny application behind the real guard shows what it is told."""
    told: list[list[bytes]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        told.append(
            [value for key, value in scope["headers"] if b"tracker" in key.lower() and key != b"cookie"]
        )

    visitor = clinic_in_use.signed_in()
    cookie = visitor.cookie_header()["Cookie"].encode()
    claimed = [(name.encode(), b"somebody else"), (name.lower().encode(), b"somebody else")]
    scope = {
        "type": kind, "method": "GET", "path": "/", "query_string": b"",
        "headers": [(b"cookie", cookie), *claimed],
    }  # fmt: skip

    site = Site(clinic_in_use.store.settings)
    with site.open():
        asyncio.run(Guard(app, site=site, is_activity=lambda _: False)(scope, idle_receive, ignore))
    token = visitor.cookies["tracker_session"].rpartition(".")[0]
    sign_in_id = hashlib.sha256(token.encode()).hexdigest()[:16]
    assert told == [[clinic_in_use.owner.id.encode(), sign_in_id.encode()]]


async def idle_receive() -> dict[str, Any]:
    return {"type": "websocket.connect"}


async def ignore(_: Any) -> None:
    return None


def test_the_key_that_signs_is_the_servers_own(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    token = visitor.cookies["tracker_session"].rpartition(".")[0]
    key = read_secret_key(clinic_in_use.server.data_dir)
    again = SessionCookie(key, clinic_in_use.store.settings)._signer.sign(token).decode()
    assert again == visitor.cookies["tracker_session"]
    assert clinic_in_use.server.ask("GET", "/", {"Cookie": f"tracker_session={again}"} | PAGE).status == 200
