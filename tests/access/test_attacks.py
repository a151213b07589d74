"""Attacks on every route of the matrix: other sites, guessed digests, paths, headers, chosen cookies."""

import hashlib
import http.client
import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.access.asking import ask
from tests.access.conftest import COOKIE, PASSWORD, Served, add_person, signed_in
from tests.access.table import Row, read_rows
from tests.web.conftest import NOW
from tests.web.serving import FORM_TOKEN, Visitor
from tracker.model import (
    CaptureTimeSource,
    Finding,
    Phase,
    Photo,
    PhotoFacts,
    Rendition,
    View,
    ViewKind,
)
from tracker.services import sign_in
from tracker.store import acceptance, audit, photos, sign_ins, users
from tracker.store.schema import SignInRecord

CHANGING = {"POST", "PUT", "DELETE", "ANY", "WS"}
FOREIGN = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Origin": "https://{host}"},
    {"Origin": "http://{host}.elsewhere.example"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
]
PATHS = [
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "%252e%252e%252f%252e%252e%252fetc%252fpasswd",
    "..%5c..%5c..%5cetc%5cpasswd",
    "....//....//....//etc/passwd",
    "%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "..%c0%af..%c0%afetc%c0%afpasswd",
    "%00",
    "x%00.webp",
    "..%2fsecret.key",
    "..%2f..%2ftracker.sqlite3",
    "~root%2f.bashrc",
    "%0d%0aSet-Cookie:%20tracker_session=x",
    "a" * 4000,
    "%F0%9F%92%A9",
    "'%20OR%20'1'='1",
    "{{7*7}}",
]
# what is stored under the address of its content, and of an import
OWN_FILE = re.compile(
    r"data/(photos|renditions|imports)(/[0-9a-f]+)*(/(thumbnail|screen)|\.name|\.bin)?(\.webp)?"
)
ASKED_WITH = ["reference", "variant", "view", "next", "import", "token"]


def rows() -> list[Row]:
    return read_rows("routes")


def is_told_something(body: bytes, served: Served) -> bool:
    """Whether an answer holds a file of the machine or of the installation that no route serves."""
    key = next(path.read_bytes() for path in served.store.settings.data_dir.glob("*key*"))
    return any(secret in body for secret in (b"root:x:", b"SQLite format 3", key.strip(), b"original "))


def files_of(served: Served) -> set[str]:
    folder = served.store.settings.data_dir.parent
    found = (path.relative_to(folder) for path in folder.rglob("*"))
    return {str(path) for path in found if not is_database(path.name)}


def is_database(name: str) -> bool:
    return "sqlite" in name or name.endswith("-journal")


# ------------------------------------------------------------------------------------------- other sites


@pytest.mark.parametrize("row", [r for r in rows() if r["method"] in CHANGING], ids=str)
def test_no_other_site_changes_anything_in_the_name_of_who_is_signed_in(row: Row, served: Served) -> None:
    address, before = served.address(row["address"]), audit.list_events(served.store)
    method = "POST" if row["method"] == "ANY" else row["method"]
    for person in ("owner", "phone"):
        visitor = served.visitors[person]
        for said in FOREIGN:
            headers = {name: value.format(host=served.server.host) for name, value in said.items()}
            if (
                headers["Origin" if "Origin" in headers else "Sec-Fetch-Site"]
                == f"https://{served.server.host}"
            ):
                continue  # the same host over TLS: a proxy in between may have taken it off
            answer = ask(visitor, method, row["route"], address, **headers)
            assert answer.status == 403, f"{headers} {answer.text[:200]}"
            assert "Set-Cookie" not in answer.headers
    assert audit.list_events(served.store) == before


