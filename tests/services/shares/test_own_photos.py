"""What a patient sees, and what they add from home."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from tests.services.shares.links import EVA, make, open_with, reader, said
from tests.ui.pages.records import NOW, Records
from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.model import Actor, Photo, Rendition, Role, Series, SessionKind
from tracker.services import patients as patients_service
from tracker.services import shares
from tracker.store import patient_view, sessions
from tracker.store.opening import Store
from tracker.store.schema import PhotoRecord


def seen(store: Store, actor: Actor, photo: Photo, rendition: Rendition = Rendition.SCREEN) -> bytes:
    return shares.find_own_picture(store, actor, photo.id, rendition)


def test_a_patient_sees_visible_photos_of_the_links_series_alone(store, records, course):
    session = records.session(course, 1)
    shown, hidden = records.photo(session), records.photo(session, minutes=1)
    second = records.series(_patient_of(store, course))
    other = records.photo(records.session(second, 1))
    stranger = records.series(records.patient(chart_number="B-2"))
    foreign = records.photo(records.session(stranger, 1))
    for photo in (shown, other, foreign):
        patient_view.set_visible(store, photo.series_id, [photo.id], is_visible=True, by="Dr Eva", at=NOW)
    actor = reader(store, open_with(store, said(make(store, course))))
    assert actor is not None
    assert seen(store, actor, shown) == b"large"
    assert [v.photos for v in shares.open_own(store, actor, course.id).visits] == [
        patient_view.list_visible(store, course.id)
    ]
    with pytest.raises(NotFound):
        seen(store, actor, hidden)
    with pytest.raises(NotFound):
        seen(store, actor, shown, Rendition.TRUST)
    for photo in (other, foreign):
        with pytest.raises(NotAllowed):
            seen(store, actor, photo)
        with pytest.raises(NotAllowed):
            shares.open_own(store, actor, photo.series_id)
    assert [s.id for s in shares.list_own(store, actor, at=NOW)] == [course.id]
    patient_view.set_visible(store, course.id, [shown.id], is_visible=False, by="Dr Eva", at=NOW)
    with pytest.raises(NotFound):
        seen(store, actor, shown)


def _patient_of(store: Store, course: Series):
    return patients_service.open_patient(store, EVA, course.patient_id).patient


@pytest.mark.parametrize("role", [Role.OWNER, Role.PROVIDER, Role.ASSISTANT, Role.PHONE])
def test_the_patients_way_is_for_patients_alone(store, records, course, role):
    photo = records.photo(records.session(course, 1))
    patient_view.set_visible(store, course.id, [photo.id], is_visible=True, by="Dr Eva", at=NOW)
    somebody = Actor("x", "X", role, patient_id=course.patient_id)
    with pytest.raises(NotAllowed):
        seen(store, somebody, photo)
    with pytest.raises(NotAllowed):
        shares.list_own(store, somebody, at=NOW)


def test_a_patients_account_that_belongs_to_nobody_sees_nothing(store, records, course):
    photo = records.photo(records.session(course, 1))
    patient_view.set_visible(store, course.id, [photo.id], is_visible=True, by="Dr Eva", at=NOW)
    nobody = Actor("x", "X", Role.PATIENT)
    assert shares.list_own(store, nobody, at=NOW) == []
    with pytest.raises(NotAllowed):
        seen(store, nobody, photo)


def at_home(store: Store, course: Series) -> Actor:
    actor = reader(store, open_with(store, said(make(store, course))))
    assert actor is not None
    return actor


def add_from_home(store: Store, records: Records, session_id: str, *, at: datetime) -> None:
    photo = records.photo(sessions.read_session(store, session_id))
    with store.writing() as db:
        row = db.get_one(PhotoRecord, photo.id)
        row.is_from_patient, row.added_at = True, at


def test_twelve_photos_a_day_are_taken_and_deleted_ones_count(store, records, course):
    actor = at_home(store, course)
    day = shares.prepare_home_day(store, actor, course.id, byte_count=1, at=NOW)
    assert day.actor.session_id == day.session_id
    for _ in range(shares.MOST_A_DAY):
        assert shares.prepare_home_day(store, actor, course.id, byte_count=1, at=NOW) == day
        add_from_home(store, records, day.session_id, at=NOW)
    with store.writing() as db:
        db.execute(update(PhotoRecord).values(deleted_at=NOW))
    with pytest.raises(InvalidInput, match="12 a day"):
        shares.prepare_home_day(store, actor, course.id, byte_count=1, at=NOW)
    tomorrow = shares.prepare_home_day(store, actor, course.id, byte_count=1, at=NOW + timedelta(days=1))
    assert tomorrow.session_id != day.session_id
    kinds = [one.details.kind for one in sessions.list_sessions(store, course.id)]
    assert kinds == [SessionKind.HOME, SessionKind.HOME]


def test_more_bytes_than_a_day_takes_are_refused(store, course):
    actor = at_home(store, course)
    with pytest.raises(InvalidInput, match="12 a day"):
        shares.prepare_home_day(store, actor, course.id, byte_count=200 * 1024 * 1024 + 1, at=NOW)
    assert sessions.list_sessions(store, course.id) == []


def test_a_session_from_home_is_made_for_nobody_else(store, records, course):
    other = records.series(records.patient(chart_number="B-4"))
    with pytest.raises(NotAllowed):
        shares.prepare_home_day(store, at_home(store, course), other.id, byte_count=1, at=NOW)
    assert sessions.list_sessions(store, other.id) == []
