"""Copies of records that are handed to patients: rows, and files that are deleted a day later."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Database

from tracker.errors import NotFound
from tracker.model import COPY_LASTS, AuditEvent, RecordCopy
from tracker.store.audit import write_event
from tracker.store.files import PRIVATE, full_disk_as_sentence
from tracker.store.opening import Store
from tracker.store.rows import fetch
from tracker.store.schema import PatientRecord, RecordCopyRecord, new_id
from tracker.store.stored_file import DataFiles
from tracker.store.whole_file import whole_file
from tracker.texts import Message, marked

_PIECE_BYTES = 1 << 20
_GONE = Message(marked("This copy is gone: copies are deleted after 24 hours. Make a new one."))


def add_copy(store: Store, patient_id: str, *, language: str, by: str, at: datetime) -> RecordCopy:
    """Ask for a copy of a patient's record.

    Raises
    ------
    NotFound
        If there is no such patient.
    """
    with store.writing() as db:
        fetch(db, PatientRecord, patient_id, word="patient")
        row = RecordCopyRecord(
            id=new_id(),
            patient_id=patient_id,
            asked_by=by,
            asked_at=at,
            language=language,
            expires_at=at + COPY_LASTS,
        )
        db.add(row)
        _write_event(db, row, "asked for a copy of the record", by, at)
        db.flush()
        return row.to_model()


def read_copy(store: Store, copy_id: str, *, at: datetime) -> RecordCopy:
    """A copy that isn't deleted yet, of a patient who isn't.

    Raises
    ------
    NotFound
        If there is none.
    """
    with store.reading() as db:
        row = db.get(RecordCopyRecord, copy_id)
        if row is None or row.expires_at <= at or db.get(PatientRecord, row.patient_id) is None:
            raise NotFound(_GONE)
        return row.to_model()


def list_copies(store: Store, patient_id: str, *, at: datetime) -> list[RecordCopy]:
    """A patient's copies that aren't deleted yet, the latest first."""
    wanted = (
        select(RecordCopyRecord)
        .where(RecordCopyRecord.patient_id == patient_id, RecordCopyRecord.expires_at > at)
        .order_by(RecordCopyRecord.asked_at.desc(), RecordCopyRecord.id)
    )
    with store.reading() as db:
        return [row.to_model() for row in db.scalars(wanted)]


@contextmanager
def writing_copy(store: Store, copy: RecordCopy) -> Iterator[IO[bytes]]:
    """A file to write into, which counts once the block has ended without an error.

    With a master key it is sealed by the patient's own key: nothing of it lies on the disk as it is.

    Raises
    ------
    StorageFull
        If there is no room.
    """
    target = copy_path(store, copy.id)
    target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    temporary = target.with_suffix(f".{secrets.token_hex(8)}.part")
    with (
        full_disk_as_sentence(),
        whole_file(target, temporary=temporary) as out,
        _files(store).writing(target, out, owner=copy.patient_id) as file,
    ):
        yield file


def finish_copy(store: Store, copy_id: str, *, at: datetime) -> None:
    """Say that a copy's file is there; it is deleted 24 hours from now. One that is gone stays gone."""
    file = _files(store).find(copy_path(store, copy_id))
    byte_count = 0 if file is None else file.byte_count()
    with store.writing() as db:
        row = db.get(RecordCopyRecord, copy_id)
        if row is not None:
            row.ready_at, row.byte_count, row.expires_at = at, byte_count, at + COPY_LASTS


def read_copy_file(store: Store, copy: RecordCopy) -> Iterator[bytes]:
    """The file's bytes, piece by piece; it is open from the first on.

    Raises
    ------
    NotFound
        If it is gone.
    """
    file = _files(store).find(copy_path(store, copy.id))
    if file is None:
        raise NotFound(_GONE)
    return _pieces(file.open())


def clear_expired(store: Store, *, at: datetime) -> int:
    """Delete copies whose time is over, and files that no row names; returns how many rows went."""
    files = list(_folder(store).glob("*"))  # before the rows: a copy that is begun meanwhile stays
    with store.writing() as db:
        expired = list(db.scalars(select(RecordCopyRecord).where(RecordCopyRecord.expires_at <= at)))
        for row in expired:
            db.delete(row)
        known = set(db.scalars(select(RecordCopyRecord.id).where(RecordCopyRecord.expires_at > at)))
    for path in files:
        if path.name.split(".")[0] not in known:
            path.unlink(missing_ok=True)
    return len(expired)


def remove_copies_of(store: Store, patient_id: str) -> None:
    """Remove a patient's copies, whole or begun; first the rows, so that none names a file that is gone."""
    with store.writing() as db:
        of_patient = RecordCopyRecord.patient_id == patient_id
        copy_ids = list(db.scalars(select(RecordCopyRecord.id).where(of_patient)))
        db.execute(delete(RecordCopyRecord).where(of_patient))
    for path in _folder(store).glob("*"):
        if path.name.split(".")[0] in copy_ids:
            path.unlink(missing_ok=True)


def copy_path(store: Store, copy_id: str) -> Path:
    """Where a copy's file lies, or would lie."""
    if not copy_id.isalnum():
        raise NotFound(_GONE)
    return _folder(store) / f"{copy_id}.zip"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _files(store: Store) -> DataFiles:
    return DataFiles(store.settings.data_dir, store.keys)


def _folder(store: Store) -> Path:
    return store.settings.data_dir / "record-copies"


def _write_event(db: Database, row: RecordCopyRecord, action: str, by: str, at: datetime) -> None:
    write_event(db, AuditEvent(at, by, action, "patient", row.patient_id, row.patient_id, ""))
