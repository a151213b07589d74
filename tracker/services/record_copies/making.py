"""Making a copy of a record: the worker's part."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from tracker.errors import NotFound, PhotoRefused
from tracker.imaging.clean_copy import make_clean_copy
from tracker.language import catalogue
from tracker.model import Clinic, Photo, RecordCopy
from tracker.services.record_copies.gathering import (
    PatientRecord,
    gather,
    readings_as_csv,
    record_as_json,
)
from tracker.services.record_copies.page import record_page
from tracker.store import clinic, photos, record_copies
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import speaking

Report = Callable[[float, str], None]


def make_copy(store: Store, copy_id: str, *, report: Report, clock: Callable[[], datetime]) -> None:
    """Put together the file of a copy that was asked for; one that is gone or ready is left alone."""
    try:
        copy = record_copies.read_copy(store, copy_id, at=clock())
    except NotFound:
        return
    if copy.ready_at is not None:
        return
    with speaking(catalogue(copy.language or "en")), record_copies.writing_copy(store, copy) as file:
        _Packing(store, copy, clock(), report).write_into(file)
    record_copies.finish_copy(store, copy_id, at=clock())


def clear_expired(store: Store, *, now: datetime) -> int:
    """Delete copies that are older than a day; returns how many."""
    return record_copies.clear_expired(store, at=now)


@dataclass
class _Packing:
    """One copy while it is put together."""

    store: Store
    copy: RecordCopy
    at: datetime
    report: Report
    manifest: list[dict[str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def write_into(self, file: IO[bytes]) -> None:
        record = gather(self.store, self.copy.patient_id, at=self.at)
        practice = clinic.read_clinic(self.store) or Clinic(name="", time_zone="UTC")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
            self._pack_photos(packed, record)
            found = record_as_json(self.store, record, self.names)
            page = record_page(
                record,
                self.names,
                clinic=practice.name,
                zone=ZoneInfo(practice.time_zone),
                made_at=self.at,
                language=self.copy.language or "en",
            )
            self._pack(packed, "record.json", _json(found))
            self._pack(packed, "record.html", page.encode())
            self._pack(packed, "readings.csv", readings_as_csv(self.store, record))
            packed.writestr("manifest.json", _json(self._said()))

    def _pack_photos(self, packed: zipfile.ZipFile, record: PatientRecord) -> None:
        shown = [photo for course in record.courses for photo in course.photos]
        for number, photo in enumerate(shown, 1):
            self.report(0.9 * number / len(shown), "")
            self._pack_photo(packed, photo, number)

    def _pack_photo(self, packed: zipfile.ZipFile, photo: Photo, number: int) -> None:
        try:
            clean = make_clean_copy(photos.read_original(self.store, photo.digest))
        except (PhotoRefused, NotFound) as error:
            self.manifest.append({"original_sha256": photo.digest, "missing": str(error)})
            return
        day = photo.captured_at.date().isoformat()
        name = f"photos/{number:03d}_{day}_{photo.view.kind.value.replace(' ', '-')}{clean.suffix}"
        self.names[photo.digest] = name
        self._pack(packed, name, clean.data, original_sha256=photo.digest, metadata=clean.cleaning.value)

    def _pack(self, packed: zipfile.ZipFile, name: str, data: bytes, **said: str) -> None:
        packed.writestr(name, data)
        self.manifest.append({"file": name, "sha256": hashlib.sha256(data).hexdigest(), **said})

    def _said(self) -> dict[str, object]:
        return {
            "about": _(
                "All that the clinic's photo record holds of this patient. Photos are copies without the "
                "camera's metadata; beside the SHA-256 of each copy stands that of the file that is stored."
            ),
            "made_at": self.at.isoformat(),
            "files": self.manifest,
        }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
