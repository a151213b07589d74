"""What outlives an erased record holds no name and nothing that people typed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.services.erasure.full_record import (
    LATER,
    NOW,
    OWNER,
    REASON,
    SMALL,
    WORD,
    add_photo,
    delete,
    erase,
    find_traces,
)
from tests.store.conftest import FRONT
from tracker.errors import NotFound
from tracker.model import (
    ConsentScope,
    CopyKind,
    EmergencyAccess,
    EmergencyKind,
    Phase,
    View,
    ViewKind,
)
from tracker.services import retention
from tracker.store import acceptance, audit, audit_chain, emergencies, photos
from tracker.store.opening import Store
from tracker.store.schema import ReleasedCopyRecord


def test_what_stays_says_what_was_erased_when_why_and_by_whom(store: Store, photo, other) -> None:
    erase(store, delete(store, photo))
    (stays,) = retention.read_page(store, OWNER, now=LATER).erased
    assert (stays.subject_id, stays.ground, stays.note) == (photo.patient_id, REASON.ground, "order 14/2026")
    assert (stays.asked_by, stays.asked_at, stays.erased_at, stays.swept_at) == ("Dr Eva", NOW, LATER, LATER)
    assert (stays.series_count, stays.session_count, stays.photo_count) == (1, 1, 1)
    with pytest.raises(NotFound):
        retention.undo_deletion(store, OWNER, photo.patient_id, now=LATER)


def test_the_chain_of_events_is_whole_after_an_erasure(store: Store, photo, other) -> None:
    before = audit_chain.verify(store)
    erase(store, delete(store, photo))
    after = audit_chain.verify(store, expected=before.head)
    assert (after.broken_at, after.is_expected_found) == (None, True)
    assert after.event_count == before.event_count + 2


def test_the_reason_of_an_emergency_that_names_the_patient_is_removed_and_others_stay(
    store: Store, photo
) -> None:
    for number, reason in enumerate(("Zebedea Quittenbaum faints", "nobody else is here")):
        access = EmergencyAccess(
            str(number), EmergencyKind.RIGHTS, "0" * 32, "Ann", reason, NOW, NOW + timedelta(hours=1)
        )
        emergencies.begin(store, access)
    erase(store, delete(store, photo))
    assert find_traces(store.settings.data_dir) == []
    said = {one.id: one.reason for one in emergencies.list_accesses(store, is_acknowledged=False)}
    assert said == {"0": "—", "1": "nobody else is here"}


def test_what_left_stays_written_down_without_the_patients_name(store: Store, photo) -> None:
    with store.writing() as db:
        for recipient in ("Zebedea Quittenbaum", "the surgeon"):
            db.add(
                ReleasedCopyRecord(
                    id=recipient[:3],
                    kind=CopyKind.REPORT,
                    scope=ConsentScope.TREATMENT_RECORD,
                    patient_id=photo.patient_id,
                    series_id=photo.series_id,
                    digests=[photo.digest],
                    recipient=recipient,
                    object_id="",
                    consent_id="",
                    by="Dr Eva",
                    at=NOW,
                )
            )
    erase(store, delete(store, photo))
    with store.reading() as db:
        stays = db.execute(select(ReleasedCopyRecord.recipient, ReleasedCopyRecord.digests)).all()
    assert sorted(row.recipient for row in stays) == ["", "the surgeon"]
    assert all(row.digests == [photo.digest] for row in stays)


def test_no_event_holds_what_people_typed(store: Store, photo) -> None:
    """Events stay for ever: each way of typing something into a record is tried here."""
    typed = "Zebedea fell on it"
    place = View(ViewKind.CLOSE_UP, typed)
    photos.edit_photo(
        store, photo.id, view=FRONT, phase=Phase.PRE, captured_at=LATER, note=typed, by="Dr Eva", at=NOW
    )
    second = add_photo(store, photo.session_id, SMALL, view=place, renditions={})
    acceptance.keep_photo(store, second.id, reason=typed, by="Dr Eva", at=NOW)
    photos.delete_photo(store, second.id, by="Dr Eva", at=NOW, why=typed)
    photos.restore_photo(store, second.id, by="Dr Eva", at=NOW)
    acceptance.reject_photo(store, second.id, by="Dr Eva", at=NOW, why=typed)
    retention.set_hold(store, OWNER, photo.patient_id, reason=typed, now=NOW)
    retention.lift_hold(store, OWNER, photo.patient_id, now=NOW)
    retention.delete_patient(store, OWNER, photo.patient_id, REASON, now=NOW)
    events = audit.find_events(store, audit.AuditFilter(), limit=1000)
    assert len(events) > 10
    for event in events:
        assert "Zebedea" not in f"{event.detail} {event.action} {event.object_id}"
        assert WORD not in event.detail
