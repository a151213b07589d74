"""A deleted patient's rows are found by no query that doesn't ask for them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tests.store.conftest import DETAILS, NOW, Filler, facts_of
from tracker.errors import DuplicatePhoto, InvalidInput, NotFound
from tracker.model import ErasureGround, Photo
from tracker.store import (
    audit,
    deletions,
    orphans,
    outdated,
    overview,
    patients,
    photos,
    retention,
    series,
    sessions,
)
from tracker.store.opening import Store
from tracker.store.schema import PhotoRecord, SeriesRecord, SessionRecord

DUE = NOW + timedelta(days=30)
PICTURE = b"a photo of Anna"


def delete(store: Store, patient_id: str) -> None:
    deletions.delete_patient(
        store, patient_id, ground=ErasureGround.MISTAKE, note="double", by="Dr Who", at=NOW, due_at=DUE
    )


@pytest.fixture
def photo(fill: Filler) -> Photo:
    """One patient's only photo, beside another patient's."""
    fill.photo(fill.session(fill.series(fill.patient(family_name="Other")), 1))
    return fill.photo(fill.session(fill.series(fill.patient(chart_number="A-1")), 1), PICTURE)


def test_a_deleted_patient_is_found_nowhere_and_comes_back_whole(store: Store, photo: Photo) -> None:
    reads = (
        lambda: patients.read_patient(store, photo.patient_id),
        lambda: series.read_series(store, photo.series_id),
        lambda: sessions.read_session(store, photo.session_id),
        lambda: photos.read_photo(store, photo.id),
        lambda: photos.read_original(store, photo.digest),
    )
    before = [read() for read in reads]
    delete(store, photo.patient_id)
    for read in reads:
        with pytest.raises(NotFound):
            read()
    assert photos.photo_by_digest(store, photo.digest) is None
    assert photos.find_stored(store, photo.digest) is None
    assert patients.find_by_chart_number(store, "A-1") is None
    assert [one.patient.details.family_name for one in patients.find_patients(store)] == ["Other"]
    assert patients.find_patients(store, "meyer") == []
    assert photos.list_photos(store, photo.series_id) == []
    assert series.list_series(store, photo.patient_id) == []
    assert sessions.list_sessions(store, photo.series_id) == []
    deletions.undo_deletion(store, photo.patient_id, by="Dr Who", at=NOW)
    assert [read() for read in reads] == before
    assert len(patients.find_patients(store)) == 2
    deeds = [event.action for event in audit.list_events(store, patient_id=photo.patient_id)]
    assert deeds[:2] == ["undid deletion of patient", "deleted patient"]


def test_no_list_over_all_patients_shows_a_deleted_one(store: Store, photo: Photo) -> None:
    def listed() -> set[str]:
        courses = overview.list_open_courses(store, "1")
        waiting = outdated.list_outdated(
            store, align_method="1", measure_method="1", before=NOW + timedelta(1)
        )
        kept = retention.list_kept(store)
        return {c.patient.id for c in courses} | set(waiting) | {k.patient.id for k in kept}

    assert {photo.patient_id, photo.id} <= listed()
    delete(store, photo.patient_id)
    assert not {photo.patient_id, photo.id} & listed()
    assert listed()


def test_counts_subqueries_aliases_and_changes_leave_hidden_rows_out(store: Store, photo: Photo) -> None:
    delete(store, photo.patient_id)
    other = aliased(PhotoRecord)
    in_series = select(SessionRecord.series_id).where(SessionRecord.series_id == photo.series_id)
    with store.writing() as db:
        assert db.scalar(select(func.count(PhotoRecord.id))) == 1
        assert db.scalar(select(func.count(other.id))) == 1
        assert db.scalar(select(func.count(SeriesRecord.id)).where(SeriesRecord.id.in_(in_series))) == 0
        found = select(SeriesRecord.id).where(
            SeriesRecord.id.in_(select(SessionRecord.series_id).join(SessionRecord.series))
        )
        assert photo.series_id not in db.scalars(found).all()
    with store.reading(with_hidden=True) as db:
        assert db.scalar(select(func.count(PhotoRecord.id))) == 2


def test_nothing_is_added_to_a_deleted_patient(store: Store, fill: Filler, photo: Photo) -> None:
    session = sessions.read_session(store, photo.session_id)
    of = series.read_series(store, photo.series_id)
    delete(store, photo.patient_id)
    with pytest.raises(NotFound):
        fill.photo(session)
    with pytest.raises(NotFound):
        fill.session(of, 2)
    with pytest.raises(NotFound):
        series.add_series(store, photo.patient_id, of.details, at=NOW)


def test_a_photo_that_arrives_while_its_patient_is_deleted_leaves_no_file(
    store: Store, fill: Filler, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sessions.read_session(store, photo.session_id)
    late = b"a photo that was on its way"
    write = store.photos.write_original

    def delete_meanwhile(digest: str, data: bytes, *, patient_id: str) -> None:
        write(digest, data, patient_id=patient_id)
        delete(store, photo.patient_id)

    kind = type(store.photos)
    monkeypatch.setattr(kind, "write_original", lambda _, *said, **more: delete_meanwhile(*said, **more))
    with pytest.raises(NotFound):
        fill.photo(session, late)
    assert not store.photos.has_original(facts_of(late).digest)
    assert not store.photos.rendition_folder(facts_of(late).digest).exists()
    assert orphans.find_orphans(store) == []


def test_photo_and_chart_number_of_a_deleted_patient_stay_taken(
    store: Store, fill: Filler, photo: Photo
) -> None:
    delete(store, photo.patient_id)
    elsewhere = fill.session(fill.series(), 1)
    with pytest.raises(DuplicatePhoto, match="another patient's record"):
        fill.photo(elsewhere, PICTURE)
    with pytest.raises(InvalidInput, match="belongs to a deleted patient"):
        fill.patient(chart_number="a-1")
    assert DETAILS.family_name not in str(photo)


def test_files_of_a_deleted_patient_are_no_orphans(store: Store, photo: Photo) -> None:
    delete(store, photo.patient_id)
    assert orphans.clear_orphans(store, older_than=NOW + timedelta(days=9999)) == []
    assert store.photos.has_original(facts_of(PICTURE).digest)


def test_a_held_record_is_neither_deleted_nor_loses_a_photo(store: Store, photo: Photo) -> None:
    retention.set_hold(store, photo.patient_id, reason="a lawsuit", by="Eva", at=NOW)
    hold = patients.read_patient(store, photo.patient_id).hold
    assert hold is not None
    assert (hold.by, hold.since, hold.reason) == ("Eva", NOW, "a lawsuit")
    with pytest.raises(InvalidInput, match="under legal hold"):
        delete(store, photo.patient_id)
    with pytest.raises(InvalidInput, match="under legal hold"):
        photos.delete_photo(store, photo.id, by="Eva", at=NOW, why="blurred")
    retention.lift_hold(store, photo.patient_id, by="Eva", at=NOW)
    photos.delete_photo(store, photo.id, by="Eva", at=NOW, why="blurred")
    delete(store, photo.patient_id)
    events = audit.list_events(store, patient_id=photo.patient_id)
    assert [event.action for event in events[:4]] == [
        "deleted patient",
        "deleted photo",
        "lifted legal hold",
        "set legal hold",
    ]
    # what people write stays out of the events, which outlive the record
    assert not {"a lawsuit", "blurred", "double"} & {event.detail for event in events}
