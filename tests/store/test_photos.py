"""Photos as rows: adding, recognising, editing, deleting, restoring."""

from datetime import timedelta
from typing import Any

import pytest

from tests.store.conftest import FRONT, NOW, Filler, facts_of, plain_and_sealed
from tracker.errors import DuplicatePhoto, NotFound, UnreadablePhoto
from tracker.model import CaptureTimeSource, Clinic, Phase, Photo, Rendition, View, ViewKind
from tracker.store import audit, clinic, photos
from tracker.store.opening import Store

PICTURE = b"\xff\xd8 some picture \x00\xff"
CHIN = View(ViewKind.CLOSE_UP, "chin")


def edit(store: Store, photo: Photo, **changes: Any) -> Photo:
    values = {"view": photo.view, "phase": photo.phase, "captured_at": photo.captured_at, "note": photo.note}
    return photos.edit_photo(store, photo.id, **(values | changes), by="Dr Who", at=NOW)


def delete(store: Store, photo: Photo) -> None:
    photos.delete_photo(store, photo.id, by="Dr Who", at=NOW, why="blurred")


def actions(store: Store, photo: Photo) -> list[str]:
    return [event.action for event in audit.list_events(store, object_id=photo.id)]


@plain_and_sealed
def test_a_photo_is_read_back_as_it_was_added(store: Store, fill: Filler) -> None:
    of = fill.series()
    session = fill.session(of, 1)
    photo = fill.photo(
        session, PICTURE, captured_at_local=NOW.replace(tzinfo=None), utc_offset_minutes=120, focal_35mm=26.5
    )
    assert photos.read_photo(store, photo.id) == photo
    assert photos.photo_by_digest(store, photo.digest) == photo
    assert photos.list_photos(store, of.id) == [photo]
    assert (photo.series_id, photo.patient_id, photo.session_id) == (of.id, of.patient_id, session.id)
    assert photo.facts == facts_of(
        PICTURE, captured_at_local=NOW.replace(tzinfo=None), utc_offset_minutes=120, focal_35mm=26.5
    )
    assert (photo.captured_at, photo.added_at, photo.added_by) == (NOW, NOW, "Dr Who")


def test_the_bytes_of_an_original_are_never_changed(store: Store, fill: Filler) -> None:
    photo = fill.photo(fill.session(fill.series(), 1), PICTURE)
    edit(store, photo, view=CHIN)
    delete(store, photo)
    photos.restore_photo(store, photo.id, by="Dr Who", at=NOW)
    assert photos.read_original(store, photo.digest) == PICTURE
    path = store.settings.data_dir / "photos" / photo.digest[:2] / photo.digest[2:4] / photo.digest
    assert path.read_bytes() == PICTURE


def test_facts_of_another_file_are_a_programmers_mistake(store: Store, fill: Filler) -> None:
    session = fill.session(fill.series(), 1)
    for wrong in ({"digest": facts_of(b"other").digest}, {"byte_count": 1}):
        with pytest.raises(ValueError, match="facts"):
            fill.photo(session, PICTURE, **wrong)


def test_photos_are_listed_by_session_then_capture_time(store: Store, fill: Filler) -> None:
    of = fill.series()
    second, first = fill.session(of, 2), fill.session(of, 1)
    late, early = fill.photo(second), fill.photo(first, minutes=5)
    earliest = fill.photo(first)
    fill.photo(fill.session(fill.series(), 1))
    assert photos.list_photos(store, of.id) == [earliest, early, late]


@plain_and_sealed
def test_renditions_are_found_under_the_digest(store: Store, fill: Filler) -> None:
    photo, other = (fill.photo(session) for session in two_sessions(fill))
    thumbnail = photos.read_rendition(store, photo.digest, Rendition.THUMBNAIL)
    assert thumbnail is not None
    assert thumbnail.read() == b"small"
    pair = {"reference_digest": other.digest}
    assert photos.read_rendition(store, photo.digest, Rendition.ALIGNED, **pair) is None
    photos.save_rendition(store, photo.digest, Rendition.ALIGNED, b"first", **pair)
    photos.save_rendition(store, photo.digest, Rendition.ALIGNED, b"second", **pair)
    aligned = photos.read_rendition(store, photo.digest, Rendition.ALIGNED, **pair)
    assert aligned is not None
    assert aligned.read() == b"second"
    assert photos.read_rendition(store, other.digest, Rendition.ALIGNED, **pair) is None


