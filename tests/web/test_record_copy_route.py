"""Copies of records as downloads, and that a deleted patient answers at no address."""

import hashlib
import io
import json
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from tests.web.conftest import PATIENT, Installation, add_photo
from tests.web.test_capture_route import jpeg
from tracker.model import Actor, ErasureGround, Photo, Role, SeriesDetails
from tracker.services import record_copies, retention
from tracker.services.retention import Deletion
from tracker.store import capture_links, patients, series, sign_ins
from tracker.store.schema import SignInRecord


def add_patient(clinic: Installation) -> Photo:
    """A patient of this file's own: others go on with theirs."""
    details = replace(PATIENT, chart_number="CH-9", family_name="Vanishing")
    who = patients.add_patient(clinic.store, details, by="Dr Eva", at=datetime.now(UTC))
    plan = SeriesDetails("Peeling", "scars", "cheek", datetime.now(UTC).date())
    return add_photo(clinic.store, series.add_series(clinic.store, who.id, plan, at=datetime.now(UTC)).id, 41)


def owner(clinic: Installation) -> Actor:
    return Actor(clinic.owner.id, "Dr Eva", Role.OWNER, confirmed_at=datetime.now(UTC))


def test_a_copy_is_a_download_without_a_name_until_the_patient_is_deleted(clinic_in_use) -> None:
    store, now = clinic_in_use.store, datetime.now(UTC)
    photo = add_patient(clinic_in_use)
    copy = record_copies.request_copy(store, owner(clinic_in_use), photo.patient_id, now=now)
    visitor = clinic_in_use.signed_in()
    record_copies.make_copy(store, copy.id, report=lambda *_: None, clock=lambda: now)

    answer = visitor.ask("GET", f"/record-copy/{copy.id}")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="record-{copy.id[:8]}.zip"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    packed = zipfile.ZipFile(io.BytesIO(answer.body))
    entry = json.loads(packed.read("manifest.json"))["files"][-1]
    assert hashlib.sha256(packed.read(entry["file"])).hexdigest() == entry["sha256"]

    token = capture_links.start_link(
        store,
        photo.session_id,
        sign_in_token=sign_in_token(clinic_in_use),
        by="Dr Eva",
        at=now,
        lasts=timedelta(minutes=10),
    )
    phone = capture_links.claim_link(store, token, at=now, idle_minutes=15)
    assert capture_links.read_phone(store, str(phone), at=now, idle_minutes=15) is not None

    pictures = [f"/photo/{photo.digest}/{kind}" for kind in ("thumbnail", "screen")]
    addresses = [*pictures, f"/record-copy/{copy.id}"]
    assert [visitor.ask("GET", address).status for address in addresses] == [200, 200, 200]
    said = Deletion(ErasureGround.MISTAKE, "entered twice", "CH-9")
    retention.delete_patient(store, owner(clinic_in_use), photo.patient_id, said, now=now)
    addresses.append(f"/photo/{photo.digest}/detail")
    answers = [visitor.ask("GET", address) for address in addresses]
    assert [answer.status for answer in answers] == [404] * 4
    assert not any(b"Vanishing" in answer.body for answer in answers)
    shot = {"X-Tracker-View": "front", "X-Tracker-Phase": "pre"}
    assert visitor.ask("POST", f"/capture/{photo.session_id}", shot, jpeg(93)).status == 404
    assert capture_links.read_phone(store, str(phone), at=now, idle_minutes=15) is None


def test_a_copy_asks_for_the_password_that_was_not_typed_lately(clinic_in_use) -> None:
    store, now = clinic_in_use.store, datetime.now(UTC)
    photo = clinic_in_use.photo
    copy = record_copies.request_copy(store, owner(clinic_in_use), photo.patient_id, now=now)
    visitor = clinic_in_use.signed_in()
    address = f"/record-copy/{copy.id}"
    for _ in range(300):  # until the server's worker has made it
        answer = visitor.ask("GET", address)
        if answer.status == 200:
            break
        assert answer.headers["Retry-After"] == "1"
        time.sleep(0.1)
    assert answer.status == 200
    with store.writing() as db:
        db.execute(update(SignInRecord).values(confirmed_at=now - timedelta(minutes=11)))
    assert visitor.ask("GET", address).status == 403


def sign_in_token(clinic: Installation) -> str:
    """A sign-in that is known to this file, behind a phone's link."""
    return sign_ins.start_sign_in(clinic.store, clinic.owner.id, at=datetime.now(UTC))