def test_a_form_is_taken_from_the_browser_that_it_was_given_to_and_unchanged(served: Served) -> None:
    mine, theirs = Visitor(served.server), Visitor(served.server)
    token = FORM_TOKEN.search(theirs.get("/sign-in").text)
    assert token
    mine.get("/sign-in")
    typed = {"name": "owner", "password": PASSWORD, "next": "/"}
    for bad in (token.group(1), "", "x", token.group(1)[:-1], token.group(1) + "x", "é\x00"):
        assert mine.post("/sign-in", **typed, form_token=bad).status == 400, bad
    assert COOKIE not in mine.cookies


# --------------------------------------------------------------------------------------- forced browsing


@pytest.fixture(scope="module")
def out_of_reach(served: Served) -> dict[str, Photo]:
    """Photos of the same view whose bytes are stored, and that nobody may see any more."""

    def add(number: int, *findings: Finding) -> Photo:
        data = f"original out of reach {number}".encode()
        return photos.add_photo(
            served.store,
            data,
            PhotoFacts(hashlib.sha256(data).hexdigest(), "JPEG", len(data), 3000, 4000),
            session_id=served.objects["session"],
            view=View(ViewKind.FRONT),
            phase=Phase.PRE,
            captured_at=NOW,
            source=CaptureTimeSource.TYPED,
            by="Eva",
            at=NOW,
            renditions={Rendition.THUMBNAIL: b"RIFF secret", Rendition.SCREEN: b"RIFF secret"},
        )

    deleted, rejected = add(1), add(2)
    for photo in (deleted, rejected):
        for kind in (Rendition.ALIGNED, Rendition.TRUST):
            photos.save_rendition(
                served.store,
                photo.digest,
                kind,
                b"RIFF secret",
                reference_digest=served.objects["reference"],
            )
        assert served.visitors["owner"].ask("GET", f"/photo/{photo.digest}/screen").status == 200
    photos.delete_photo(served.store, deleted.id, by="Eva", at=NOW, why="by mistake")
    acceptance.reject_photo(served.store, rejected.id, by="Eva", at=NOW, why="blurred")
    return {"deleted": deleted, "rejected": rejected}


OF_PHOTOS = [row for row in rows() if "{photo}" in row["address"] or "{reference}" in row["address"]]


@pytest.mark.parametrize("row", OF_PHOTOS, ids=str)
@pytest.mark.parametrize("kind", ["deleted", "rejected"])
def test_a_digest_of_a_photo_that_is_out_of_reach_opens_nothing(
    kind: str, row: Row, served: Served, out_of_reach: dict[str, Photo]
) -> None:
    digest = out_of_reach[kind].digest
    mixed = [
        served.objects | {"photo": digest},
        served.objects | {"reference": digest},
        served.objects | {"photo": digest, "reference": digest},
    ]
    for objects in mixed:
        address = row["address"].format(**objects)
        if digest not in address:
            continue
        for who, visitor in served.visitors.items():
            answer = ask(visitor, row["method"], row["route"], address)
            assert answer.status in (401, 403, 404), f"{who} {address}"
            assert b"secret" not in answer.body


@pytest.mark.parametrize("rendition", [str(kind) for kind in Rendition])
@pytest.mark.parametrize("kind", ["deleted", "rejected"])
def test_no_rendition_of_a_photo_that_is_out_of_reach_is_served(
    rendition: str, kind: str, served: Served, out_of_reach: dict[str, Photo]
) -> None:
    address = f"/photo/{out_of_reach[kind].digest}/{rendition}?reference={served.objects['reference']}"
    for headers in ({}, {"If-None-Match": "*"}, {"Range": "bytes=0-10"}):
        answer = served.visitors["owner"].ask("GET", address, headers)
        assert answer.status == 404
        assert b"secret" not in answer.body


# ------------------------------------------------------------------------------------------------- paths


def addresses_with_paths(row: Row, served: Served) -> list[str]:
    """The row's address with a path in place of each changeable part, and behind it."""
    plain = served.address(row["address"]).split("?")[0]
    found = [f"{plain}?{name}={PATHS[0]}" for name in ASKED_WITH]
    for chosen in re.findall(r"{[^}]*}", row["route"]):
        for path in PATHS:
            filled = row["route"].replace(chosen, path)
            found.append(re.sub(r"{\w+:int}", "0", re.sub(r"{\w+(:path)?}", "x", filled)))
    return found


