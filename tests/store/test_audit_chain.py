"""The chain of audit events: any change to what was written is found."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from tests.store.conftest import NOW
from tracker.model import Outcome
from tracker.store import audit, audit_chain
from tracker.store.audit import AuditFilter
from tracker.store.opening import Store

COUNT = 40
COLUMNS = ["at", "user_name", "action", "object_kind", "object_id", "patient_id", "detail", "outcome", "hash"]


@pytest.fixture
def events(store: Store) -> Store:
    """Forty events of several people, and no rule that keeps rows from being changed."""
    for number in range(COUNT):
        audit.record_event(
            store,
            at=NOW + timedelta(minutes=number),
            user=f"Dr {number % 3}",
            action="saw",
            object_kind="series",
            object_id=f"series {number}",
            patient_id=f"patient {number % 5}",
            detail='é, 日本, "quoted"',
            outcome=Outcome.REFUSED if number % 7 == 0 else Outcome.DONE,
        )
    with store.writing() as db:
        for name in ("audit_event_unchanged", "audit_event_kept"):
            db.execute(text(f"DROP TRIGGER {name}"))
    return store


def change_a_value(db: Database, chance: random.Random) -> None:
    row, column = chance.randint(1, COUNT), chance.choice(COLUMNS)
    new = {"at": "2020-01-01 00:00:00.000000", "outcome": "refused"}.get(column, f"other {chance.random()}")
    changed = text(f"UPDATE audit_event SET {column} = :new WHERE id = :row AND {column} != :new")
    if not db.execute(changed, {"new": new, "row": row}).rowcount:  # a refused one already
        db.execute(text("UPDATE audit_event SET outcome = 'done' WHERE id = :row"), {"row": row})


def remove_a_row(db: Database, chance: random.Random) -> None:
    db.execute(text("DELETE FROM audit_event WHERE id = :row"), {"row": chance.randint(1, COUNT)})


def remove_the_end(db: Database, chance: random.Random) -> None:
    db.execute(text("DELETE FROM audit_event WHERE id >= :row"), {"row": chance.randint(1, COUNT)})


def swap_two_rows(db: Database, chance: random.Random) -> None:
    one, other = chance.sample(range(1, COUNT + 1), 2)
    for old, new in ((one, 9999), (other, one), (9999, other)):
        db.execute(text("UPDATE audit_event SET id = :new WHERE id = :old"), {"old": old, "new": new})


def add_a_row(db: Database, chance: random.Random) -> None:
    copied = ", ".join(COLUMNS)
    db.execute(
        text(
            f"INSERT INTO audit_event (id, {copied}) SELECT :new, {copied} FROM audit_event WHERE id = :old"
        ),
        {"new": chance.choice([0, COUNT + 1, COUNT + 5]), "old": chance.randint(1, COUNT)},
    )


TAMPERINGS: list[Callable[[Database, random.Random], None]] = [
    change_a_value,
    remove_a_row,
    remove_the_end,
    swap_two_rows,
    add_a_row,
]


def test_what_was_written_is_found_whole(events: Store) -> None:
    found = audit_chain.verify(events)
    assert (found.event_count, found.broken_at) == (COUNT, None)
    assert audit_chain.verify(events, expected=found.head).is_expected_found
    assert not audit_chain.verify(events, expected="f" * 64).is_expected_found
    audit.record_event(events, at=NOW, user="x", action="y", object_kind="z", object_id="")
    later = audit_chain.verify(events, expected=found.head)
    assert (later.event_count, later.broken_at, later.is_expected_found) == (COUNT + 1, None, True)


def test_an_empty_store_is_whole(store: Store) -> None:
    assert audit_chain.verify(store) == audit_chain.AuditCheck(0, audit_chain.START, None)


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_each_of_a_thousand_random_tamperings_is_found(tamper, events: Store) -> None:
    chance = random.Random(7)
    for _ in range(200):
        with Database(events.engine) as db:
            tamper(db, chance)
            assert audit_chain.verify_within(db).broken_at is not None
            db.rollback()
    assert audit_chain.verify(events).broken_at is None


def test_the_database_itself_refuses_to_change_or_delete_an_event(store: Store) -> None:
    audit.record_event(store, at=NOW, user="x", action="y", object_kind="z", object_id="")
    for deed in ("UPDATE audit_event SET user_name = 'nobody'", "DELETE FROM audit_event"):
        with pytest.raises(IntegrityError, match="stay as they are"), store.writing() as db:
            db.execute(text(deed))


def test_a_deed_that_is_taken_back_leaves_the_chain_whole(store: Store) -> None:
    audit.record_event(store, at=NOW, user="x", action="y", object_kind="z", object_id="")
    with pytest.raises(RuntimeError), store.writing() as db:
        audit.write_event(db, audit.list_events(store)[0])
        raise RuntimeError
    audit.record_event(store, at=NOW, user="x", action="y", object_kind="z", object_id="")
    assert audit_chain.verify(store).broken_at is None
    assert len(audit.list_events(store)) == 2


def test_events_are_found_by_person_deed_days_and_outcome(events: Store) -> None:
    def count(**wanted: object) -> int:
        return audit.count_events(events, AuditFilter(**wanted))

    assert count() == COUNT
    assert count(user="DR 1") == 13
    assert count(user="%") == 0
    assert count(action="SA") == COUNT
    assert count(outcome=Outcome.REFUSED) == 6
    assert count(since=NOW + timedelta(minutes=10), until=NOW + timedelta(minutes=20)) == 10
    assert count(patient_id="patient 2") == 8
    first, second = audit.find_events(events, AuditFilter(user="Dr 1"), limit=2, offset=1)
    assert (first.object_id, second.object_id) == ("series 34", "series 31")