@pytest.mark.parametrize("address", ["", "../../secret.key", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_no_address_leads_out_of_the_photo_folder(store: Store, address: str) -> None:
    with pytest.raises(NotFound):
        photos.read_rendition(store, address, Rendition.SCREEN)
    with pytest.raises(NotFound):
        photos.read_original(store, address)
    if address:
        with pytest.raises(NotFound):
            photos.read_rendition(store, "a" * 64, Rendition.ALIGNED, reference_digest=address)


@plain_and_sealed
def test_a_damaged_or_missing_original_is_told_not_shown(store: Store, fill: Filler) -> None:
    photo = fill.photo(fill.session(fill.series(), 1), PICTURE)
    path = store.photos.original_path(photo.digest)
    for damage in (PICTURE[:-1], PICTURE[:-1] + b"?"):
        path.write_bytes(damage)
        with pytest.raises(UnreadablePhoto, match="backup"):
            photos.read_original(store, photo.digest)
    path.unlink()
    with pytest.raises(NotFound, match="backup"):
        photos.read_original(store, photo.digest)


# --- the same photo twice


def two_sessions(fill: Filler) -> list[Any]:
    of = fill.series()
    return [fill.session(of, 1), fill.session(of, 2)]


def test_the_same_photo_in_the_same_series_names_session_and_date(store: Store, fill: Filler) -> None:
    first, second = two_sessions(fill)
    photo = fill.photo(second, PICTURE)
    for session in (first, second):
        with pytest.raises(DuplicatePhoto) as caught:
            fill.photo(session, PICTURE)
        assert str(caught.value) == "This photo is already in session 2 of 31 May 2026."
        with pytest.raises(DuplicatePhoto):
            photos.check_is_new(store, photo.digest, session_id=session.id)


def test_the_date_is_the_clinics_own_day(store: Store, fill: Filler) -> None:
    session = fill.session(fill.series(), 1)
    fill.photo(session, PICTURE)
    # half past nine in the morning, UTC, of the 3rd
    for zone, day in (("Pacific/Niue", 2), ("Europe/Berlin", 3), ("Pacific/Kiritimati", 3)):
        clinic.save_clinic(store, Clinic("Skin", zone))
        with pytest.raises(DuplicatePhoto, match=f"of {day} May 2026"):
            fill.photo(session, PICTURE)


def test_the_same_photo_in_another_series_of_the_patient_says_so(fill: Filler) -> None:
    patient = fill.patient()
    fill.photo(fill.session(fill.series(patient), 1), PICTURE)
    with pytest.raises(DuplicatePhoto, match="another series of this patient"):
        fill.photo(fill.session(fill.series(patient), 1), PICTURE)


@plain_and_sealed
@pytest.mark.parametrize("is_deleted", [False, True])
def test_of_another_patients_photo_nothing_is_told(store: Store, fill: Filler, is_deleted: bool) -> None:
    photo = fill.photo(fill.session(fill.series(fill.patient(family_name="Secret")), 1), PICTURE)
    if is_deleted:
        delete(store, photo)
    with pytest.raises(DuplicatePhoto) as caught:
        fill.photo(fill.session(fill.series(), 1), PICTURE)
    sentence = str(caught.value)
    assert "another patient's record" in sentence
    assert not any(word in sentence for word in ("Secret", "Meyer", "session", "2026"))


@plain_and_sealed
def test_a_refused_duplicate_changes_nothing(store: Store, fill: Filler) -> None:
    first, second = two_sessions(fill)
    photo = fill.photo(first, PICTURE)
    with pytest.raises(DuplicatePhoto):
        fill.photo(second, PICTURE, view=CHIN)
    assert photos.list_photos(store, first.series_id) == [photo]
    assert photos.read_original(store, photo.digest) == PICTURE


@plain_and_sealed
def test_adding_a_deleted_photo_to_its_session_restores_it(store: Store, fill: Filler) -> None:
    first, second = two_sessions(fill)
    photo = fill.photo(first, PICTURE)
    delete(store, photo)
    photos.check_is_new(store, photo.digest, session_id=first.id)
    with pytest.raises(DuplicatePhoto, match="deleted from session 1 of 3 May 2026: restore it there"):
        fill.photo(second, PICTURE)
    again = fill.photo(first, PICTURE, view=CHIN)
    assert (again.id, again.view) == (photo.id, CHIN)
    assert photos.list_photos(store, first.series_id) == [again]


# --- editing and deleting


def test_an_edited_capture_time_counts_as_typed_and_is_audited(store: Store, fill: Filler) -> None:
    photo = fill.photo(fill.session(fill.series(), 1))
    later = NOW + timedelta(hours=1)
    edited = edit(store, photo, captured_at=later)
    assert (edited.captured_at, edited.captured_at_source) == (later, CaptureTimeSource.TYPED)
    event = audit.list_events(store, object_id=photo.id)[0]
    assert (event.action, event.user, event.patient_id) == ("edited photo", "Dr Who", photo.patient_id)
    assert NOW.isoformat() in event.detail
    assert later.isoformat() in event.detail


def test_a_note_or_phase_leaves_the_capture_time_the_cameras(store: Store, fill: Filler) -> None:
    photo = fill.photo(fill.session(fill.series(), 1))
    edited = edit(store, photo, phase=Phase.IMMEDIATELY_POST, note="red")
    assert edited.captured_at_source is CaptureTimeSource.METADATA
    assert (edited.phase, edited.note) == (Phase.IMMEDIATELY_POST, "red")
    assert photos.read_photo(store, photo.id) == edited


@plain_and_sealed
def test_a_deleted_photo_is_out_of_sight_until_it_is_restored(store: Store, fill: Filler) -> None:
    photo = fill.photo(fill.session(fill.series(), 1))
    delete(store, photo)
    assert photos.list_photos(store, photo.series_id) == []
    assert photos.list_deleted_photos(store, photo.series_id) == [photo]
    assert photos.photo_by_digest(store, photo.digest) is None
    with pytest.raises(NotFound, match="deleted"):
        photos.read_photo(store, photo.id)
    with pytest.raises(NotFound):
        delete(store, photo)
    with pytest.raises(NotFound):
        edit(store, photo, note="too late")
    assert photos.restore_photo(store, photo.id, by="Dr Who", at=NOW) == photo
    assert photos.list_photos(store, photo.series_id) == [photo]
    assert photos.list_deleted_photos(store, photo.series_id) == []
    assert actions(store, photo) == ["restored photo", "deleted photo", "added photo"]


def test_restoring_a_photo_that_is_there_does_nothing(store: Store, fill: Filler) -> None:
    photo = fill.photo(fill.session(fill.series(), 1))
    assert photos.restore_photo(store, photo.id, by="Dr Who", at=NOW) == photo
    assert actions(store, photo) == ["added photo"]


def test_what_is_not_there_is_not_found(store: Store, fill: Filler) -> None:
    session = fill.session(fill.series(), 1)
    assert photos.photo_by_digest(store, "0" * 64) is None
    with pytest.raises(NotFound):
        photos.read_photo(store, "nobody")
    with pytest.raises(NotFound):
        photos.read_original(store, "0" * 64)
    with pytest.raises(NotFound):
        photos.restore_photo(store, "nobody", by="Dr Who", at=NOW)
    with pytest.raises(NotFound):
        photos.check_is_new(store, "0" * 64, session_id="nobody")
    photos.check_is_new(store, "0" * 64, session_id=session.id)
    assert photos.list_photos(store, "nobody") == []


@plain_and_sealed
def test_adding_to_no_session_stores_no_file(store: Store, fill: Filler) -> None:
    session = fill.session(fill.series(), 1)
    photo = fill.photo(session)
    data = b"never stored"
    with pytest.raises(NotFound):
        photos.add_photo(
            store,
            data,
            facts_of(data),
            session_id="nobody",
            view=FRONT,
            phase=Phase.PRE,
            captured_at=NOW,
            source=photo.captured_at_source,
            by="Dr Who",
            at=NOW,
            renditions={},
        )
    assert not store.photos.has_original(facts_of(data).digest)
