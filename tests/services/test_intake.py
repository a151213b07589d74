"""Photos on their way in and out: when they were taken, what is measured again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.ui.pages.records import CHEEK, NOW, Records
from tracker.errors import ConfirmationNeeded, InvalidInput, NotAllowed
from tracker.model import Actor, CaptureTimeSource, Phase, Photo, PhotoFacts, Role, View, ViewKind
from tracker.services import intake
from tracker.store import jobs, photos
from tracker.store.opening import Store

OWNER = Actor("0" * 32, "Dr Eva Muster", Role.OWNER, confirmed_at=NOW)
FRONT = View(ViewKind.FRONT)
HELD_AT = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
FACTS = PhotoFacts("d", "JPEG", 1, 4000, 3000)
NOON = datetime(2026, 7, 1, 12, 0, 37)


@pytest.mark.parametrize(
    ("offset_minutes", "zone", "taken_at"),
    [
        (None, "Europe/Zurich", datetime(2026, 7, 1, 10, 0, 37, tzinfo=UTC)),
        (None, "America/New_York", datetime(2026, 7, 1, 16, 0, 37, tzinfo=UTC)),
        (-210, "Europe/Zurich", datetime(2026, 7, 1, 15, 30, 37, tzinfo=UTC)),
        (0, "Europe/Zurich", datetime(2026, 7, 1, 12, 0, 37, tzinfo=UTC)),
    ],
)
def test_the_cameras_clock_is_read_in_its_own_zone_else_the_clinics(offset_minutes, zone, taken_at):
    facts = replace(FACTS, captured_at_local=NOON, utc_offset_minutes=offset_minutes)
    found = intake.suggested_capture_time(facts, time_zone=zone, held_at=HELD_AT)
    assert found == (taken_at, CaptureTimeSource.METADATA)


def test_a_photo_that_does_not_say_is_taken_to_be_of_its_session():
    found = intake.suggested_capture_time(FACTS, time_zone="UTC", held_at=HELD_AT)
    assert found == (HELD_AT, CaptureTimeSource.TYPED)


@pytest.fixture
def three(store: Store) -> list[Photo]:
    """Two photos of the cheek, one of the front; nothing waits to be measured."""
    records = Records(store)
    session = records.session(records.series(), 1)
    return [records.photo(session), records.photo(session, minutes=1), records.photo(session, view=FRONT)]


def waiting(store: Store) -> set[str]:
    """Photos waiting to be measured; the queue is emptied."""
    found = set()
    while job := jobs.claim_job(store, at=NOW, lease_seconds=60):
        jobs.finish_job(store, job.id, at=NOW)
        found.add(job.subject)
    return found


def choices(photo: Photo, **changes: object) -> intake.PhotoChoices:
    values = intake.PhotoChoices(photo.view, photo.phase, photo.captured_at, photo.captured_at_source)
    return replace(values, **changes)


def edit(store: Store, photo: Photo, **changes: object) -> Photo:
    return intake.edit_photo(store, OWNER, photo, choices(photo, **changes), note="", now=NOW)


def test_a_photo_that_changes_its_view_is_measured_there_and_its_old_view_again(store, three):
    first, second, front = three
    assert edit(store, second, view=FRONT).view == FRONT
    assert waiting(store) == {first.id, second.id}
    edit(store, front, phase=Phase.FOLLOW_UP)
    assert front.id in waiting(store)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"captured_at": NOW + timedelta(minutes=11)}, "captured_at"),
        ({"view": View(ViewKind.CLOSE_UP, " ")}, "zone"),
        ({"view": View(ViewKind.OTHER)}, "zone"),
    ],
)
def test_an_edit_that_can_not_be_true_is_refused(changes, field, store, three):
    with pytest.raises(InvalidInput) as refused:
        edit(store, three[0], **changes)
    assert refused.value.field == field
    assert photos.read_photo(store, three[0].id) == three[0]
    assert waiting(store) == set()


def test_deleting_the_reference_measures_its_view_against_the_next_photo(store, three):
    first, second, _ = three
    intake.delete_photo(store, OWNER, first.id, why="blurred", now=NOW)
    assert waiting(store) == {second.id}
    intake.restore_photo(store, OWNER, first.id, now=NOW)
    assert first.id in waiting(store)
    assert photos.read_photo(store, first.id).view == CHEEK


def test_a_deletion_without_a_reason_is_refused(store, three):
    with pytest.raises(InvalidInput, match="Say why"):
        intake.delete_photo(store, OWNER, three[0].id, why=" ", now=NOW)


def test_who_may_not_delete_may_not_restore_either(store, three):
    assistant = replace(OWNER, role=Role.ASSISTANT)
    with pytest.raises(NotAllowed):
        intake.delete_photo(store, assistant, three[0].id, why="blurred", now=NOW)
    intake.delete_photo(store, OWNER, three[0].id, why="blurred", now=NOW)
    with pytest.raises(NotAllowed):
        intake.restore_photo(store, assistant, three[0].id, now=NOW)
    assert len(photos.list_photos(store, three[0].series_id)) == 2


def test_a_photo_is_deleted_only_by_who_typed_the_password_lately(store, three) -> None:
    later = NOW + timedelta(minutes=10)
    with pytest.raises(ConfirmationNeeded, match="Type your password again"):
        intake.delete_photo(store, OWNER, three[0].id, why="blurred", now=later)
    with pytest.raises(ConfirmationNeeded):
        intake.delete_photo(store, replace(OWNER, confirmed_at=None), three[0].id, why="blurred", now=NOW)
    intake.delete_photo(store, replace(OWNER, confirmed_at=later), three[0].id, why="blurred", now=later)
