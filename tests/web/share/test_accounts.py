"""Patients who sign in with an account of their own."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.services.consenting import allow
from tests.web.conftest import NOW, PATIENT, Installation, add_photo
from tests.web.serving import Visitor
from tests.web.share.visiting import add, form_token_of, picture, show
from tests.web.test_capture_route import jpeg
from tracker.model import ConsentScope, Role
from tracker.store import patients, photos, series, sign_ins, users

PASSWORD_OF_PATIENT = "lunes manzana reloj"


@pytest.fixture
def at_home(clinic_in_use: Installation) -> Iterator[Visitor]:
    """The patient, signed in with an account of their own."""
    store = clinic_in_use.store
    user = users.find_patients_account(store, clinic_in_use.photo.patient_id) or users.add_user(
        store,
        name="zebedea",
        display_name="patient (account)",
        role=Role.PATIENT,
        password=PASSWORD_OF_PATIENT,
        at=NOW,
        patient_id=clinic_in_use.photo.patient_id,
    )
    visitor = clinic_in_use.visitor()
    assert visitor.sign_in("zebedea", PASSWORD_OF_PATIENT).status == 303
    yield visitor
    sign_ins.end_all(store, user.id)


def test_an_account_lands_on_the_patients_own_pages(clinic_in_use: Installation, at_home: Visitor):
    show(clinic_in_use, clinic_in_use.photo, clinic_in_use.reference)
    for path in ("/", f"/series?series={clinic_in_use.photo.series_id}", "/account", "/people"):
        assert at_home.get(path).location == "/share/visits", path
    page = at_home.get("/share/visits")
    assert "Hello Zebedea" in page.text
    assert 'action="/sign-out"' in page.text
    assert at_home.ask("GET", picture(clinic_in_use.photo)).status == 200
    assert at_home.get("/share/compare").status == 200


def test_an_account_sees_every_visible_series_of_its_own_and_no_other(
    clinic_in_use: Installation, at_home: Visitor
):
    store = clinic_in_use.store
    first = series.read_series(store, clinic_in_use.photo.series_id)
    own = series.add_series(store, first.patient_id, replace(first.details, areas="forehead"), at=NOW)
    details = replace(PATIENT, chart_number="CH-3", given_name="Olga")
    foreign = series.add_series(
        store, patients.add_patient(store, details, by="Dr Eva", at=NOW).id, first.details, at=NOW
    )
    mine, other = add_photo(store, own.id, 81), add_photo(store, foreign.id, 82)
    show(clinic_in_use, clinic_in_use.photo, mine, other)
    page = at_home.get("/share/visits")
    assert "forehead" in page.text
    assert page.text.count("/share/visits?course=") == 2
    assert at_home.ask("GET", picture(mine)).status == 200
    assert at_home.ask("GET", picture(other)).status == 404
    assert at_home.ask("GET", picture(clinic_in_use.reference)).status == 404


def test_an_account_opens_nothing_of_the_clinic(clinic_in_use: Installation, at_home: Visitor):
    show(clinic_in_use, clinic_in_use.photo)
    digest, session_id = clinic_in_use.photo.digest, clinic_in_use.photo.session_id
    origin = {"Origin": f"http://{at_home.server.host}"}
    for method, path in [
        ("GET", f"/photo/{digest}/screen"),
        ("POST", f"/capture/{session_id}"),
        ("POST", f"/capture/{session_id}/{clinic_in_use.photo.id}/reject"),
        ("POST", f"/phone-link/{session_id}"),
        ("GET", "/work"),
        ("GET", "/_stcore/health"),
        ("GET", "/_stcore/host-config"),
    ]:
        answer = at_home.ask(method, path, origin)
        assert answer.status == 403, path
        assert answer.text.startswith("Your account can't see patients"), path
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    assert at_home.ask("GET", "/_stcore/stream", {**origin, **upgrade}).status == 403


def test_an_account_is_shown_nothing_once_consent_is_withdrawn(clinic_in_use: Installation, at_home: Visitor):
    show(clinic_in_use, clinic_in_use.photo)
    store, patient_id = clinic_in_use.store, clinic_in_use.photo.patient_id
    assert at_home.ask("GET", picture(clinic_in_use.photo)).status == 200
    allow(store, patient_id, ConsentScope.TEACHING, at=datetime.now(UTC))
    try:
        assert "Nothing to see yet" in at_home.get("/share/visits").text
        assert at_home.ask("GET", picture(clinic_in_use.photo)).status == 404
        assert add(at_home, jpeg(507), token=form_token_of(at_home, "/share/visits")).status == 400
    finally:
        allow(store, patient_id, ConsentScope.PATIENT_VIEW, at=datetime.now(UTC))


def test_an_account_adds_a_photo_from_home(clinic_in_use: Installation, at_home: Visitor):
    show(clinic_in_use, clinic_in_use.photo)
    data = jpeg(508)
    assert add(at_home, data).status == 201
    photo = photos.photo_by_digest(clinic_in_use.store, hashlib.sha256(data).hexdigest())
    assert photo is not None
    assert (photo.is_from_patient, photo.added_by) == (True, "patient (account)")
