"""Which photos a patient sees: none until somebody of the clinic says so, one by one or together."""

import pytest

from tests.ui.pages.records import NOW, Records
from tracker.errors import InvalidInput, NotAllowed, NotFound
from tracker.model import Actor, Photo, Role
from tracker.services import patient_view
from tracker.store import acceptance, audit, photos
from tracker.store import patient_view as stored
from tracker.store.opening import Store
from tracker.store.schema import PhotoRecord

EVA = Actor("eva", "Dr Eva", Role.PROVIDER)
SHOWN, HIDDEN = "made photo visible to the patient", "hid photo from the patient"


@pytest.fixture
def two(store: Store) -> list[Photo]:
    records = Records(store)
    session = records.session(records.series(), 1)
    return [records.photo(session), records.photo(session, minutes=1)]


def show(store: Store, of: list[Photo], *, is_visible: bool = True, actor: Actor = EVA) -> int:
    ids = [photo.id for photo in of]
    return patient_view.set_visible(store, actor, of[0].series_id, ids, is_visible=is_visible, now=NOW)


def visible(store: Store, series_id: str) -> list[str]:
    return [photo.id for photo in stored.list_visible(store, series_id)]


def test_a_new_photo_is_hidden_until_it_is_shown(store, two):
    assert visible(store, two[0].series_id) == []
    assert show(store, two[:1]) == 1
    assert visible(store, two[0].series_id) == [two[0].id]
    assert photos.read_photo(store, two[0].id).is_visible_to_patient
    assert show(store, two, is_visible=False) == 1
    assert visible(store, two[0].series_id) == []


def test_each_change_is_written_down_once(store, two):
    show(store, two)
    show(store, two)
    show(store, two[1:], is_visible=False)
    events = audit.list_events(store, patient_id=two[0].patient_id)
    deeds = [(e.action, e.object_id, e.user) for e in events if e.action in (SHOWN, HIDDEN)]
    assert sorted(deeds) == sorted([(SHOWN, p.id, "Dr Eva") for p in two] + [(HIDDEN, two[1].id, "Dr Eva")])


def test_photos_of_another_series_are_refused_and_nothing_changes(store, two):
    records = Records(store)
    other = records.photo(records.session(records.series(records.patient(chart_number="B-2")), 1))
    with pytest.raises(InvalidInput):
        show(store, [two[0], other])
    assert visible(store, two[0].series_id) == visible(store, other.series_id) == []


def test_deleted_and_rejected_photos_are_never_shown(store, two):
    show(store, two)
    with store.writing() as db:
        db.get_one(PhotoRecord, two[0].id).deleted_at = NOW
    acceptance.reject_photo(store, two[1].id, by="Dr Eva", at=NOW, why="blurred")
    assert visible(store, two[0].series_id) == []
    with pytest.raises(NotFound):
        show(store, two)


@pytest.mark.parametrize("role", [Role.PATIENT, Role.PHONE])
def test_neither_patients_nor_phones_decide_what_is_shown(store, two, role):
    with pytest.raises(NotAllowed):
        show(store, two, actor=Actor("x", "X", role))
    with pytest.raises(NotAllowed):
        patient_view.mark_seen(store, Actor("x", "X", role), two[0].series_id, now=NOW)


def test_what_the_patient_added_is_new_until_it_was_seen(store, two):
    with store.writing() as db:
        db.get_one(PhotoRecord, two[0].id).is_from_patient = True
    assert [photos.read_photo(store, p.id).is_new for p in two] == [True, False]
    assert patient_view.mark_seen(store, EVA, two[0].series_id, now=NOW) == 1
    assert patient_view.mark_seen(store, EVA, two[0].series_id, now=NOW) == 0
    assert not photos.read_photo(store, two[0].id).is_new
