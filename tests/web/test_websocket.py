"""The websocket: refused without a sign-in, watched while it is open."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.web.conftest import Installation
from tests.web.serving import Visitor
from tests.web.test_guard import INTRUDERS
from tracker.store.schema import SignInRecord


@contextmanager
def opened(visitor: Visitor, **headers: str) -> Iterator[ClientConnection]:
    host = visitor.server.host
    all_headers = visitor.cookie_header() | {"Origin": f"http://{host}"} | headers
    with connect(
        f"ws://{host}/_stcore/stream",
        additional_headers=all_headers,
        subprotocols=["streamlit"],
        max_size=None,
        proxy=None,
    ) as socket:
        yield socket


def rerun(*, is_auto: bool = False) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = ""
    message.rerun_script.is_auto_rerun = is_auto
    return bytes(message.SerializeToString())


def read_until_closed(socket: ClientConnection) -> int:
    try:
        while True:
            socket.recv(timeout=20)
    except ConnectionClosed as closed:
        assert closed.rcvd is not None
        return closed.rcvd.code


def touched_at(clinic: Installation) -> object:
    with clinic.store.reading() as db:
        return db.scalar(select(SignInRecord.touched_at).order_by(SignInRecord.touched_at.desc()).limit(1))


@pytest.mark.parametrize("intruder", INTRUDERS, ids=lambda intruder: intruder.__name__)
def test_it_stays_closed_to_somebody(intruder, clinic_in_use: Installation):
    visitor = intruder(clinic_in_use)
    with pytest.raises(InvalidStatus) as refused, opened(visitor):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://localhost:9999"])
def test_it_stays_closed_to_another_sites_script(origin: str, clinic_in_use: Installation):
    with pytest.raises(InvalidStatus) as refused, opened(clinic_in_use.signed_in(), Origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_it_serves_somebody_who_is_signed_in(clinic_in_use: Installation):
    with opened(clinic_in_use.signed_in()) as socket:
        socket.send(rerun())
        assert isinstance(socket.recv(timeout=20), bytes)


def test_signing_out_cuts_an_open_page(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    with opened(visitor) as socket:
        socket.send(rerun())
        socket.recv(timeout=20)
        assert visitor.send_form("/sign-out").status == 303
        socket.send(rerun())
        assert read_until_closed(socket) == 4401


def test_an_idle_page_is_cut(clinic_in_use: Installation):
    with opened(clinic_in_use.signed_in()) as socket:
        socket.send(rerun())
        clinic_in_use.age_sign_ins(minutes=15)
        socket.send(rerun(is_auto=True))
        assert read_until_closed(socket) == 4401


def test_a_page_that_refreshes_itself_is_no_activity_but_a_click_is(clinic_in_use: Installation):
    with opened(clinic_in_use.signed_in()) as socket:
        clinic_in_use.age_sign_ins(minutes=10)
        before = touched_at(clinic_in_use)
        for _ in range(2):  # the first one of a connection is never activity
            socket.send(rerun(is_auto=True))
        socket.send(b"no message at all")
        assert read_until_closed(socket) == 1002
        assert touched_at(clinic_in_use) == before
    with opened(clinic_in_use.signed_in()) as socket:
        clinic_in_use.age_sign_ins(minutes=10)
        before = touched_at(clinic_in_use)
        socket.send(rerun())
        socket.send(rerun())
        until = time.monotonic() + 20
        while touched_at(clinic_in_use) == before and time.monotonic() < until:
            time.sleep(0.02)
        assert touched_at(clinic_in_use) != before


def test_a_ping_is_no_activity_but_opening_a_page_is(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    clinic_in_use.age_sign_ins(minutes=10)
    before = touched_at(clinic_in_use)
    assert visitor.ask("GET", "/auth/ping").status == 200
    assert touched_at(clinic_in_use) == before
    assert visitor.get("/").status == 200
    assert touched_at(clinic_in_use) != before
