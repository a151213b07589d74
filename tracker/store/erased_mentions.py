"""What speaks of an erased patient in rows that stay: imports, emergencies, the list of what left.

An import's plan names the patients whose photos it brings, and its files may wait for it still.
"""

import hashlib
import zipfile
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from tracker.model import ErasedKind, Erasure, FileState
from tracker.store.opening import Store
from tracker.store.schema import (
    EmergencyRecord,
    ImportFileRecord,
    ImportRecord,
    PatientRecord,
    ReleasedCopyRecord,
    new_id,
)
from tracker.store.searching import fold, words_of
from tracker.store.stored_file import StoredFile
from tracker.store.uploads import forget_uploaded

_SHORTEST_NAME = 3
REMOVED = "—"


def remove_waiting(store: Store, erasure: Erasure, sizes: Mapping[str, int]) -> None:
    """Remove what was sent for an import and is or holds one of the photos, or is planned for the patient.

    Parameters
    ----------
    sizes : mapping of str to int
        Digest and number of bytes of each erased original.
    """
    with store.reading(with_hidden=True) as db:
        import_ids = list(db.scalars(select(ImportRecord.id)))
        planned = {(row.import_id, row.name) for row in _rows_about(db, erasure, sizes)}
    for import_id in import_ids:
        names = {name for of, name in planned if of == import_id}
        forget_uploaded(store, import_id, names, is_unwanted=lambda file: _holds_photo(file, sizes))


def forget_mentions(db: Database, erasure: Erasure, sizes: Mapping[str, int]) -> None:
    """Remove the lines of imports about the patient or photo, and names from what stays."""
    for row in _rows_about(db, erasure, sizes):
        db.delete(row)
    if erasure.kind is not ErasedKind.PATIENT:
        return
    patient = db.get(PatientRecord, erasure.subject_id)
    if patient is None:
        return
    for one in db.scalars(select(ImportRecord)):
        if _mentions(one.table, patient):
            one.table = ""
    for access in db.scalars(select(EmergencyRecord)):
        if _mentions(access.reason, patient):
            access.reason = REMOVED
    for copy in db.scalars(select(ReleasedCopyRecord).where(ReleasedCopyRecord.patient_id == patient.id)):
        if _mentions(copy.recipient, patient):
            _write_without_recipient(db, copy)


def _rows_about(db: Database, erasure: Erasure, digests: Collection[str]) -> list[ImportFileRecord]:
    is_patient = erasure.kind is ErasedKind.PATIENT
    patient = db.get(PatientRecord, erasure.subject_id) if is_patient else None
    return [
        row
        for row in db.scalars(select(ImportFileRecord))
        if row.digest in digests or (patient is not None and _is_about(row, patient))
    ]


def _is_about(row: ImportFileRecord, patient: PatientRecord) -> bool:
    """By its target; where it has none, or is done with, by its name."""
    target = row.target
    if target is not None:
        is_same = target.patient_id == patient.id or _key(target.chart_number) == _key(patient.chart_number)
        return is_same or (row.state is not FileState.WAITING and _mentions(row.name, patient))
    return _mentions(row.name, patient)


def _key(chart_number: str) -> str:
    return chart_number.strip().casefold()


def _mentions(text: str, patient: PatientRecord) -> bool:
    folded = fold(text)
    names = (patient.chart_number, *words_of(patient.family_name), *words_of(patient.given_name))
    return any(fold(name) in folded for name in names if len(name) >= _SHORTEST_NAME)


def _write_without_recipient(db: Database, copy: ReleasedCopyRecord) -> None:
    """Such rows are never changed: another one takes its place."""
    values = {column.key: getattr(copy, column.key) for column in copy.__mapper__.column_attrs}
    db.delete(copy)
    db.add(ReleasedCopyRecord(**{**values, "id": new_id(), "recipient": ""}))


def _holds_photo(file: StoredFile, sizes: Mapping[str, int]) -> bool:
    """Whether a file is one of some photos, or a ZIP with one of them in it."""
    if file.byte_count() in sizes.values() and _digest(file.read()) in sizes:
        return True
    with file.open() as sent:
        if not zipfile.is_zipfile(sent):
            return False
        try:
            with zipfile.ZipFile(sent) as packed:
                inside = [one for one in packed.infolist() if one.file_size in sizes.values()]
                return any(_digest(packed.read(one)) in sizes for one in inside)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            return True  # what can't be looked into could hold one


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