@pytest.mark.parametrize("row", [r for r in rows() if r["method"] not in ("WS", "OPTIONS")], ids=str)
def test_nothing_in_an_address_becomes_a_path_or_a_header(row: Row, served: Served) -> None:
    before = files_of(served)
    method = "POST" if row["method"] == "ANY" else row["method"]
    for address in addresses_with_paths(row, served):
        answer = ask(served.visitors["owner"], method, row["route"], address)
        assert answer.status < 500, f"{address[:200]}: {answer.status}"
        assert not is_told_something(answer.body, served), address
        cookies = answer.headers.get_all("Set-Cookie", [])
        assert not any(line.startswith("tracker_session=x") for line in cookies)
    strange = {name for name in files_of(served) - before if not OWN_FILE.fullmatch(name)}
    assert strange == set()


# ------------------------------------------------------------------------------------- headers and hosts


def test_nobody_says_themselves_who_they_are(served: Served) -> None:
    owner = users.find_user_by_name(served.store, "owner")
    assert owner is not None
    names = ["X-Tracker-User", "x-tracker-user", "X_Tracker_User", "X-TRACKER_USER", "X-Tracker-User "]
    with served.store.reading() as db:
        sign_in_id = db.scalar(select(SignInRecord.token_digest).where(SignInRecord.user_id == owner.id))
    for name in names:
        for value in (owner.id, f"{owner.id}, {owner.id}"):
            said = {name.strip(): value, "X-Tracker-Sign-In": str(sign_in_id)}
            assert Visitor(served.server).ask("GET", "/work", said).status == 401
            # a patient does not become an owner
            assert served.visitors["patient"].ask("GET", "/work", said).status == 403


def test_a_foreign_host_or_forwarded_header_leads_nobody_elsewhere(served: Served) -> None:
    elsewhere = {
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "//elsewhere.example",
        "X-Original-URL": "/healthz",
        "X-Rewrite-URL": "/healthz",
        "Forwarded": "host=elsewhere.example;proto=https",
    }
    for headers in (elsewhere, {"Host": "elsewhere.example"}, elsewhere | {"Host": "elsewhere.example"}):
        visitor = Visitor(served.server)
        page = visitor.get("/series?series=1", headers)
        assert (page.status, page.location) == (303, "/sign-in?next=%2Fseries%3Fseries%3D1")
        assert visitor.ask("GET", "/work", headers).status == 401
        assert "elsewhere" not in visitor.get("/sign-in", headers).text


def test_what_a_client_says_before_the_proxy_is_no_address(served: Served) -> None:
    """A proxy on this machine adds the client's address behind what the client said of itself."""
    user = add_person(served.store, "behind a proxy")
    visitor = Visitor(served.server)
    said = {"X-Forwarded-For": "6.6.6.6, 10.1.2.3"}
    token = FORM_TOKEN.search(visitor.get("/sign-in").text)
    assert token
    typed = {"name": "behind a proxy", "password": PASSWORD, "next": "/", "form_token": token.group(1)}
    assert visitor.post("/sign-in", said, **typed).status == 303
    (open_one,) = sign_ins.list_sign_ins(served.store, user.id, at=datetime.now(UTC), idle_minutes=15)
    assert open_one.address == "10.1.2.3"


def test_a_link_for_a_phone_leads_to_where_the_desk_is(served: Served) -> None:
    address = f"/phone-link/{served.objects['other_session']}"
    headers = {"Origin": f"http://{served.server.host}", "X-Forwarded-Host": "elsewhere.example"}
    told = json.loads(served.visitors["owner"].ask("POST", address, headers).text)
    assert f"http://{served.server.host}" in told["warning"]
    assert "elsewhere" not in told["warning"]


