"""Every route of the app, asked by everybody: the answers of `matrix.txt`, and no other."""

import json
import subprocess
import sys
from urllib.parse import quote

import pytest

from tests.access.asking import ask
from tests.access.conftest import Served
from tests.access.table import NONE, ROLES, Row, check_complete, read_rows
from tests.web.serving import PAGE, TOP, Visitor

REFUSED = ("401", "403")
NOT_LET_IN = [
    "signed out",
    "ended",
    "expired",
    "tampered",
    "another installation's",
    "second factor owed",
    "ended phone",
]
PICTURES = {"/photo/{digest}/{rendition}"}
# what somebody without a cookie may do, who already owes a code, is to see the form for it
WHO_OWES_A_CODE = {"GET /sign-in/code": "200"}
_LISTING = """
import json, app
from starlette.routing import WebSocketRoute
for route in app.app._build_starlette_app().routes:
    methods = getattr(route, "methods", None) or ["WS" if isinstance(route, WebSocketRoute) else "GET"]
    print("route", json.dumps([sorted(methods), route.path or "/"]))
"""


def rows() -> list[Row]:
    return read_rows("routes")


def name_of(method: str, path: str) -> str:
    return f"{method} {'/assets/{file}' if path.startswith('/assets/') else path}"


def test_every_route_of_the_app_stands_in_the_matrix() -> None:
    out = subprocess.run(
        [sys.executable, "-c", _LISTING], cwd=TOP, check=True, capture_output=True, text=True
    )
    told = [json.loads(line[6:]) for line in out.stdout.splitlines() if line.startswith("route ")]
    assert len(told) > 60
    there = {
        name_of(method, path)
        for methods, path in told
        for method in (["ANY"] if len(methods) > 5 else methods)
        if method != "HEAD"
    }
    check_complete("routes", there, [f"{row['method']} {row['route']}" for row in rows()])


def status(visitor: Visitor, row: Row, address: str) -> str:
    method = "POST" if row["method"] == "ANY" else row["method"]
    return str(ask(visitor, method, row["route"], address).status)


@pytest.mark.parametrize("row", rows(), ids=str)
def test_everybody_gets_the_answer_of_the_matrix(row: Row, served: Served) -> None:
    address = served.address(row["address"])
    everybody = {role: row[role] for role in ROLES} | {"told password": row["told"]}
    everybody |= dict.fromkeys(NOT_LET_IN, row["nobody"])
    if str(row) in WHO_OWES_A_CODE:
        everybody["second factor owed"] = WHO_OWES_A_CODE[str(row)]
    people = served.visitors | served.outsiders
    assert {who: status(people[who], row, address) for who in everybody} == everybody
    check_people_are_still_there(served)


def check_people_are_still_there(served: Served) -> None:
    """No question of this file may have cost anybody their sign-in, or later refusals mean nothing."""
    for role in ROLES:
        address = "/phone/plan" if role == "phone" else "/auth/ping"
        assert served.visitors[role].ask("GET", address).status == 200, role


@pytest.mark.parametrize("row", [r for r in rows() if not r["route"].startswith("/share")], ids=str)
def test_a_patients_link_opens_nothing_but_the_patients_own_pages(row: Row, served: Served) -> None:
    """Though the addresses are those of the patient's own photos, and the cookie is sent along."""
    visitor = served.outsiders["a patient's link"]
    assert status(visitor, row, served.address(row["address"])) == row["nobody"]


@pytest.mark.parametrize("row", [row for row in rows() if row["missing"] != NONE], ids=str)
def test_what_is_not_there_or_deleted_or_another_clinics_tells_nothing(row: Row, served: Served) -> None:
    expected = {role: row[role] if row[role] in REFUSED else row["missing"] for role in ROLES}
    for kind, address in served.addresses_of_nothing(row["address"]).items():
        assert address != served.address(row["address"])
        told = {role: status(served.visitors[role], row, address) for role in ROLES}
        assert told == expected, kind


@pytest.mark.parametrize(
    "row", [row for row in rows() if row["method"] == "GET" and row["nobody"] == "401"], ids=str
)
def test_a_browser_that_wants_a_page_is_sent_to_where_it_can_sign_in(row: Row, served: Served) -> None:
    address = served.address(row["address"])
    # a patient whose visit has ended has no use for the clinic's form
    way_in = "/share/ended" if address.startswith("/share/") else f"/sign-in?next={quote(address, safe='')}"
    for who in NOT_LET_IN:
        answer = served.outsiders[who].ask("GET", address, PAGE)
        assert (answer.status, answer.location) == (303, way_in), who
    if row["told"] == "401":
        answer = served.outsiders["told password"].ask("GET", address, PAGE)
        assert (answer.status, answer.location) == (303, "/change-password")


def test_every_object_in_an_address_is_asked_for_when_it_is_not_there(served: Served) -> None:
    for row in rows():
        has_object = served.address(row["address"]) != row["address"]
        assert has_object == (row["missing"] != NONE), f"{row}: say in the column “missing” what is answered"


def test_the_server_sends_no_page_to_whom_it_has_not_let_in(served: Served) -> None:
    for row in read_rows("pages"):
        address = f"/{row['page']}?patient={served.objects['patient']}"
        for who, visitor in served.outsiders.items():
            answer = visitor.ask("GET", address, PAGE)
            assert (answer.status, answer.body) == (303, b""), f"{address} {who}"
        assert served.visitors["phone"].ask("GET", address, PAGE).status == 303
        assert served.visitors["owner"].ask("GET", address, PAGE).status == 200


@pytest.mark.parametrize("row", [row for row in rows() if row["method"] not in ("WS", "OPTIONS")], ids=str)
def test_no_answer_is_kept_by_anybody_in_between_nor_by_a_browser_unasked(row: Row, served: Served) -> None:
    address = served.address(row["address"])
    method = "POST" if row["method"] == "ANY" else row["method"]
    for who in ("owner", "phone", "patient"):
        answer = ask(served.visitors[who], method, row["route"], address)
        kept = answer.headers["Cache-Control"]
        # a picture may be kept, but its right is asked for each time
        is_picture = answer.status in (200, 304) and row["route"] in PICTURES
        assert kept == ("private, no-cache" if is_picture else "no-store"), who
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Access-Control-Allow-Origin"] is None
