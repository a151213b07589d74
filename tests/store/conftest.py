"""A real store in a temporary folder, and shortcuts to fill it."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tracker.config import Settings, read_settings
from tracker.model import (
    CaptureTimeSource,
    Patient,
    PatientDetails,
    Phase,
    Photo,
    PhotoFacts,
    Polygon,
    Region,
    RegionRole,
    Rendition,
    Series,
    SeriesDetails,
    Session,
    SessionDetails,
    SessionKind,
    View,
    ViewKind,
)
from tracker.store import patients, photos, references, regions, series, sessions, users
from tracker.store.opening import Store, open_store

MASTER_KEY = base64.b64encode(bytes(range(32))).decode()
plain_and_sealed = pytest.mark.parametrize("settings", ["plain", "sealed"], indirect=True)
NOW = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
FRONT = View(ViewKind.FRONT)
DETAILS = PatientDetails("A-1", "Meyer", "Anna", date(1984, 3, 9))
SERIES = SeriesDetails("Microneedling", "acne scars", "cheeks", date(2026, 5, 1))
SQUARE = Polygon(((10.0, 10.0), (10.0, 60.0), (60.0, 60.0), (60.0, 10.0)))


def facts_of(data: bytes, **changes: object) -> PhotoFacts:
    """Facts of made-up bytes: the store never looks into a picture."""
    facts = PhotoFacts(hashlib.sha256(data).hexdigest(), "JPEG", len(data), 3000, 4000, camera="Acme One")
    return replace(facts, **changes)


def key_file(folder: Path, text: str = MASTER_KEY, *, name: str = "master.key") -> Path:
    """A file with a master key that nobody else may read."""
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(text)
    return path


@dataclass
class Filler:
    """Adds records with sensible defaults to a store."""

    store: Store
    numbers: Iterator[int]

    def patient(self, **changes: object) -> Patient:
        changes.setdefault("chart_number", f"A-{next(self.numbers)}")
        return patients.add_patient(self.store, replace(DETAILS, **changes), by="Dr Who", at=NOW)

    def series(self, patient: Patient | None = None) -> Series:
        patient = patient or self.patient()
        return series.add_series(self.store, patient.id, SERIES, at=NOW)

    def session(
        self, of: Series, number: int, *, day: float | None = None, kind: SessionKind = SessionKind.TREATMENT
    ) -> Session:
        held_at = NOW + timedelta(days=28 * (number - 1) if day is None else day)
        return sessions.add_session(self.store, of.id, SessionDetails(number, held_at, kind), at=NOW)

    def photo(
        self,
        session: Session,
        data: bytes | None = None,
        *,
        view: View = FRONT,
        phase: Phase = Phase.PRE,
        minutes: int = 0,
        **facts: object,
    ) -> Photo:
        data = data or f"photo {next(self.numbers)}".encode()
        return photos.add_photo(
            self.store,
            data,
            facts_of(data, **facts),
            session_id=session.id,
            view=view,
            phase=phase,
            captured_at=session.details.held_at + timedelta(minutes=minutes),
            source=CaptureTimeSource.METADATA,
            by="Dr Who",
            at=NOW,
            renditions={Rendition.THUMBNAIL: b"small", Rendition.SCREEN: b"large"},
        )

    def region(self, of: Series, view: View = FRONT, role: RegionRole = RegionRole.TREATED) -> Region:
        reference = references.read_reference(self.store, of.id, view)
        assert reference is not None
        return regions.add_region(
            self.store,
            of.id,
            view,
            name="left cheek",
            role=role,
            shape=SQUARE,
            reference_digest=reference.photo.digest,
            by="Dr Who",
            at=NOW,
        )


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Of an installation without a master key, or with one where the test is `plain_and_sealed`."""
    data = {"TRACKER_DATA_DIR": str(tmp_path / "data")}
    if getattr(request, "param", "plain") == "plain":
        return read_settings(data)
    return read_settings(data | {"TRACKER_MASTER_KEY_FILE": str(key_file(tmp_path))})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def fill(store: Store) -> Filler:
    return Filler(store, count(100))


@pytest.fixture
def quick_hasher(monkeypatch: pytest.MonkeyPatch) -> PasswordHasher:
    """The same hash with little work, so that tests of accounts stay quick."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(users, "HASHER", hasher)
    return hasher