@pytest.mark.parametrize("target", ["/%0d%0aSet-Cookie:%20a=b", "/\r\nSet-Cookie: a=b", "/\x00", "/\u2028x"])
def test_where_one_wanted_to_go_adds_no_header(target: str, served: Served) -> None:
    visitor = Visitor(served.server)
    answer = visitor.sign_in("owner", PASSWORD, target)
    assert answer.status == 303
    assert "a=b" not in str(answer.headers.get_all("Set-Cookie"))
    assert answer.location.startswith("/")
    assert "\n" not in answer.location


def test_a_header_that_smuggles_a_second_request_is_refused(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.server.port, timeout=20)
    connection.putrequest("POST", "/sign-in")
    connection.putheader("Content-Length", "4")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    connection.send(b"0\r\n\r\nGET /work HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = connection.getresponse()
    assert answer.status in (400, 403)
    connection.close()


# ----------------------------------------------------------------------------------------------- cookies


def test_a_session_that_an_attacker_chose_never_becomes_anybodys(served: Served) -> None:
    attacker = signed_in(served.server, "provider")
    for chosen in ("chosen", attacker.cookies[COOKIE], "a.b", ""):
        victim = Visitor(served.server, {COOKIE: chosen})
        victim.cookies.pop("tracker_form", None)
        if chosen == attacker.cookies[COOKIE]:
            # who is signed in is led on; the form still signs in as whom one says
            page = Visitor(served.server).get("/sign-in")
            token = FORM_TOKEN.search(page.text)
            form = re.search(r"tracker_form=([^;]+)", page.headers["Set-Cookie"])
            assert token
            assert form
            victim.cookies["tracker_form"] = form.group(1)
            answer = victim.post(
                "/sign-in", name="owner", password=PASSWORD, next="/", form_token=token.group(1)
            )
        else:
            answer = victim.sign_in("owner", PASSWORD)
        assert answer.status == 303
        assert victim.cookies[COOKIE] != chosen
        assert Visitor(served.server, {COOKIE: chosen}).ask("GET", "/auth/ping").status == 401
        assert victim.ask("GET", "/auth/ping").status == 200


def test_a_cookie_changed_in_any_place_opens_nothing(served: Served) -> None:
    good = signed_in(served.server, "provider").cookies[COOKIE]
    assert Visitor(served.server, {COOKIE: good}).ask("GET", "/auth/ping").status == 200
    for place in range(0, len(good), 7):
        if good[place] == ".":
            continue
        other = "A" if good[place] != "A" else "Q"
        changed = good[:place] + other + good[place + 1 :]
        assert Visitor(served.server, {COOKIE: changed}).ask("GET", "/auth/ping").status == 401, place


def test_a_cookie_from_before_a_password_change_or_a_switch_off_is_worth_nothing(served: Served) -> None:
    user = add_person(served.store, "leaving")
    visitor = signed_in(served.server, "leaving")
    assert visitor.ask("GET", "/auth/ping").status == 200
    users.set_password(served.store, user.id, "another staple horse battery")
    assert visitor.ask("GET", "/auth/ping").status == 401


def test_an_unknown_name_costs_a_guess_as_much_as_a_known_one(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the number of argon2 calls, which is what takes the time."""
    calls: list[str] = []
    real = users.HASHER

    class Counting:
        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def verify(self, *given: object) -> bool:
            calls.append("verify")
            return real.verify(*given)  # type: ignore[arg-type]

        def hash(self, *given: object) -> str:
            calls.append("hash")
            return real.hash(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(users, "HASHER", Counting())
    counted = {}
    # the first one after the start as well
    users._nobodys_hash.cache_clear()
    for name in ("owner", "nobody of this name", "", "x" * 500):
        with pytest.raises(sign_in.SignInFailed):
            sign_in.sign_in(served.store, name, "wrong", address="10.9.9.9", at=datetime.now(UTC))
        counted[name] = list(calls)
        calls.clear()
    assert list(counted.values()) == [["hash", "verify"], ["verify"], ["verify"], ["verify"]]
