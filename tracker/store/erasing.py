"""Erasing: a patient's record, or one photo, with every row and file that belongs to it.

What belongs to it is found by the tables' own foreign keys, so a table that is added later is erased
with the rest. The order makes a kill at any moment harmless: the erasure is marked as begun, while all
is hidden already; then files go, then rows, in one transaction with what stays; then the traces of the
rows in the database's own files. Each step may be done again.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update
from sqlalchemy.orm import Session as Database

from tracker.model import AuditEvent, ErasedKind, Erasure, Job, JobState
from tracker.store.audit import write_event
from tracker.store.erased_mentions import forget_mentions, remove_waiting
from tracker.store.opening import Store
from tracker.store.record_copies import remove_copies_of
from tracker.store.retention import refuse_while_held
from tracker.store.schema import (
    Base,
    ErasureRecord,
    JobRecord,
    PatientRecord,
    PhotoRecord,
    SeriesRecord,
    SessionRecord,
)

Owned = dict[Table, ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class ErasedFiles:
    """What names the files and jobs of what is erased.

    Attributes
    ----------
    sizes : dict of str to int
        Digest and number of bytes of each original.
    subjects : tuple of str
        Ids that jobs may be about.
    """

    sizes: dict[str, int]
    subjects: tuple[str, ...]


def begin_erasure(store: Store, erasure_id: str, *, at: datetime) -> Erasure | None:
    """Mark a due erasure as begun; nothing can be undone from now on.

    Returns
    -------
    Erasure or None
        None where it was undone meanwhile, or isn't due yet.

    Raises
    ------
    InvalidInput
        If the patient's record is under legal hold.
    """
    with store.writing(with_hidden=True) as db:
        row = db.get(ErasureRecord, erasure_id)
        if row is None or row.due_at > at:
            return None
        if row.began_at is None:
            refuse_while_held(db, row.patient_id)
            row.began_at = at
        return row.to_model()


def read_erased_files(store: Store, erasure: Erasure) -> ErasedFiles:
    """What names the files and jobs, as long as the rows are there."""
    owned = _owned_by(erasure)
    with store.reading(with_hidden=True) as db:
        wanted = select(PhotoRecord.id, PhotoRecord.digest, PhotoRecord.byte_count)
        photos = db.execute(wanted.where(owned[_table(PhotoRecord)])).all()
        subjects = [one.id for one in photos] + [one.digest for one in photos]
        if erasure.kind is ErasedKind.PATIENT:
            of_patient = select(SeriesRecord.id).where(SeriesRecord.patient_id == erasure.subject_id)
            subjects += [erasure.subject_id, *db.scalars(of_patient)]
    return ErasedFiles({one.digest: one.byte_count for one in photos}, tuple(subjects))


def stop_jobs(store: Store, files: ErasedFiles, *, at: datetime) -> list[Job]:
    """Forget the jobs about what is erased; those that a worker is at still are returned."""
    with store.writing() as db:
        about = [job for job in db.scalars(select(JobRecord)) if _is_about(job.subject, files.subjects)]
        running = [job for job in about if _is_running(job, at)]
        for job in about:
            if job not in running:
                db.delete(job)
        return [job.to_model() for job in running]


def remove_files(store: Store, erasure: Erasure, files: ErasedFiles) -> None:
    """Remove originals, all that was derived from them, and what waits to be imported of the same photos.

    What is gone already is no error.

    Raises
    ------
    OSError
        If a file can't be removed.
    """
    for digest in files.sizes:
        shutil.rmtree(store.photos.rendition_folder(digest), ignore_errors=True)
        store.photos.original_path(digest).unlink(missing_ok=True)
    remove_waiting(store, erasure, files.sizes)
    # also where one photo is erased: a copy holds all of them
    remove_copies_of(store, erasure.patient_id)
    left = [digest for digest in files.sizes if _is_left(store, digest)]
    if left:
        raise OSError(f"{len(left)} files could not be removed")


def remove_rows(store: Store, erasure: Erasure, files: ErasedFiles, *, at: datetime) -> None:
    """Remove all rows, and write down what was erased; in one transaction."""
    owned = _owned_by(erasure)
    with store.writing(with_hidden=True) as db:
        row = db.get(ErasureRecord, erasure.id)
        if row is None or row.erased_at is not None:
            return
        row.series_count, row.session_count, row.photo_count = _counts(db, owned)
        forget_mentions(db, erasure, files.sizes)
        for table in reversed(Base.metadata.sorted_tables):
            if table in owned:
                db.execute(delete(table).where(owned[table]))
        row.erased_at = at
        _write_event(db, row, at)


def mark_swept(store: Store, erasure_id: str, *, at: datetime) -> None:
    """Write down that no trace is left in the database's own files."""
    with store.writing() as db:
        db.execute(update(ErasureRecord).where(ErasureRecord.id == erasure_id).values(swept_at=at))


