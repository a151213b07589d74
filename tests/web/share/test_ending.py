"""A visit that is over is over at once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.web.conftest import NOW, Installation
from tests.web.serving import Visitor
from tests.web.share.visiting import ENDED, add, form_token_of, let_in, picture, show
from tests.web.test_capture_route import jpeg
from tracker.model import Actor, Role
from tracker.services import shares
from tracker.services.shares import MadeShare
from tracker.store import patient_view, photos
from tracker.store.schema import ShareRecord, ShareVisitRecord


def revoke(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    shares.revoke_share(clinic.store, Actor("eva", "Dr Eva", Role.OWNER), made.share.id, at=datetime.now(UTC))


def expire(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    with clinic.store.writing() as db:
        db.execute(update(ShareRecord).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))


def be_idle(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    with clinic.store.writing() as db:
        db.execute(update(ShareVisitRecord).values(touched_at=datetime.now(UTC) - timedelta(minutes=16)))


def stay_for_long(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    with clinic.store.writing() as db:
        db.execute(update(ShareVisitRecord).values(started_at=datetime.now(UTC) - timedelta(hours=12)))


def sign_out(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    kept = dict(phone.cookies)
    answer = phone.post("/share/leave", form_token=form_token_of(phone, "/share/visits"))
    assert answer.location == ENDED
    phone.cookies = kept


def change_the_cookie(clinic: Installation, phone: Visitor, made: MadeShare) -> None:
    value = phone.cookies["tracker_share"]
    phone.cookies["tracker_share"] = ("A" if value[0] != "A" else "B") + value[1:]


@pytest.mark.parametrize("end", [revoke, expire, be_idle, stay_for_long, sign_out, change_the_cookie])
def test_a_visit_is_over_at_once_for_pages_pictures_and_photos(end, clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo)
    phone, made = let_in(clinic_in_use)
    token = form_token_of(phone, "/share/add")
    assert phone.ask("GET", picture(clinic_in_use.photo)).status == 200
    end(clinic_in_use, phone, made)
    before = len(photos.list_photos(clinic_in_use.store, clinic_in_use.photo.series_id))
    for page in ("/share/visits", "/share/compare", "/share/add"):
        assert phone.get(page).location == ENDED, page
    assert phone.ask("GET", picture(clinic_in_use.photo)).status == 401
    assert add(phone, jpeg(501), token=token).status == 401
    assert len(photos.list_photos(clinic_in_use.store, clinic_in_use.photo.series_id)) == before


def test_hiding_a_photo_closes_it_on_an_open_page(clinic_in_use: Installation):
    show(clinic_in_use, clinic_in_use.photo)
    phone, _ = let_in(clinic_in_use)
    store, photo = clinic_in_use.store, clinic_in_use.photo
    assert phone.ask("GET", picture(photo)).status == 200
    patient_view.set_visible(store, photo.series_id, [photo.id], is_visible=False, by="Dr Eva", at=NOW)
    assert phone.ask("GET", picture(photo)).status == 404
    assert photo.id not in phone.get("/share/visits").text
