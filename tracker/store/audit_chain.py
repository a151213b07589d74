"""The chain of audit events: each event's hash holds the one before it.

A changed, missing, added or reordered row breaks the chain; a cut-off end differs from the head.
Whoever may write to the database and knows this file could write a whole new chain: an end noted
elsewhere (``python -m tracker audit verify`` prints it) shows that too.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from tracker.store.opening import Store
from tracker.store.schema import AuditHeadRecord, AuditRecord

START = "0" * 64
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What a look at the whole chain found.

    Attributes
    ----------
    event_count : int
        Rows that were looked at.
    head : str
        The last row's hash: 64 hexadecimal digits.
    broken_at : int or None
        Id of the first row that doesn't follow from those before it; 0 where only the end is missing;
        None where all is as it was written.
    is_expected_found : bool
        Whether the hash that was asked for is one of the chain's.
    """

    event_count: int
    head: str
    broken_at: int | None
    is_expected_found: bool = True


def append(db: Database, row: AuditRecord) -> None:
    """Add a row at the end of the chain, in the caller's transaction."""
    head = _locked_head(db)
    row.id = head.last_id + 1
    row.hash = row_hash(row, head.hash)
    head.last_id, head.event_count, head.hash = row.id, head.event_count + 1, row.hash
    db.add(row)


def verify(store: Store, *, expected: str = "") -> AuditCheck:
    """Follow the chain from its start to its end.

    Parameters
    ----------
    expected : str
        A hash that the chain once ended with, noted elsewhere.
    """
    with store.reading() as db:
        return verify_within(db, expected=expected)


def verify_within(db: Database, *, expected: str = "") -> AuditCheck:
    """The same in the caller's transaction."""
    return _follow(db, db.get(AuditHeadRecord, 1), expected)


def row_hash(row: AuditRecord, previous: str) -> str:
    """SHA-256 of a row and the hash before it, as 64 hexadecimal digits.

    The row is a JSON list in ASCII without spaces: id, time in UTC to the microsecond, user, action, kind
    and id of the object, patient, detail, outcome, previous hash.
    """
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [row.user, row.action, row.object_kind, row.object_id, row.patient_id, row.detail]
    text = json.dumps([row.id, at, *said, row.outcome, previous], separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _locked_head(db: Database) -> AuditHeadRecord:
    """The end of the chain, which nobody else moves before this transaction ends."""
    head = db.get(AuditHeadRecord, 1, with_for_update=True)
    if head is None:
        head = AuditHeadRecord(id=1, last_id=0, event_count=0, hash=START)
        db.add(head)
        db.flush()
    return head


def _follow(db: Database, head: AuditHeadRecord | None, expected: str) -> AuditCheck:
    previous, count, is_found = START, 0, expected in ("", START)
    for row in _rows(db):
        count += 1
        if row.hash != row_hash(row, previous):
            return AuditCheck(count, previous, row.id, is_found)
        previous = row.hash
        is_found = is_found or previous == expected
    total = db.scalar(select(func.count(AuditRecord.id))) or 0
    ends = (head.hash, head.event_count) if head else (START, 0)
    is_whole = ends == (previous, count) and total == count
    return AuditCheck(count, previous, None if is_whole else 0, is_found)


def _rows(db: Database) -> Iterator[AuditRecord]:
    """All rows by id, some at a time."""
    ordered, last = select(AuditRecord).order_by(AuditRecord.id).limit(_AT_ONCE), -(2**62)
    while rows := list(db.scalars(ordered.where(AuditRecord.id > last))):
        yield from rows
        last = rows[-1].id
        db.expunge_all()