def list_due(store: Store, *, at: datetime) -> list[str]:
    """Ids of the erasures that are due, or begun and not done; those of held records left out."""
    held = select(PatientRecord.id).where(PatientRecord.held_since.is_not(None))
    wanted = select(ErasureRecord.id).where(
        ErasureRecord.due_at <= at,
        ErasureRecord.swept_at.is_(None),
        or_(ErasureRecord.began_at.is_not(None), ErasureRecord.patient_id.not_in(held)),
    )
    with store.reading(with_hidden=True) as db:
        return list(db.scalars(wanted.order_by(ErasureRecord.due_at)))


def list_done(store: Store) -> list[Erasure]:
    """What was erased, the latest first."""
    wanted = (
        select(ErasureRecord)
        .where(ErasureRecord.began_at.is_not(None))
        .order_by(ErasureRecord.began_at.desc(), ErasureRecord.id)
    )
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted)]


def owned_tables(kind: ErasedKind) -> set[str]:
    """Names of the tables whose rows go with a patient, or with a photo."""
    start = PatientRecord if kind is ErasedKind.PATIENT else PhotoRecord
    return {table.name for table in _owned_from(_table(start), _table(start).c.id == "")}


def _owned_by(erasure: Erasure) -> Owned:
    start = _table(PatientRecord if erasure.kind is ErasedKind.PATIENT else PhotoRecord)
    return _owned_from(start, start.c.id == erasure.subject_id)


def _owned_from(start: Table, which: ColumnElement[bool]) -> Owned:
    """For each table that points to these rows, over whatever others, which of its rows do."""
    owned: Owned = {start: which}
    for table in Base.metadata.sorted_tables:
        conditions = list(_pointing_to(table, owned))
        if table is not start and conditions:
            owned[table] = or_(*conditions)
    return owned


def _pointing_to(table: Table, owned: Owned) -> Iterator[ColumnElement[bool]]:
    for key in table.foreign_keys:
        there = key.column.table
        # a row of the same table that it points to is set to none by the database itself
        if there in owned and there is not table:
            yield key.parent.in_(select(key.column).where(owned[there]))


def _counts(db: Database, owned: Owned) -> tuple[int, int, int]:
    def count(kind: type[Base]) -> int:
        table = _table(kind)
        if table not in owned:
            return 0
        return db.scalar(select(func.count()).select_from(table).where(owned[table])) or 0

    return count(SeriesRecord), count(SessionRecord), count(PhotoRecord)


def _table(kind: type[Base]) -> Table:
    return Base.metadata.tables[kind.__tablename__]


def _write_event(db: Database, row: ErasureRecord, at: datetime) -> None:
    said = f"{row.ground}: {row.series_count} series, {row.session_count} sessions, {row.photo_count} photos"
    action, kind = f"erased {row.kind}", row.kind.value
    write_event(db, AuditEvent(at, row.asked_by, action, kind, row.subject_id, row.patient_id, said))


def _is_about(subject: str, subjects: Sequence[str]) -> bool:
    """A subject may be made of several ids, as that of a change map."""
    return any(one in subject for one in subjects)


def _is_running(job: JobRecord, at: datetime) -> bool:
    return job.state is JobState.RUNNING and job.lease_until is not None and job.lease_until >= at


def _is_left(store: Store, digest: str) -> bool:
    return store.photos.has_original(digest) or store.photos.rendition_folder(digest).exists()
